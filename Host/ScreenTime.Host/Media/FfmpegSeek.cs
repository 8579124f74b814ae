using System.Globalization;

namespace ScreenTime.Host.Media;

/// <summary>The input options with which ffmpeg starts decoding at a key frame.</summary>
internal static class FfmpegSeek
{
    /// <summary>Options for an input that is read with <c>-copyts</c>.</summary>
    public static IEnumerable<string> Arguments(FrameTable table, int keyFrame)
    {
        // ffmpeg takes microseconds and goes to the last key frame at or before them, so they are rounded up.
        var numerator = (Int128)table.TimestampOf(keyFrame) * table.TimeBaseNumerator * 1_000_000;
        var micros = (long)((numerator + (numerator > 0 ? table.TimeBaseDenominator - 1 : 0)) / table.TimeBaseDenominator);
        return
        [
            "-seek_timestamp", "1", "-noaccurate_seek", "-ss", string.Create(CultureInfo.InvariantCulture, $"{micros}us"),
        ];
    }
}
