using System.Diagnostics;
using System.Globalization;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Titles;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// One Tom and Jerry cartoon against the other, both ways, and how a few labels of the new cartoon help, chosen at random or as <c>cast next</c> chooses: in rounds, each time by the model that
/// the labels before have taught, as docs/labels.md recommends.
/// </summary>
internal sealed class Cartoons
{
    private static readonly Cast s_cast = new("tom-and-jerry", [new Character("jerry", "JERRY", "ORANGE"), new Character("tom", "TOM", "BLUE")]);

    private readonly Workbench _bench;
    private readonly CharacterRecognizerProvider _provider = new();
    private readonly Dictionary<LabelledFrame[], IReadOnlyList<float[]>> _looks = [];

    // Of each new cartoon what the last round taught says of its frames, and which of them are labelled by then.
    private readonly Dictionary<LabelledFrame[], IReadOnlyList<IReadOnlyList<float>>> _judged = [];
    private readonly Dictionary<LabelledFrame[], List<int>> _chosen = [];

    private Cartoons(Workbench bench) => _bench = bench;

    public static Task RunAsync(Workbench bench) => new Cartoons(bench).RunAsync();

    private async Task RunAsync()
    {
        var seeds = _bench.Number("--seeds", 3);
        var counts = _bench.Option("--labels", "0,5,10,20,40").Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        (LabelledFrame[] First, LabelledFrame[] Second) titles;
        if (!counts.SequenceEqual(counts.Order()))
            throw new ArgumentException("--labels must rise: a round adds to those before");
        await using (var recognizer = await _provider.OpenAsync(_bench.Setup(s_cast), default))
        {
            _bench.PrintMachine(recognizer.Device);
            titles = await LabelledFrames.ReadAsync(Path.Combine(_bench.Data, "tom-and-jerry"), recognizer, Path.Combine(_bench.Kept, "features"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames    {recognizer.FrameRequest.Width}x{recognizer.FrameRequest.Height}, {titles.First.Concat(titles.Second).Average(f => f.Features.Length) / 1024:0} KiB of features each"));
            _looks[titles.First] = await recognizer.LooksAsync([.. titles.First.Select(f => f.Features)], default);
            _looks[titles.Second] = await recognizer.LooksAsync([.. titles.Second.Select(f => f.Features)], default);
            var clock = Stopwatch.StartNew();
            await recognizer.DescribeAsync([.. Enumerable.Range(0, 20).Select(n => new Frame(recognizer.FrameRequest, new byte[recognizer.FrameRequest.ByteCount], "black", MediaTime.Zero, -1))], default);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time      {clock.Elapsed.TotalMilliseconds / 20:0} ms a frame"));
        }

        Console.WriteLine();
        Console.WriteLine($"{"taught by",-10} {"new labels",10} {"chosen",9} {"runs",5} {"class",7} {"exact",6} {"AP",7} {"AP JERRY",9} {"AP TOM",7} {"F1 JERRY",9} {"F1 TOM",7} {"ECE",6} {"train s",8}");
        foreach (var count in counts)
        {
            foreach (var suggested in count == 0 ? (bool[])[false] : [false, true])
            {
                var both = new List<double[]>();
                foreach (var (taught, fresh) in new[] { (titles.First, titles.Second), (titles.Second, titles.First) })
                {
                    var runs = new List<double[]>();
                    for (var seed = 0; seed < (count == 0 || suggested ? 1 : seeds); seed++)
                        runs.Add(await TryAsync(taught, fresh, count, suggested, 42 + seed));
                    both.AddRange(runs);
                    Print(taught[0].Title, count, suggested, runs);
                }

                Print("both", count, suggested, both);
            }
        }
    }

    /// <summary>New labels come from the new cartoon; what is left of it is the test.</summary>
    private async Task<double[]> TryAsync(LabelledFrame[] taught, LabelledFrame[] fresh, int count, bool suggested, int seed)
    {
        var order = suggested ? await NextAsync(taught, fresh, count) : [.. Enumerable.Range(0, fresh.Length)];
        if (!suggested)
            new Random(seed).Shuffle(order);
        var (added, test) = (order.Take(count).Order().Select(i => fresh[i]).ToList(), order.Skip(count).Order().Select(i => fresh[i]).ToList());
        var clock = Stopwatch.StartNew();
        var (outcome, recognizer, folder) = await _bench.TrainAsync(_provider, s_cast, [.. taught.Concat(added).Select(f => f.Example)]);
        var seconds = clock.Elapsed.TotalSeconds;
        using (folder)
        {
            await using (recognizer)
            {
                var judged = await JudgeAsync(test);
                if (suggested || count == 0)
                    _judged[fresh] = await JudgeAsync(fresh);
                return [.. Figures(judged, test), seconds];
            }
        }

        async Task<List<IReadOnlyList<float>>> JudgeAsync(IReadOnlyList<LabelledFrame> frames)
        {
            List<IReadOnlyList<float>> judged = [.. (await recognizer.JudgeAsync([.. frames.Select(f => f.Features)], default)).Select(s => s.Probabilities)];
            return judged.ConvertAll(TitleShift.Estimate(judged, outcome.Characters).Apply);
        }
    }

    /// <summary>The frames of the new cartoon, those first whose labels the product asks for: to those of the rounds before it adds what the model taught by them makes of the rest.</summary>
    private async Task<int[]> NextAsync(LabelledFrame[] taught, LabelledFrame[] fresh, int count)
    {
        if (!_judged.ContainsKey(fresh))
            await TryAsync(taught, fresh, 0, false, 0); // what the product knows when it is asked for the first time
        var chosen = _chosen.TryGetValue(fresh, out var before) ? before : _chosen[fresh] = [];
        var open = Enumerable.Range(0, fresh.Length).Except(chosen).ToList();
        chosen.AddRange(LabelChoice.Of(
            open.ConvertAll(i => _looks[fresh][i]), [.. _looks[taught], .. chosen.Select(i => _looks[fresh][i])], open.ConvertAll(i => _judged[fresh][i]), count - chosen.Count)
            .Select(choice => open[choice.Index]).ToList());
        return [.. chosen, .. Enumerable.Range(0, fresh.Length).Except(chosen)];
    }

    private static IEnumerable<double> Figures(List<IReadOnlyList<float>> judged, List<LabelledFrame> test)
    {
        List<double> Of(int k) => [.. judged.Select(p => (double)p[k])];
        var (jerry, tom) = (Of(0), Of(1));
        List<bool> isJerry = [.. test.Select(f => f.Jerry)], isTom = [.. test.Select(f => f.Tom)];
        var right = test.Where((f, i) => Scores.Class([jerry[i], tom[i]]) == f.Class).Count();
        var exact = test.Where((f, i) => (jerry[i] >= 0.5, tom[i] >= 0.5) == (f.Jerry, f.Tom)).Count();
        var (apJerry, apTom) = (Scores.AveragePrecision(jerry, isJerry), Scores.AveragePrecision(tom, isTom));
        return
        [
            (double)right / test.Count, (double)exact / test.Count, (apJerry + apTom) / 2, apJerry, apTom, Scores.F1(jerry, isJerry), Scores.F1(tom, isTom),
            (Scores.CalibrationError(jerry, isJerry) + Scores.CalibrationError(tom, isTom)) / 2,
        ];
    }

    private static void Print(string taught, int count, bool suggested, List<double[]> runs)
    {
        var mean = Enumerable.Range(0, runs[0].Length).Select(i => runs.Average(r => r[i])).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{taught,-10} {count,10} {(count == 0 ? "" : suggested ? "cast next" : "random"),9} {runs.Count,5} {mean[0],7:0.000} {mean[1],6:0.000} {mean[2],7:0.000} {mean[3],9:0.000} {mean[4],7:0.000} {mean[5],9:0.000} {mean[6],7:0.000} {mean[7],6:0.000} {mean[8],8:0.0}"));
    }
}
