using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>How fast media runs, exactly: media seconds a record second. 0 is a freeze frame, below zero is backwards.</summary>
/// <param name="Numerator">Media seconds.</param>
/// <param name="Denominator">Record seconds, at least 1.</param>
internal readonly record struct Speed(long Numerator, long Denominator)
{
    private const double Fastest = 10_000;

    // Ratios of two lengths in frames are found exactly up to this many frames. Larger denominators would soon leave 64 bits in nested speeds.
    private const long LargestDenominator = 100_000;

    /// <summary>Normal speed.</summary>
    public static Speed Normal => new(1, 1);

    /// <summary>Held on one picture.</summary>
    public static Speed Freeze => new(0, 1);

    /// <summary>The nearest double.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>Whether it runs backwards.</summary>
    public bool IsReverse => Numerator < 0;

    /// <summary>The fraction in lowest terms.</summary>
    /// <exception cref="OverflowException">It needs more than 64 bits.</exception>
    public static Speed Ratio(Int128 numerator, Int128 denominator)
    {
        var reduced = new MediaTime(numerator, denominator);
        return new Speed(reduced.Numerator, reduced.Denominator);
    }

    /// <summary>
    /// The fraction that people meant by a factor in floating point: the simplest that is the same double to the twelfth digit, found by continued
    /// fractions (Knuth, The Art of Computer Programming 2, 4.5.3). Where no fraction comes near, it is taken to the millionth: an hour is off by less than two milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No speed: not finite, or beyond 10,000.</exception>
    public static Speed FromScalar(double scalar)
    {
        if (!double.IsFinite(scalar) || Math.Abs(scalar) > Fastest)
            throw new ArgumentOutOfRangeException(nameof(scalar), scalar, "a speed must lie between -10000 and 10000");
        var wanted = Math.Abs(scalar);
        var rest = wanted;
        long numeratorBefore = 0, denominatorBefore = 1, numerator = 1, denominator = 0;
        while (true)
        {
            var whole = Math.Floor(rest);
            // A quotient this large means that the fraction before it was exact.
            if (whole > LargestDenominator || ((long)whole * denominator) + denominatorBefore > LargestDenominator)
                break;
            (numeratorBefore, numerator) = (numerator, ((long)whole * numerator) + numeratorBefore);
            (denominatorBefore, denominator) = (denominator, ((long)whole * denominator) + denominatorBefore);
            if (rest == whole || Math.Abs(wanted - ((double)numerator / denominator)) <= 1e-12 * Math.Max(1, wanted))
                break;
            rest = 1 / (rest - whole);
        }

        return Math.Abs(wanted - ((double)numerator / denominator)) <= 1e-9
            ? new Speed(scalar < 0 ? -numerator : numerator, denominator)
            : Ratio((Int128)Math.Round(scalar * 1e6), 1_000_000);
    }

    /// <summary>The speed that an item's own effects give it: a freeze frame holds whatever else there is, linear time warps multiply.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time scalar is none.</exception>
    public static Speed Of(Item item)
    {
        var speed = Normal;
        foreach (var effect in item.Effects.Where(effect => effect.Enabled))
        {
            if (effect is FreezeFrame)
                return Freeze;
            if (effect is LinearTimeWarp warp)
                speed = speed.Times(FromScalar(warp.TimeScalar));
        }

        return speed;
    }

    /// <summary>One speed within another.</summary>
    public Speed Times(Speed other) => Ratio((Int128)Numerator * other.Numerator, (Int128)Denominator * other.Denominator);

    /// <summary>The media time that passes in a record time.</summary>
    public MediaTime Of(MediaTime record) => record.Scale(Numerator, Denominator);

    /// <summary>The record time in which a media time passes; not for a freeze frame.</summary>
    public MediaTime Undo(MediaTime media) => media.Scale(Denominator, Numerator);

    /// <summary>
    /// What passes until the moment at which a frame is looked at: half a frame, of whichever is shorter, the record's at this speed or the media's. So a frame is looked at
    /// well inside the picture that begins with it (at double speed 0, 2, 4 … show), and rounded edges harm nothing.
    /// </summary>
    /// <param name="recordFrame">The duration of a record frame.</param>
    /// <param name="mediaFrame">The duration of a media frame.</param>
    public MediaTime IntoFrame(MediaTime recordFrame, MediaTime mediaFrame)
    {
        if (Numerator == 0)
            return MediaTime.Zero;
        var passed = Of(recordFrame);
        var shorter = MediaTime.Min(IsReverse ? -passed : passed, mediaFrame).Scale(1, 2);
        return IsReverse ? -shorter : shorter;
    }
}
