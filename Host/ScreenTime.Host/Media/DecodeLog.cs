using System.Globalization;

namespace ScreenTime.Host.Media;

/// <summary>
/// Reads what ffmpeg writes on its error stream while it decodes: a line with the timestamp of every decoded frame (from the filter below), and
/// complaints about damage between them.
/// </summary>
internal static class DecodeLog
{
    /// <summary>A filter chain that passes decoded frames on and writes two lines for each.</summary>
    public const string DecodedFilter = "metadata=mode=add:key=screentime:value=decoded," + Print;

    /// <summary>The same, after those of <see cref="DecodedFilter"/>, for frames whose pictures are handed on.</summary>
    public const string ChosenFilter = "metadata=mode=modify:key=screentime:value=chosen," + Print;

    private const string Print = @"metadata=mode=print:key=screentime:file=pipe\\:2:direct=1";

    // What ffmpeg's decoders and demuxers say when a picture is not what was encoded. Other complaints (late frames, odd metadata) do no harm.
    private static readonly string[] DamageWords =
    [
        "corrupt decoded frame", "corrupt input packet", "rror while decoding", "rror submitting", "concealing", "Invalid data found",
        "rror splitting the input", "decode_slice_header error", "partial file", "Could not find ref with POC", "Missing reference picture",
        "Packet corrupt", "Truncated packet", "ac-tex damaged", "mb incr damaged", "slice mismatch", "Invalid NAL unit", "invalid nal unit", "rror decoding",
        "Decode error",
    ];

    /// <summary>Whether the line tells that the frame of the timestamp before it was decoded.</summary>
    public static bool TellsOfDecoded(ReadOnlySpan<char> line) => line.EndsWith("screentime=decoded", StringComparison.Ordinal);

    /// <summary>Whether the line tells that the picture of the timestamp before it is handed on.</summary>
    public static bool TellsOfChosen(ReadOnlySpan<char> line) => line.EndsWith("screentime=chosen", StringComparison.Ordinal);

    /// <summary>Whether the line tells of a frame, and its timestamp in units of the time base; what of the frame, one of the next lines says.</summary>
    public static bool TryReadTimestamp(ReadOnlySpan<char> line, out long timestamp)
    {
        timestamp = 0;
        // A complaint that has no end of line yet may stand before it.
        var start = line.LastIndexOf("frame:", StringComparison.Ordinal);
        if (start < 0)
            return false;
        var mark = line[start..].IndexOf(" pts:", StringComparison.Ordinal);
        if (mark < 0)
            return false;
        var value = line[(start + mark + 5)..];
        var end = value.IndexOf(' ');
        return end > 0 && long.TryParse(value[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out timestamp);
    }

    /// <summary>Whether the line tells of damage to the picture.</summary>
    public static bool TellsOfDamage(string line)
    {
        foreach (var words in DamageWords)
            if (line.Contains(words, StringComparison.Ordinal))
                return true;
        return false;
    }
}
