using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>What was said of a character in a frame of a shot that did not teach.</summary>
/// <param name="Shot">The shot.</param>
/// <param name="Frame">The frame's number.</param>
/// <param name="Character">The character's index.</param>
/// <param name="Truth">Whether it is there; null: not scored.</param>
/// <param name="Said">A probability a kind of evidence.</param>
internal sealed record ShotAnswer(int Shot, int Frame, int Character, bool? Truth, IReadOnlyList<float> Said);

/// <summary>Prints answers that were given shot by shot.</summary>
internal static class ShotTable
{
    private const int Resamplings = 2000;

    public static void Print(Cast cast, int shots, IReadOnlyList<ShotAnswer> answers, IReadOnlyList<string> evidence)
    {
        Console.WriteLine();
        Console.WriteLine($"{"character",-10} {"evidence",-22} {"seconds",8} {"positive",8} {"AP",6} {"F1",6} {"95 %",15} {"precision",9} {"recall",7} {"ECE",6} {"exact",6}");
        foreach (var c in Enumerable.Range(0, cast.Characters.Count).Append(-1))
        {
            var mine = answers.Where(a => (c < 0 || a.Character == c) && a.Truth is not null).ToList();
            foreach (var (e, name) in evidence.Index())
            {
                List<double> p = [.. mine.Select(a => (double)a.Said[e])];
                List<bool> t = [.. mine.Select(a => a.Truth!.Value)];
                var (called, right, there) = (p.Count(x => x >= 0.5), t.Where((x, i) => x && p[i] >= 0.5).Count(), t.Count(x => x));
                var (low, high) = Interval(mine, e, shots);
                var exact = mine.GroupBy(a => a.Frame).Select(frame => frame.All(a => a.Said[e] >= 0.5f == a.Truth!.Value) ? 1.0 : 0.0).Average();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(c < 0 ? "pooled" : cast.Characters[c].Id),-10} {name,-22} {(double)t.Count / Clip.FramesPerSecond,8:0.0} {(double)there / Clip.FramesPerSecond,8:0.0} {Scores.AveragePrecision(p, t),6:0.000} {Scores.F1(p, t),6:0.000} {$"{low:0.000} to {high:0.000}",15} {(called > 0 ? (double)right / called : double.NaN),9:0.000} {(there > 0 ? (double)right / there : double.NaN),7:0.000} {Scores.CalibrationError(p, t),6:0.000} {exact,6:0.000}"));
            }
        }
    }

    /// <summary>The 95 % interval of F1 over shots drawn again with replacement: frames of a shot are near-copies.</summary>
    private static (double Low, double High) Interval(IReadOnlyList<ShotAnswer> answers, int evidence, int shots)
    {
        var random = new Random(1);
        var byShot = answers.ToLookup(a => a.Shot);
        var figures = Enumerable.Range(0, Resamplings).Select(_ =>
        {
            var drawn = Enumerable.Range(0, shots).SelectMany(_ => byShot[random.Next(shots)]).ToList();
            return Scores.F1([.. drawn.Select(a => (double)a.Said[evidence])], [.. drawn.Select(a => a.Truth!.Value)]);
        }).Where(double.IsFinite).Order().ToList();
        return (figures[(int)(0.025 * figures.Count)], figures[(int)(0.975 * figures.Count)]);
    }
}
