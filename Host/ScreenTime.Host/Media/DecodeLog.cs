using System.Globalization;
using System.Security.Cryptography;

namespace ScreenTime.Host.Media;

/// <summary>
/// Reads what ffmpeg writes on its error stream while it decodes: a line with the timestamp of every decoded frame (from the filter below), and
/// complaints about damage between them.
/// </summary>
/// <remarks>
/// That pictures are made up from others where slices end too early is told by some decoders (H.264 and MPEG's elder ones) as information alone, so ffmpeg is asked for it, and with it tells what is written in the file's
/// tags. Hence lines about frames bear a word that no file knows.
/// </remarks>
internal static class DecodeLog
{
    private static readonly string s_key = "screentime-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private static readonly string s_print = $@"metadata=mode=print:key={s_key}:file=pipe\\:2:direct=1";
    private static readonly string s_decoded = s_key + "=decoded";
    private static readonly string s_chosen = s_key + "=chosen";

    /// <summary>A filter chain that passes decoded frames on and writes two lines for each.</summary>
    public static string DecodedFilter { get; } = $"metadata=mode=add:key={s_key}:value=decoded," + s_print;

    /// <summary>The same, after those of <see cref="DecodedFilter"/>, for frames whose pictures are handed on.</summary>
    public static string ChosenFilter { get; } = $"metadata=mode=modify:key={s_key}:value=chosen," + s_print;

    // What ffmpeg's decoders and demuxers say when a picture is not what was encoded. Other complaints (late frames, odd metadata) do no harm.
    private static readonly string[] DamageWords =
    [
        "corrupt decoded frame", "corrupt input packet", "rror while decoding", "rror submitting", "concealing", "Invalid data found",
        "rror splitting the input", "decode_slice_header error", "partial file", "Could not find ref with POC", "Missing reference picture",
        "Packet corrupt", "Truncated packet", "ac-tex damaged", "mb incr damaged", "slice mismatch", "Invalid NAL unit", "invalid nal unit", "rror decoding",
        "Decode error", "cu_qp_delta", "CABAC_MAX_BIN", "invalid as first byte of an EBML number", "rror at MB", "illegal MB_type", " damaged at ", "ac tex damaged",
        "invalid frame header", "invalid plane data size", "slice end not reached",
    ];

    /// <summary>Whether the line tells that the frame of the timestamp before it was decoded.</summary>
    public static bool TellsOfDecoded(ReadOnlySpan<char> line) => line.EndsWith(s_decoded, StringComparison.Ordinal);

    /// <summary>Whether the line tells that the picture of the timestamp before it is handed on.</summary>
    public static bool TellsOfChosen(ReadOnlySpan<char> line) => line.EndsWith(s_chosen, StringComparison.Ordinal);

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

    /// <summary>
    /// Whether the line, one of those that <c>-debug_ts</c> adds, tells that the decoder gave a frame; its timestamp in units of the stream's time base, and whether it was made from other pictures (P and B pictures). Its place
    /// among the complaints of a decoder of one thread is always the same: that of the filters' lines is not, where they have a thread of their own (from ffmpeg 7 on).
    /// </summary>
    public static bool TryReadGiven(ReadOnlySpan<char> line, out long timestamp, out bool predicted)
    {
        (timestamp, predicted) = (0, false);
        var text = Text(line);
        if (!text.StartsWith("decoder -> ", StringComparison.Ordinal))
            return false;
        // AVPictureType: 2 for P, 3 for B.
        predicted = TryReadNumber(text, " frame_type:", out var type) && type is 2 or 3;
        return TryReadNumber(text, " best_effort_ts:", out timestamp) || TryReadNumber(text, " pts:", out timestamp);
    }

    /// <summary>What ffmpeg says, without who says it and how grave it is: "[h264 @ 0x5581] [error] words" would make reports differ from run to run.</summary>
    public static ReadOnlySpan<char> Text(ReadOnlySpan<char> line)
    {
        while (line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is var end and > 0)
            line = line[(end + 2)..];
        return line;
    }

    /// <summary>A complaint in ffmpeg's words, for a reason; without where the file lies.</summary>
    public static string Words(string line, string path) =>
        "ffmpeg says \"" + MediaNames.Show(Text(line).ToString().Replace("file:" + path + ": ", "", StringComparison.Ordinal).Trim().TrimEnd('.')) + "\"";

    private static bool TryReadNumber(ReadOnlySpan<char> text, string name, out long number)
    {
        number = 0;
        var start = text.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
            return false;
        var value = text[(start + name.Length)..];
        var end = value.IndexOf(' ');
        return long.TryParse(end < 0 ? value : value[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Whether the line tells of damage to the picture.</summary>
    public static bool TellsOfDamage(string line)
    {
        // What else is told as information is no complaint, though tags of the file may read like one.
        if (line.Contains("[info] ", StringComparison.Ordinal))
            return line.StartsWith('[') && Text(line).StartsWith("concealing ", StringComparison.Ordinal);
        foreach (var words in DamageWords)
            if (line.Contains(words, StringComparison.Ordinal))
                return true;
        return false;
    }
}
