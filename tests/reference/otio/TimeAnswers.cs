using System.Globalization;
using OpenTimelineIO;
using static Answer;

/// <summary>What OTIO.NET's times say of random operands.</summary>
internal static class TimeAnswers
{
    private static readonly double[] s_rates =
    [
        24, 25, 30, 48, 50, 60, 23.976, 29.97, 59.94, 24000.0 / 1001, 30000.0 / 1001, 48000.0 / 1001, 60000.0 / 1001, 23.98, 12, 15, 1, 48000, 44100, 100, 119.88, 120,
    ];

    public static void Write(TextWriter output, ulong seed, int count)
    {
        var random = new Lcg(seed);
        for (var n = 0; n < count; n++)
        {
            var (a, b, c) = (Time(random), Time(random), Time(random));
            var d = Value(random) is var v && random.Below(2) > 0 ? new RationalTime(v, c.Rate) : new RationalTime(v, Rate(random));
            var rate = Rate(random);
            var delta = random.Below(3) / 10.0;
            var r = new TimeRange(a, b);
            var q = new TimeRange(random.Below(3) == 0 ? a : c, random.Below(3) == 0 ? b : d);
            var scale = random.Below(5) / 2.0;
            var t = new TimeTransform(c, scale, random.Below(2) > 0 ? rate : -1);
            output.WriteLine($"-- {Text(a)} {Text(b)} {Text(c)} {Text(d)} {Text(rate)}");
            output.WriteLine($"+ {Text(a + b)} - {Text(a - b)} neg {Text(-a)}");
            output.WriteLine($"< {Text(a < b, a <= b, a > b, a >= b, a == b, a != b, a.StrictlyEquals(b), a.AlmostEqual(b, delta))}");
            output.WriteLine($"rescaled {Text(a.RescaledTo(rate))} {Text(a.ValueRescaledTo(rate))} {Text(a.RescaledTo(b))}");
            output.WriteLine($"floor {Text(a.Floor())}{Text(a.Ceiling())}{Text(a.Round())}");
            output.WriteLine($"from {Text(RationalTime.DurationFromStartEndTime(a, b))}{Text(RationalTime.DurationFromStartEndTimeInclusive(a, b))}");
            output.WriteLine($"seconds {Text(a.ToSeconds())}{Text(RationalTime.FromSeconds(a.Value, rate))}");
            if (Math.Abs(a.Value) < 1e9)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames {a.ToFrames()} {Text(RationalTime.FromFrames(a.Value, rate))}"));
            // Beyond a day, at a rate that is far from every one of SMPTE, and for fractions that it prints with an exponent the reference is wrong (README.md).
            var day = a.ToSeconds() < 86000;
            if (rate > 10)
                output.WriteLine($"valid {Text(Timecode.IsRate(rate))} {Text(Timecode.NearestRate(rate))}");
            foreach (var (number, drop) in ((int, DropFrame)[])[(-1, DropFrame.Infer), (1, DropFrame.Yes), (0, DropFrame.No)])
            {
                if (!day || rate < 10)
                    continue;
                var timecode = OrError(() => $"'{a.ToTimecode(rate, drop)}'");
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"timecode {number} {timecode}"));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nearest {number} {OrError(() => $"'{a.ToNearestTimecode(rate, drop)}'")}"));
                if (timecode != "error")
                    output.WriteLine($"back {OrError(() => Text(RationalTime.FromTimecode(timecode.Trim('\''), rate)))}");
            }

            if (a.ToSeconds() >= 1 && a.ToSeconds() % 1 > 0.001)
                output.WriteLine($"string '{a.ToTimeString()}'");
            output.WriteLine($"ends {Text(r.EndTimeExclusive())}{Text(r.EndTimeInclusive())}");
            output.WriteLine($"extended {Text(r.DurationExtendedBy(c))}{Text(r.ExtendedBy(q))} clamped {Text(r.Clamped(c))}{Text(r.Clamped(q))}");
            output.WriteLine("relations " + Text(
                r.Contains(c), r.Contains(q), r.Overlaps(c), r.Overlaps(q), r.Before(c), r.Before(q), r.Meets(q),
                r.Begins(c), r.Begins(q), r.Finishes(c), r.Finishes(q), r.Intersects(q), r == q, r != q));
            output.WriteLine($"start to end {Text(TimeRange.FromStartEndTime(a, b))}{Text(TimeRange.FromStartEndTimeInclusive(a, b))}");
            output.WriteLine($"transformed {Text(t.AppliedTo(a))}{Text(t.AppliedTo(r))}");
        }
    }

    private static RationalTime Time(Lcg random)
    {
        var value = Value(random);
        return new(value, Rate(random));
    }

    private static double Value(Lcg random) => random.Below(10) switch
    {
        0 => random.Below(3),
        1 => -(double)random.Below(100),
        2 => random.Below(1000) / 7.0,
        3 => (86400.0 * 24) + random.Below(100000),
        4 => random.Next() * 1000.0,
        5 => random.Below(100) + 0.5,
        _ => random.Below(200000),
    };

    private static double Rate(Lcg random) => s_rates[random.Below(22)];
}
