using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>An exact frame rate, in frames a second: a reduced positive fraction such as 24000/1001.</summary>
public readonly record struct FrameRate
{
    // default(FrameRate) must be a rate like any other, one frame a second, so both are stored less one.
    private readonly int _numeratorLessOne;
    private readonly int _denominatorLessOne;

    /// <summary>Makes <paramref name="numerator"/> / <paramref name="denominator"/> frames a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Either is not positive.</exception>
    public FrameRate(int numerator, int denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var (a, b) = (numerator, denominator);
        while (b != 0)
            (a, b) = (b, a % b);
        _numeratorLessOne = (numerator / a) - 1;
        _denominatorLessOne = (denominator / a) - 1;
    }

    /// <summary>Numerator; at least 1.</summary>
    public int Numerator => _numeratorLessOne + 1;

    /// <summary>Denominator; at least 1.</summary>
    public int Denominator => _denominatorLessOne + 1;

    /// <summary>Frames a second as a double: the exact double that OpenTimelineIO uses for this rate.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>The rate that timecode counts in: 24 for 23.976, 30 for 29.97.</summary>
    public int Nominal => (int)(((long)Numerator + Denominator - 1) / Denominator);

    /// <summary>The duration of one frame.</summary>
    public MediaTime FrameDuration => new(Denominator, Numerator);

    /// <summary>Whether drop-frame timecode exists for this rate: 29.97 and 59.94 only.</summary>
    public bool HasDropFrame => Denominator == 1001 && Numerator is 30000 or 60000;

    /// <summary>
    /// The exact rate behind a double: whole numbers to the millionth; N·1000/1001 to the millionth, and for N of 24, 30, 48, 60 and 120 as people
    /// write it too (23.976, 23.98, 29.97: within 0.0045); else the value to the thousandth.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, not positive, or above 1,000,000.</exception>
    public static FrameRate FromDouble(double rate)
    {
        if (!double.IsFinite(rate) || rate <= 0.0005 || rate > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "a frame rate must lie between 0.001 and 1,000,000");
        var whole = Math.Round(rate);
        if (Math.Abs(rate - whole) < 1e-6)
            return new FrameRate((int)whole, 1);
        foreach (var nominal in (ReadOnlySpan<int>)[24, 30, 48, 60, 120])
        {
            // "23.98" and "29.97" are how people and files write these rates.
            if (Math.Abs(rate - (nominal * 1000.0 / 1001)) < 0.0045)
                return new FrameRate(nominal * 1000, 1001);
        }

        var ntsc = Math.Round(rate * 1.001);
        return Math.Abs(rate - (ntsc * 1000 / 1001)) < 1e-6 && ntsc > 0
            ? new FrameRate((int)ntsc * 1000, 1001)
            : new FrameRate((int)Math.Round(rate * 1000), 1000);
    }

    /// <summary>Reads <c>25</c>, <c>23.976</c>, <c>29.97</c> or <c>30000/1001</c>: rates from 1 to 1000.</summary>
    public static bool TryParse(string text, out FrameRate rate)
    {
        rate = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
                || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
                || numerator <= 0 || denominator <= 0 || numerator < denominator || numerator > 1000L * denominator)
                return false;
            rate = new FrameRate(numerator, denominator);
            return true;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is not (>= 1 and <= 1000))
            return false;
        rate = FromDouble(value);
        return true;
    }

    /// <summary>The usual short form: <c>23.976</c>, <c>25</c>, <c>29.97</c>.</summary>
    public override string ToString() => Value.ToString("0.###", CultureInfo.InvariantCulture);
}
