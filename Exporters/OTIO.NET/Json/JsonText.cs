using System.Globalization;
using System.Text;

namespace OpenTimelineIO;

/// <summary>Numbers and texts in the reference's form, where Newtonsoft's differs: <c>24.0</c>, <c>1e21</c>, and nothing escaped that needs no escape.</summary>
internal static class JsonText
{
    public static string Of(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "Infinity" : "-Infinity";
        // The shortest digits that read back as the same double.
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = shortest[0] == '-' ? "-" : "";
        if (value == 0)
            return sign + "0.0";
        var (digits, point) = Decompose(shortest.AsSpan(sign.Length));
        return sign + Layout(digits, point);
    }

    public static string Of(string text)
    {
        var plain = true;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i++))
                throw new OtioException(OtioError.MalformedJson, "a text holds half a surrogate pair, which no UTF-8 file can");
            plain &= text[i] is >= ' ' and not ('"' or '\\');
        }
        if (plain)
            return $"\"{text}\"";
        var quoted = new StringBuilder(text.Length + 16).Append('"');
        foreach (var c in text)
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        return quoted.Append('"').ToString();
    }

    /// <summary>The digits without leading or trailing zeros, and where the point stands: 0.d₁d₂… × 10^point.</summary>
    private static (string Digits, int Point) Decompose(ReadOnlySpan<char> text)
    {
        var exponent = 0;
        var e = text.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }
        var dot = text.IndexOf('.');
        var point = (dot >= 0 ? dot : text.Length) + exponent;
        var digits = dot >= 0 ? string.Concat(text[..dot], text[(dot + 1)..]) : text.ToString();
        var significant = digits.TrimStart('0');
        point -= digits.Length - significant.Length;
        return (significant.TrimEnd('0'), point);
    }

    // The reference's layout: plain up to 21 digits before the point and 6 zeros after it, else with an exponent that has neither plus nor padding.
    private static string Layout(string digits, int point)
    {
        if (point >= digits.Length && point <= 21)
            return digits.PadRight(point, '0') + ".0";
        if (point is > 0 and <= 21)
            return $"{digits[..point]}.{digits[point..]}";
        if (point is > -6 and <= 0)
            return $"0.{new string('0', -point)}{digits}";
        var exponent = (point - 1).ToString(CultureInfo.InvariantCulture);
        return digits.Length == 1 ? $"{digits}e{exponent}" : $"{digits[..1]}.{digits[1..]}e{exponent}";
    }
}
