using System.Numerics;
using System.Text.Json;

namespace ScreenTime.Host.Tests.Reports;

/// <summary>A second implementation of counting, as simple as can be: one frame after the other, from the report's JSON, with nothing of the product's.</summary>
internal static class Recount
{
    /// <summary>What a rule counts of some looks together: without and with what is excluded, in how many stretches, how much with the face visible, how much of it reviewed.</summary>
    public static (long Net, long Whole, int Stretches, long Face, long Reviewed) Of(JsonElement report, JsonElement rule, params string[] looks)
    {
        var length = report.GetProperty("timeline").GetProperty("frame_count").GetInt64();
        bool[] seen = new bool[length], reviewed = new bool[length], face = new bool[length], unknown = new bool[length], programme = new bool[length];
        foreach (var appearance in report.GetProperty("appearances").EnumerateArray().Where(item => looks.Contains(item.GetProperty("character").GetString())))
        {
            Mark(seen, appearance.GetProperty("record"));
            if (appearance.GetProperty("reviewed").GetBoolean())
                Mark(reviewed, appearance.GetProperty("record"));
        }

        foreach (var range in report.GetProperty("faces").EnumerateArray().Where(item => looks.Contains(item.GetProperty("character").GetString())).SelectMany(item => item.GetProperty("record").EnumerateArray()))
            Mark(face, range);
        foreach (var range in report.GetProperty("unknown").EnumerateArray())
            Mark(unknown, range);
        // Unknown time counts for nobody.
        for (var f = 0; f < length; f++)
            (seen[f], face[f]) = (seen[f] && !unknown[f], face[f] && !unknown[f]);
        Mark(programme, report.GetProperty("programme"));
        var net = Net(report);
        var shown = rule.GetProperty("counts").GetString() == "face" ? face : seen;
        var unit = Units(report, rule.GetProperty("within").GetString()!, length);
        var counted = Count(shown, net, unknown, unit, report, rule);
        var stretches = Enumerable.Range(0, (int)length).Count(f => counted[f] && (f == 0 || !counted[f - 1]));
        return (
            counted.LongCount(is1 => is1), Count(shown, programme, unknown, unit, report, rule).LongCount(is1 => is1), stretches,
            counted.Zip(face).LongCount(pair => pair is { First: true, Second: true }), counted.Zip(reviewed).LongCount(pair => pair is { First: true, Second: true }));
    }

    /// <summary>The frames of the programme less what is excluded.</summary>
    public static bool[] Net(JsonElement report)
    {
        var net = new bool[report.GetProperty("timeline").GetProperty("frame_count").GetInt64()];
        Mark(net, report.GetProperty("programme"));
        foreach (var exclusion in report.GetProperty("exclusions").EnumerateArray())
            Mark(net, exclusion.GetProperty("record"), false);
        return net;
    }

    /// <summary>Frames of the record that two looks share, by the stretches of a rule.</summary>
    public static long Together(JsonElement rule, string first, string second, long frames)
    {
        bool[] Of(string look)
        {
            var counted = new bool[frames];
            foreach (var range in rule.GetProperty("counts_of").EnumerateArray().Single(line => line.GetProperty("character").GetString() == look).GetProperty("stretches").EnumerateArray())
                Mark(counted, range);
            return counted;
        }

        return Of(first).Zip(Of(second)).LongCount(pair => pair is { First: true, Second: true });
    }

