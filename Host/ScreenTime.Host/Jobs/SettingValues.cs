using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Reads the values of <see cref="AnalysisSettings"/> that are more than text, the same way for every door. Each throws a <see cref="FormatException"/> whose message
/// says what the setting takes, in words that follow "takes".
/// </summary>
public static class SettingValues
{
    // An hour at 60 frames a second: more is a mistake.
    private const int MaximumHandles = 216_000;

    /// <summary>A frame rate of a timeline.</summary>
    public static FrameRate Rate(string text) =>
        FrameRate.TryParse(text, out var rate) ? rate : throw new FormatException("a frame rate such as 24, 23.976 or 30000/1001");

    /// <summary>Samples a second: 0.01 to 120.</summary>
    public static FrameRate SampleRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0.01 and <= 120
            ? FrameRate.FromDouble(value)
            : throw new FormatException("frames a second between 0.01 and 120");

    /// <summary>A device.</summary>
    public static DeviceRequest Device(string text) =>
        DeviceRequest.TryParse(text, out var request) ? request : throw new FormatException("auto, cpu, directml[:n] or cuda[:n]");

    /// <summary>What the odds of somebody who is not listed are multiplied with.</summary>
    public static double Weight(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= 1
            ? weight
            : throw new FormatException("a number from 0 to 1");

    /// <summary>A day.</summary>
    public static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new FormatException("a day as 2027-12-31");

    /// <summary>A device with the precision that it is to compute in.</summary>
    public static DeviceRequest Precision(string text, DeviceRequest device) =>
        PrecisionNames.Parse(text) is { } precision && DeviceRequest.Fits(device.Kind, precision)
            ? device with { Precision = precision }
            : throw new FormatException(device.Kind switch
            {
                DeviceKind.Auto => "fp32, int8 (on the processor) or fp16 (on a GPU)",
                DeviceKind.Cpu => "fp32 or int8 on the processor",
                _ => "fp32 or fp16 on a GPU",
            });

    /// <summary>The number of a video track: <c>1</c> or <c>V1</c>.</summary>
    public static int Track(string text) =>
        int.TryParse(text.TrimStart('V', 'v'), NumberStyles.None, CultureInfo.InvariantCulture, out var track) && track is >= 1 and <= 999
            ? track
            : throw new FormatException("numbers of video tracks such as 1 or V2");

    /// <summary>Shards: <c>5</c>, or <c>5-8</c>.</summary>
    public static (int First, int Last) Shards(string text)
    {
        var parts = text.Split('-');
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first >= 1
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last >= first
            ? (first, last)
            : throw new FormatException("the number of a shard such as 5, or several in a row such as 5-8");
    }

    /// <summary>Handles of a selects reel, in frames.</summary>
    public static int Handles(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var handles) && handles <= MaximumHandles
            ? handles
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a number of frames from 0 to {MaximumHandles}"));

    /// <summary>A length of time: seconds, minutes and seconds, or hours, minutes and seconds; at most 1,000 hours.</summary>
    public static MediaTime Length(string text)
    {
        var parts = text.Split(':');
        decimal seconds = 0;
        var good = parts.Length is >= 1 and <= 3;
        for (var i = 0; good && i < parts.Length; i++)
        {
            var style = i == parts.Length - 1 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            good = decimal.TryParse(parts[i], style, CultureInfo.InvariantCulture, out var part) && part < (i == 0 ? 3_600_000 : 60);
            seconds = (seconds * 60) + part;
        }

        return good && seconds <= 3_600_000
            ? new MediaTime((long)Math.Round(seconds * 1000), 1000)
            : throw new FormatException("a length of time such as 12:00 (minutes and seconds), 1:02:00 or 720 (seconds)");
    }
}
