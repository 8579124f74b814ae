using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>An <c>M2</c> line: how many source frames a second run by, below zero backwards, 0 for a freeze frame.</summary>
/// <param name="Note">The line.</param>
/// <param name="Reel">The reel it speaks of.</param>
/// <param name="Text">The speed as written.</param>
/// <param name="FramesPerSecond">The speed.</param>
/// <param name="Timecode">The source timecode at which the speed begins, as written; null without.</param>
internal sealed record EdlSpeed(EdlNote Note, string Reel, string Text, double FramesPerSecond, string? Timecode)
{
    /// <summary>Reads an <c>M2</c> line; null when the line is none.</summary>
    public static EdlSpeed? Parse(EdlNote note)
    {
        var words = note.Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !words[0].Equals("M2", StringComparison.OrdinalIgnoreCase))
            return null;
        // From the right: the source timecode at which the speed begins (may be absent), the speed; the reel may hold blanks, or be blank.
        var at = words.Length - 1;
        string? timecode = null;
        if (at > 1 && EdlLexer.LooksLikeTimecode(words[at]))
            timecode = words[at--];
        return double.TryParse(words[at], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed)
            && Math.Abs(speed) <= 100_000
            ? new EdlSpeed(note, string.Join(' ', words[1..at]), words[at], speed, timecode)
            : null;
    }

    /// <summary>
    /// Speed as a multiple of normal. One decimal is all that the format has, so at NTSC rates (where 100 % is 23.976 and is written 024.0) a speed that
    /// a whole percentage would be written as is that percentage.
    /// </summary>
    public double Scalar(FrameRate rate)
    {
        var scalar = FramesPerSecond / rate.Value;
        if (rate.Denominator == 1)
            return scalar;
        var percent = Math.Round(scalar * 100);
        return percent != 0 && Math.Abs((percent / 100 * rate.Value) - FramesPerSecond) <= 0.0501 ? percent / 100 : scalar;
    }
}
