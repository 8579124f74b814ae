using System.Globalization;
using System.Xml.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// From the local time of a clip, in which its start, its markers and what is connected to it count, to the time of its media and to that of the storyline: <c>timeMap</c>, points with straight or smoothed
/// lines between them, leads to the media; a <c>conform-rate</c> that scales plays each frame of the media as one of the sequence, and local time is then the media's.
/// </summary>
internal sealed class FcpxmlRetime
{
    private const double SameSlope = 1e-6;

    private readonly List<(MediaTime Time, MediaTime Value, bool IsStraight)> _points = [];
    private readonly (int Numerator, int Denominator) _conform = (1, 1);

    private FcpxmlRetime(FcpxmlFile file, XElement element, FrameRate rate)
    {
        if (element.Element("timeMap") is { } map)
        {
            foreach (var point in map.Elements("timept"))
            {
                if (file.Time(point, "time") is { } time && file.Time(point, "value") is { } value)
                    _points.Add((time, value, (string?)point.Attribute("interp") is "linear"));
            }

            _points.Sort((left, right) => left.Time.CompareTo(right.Time));
        }

        if (element.Element("conform-rate") is { } conform && (string?)conform.Attribute("scaleEnabled") is not "0"
            && double.TryParse((string?)conform.Attribute("srcFrameRate"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var source) && source is >= 1 and <= 1000)
        {
            // Each frame of the media is shown as one of the sequence.
            var of = FrameRate.FromDouble(source);
            var (numerator, denominator) = ((long)rate.Numerator * of.Denominator, (long)rate.Denominator * of.Numerator);
            var ratio = new MediaTime(numerator, denominator);
            if (ratio.Numerator <= int.MaxValue && ratio.Denominator <= int.MaxValue)
                _conform = ((int)ratio.Numerator, (int)ratio.Denominator);
        }
    }

    /// <summary>The mapping of a clip in a sequence of a rate.</summary>
    public static FcpxmlRetime Of(FcpxmlFile file, XElement element, FrameRate rate) => new(file, element, rate);

    /// <summary>Whether media and local time are the same.</summary>
    public bool IsIdentity => _points.Count < 2 && _conform == (1, 1);

    /// <summary>How much local time passes in a stretch of the storyline's.</summary>
    public MediaTime ToLocal(MediaTime length) => _points.Count < 2 ? length.Scale(_conform.Numerator, _conform.Denominator) : length;

    /// <summary>How much of the storyline's time passes in a stretch of local time.</summary>
    public MediaTime FromLocal(MediaTime length) => _points.Count < 2 ? length.Scale(_conform.Denominator, _conform.Numerator) : length;

    /// <summary>Where in its media a stretch of local time begins, and at what speed it runs; false where that is not one speed, or not known.</summary>
    /// <param name="start">The local time.</param>
    /// <param name="length">Its length.</param>
    /// <param name="first">The media time of its first moment, or of its last when it runs backwards: where the used media begins.</param>
    /// <param name="scalar">The speed.</param>
    public bool TryMap(MediaTime start, MediaTime length, out MediaTime first, out double scalar)
    {
        (first, scalar) = (start, 1);
        if (IsIdentity)
            return true;
        if (_points.Count >= 2)
        {
            // How the two work together is not documented.
            if (_conform != (1, 1))
                return false;
            var end = start + length;
            var segment = 0;
            double? slope = null;
            for (var i = 0; i + 1 < _points.Count; i++)
            {
                // The first and the last line go on beyond their ends.
                var touches = (i == 0 || _points[i].Time < end) && (i + 2 == _points.Count || _points[i + 1].Time > start);
                if (!touches)
                    continue;
                var own = Slope(i);
                if (slope is { } before && Math.Abs(own - before) > SameSlope)
                    return false;
                if (slope is null)
                    segment = i;
                slope = own;
                // A smoothed line is straight only where its neighbours go the same way.
                if (!IsStraight(i))
                    return false;
            }

            if (slope is not { } speed || !double.IsFinite(speed))
                return false;
            scalar = speed;
            first = At(segment, scalar < 0 ? end : start);
        }

        if (_conform != (1, 1))
        {
            // 25 frames a second in 24: the local time of frame 684 is 684/25 s, and 54 of them take 54/24 s.
            scalar = (double)_conform.Numerator / _conform.Denominator;
        }

        return true;
    }

    private bool IsStraight(int segment) =>
        (_points[segment].IsStraight && _points[segment + 1].IsStraight)
        || ((segment == 0 || Math.Abs(Slope(segment - 1) - Slope(segment)) <= SameSlope) && (segment + 2 == _points.Count || Math.Abs(Slope(segment + 1) - Slope(segment)) <= SameSlope));

    private double Slope(int segment)
    {
        var (from, to) = (_points[segment], _points[segment + 1]);
        // The differences are exact, so that -1/2 is that and not a little more.
        return (to.Value - from.Value).Seconds / (to.Time - from.Time).Seconds;
    }

    private MediaTime At(int segment, MediaTime time)
    {
        var (from, to) = (_points[segment], _points[segment + 1]);
        try
        {
            var into = time - from.Time;
            var (rise, run) = (to.Value - from.Value, to.Time - from.Time);
            // rise / run as a fraction, then of the time.
            var slope = new MediaTime((Int128)rise.Numerator * run.Denominator, (Int128)rise.Denominator * run.Numerator);
            return from.Value + into.Scale(slope.Numerator, slope.Denominator);
        }
        catch (OverflowException)
        {
            // Fractions of millionths of frames: a nanosecond is exact enough.
            return new MediaTime((Int128)Math.Round((from.Value.Seconds + ((time.Seconds - from.Time.Seconds) * Slope(segment))) * 1e9), 1_000_000_000);
        }
    }
}
