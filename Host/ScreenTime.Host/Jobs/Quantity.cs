using System.Globalization;

namespace ScreenTime.Host.Jobs;

/// <summary>Times and sizes as people say them.</summary>
public static class Quantity
{
    /// <summary>A time to two places at most: <c>40 s</c>, <c>12 min</c>, <c>1 h 20 min</c>, <c>3 days</c>.</summary>
    public static string Of(TimeSpan time)
    {
        var seconds = Math.Max(1, (long)Math.Round(time.TotalSeconds));
        if (seconds < 60)
            return string.Create(CultureInfo.InvariantCulture, $"{seconds} s");
        var minutes = (seconds + 30) / 60;
        if (minutes < 60)
            return string.Create(CultureInfo.InvariantCulture, $"{minutes} min");
        if (minutes < 48 * 60)
            return string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h") + (minutes % 60 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {minutes % 60} min"));
        return string.Create(CultureInfo.InvariantCulture, $"{(minutes + (12 * 60)) / (24 * 60)} days");
    }

    /// <summary>A number of bytes: <c>12 MiB</c>, <c>1.4 GiB</c>.</summary>
    public static string OfBytes(long bytes) =>
        bytes < 1L << 30
            ? string.Create(CultureInfo.InvariantCulture, $"{(bytes == 0 ? 0 : Math.Max(1, (bytes + (1 << 19)) >> 20))} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}
