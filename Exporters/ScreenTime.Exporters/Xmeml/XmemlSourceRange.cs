using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>Which part of its media a clip uses.</summary>
/// <param name="Start">The first media time that is used, counted from the media's first frame.</param>
/// <param name="Length">The length on the track.</param>
/// <param name="StartRate">The rate that the start is written at.</param>
/// <param name="LengthRate">The rate that the length is written at.</param>
internal readonly record struct XmemlSourceRange(MediaTime Start, MediaTime Length, FrameRate StartRate, FrameRate LengthRate)
{
    // A tenth of a percent parts 24 from 23.976: frames are meant one for one.
    private const double SameRate = 0.005;

    /// <summary>The clip's own frame at which the range begins, which its markers count from.</summary>
    public MediaTime Local { get; init; }

    /// <summary>The range in media time.</summary>
    /// <param name="origin">The time of the media's first frame.</param>
    public TimeRange Range(MediaTime origin) => new((origin + Start).At(StartRate), Length.At(LengthRate));

    /// <summary>
    /// Reads <c>in</c> and <c>out</c>, frames at the clip's own rate. Under a change of speed the application's files count them in stretched time; those of many other programs in
    /// the media's: the length tells which.
    /// </summary>
    public static XmemlSourceRange Of(
        XmemlFile file, XElement element, XmemlEntry entry, long start, long end, FrameRate clipRate, FrameRate rate, ref XmemlSpeed speed, EdlRemarks remarks)
    {
        var from = file.Frame(element, "in") ?? 0;
        var to = file.Frame(element, "out") ?? -1;
        // Both unset (-1) mean all of the media; with one set, a transition may reach before the media's first frame.
        if (from < 0 && to < 0)
            from = 0;
        var record = MediaTime.FromFrames(end - start, rate);
        var local = MediaTime.FromFrames(from, clipRate) + MediaTime.FromFrames(start - entry.Whole, rate);
        // Of the whole stretch that in and out speak of, the part from the cut on.
        var into = MediaTime.FromFrames(start - entry.Whole, rate);
        var whole = element.ElementsAfterSelf().FirstOrDefault() is { Name.LocalName: "transitionitem" } after && (file.Frame(element, "end") ?? -1) < 0
            ? (file.Frame(after, "end") ?? end) - entry.Whole : entry.End - entry.Whole;
        var said = to > from ? MediaTime.FromFrames(to - from, clipRate) : MediaTime.Zero;
        var expected = MediaTime.FromFrames(whole, rate);
        var isImage = XmemlMedia.IsImage(file, element) || element.Name.LocalName == "generatoritem";
        if (!isImage && speed.IsKnown && XmemlFile.Flag(element, "stillframe", false))
            speed = new XmemlSpeed(0, 1, true);
        var begin = Exact(element, MediaTime.FromFrames(from, clipRate), clipRate);
        var magnitude = Math.Abs(speed.Scalar);
        // Frames for frames in both, whatever the two rates are called.
        var conformed = to - from == whole && clipRate != rate ? said.Seconds / Math.Max(expected.Seconds, 1e-9) : 1;
        if (!speed.IsKnown)
        {
            // Where it begins is not known either; the range says where the clip was cut.
        }
        else if (speed.Numerator == 0)
        {
            into = MediaTime.Zero;
            begin = Shown(speed, clipRate) ?? begin;
        }
        else if (speed.Scalar == 1)
        {
            if (!isImage && to > from && Math.Abs(said.Seconds - expected.Seconds) > 1.5 * Math.Max(rate.FrameDuration.Seconds, clipRate.FrameDuration.Seconds))
                speed = Unstated(element, to - from, whole, conformed, remarks);
            into = into.Scale(speed.Numerator, speed.Denominator);
        }
        else
        {
            var inMedia = to > from && Math.Abs(to - from - (MediaTime.FromFrames(whole, rate).Seconds * magnitude * clipRate.Value)) < Math.Abs(to - from - (MediaTime.FromFrames(whole, rate).Seconds * clipRate.Value));
            if (speed.Numerator > 0)
            {
                begin = inMedia ? begin : Scaled(begin, speed.Numerator, speed.Denominator, clipRate);
                // The graph is exact, where it speaks of the same frame.
                if (Shown(speed, clipRate) is { } exact && exact > begin - clipRate.FrameDuration && exact < begin + clipRate.FrameDuration)
                    begin = exact;
                into = into.Scale(speed.Numerator, speed.Denominator);
            }
            else
            {
                // Backwards: what is used last lies first in the media.
                var used = record.Scale(-speed.Numerator, speed.Denominator);
                var before = into.Scale(-speed.Numerator, speed.Denominator);
                if (Shown(speed, clipRate) is { } shown && shown >= before + used)
                    begin = shown - before - used;
                else if (inMedia)
                    begin = MediaTime.FromFrames(to, clipRate) - before - used;
                else
                {
                    var total = file.Frame(element, "duration") is { } duration and > 0 ? MediaTime.FromFrames(duration, clipRate) : MediaTime.FromFrames(Math.Max(to, 0), clipRate);
                    begin = Scaled(total, -speed.Numerator, speed.Denominator, clipRate) - Scaled(begin, -speed.Numerator, speed.Denominator, clipRate) - before - used;
                }

                into = MediaTime.Zero;
            }
        }

        return new XmemlSourceRange(begin + into, record, clipRate, record.IsWhole(clipRate) ? clipRate : rate) { Local = local };
    }

    /// <summary>A time multiplied; one of a late timecode and a speed of many digits to the ten thousandth of a frame, since the fraction would need more than 64 bits.</summary>
    private static MediaTime Scaled(MediaTime time, long numerator, long denominator, FrameRate rate)
    {
        var (top, bottom) = ((Int128)time.Numerator * numerator, (Int128)time.Denominator * denominator);
        return Int128.Abs(top) <= long.MaxValue && bottom <= long.MaxValue ? time.Scale(numerator, denominator)
            : new MediaTime(checked(top * rate.Numerator / (bottom * rate.Denominator / 10_000) * rate.Denominator), (Int128)10_000 * rate.Numerator);
    }

    private static MediaTime? Shown(XmemlSpeed speed, FrameRate rate) =>
        speed.MediaAtIn is { } frame ? new MediaTime((Int128)Math.Round(frame * 1000) * rate.Denominator, (Int128)1000 * rate.Numerator) : null;

    /// <summary>Premiere tells the in point in its own fine ticks, too: they say where between two frames it lies.</summary>
    private static MediaTime Exact(XElement element, MediaTime frame, FrameRate rate) =>
        long.TryParse(XmemlFile.Text(element, "pproTicksIn"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
        && Math.Abs(ticks) < XmemlTransition.TicksPerSecond * 10_000_000L
        // To the ten thousandth of a frame, so that the fraction stays small: a speed with four decimals at 23.976 is still to be multiplied with it.
        && new MediaTime(Int128.CreateChecked(Math.Round((decimal)ticks * rate.Numerator / rate.Denominator / XmemlTransition.TicksPerSecond * 10_000)) * rate.Denominator, (Int128)10_000 * rate.Numerator)
            is var time && time > frame - rate.FrameDuration && time < frame + rate.FrameDuration ? time : frame;

    private static XmemlSpeed Unstated(XElement element, long source, long record, double conformed, EdlRemarks remarks)
    {
        var name = XmemlFile.Short(XmemlFile.Text(element, "name"));
        if (source == record)
        {
            if (Math.Abs(conformed - 1) < SameRate)
                return XmemlSpeed.Normal;
            var (numerator, denominator) = ExactTimes.Fraction(conformed);
            remarks.Add($"\"{name}\" plays as many frames of media as of the sequence, whose rates differ: it was taken to play frame for frame", XmlSource.Line(element));
            return new XmemlSpeed(numerator, denominator, true);
        }

        remarks.Add($"\"{name}\" uses {source} frames of media in {record} frames of the sequence and states no speed: its time is unknown", XmlSource.Line(element));
        return new XmemlSpeed(1, 1, false);
    }
}