    /// <summary>The bounds of some looks in frames, by docs/audit.md, from the sample that the report holds.</summary>
    /// <param name="report">The report.</param>
    /// <param name="looks">The looks.</param>
    /// <param name="own">Those that are nobody else's.</param>
    public static (long Lower, long Upper) Bounds(JsonElement report, string[] looks, string[] own)
    {
        var net = Net(report);
        var audit = report.GetProperty("audit");
        double least = 0, most = 0;
        List<(long Size, int Seen, int Present)> certain = [], possible = [];
        var blind = net.LongCount(counted => counted);
        foreach (var (index, stratum) in audit.GetProperty("strata").EnumerateArray().Index())
        {
            var size = stratum.GetProperty("counted_frames").GetInt64();
            blind -= size;
            int seen = 0, there = 0, perhaps = 0;
            foreach (var frame in audit.GetProperty("sample").EnumerateArray().Where(frame => frame.GetProperty("stratum").GetInt32() == index && net[frame.GetProperty("record").GetInt64()]))
            {
                var present = frame.GetProperty("present").EnumerateArray().Select(item => item.GetString()!).ToList();
                seen++;
                there += present.Exists(own.Contains) ? 1 : 0;
                perhaps += present.Exists(looks.Contains) || frame.TryGetProperty("ambiguous", out _) ? 1 : 0;
            }

            if (size == 0)
                continue;
            if (seen == 0)
            {
                blind += size;
                continue;
            }

            certain.Add((size, seen, there));
            possible.Add((size, seen, perhaps));
            (least, most) = (least + there, most + size - (seen - perhaps));
        }

        // Outwards to whole frames; what lies within a thousandth of one is that.
        var bottom = (long)Math.Floor(Math.Max(least, Limit(certain, upper: false)) + 1e-3);
        return (bottom, Math.Max(bottom, (long)Math.Ceiling(Math.Min(most, Limit(possible, upper: true)) - 1e-3) + blind));
    }

    // One side of docs/audit.md's interval: presences where they are rare, absences where these are, each sum with its own limits, and the two put together.
    private static double Limit(List<(long Size, int Seen, int Present)> groups, bool upper)
    {
        var few = groups.FindAll(group => group.Seen < 5);
        var fewShow = few.Sum(group => group.Size * (double)group.Present / group.Seen) > few.Sum(group => group.Size * ((group.Seen - group.Present) / (double)group.Seen) + (1e-6 * group.Size));
        double[] sum = [0, 0], variance = [0, 0], heaviest = [0, 0], all = [0, 0];
        foreach (var (size, seen, present) in groups)
        {
            var kind = seen < 5 ? (fewShow ? 1 : 0) : 2 * present > seen ? 1 : 0;
            var (weight, hits) = ((double)size / seen, kind == 1 ? seen - present : present);
            sum[kind] += weight * hits;
            all[kind] += size;
            if (seen == size)
                continue;
            variance[kind] += weight * weight * hits * (1 - ClopperPearson(hits, seen));
            heaviest[kind] = Math.Max(heaviest[kind], weight);
        }

        double Low(int kind) => variance[kind] > 0 ? GammaQuantile(sum[kind], variance[kind], 0.05) : sum[kind];
        double High(int kind) => heaviest[kind] > 0 ? Math.Min(all[kind], GammaQuantile(sum[kind] + heaviest[kind], variance[kind] + Math.Pow(heaviest[kind], 2), 0.95)) : sum[kind];
        var estimate = sum[0] + all[1] - sum[1];
        return upper
            ? estimate + Math.Sqrt(Math.Pow(High(0) - sum[0], 2) + Math.Pow(sum[1] - Low(1), 2))
            : estimate - Math.Sqrt(Math.Pow(sum[0] - Low(0), 2) + Math.Pow(High(1) - sum[1], 2));
    }

    // The share at which so many hits or more have one chance in twenty, found by halving.
    private static double ClopperPearson(int hits, int of)
    {
        if (hits == 0)
            return 0;
        return Halve(0, 1, p => Enumerable.Range(hits, of - hits + 1).Sum(k => Math.Exp(LogChoose(of, k) + (k * Math.Log(p)) + ((of - k) * Math.Log(1 - p)))), 0.05);
    }

    // Of the gamma distribution with a mean and a variance, by the series of the incomplete gamma function (Abramowitz and Stegun 6.5.29).
    private static double GammaQuantile(double mean, double variance, double share)
    {
        var shape = mean * mean / variance;
        return variance / mean * Halve(0, shape + (20 * Math.Sqrt(shape)) + 20, x =>
        {
            var term = Math.Exp((shape * Math.Log(x)) - x - LogGamma(shape + 1));
            var total = term;
            for (var n = 1; term > total * 1e-17; n++)
                total += term *= x / (shape + n);
            return total;
        }, share);
    }

