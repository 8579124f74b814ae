namespace OpenTimelineIO;

/// <summary>Orders texts as their UTF-8 bytes would: the order of a reference map's keys.</summary>
internal static class Utf8Order
{
    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
            if (a[i] != b[i])
                return Rank(a[i]).CompareTo(Rank(b[i]));
        return a.Length.CompareTo(b.Length);
    }

    // UTF-16 puts surrogates (characters beyond U+FFFF) before U+E000–U+FFFF; UTF-8 puts them after.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
