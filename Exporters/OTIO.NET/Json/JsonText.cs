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
        if (value == 0)
            return double.IsNegative(value) ? "-0.0" : "0.0";
        Span<char> buffer = stackalloc char[24];
        var length = Grisu2.Digits(Math.Abs(value), buffer, out var exponent);
        return (value < 0 ? "-" : "") + Layout(buffer[..length].ToString(), length + exponent);
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

    // The reference's layout of digits before which the point would stand at 0.d₁d₂… × 10^point: plain up to 21 digits before the point and 6 zeros after it, else with an exponent that has neither plus nor padding.
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