    // Stirling's series, far enough out.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 20; x++)
            shift += Math.Log(x);
        return ((x - 0.5) * Math.Log(x)) - x + (Math.Log(2 * Math.PI) / 2) + (1 / (12 * x)) - (1 / (360 * Math.Pow(x, 3))) + (1 / (1260 * Math.Pow(x, 5))) - shift;
    }

    // Where a function that rises reaches a value.
    private static double Halve(double a, double b, Func<double, double> rising, double value)
    {
        for (var i = 0; i < 100; i++)
        {
            var middle = (a + b) / 2;
            if (rising(middle) > value)
                b = middle;
            else
                a = middle;
        }

        return a;
    }

    private static double LogChoose(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log(n - k + i) - Math.Log(i));

    /// <summary>A number a frame that is the same throughout what a rule takes together.</summary>
    private static int[] Units(JsonElement report, string within, long frames)
    {
        var unit = new int[frames];
        if (within == "scene")
        {
            // One up where a scene begins, one more where one ends: what lies between two is apart.
            foreach (var scene in report.GetProperty("scenes").GetProperty("list").EnumerateArray())
            {
                foreach (var border in scene.GetProperty("record").EnumerateArray())
                {
                    for (var f = border.GetInt64(); f < frames; f++)
                        unit[f]++;
                }
            }
        }

        var (number, clip) = (0, (string?)null);
        foreach (var shot in report.GetProperty("shots").EnumerateArray())
        {
            var name = shot.GetProperty("clip").GetString();
            if (within == "shot" || (within == "clip" && name != clip))
                number++;
            clip = name;
            for (var f = shot.GetProperty("record")[0].GetInt64(); f < shot.GetProperty("record")[1].GetInt64(); f++)
                unit[f] += number;
        }

        return unit;
    }

    /// <summary>Frames ÷ rate, reduced.</summary>
    public static string Seconds(long frames, JsonElement report)
    {
        var (rate, per) = Fraction(report.GetProperty("timeline").GetProperty("rate").GetString()!);
        var (a, b) = (frames * per, rate);
        var divisor = BigInteger.GreatestCommonDivisor(a, b);
        return $"{a / divisor}/{b / divisor}";
    }

    private static bool[] Count(bool[] seen, bool[] domain, bool[] unknown, int[] unit, JsonElement report, JsonElement rule)
    {
        var counted = new bool[seen.Length];
        for (var start = 0; start < seen.Length; start++)
        {
            if (!domain[start])
                continue;
            var end = start;
            while (end < seen.Length && domain[end] && unit[end] == unit[start])
                end++;
            for (var f = start; f < end; f++)
                counted[f] = seen[f];
            for (var f = start; f < end; f++)
            {
                if (counted[f] || f == start || !counted[f - 1])
                    continue;
                var gap = f;
                while (gap < end && !seen[gap])
                    gap++;
                if (gap < end && AtMost(gap - f, rule.GetProperty("bridge"), report) && !unknown.AsSpan(f, gap - f).Contains(true))
                    Array.Fill(counted, true, f, gap - f);
            }

            for (var f = start; f < end; f++)
            {
                var stop = f;
                while (stop < end && counted[stop])
                    stop++;
                if (stop > f && !AtMost(-(stop - f), rule.GetProperty("minimum_run"), report, -1))
                    Array.Fill(counted, false, f, stop - f);
                f = Math.Max(f, stop);
            }

            start = end - 1;
        }

        return counted;
    }

    // Frames ÷ rate ≤ seconds, in whole numbers; the sign turned, ≥.
    private static bool AtMost(long frames, JsonElement seconds, JsonElement report, int sign = 1)
    {
        var (rate, per) = Fraction(report.GetProperty("timeline").GetProperty("rate").GetString()!);
        var (number, of) = Fraction(seconds.GetString()!);
        return new BigInteger(frames) * per * of <= new BigInteger(sign) * number * rate;
    }

    private static (long, long) Fraction(string text)
    {
        var parts = text.Split('/');
        return (long.Parse(parts[0]), long.Parse(parts[1]));
    }

    private static void Mark(bool[] frames, JsonElement range, bool value = true)
    {
        for (var f = Math.Max(0, range[0].GetInt64()); f < Math.Min(frames.Length, range[1].GetInt64()); f++)
            frames[f] = value;
    }
}
