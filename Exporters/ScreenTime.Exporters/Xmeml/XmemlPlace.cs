using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>The <c>in</c>, <c>out</c>, <c>duration</c> and speed of a clip to write: frames of stretched time, as the format counts them.</summary>
/// <param name="In">The first frame.</param>
/// <param name="Out">The frame after the last.</param>
/// <param name="Duration">How long all of the clip would be.</param>
/// <param name="Speed">Its speed.</param>
/// <param name="IsStill">Whether it is one frame that is held.</param>
internal sealed record XmemlPlace(long In, long Out, long Duration, XmemlSpeed Speed, bool IsStill)
{
    /// <summary>The in point where it lies between two frames, in Premiere's ticks; null where it is a frame.</summary>
    public long? Ticks { get; private init; }

    /// <summary>Reckons it.</summary>
    /// <param name="item">The clip, or nested composition.</param>
    /// <param name="begin">Where its source range begins, from the media's first frame.</param>
    /// <param name="length">How long it is on the track.</param>
    /// <param name="reach">How much longer a transition makes it at its beginning.</param>
    /// <param name="over">How much longer a transition makes it at its end.</param>
    /// <param name="rate">The rate to count at.</param>
    /// <param name="remarks">Takes what is rounded.</param>
    public static XmemlPlace Of(Item item, MediaTime begin, MediaTime length, MediaTime reach, MediaTime over, FrameRate rate, EdlRemarks remarks)
    {
        var speed = SpeedOf(item);
        var media = item is Clip { MediaReference.AvailableRange: { } range } ? ExactTimes.Exact(range.Duration) : null;
        var whole = length + reach + over;
        var frames = whole.RoundToFrame(rate);
        if (!speed.IsKnown || speed.Numerator == 0)
        {
            return At(begin, (media ?? begin + whole).RoundToFrame(rate), speed.IsKnown && speed.Numerator == 0);
        }

        if (speed.Numerator > 0)
        {
            return At(
                begin.Scale(speed.Denominator, speed.Numerator) - reach, (media ?? begin + whole).Scale(speed.Denominator, speed.Numerator).RoundToFrame(rate), false);
        }

        // Backwards the clip begins with what its source range ends with.
        var used = length.Scale(-speed.Numerator, speed.Denominator);
        var total = (media is { } known && known >= begin + used ? known : begin + used).Scale(speed.Denominator, -speed.Numerator);
        var duration = total.RoundToFrame(rate);
        return At(MediaTime.FromFrames(duration, rate) - (begin + used).Scale(speed.Denominator, -speed.Numerator) - reach, duration, false);

        XmemlPlace At(MediaTime time, long all, bool isStill)
        {
            var first = time.RoundToFrame(rate);
            if (time.IsWhole(rate))
                return new XmemlPlace(first, first + frames, all, speed, isStill);
            remarks.Add("where a clip begins between two frames of this format's count, the frame was rounded, and only Premiere is told the rest");
            return new XmemlPlace(first, first + frames, all, speed, isStill) { Ticks = (long)Math.Round((double)time.Numerator / time.Denominator * XmemlTransition.TicksPerSecond) };
        }
    }

    /// <summary>The filter that says the speed; null at normal speed.</summary>
    public XElement? Filter()
    {
        if (IsStill || (Speed.IsKnown && Speed.Numerator == Speed.Denominator))
            return null;
        static XElement Parameter(string id, string value) => new("parameter", new XElement("parameterid", id), new XElement("name", id), new XElement("value", value));
        return new XElement(
            "filter",
            new XElement("enabled", "TRUE"),
            new XElement(
                "effect",
                new XElement("name", "Time Remap"),
                new XElement("effectid", "timeremap"),
                new XElement("effectcategory", "motion"),
                new XElement("effecttype", "motion"),
                new XElement("mediatype", "video"),
                Parameter("variablespeed", Speed.IsKnown ? "0" : "1"),
                Parameter("speed", (Math.Abs(Speed.Scalar) * 100).ToString("0.##########", CultureInfo.InvariantCulture)),
                Parameter("reverse", Speed.Numerator < 0 ? "TRUE" : "FALSE"),
                Parameter("frameblending", "FALSE")));
    }

    private static XmemlSpeed SpeedOf(Item item)
    {
        var scalar = 1.0;
        foreach (var effect in item.Effects.OfType<TimeEffect>().Where(effect => effect.Enabled))
        {
            if (effect is FreezeFrame)
                return new XmemlSpeed(0, 1, true);
            if (effect is not LinearTimeWarp warp || !double.IsFinite(warp.TimeScalar) || Math.Abs(warp.TimeScalar) > 10_000)
                return new XmemlSpeed(1, 1, false);
            scalar *= warp.TimeScalar;
        }

        var (numerator, denominator) = ExactTimes.Fraction(scalar);
        return new XmemlSpeed(numerator, denominator, true);
    }
}
