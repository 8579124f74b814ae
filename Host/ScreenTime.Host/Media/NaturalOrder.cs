namespace ScreenTime.Host.Media;

/// <summary>Compares names as a person counts: runs of digits by their value, everything else by character.</summary>
internal static class NaturalOrder
{
    /// <summary>Below zero when <paramref name="left"/> comes first; equal only for equal names.</summary>
    public static int Compare(string left, string right)
    {
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                var a = Digits(left, ref i);
                var b = Digits(right, ref j);
                var byValue = a.Length != b.Length ? a.Length - b.Length : a.CompareTo(b, StringComparison.Ordinal);
                if (byValue != 0)
                    return byValue;
                continue;
            }

            if (left[i] != right[j])
                return left[i].CompareTo(right[j]);
            i++;
            j++;
        }

        var rest = (left.Length - i) - (right.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(left, right);
    }

    /// <summary>A run of digits without leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
