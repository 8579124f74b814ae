using System.Numerics;
using System.Text.Json;

namespace ScreenTime.Host.Tests.Reports;

/// <summary>A second implementation of counting, as simple as can be: one frame after the other, from the report's JSON, with nothing of the product's.</summary>
internal static class Recount
{
    public static (long Net, long Whole, int Stretches) Of(JsonElement report, JsonElement rule, string character)
    {
        var frames = report.GetProperty("timeline").GetProperty("frame_count").GetInt64();
        var seen = new bool[frames];
        foreach (var appearance in report.GetProperty("appearances").EnumerateArray())
        {
            if (appearance.GetProperty("character").GetString() == character)
                Mark(seen, appearance.GetProperty("record"));
        }

        var unknown = new bool[frames];
        foreach (var range in report.GetProperty("unknown").EnumerateArray())
            Mark(unknown, range);
        var programme = new bool[frames];
        Mark(programme, report.GetProperty("programme"));
        var net = (bool[])programme.Clone();
        foreach (var exclusion in report.GetProperty("exclusions").EnumerateArray())
            Mark(net, exclusion.GetProperty("record"), false);
        var unit = new int[frames];
        var (number, clip) = (0, (string?)null);
        foreach (var shot in report.GetProperty("shots").EnumerateArray())
        {
            var name = shot.GetProperty("clip").GetString();
            if (rule.GetProperty("within").GetString() == "shot" || (rule.GetProperty("within").GetString() == "clip" && name != clip))
                number++;
            clip = name;
            for (var f = shot.GetProperty("record")[0].GetInt64(); f < shot.GetProperty("record")[1].GetInt64(); f++)
                unit[f] = number;
        }

        var counted = Count(seen, net, unknown, unit, report, rule);
        var stretches = Enumerable.Range(0, (int)frames).Count(f => counted[f] && (f == 0 || !counted[f - 1]));
        return (counted.LongCount(is1 => is1), Count(seen, programme, unknown, unit, report, rule).LongCount(is1 => is1), stretches);
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
