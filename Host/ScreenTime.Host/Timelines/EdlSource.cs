using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// What an edit decision list says of a clip's source: the columns that the EDL reader keeps under <c>cmx_3600</c>. Source timecode and M2 count at the rate of
/// the media, which the list does not know.
/// </summary>
internal sealed class EdlSource
{
    private const string SourceFileKey = "SOURCE FILE:";

    private readonly Metadata _columns;

    private EdlSource(Metadata columns) => _columns = columns;

    /// <summary><c>SOURCE FILE</c>, which OpenTimelineIO's own reader leaves among the comments; null without.</summary>
    public string? SourceFile => Text("source_file") ?? Comments().Where(comment => comment.StartsWith(SourceFileKey, StringComparison.OrdinalIgnoreCase))
        .Select(comment => comment[SourceFileKey.Length..].Trim()).FirstOrDefault(file => file.Length > 0);

    /// <summary>The reel, where it names one: <c>AX</c> and <c>BL</c> stand for none.</summary>
    public string? Reel => Text("reel") is { } reel && reel.ToUpperInvariant() is not ("AX" or "BL" or "BLACK" or "BARS" or "GEN") ? reel : null;

    /// <summary>Where the event's source begins, in the order of playing; null where the clip does not come from a list.</summary>
    public string? SourceIn => Text("event_source_in") ?? Text("source_in");

    private string? SourceOut => Text("source_out");

    /// <summary>The columns of a clip; null where it has none.</summary>
    public static EdlSource? Of(Clip clip) =>
        clip.Metadata.TryGetValue("cmx_3600", out var value) && value.TryGetMap(out var columns) ? new EdlSource(columns) : null;

    /// <summary>Where in its media the clip begins, and how fast it runs.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="media">Its media.</param>
    /// <param name="record">The record rate.</param>
    /// <param name="source">The answer.</param>
    /// <param name="problem">Why there is none, in words that follow the clip's name.</param>
    public bool TryFind(Clip clip, MediaFile media, FrameRate record, out ClipSource source, out string? problem)
    {
        source = default;
        var begin = SourceIn!;
        if (!TryFrame(begin, media, out var frame, out var error))
        {
            problem = $"has source timecode {begin}, which is none at the media's {media.Rate} frames a second ({error})";
            return false;
        }

        problem = null;
        var end = SourceOut is { } text && TryFrame(text, media, out var last, out _) ? last : frame;
        var length = Number("event_length") is { } frames ? MediaTime.FromFrames(frames, record)
            : clip.SourceRange is { } range ? MediaTime.FromValue(range.Duration.Value, range.Duration.Rate) : MediaTime.Zero;
        var speed = SpeedOf(clip, media, record, length, end - frame);
        // Columns in the order of playing begin at the end of what is played backwards. In the order of source time they may mean the stretch that is used, where
        // its length says so, or else the first frame that shows, which is played from its end.
        if (speed.IsReverse && frame <= end)
            frame = end - frame > 1 && Math.Abs(end - frame - (-speed.Of(length)).RoundToFrame(media.Rate)) <= 1 + Math.Abs(speed.Value) ? end : frame + 1;
        var start = MediaTime.FromFrames(frame - (media.StartTimecode ?? 0), media.Rate);
        if (Number("event_offset") is { } into)
            start += speed.Of(MediaTime.FromFrames(into, record));
        source = new ClipSource(start, speed);
        return true;
    }

    private Speed SpeedOf(Clip clip, MediaFile media, FrameRate record, MediaTime length, long sourceFrames)
    {
        var said = Speed.Of(clip);
        if (said == Speed.Freeze)
            return said;
        if (Text("m2") is { } m2
            && decimal.TryParse(m2, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var framesPerSecond)
            && Math.Abs(framesPerSecond) <= 100_000
            // Where someone has given the clip another speed since, that holds.
            && Math.Abs(Ratio(framesPerSecond, record).Value - said.Value) < 1e-6)
            return Ratio(framesPerSecond, media.Rate);
        // Without M2 a second runs a second, as far as the two lengths say so; else as many source as record frames are meant frame for frame.
        return said == Speed.Normal && Math.Abs(sourceFrames - length.RoundToFrame(media.Rate)) > 1 && sourceFrames == length.RoundToFrame(record)
            ? Speed.Ratio((Int128)record.Numerator * media.Rate.Denominator, (Int128)record.Denominator * media.Rate.Numerator)
            : said;
    }

    // M2 has one decimal only, so that at 23.976 normal speed is written 024.0: a speed that a whole percentage would be written as is that percentage.
    private static Speed Ratio(decimal framesPerSecond, FrameRate rate)
    {
        if (rate.Denominator != 1)
        {
            var ofRate = (decimal)rate.Numerator / rate.Denominator;
            var percent = Math.Round(framesPerSecond / ofRate * 100);
            if (percent != 0 && Math.Abs((percent / 100 * ofRate) - framesPerSecond) <= 0.0501m)
                return Speed.Ratio((long)percent, 100);
        }

        return Speed.Ratio((Int128)Math.Round(framesPerSecond * 1000) * rate.Denominator, (Int128)1000 * rate.Numerator);
    }

    private static bool TryFrame(string text, MediaFile media, out long frame, out string? error)
    {
        error = null;
        if (text.Length is > 0 and < 12 && text.All(char.IsAsciiDigit))
        {
            frame = long.Parse(text, CultureInfo.InvariantCulture);
            return true;
        }

        var semicolon = text.Contains(';', StringComparison.Ordinal);
        return Timecode.TryParse(
            semicolon ? text : text.Replace('.', ':').Replace(',', ':'), media.Rate, media.DropFrame && media.Rate.HasDropFrame, out frame, out error);
    }

    private IEnumerable<string> Comments() =>
        _columns.TryGetValue("comments", out var value) && value.TryGetList(out var list)
            ? list.Select(comment => comment.TryGetString(out var text) ? text.TrimStart('*', ' ') : "")
            : [];

    private string? Text(string key) => _columns.TryGetValue(key, out var value) && value.TryGetString(out var text) && text.Length > 0 ? text : null;

    private long? Number(string key) => _columns.TryGetValue(key, out var value) && value.TryGetInteger(out var number) ? number : null;
}
