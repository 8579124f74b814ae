using System.Globalization;
using System.Text;
using OpenTimelineIO;

/// <summary>Answers as text: doubles by their bits, documents by their length and hash.</summary>
internal static class Answer
{
    public static string Text(double value) =>
        double.IsNaN(value) ? "nan" : BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    public static string Text(RationalTime time) => $"{Text(time.Value)}@{Text(time.Rate)}";

    public static string Text(TimeRange range) => $"{Text(range.StartTime)}+{Text(range.Duration)}";

    public static string Text(RationalTime? time) => time is { } known ? Text(known) : "none";

    public static string Text(TimeRange? range) => range is { } known ? Text(known) : "none";

    public static string Text(bool value) => value ? "true" : "false";

    public static string Text(params ReadOnlySpan<bool> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
            text.Append(Text(value));
        return text.ToString();
    }

    public static string Hashed(string document)
    {
        if (Environment.GetEnvironmentVariable("OTIO_SHOW") is not null)
            Console.Error.WriteLine(document);
        var hash = 14695981039346656037ul;
        var bytes = Encoding.UTF8.GetBytes(document);
        foreach (var b in bytes)
            hash = (hash ^ b) * 1099511628211ul;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:{hash:x16}");
    }

    public static string OrError(Func<string> answer)
    {
        try
        {
            return answer();
        }
        catch (OtioException)
        {
            return "error";
        }
    }
}

/// <summary>The generator of reference.cpp.</summary>
internal sealed class Lcg(ulong state)
{
    private static readonly double[] s_rates = [24, 24, 24, 24, 25, 30000.0 / 1001];
    private ulong _state = state;

    public uint Next()
    {
        _state = unchecked((_state * 6364136223846793005ul) + 1442695040888963407ul);
        return (uint)(_state >> 33);
    }

    public uint Below(uint limit) => Next() % limit;

    public RationalTime Time(uint below)
    {
        double value = Below(below);
        return new(value, s_rates[Below(6)]);
    }
}
