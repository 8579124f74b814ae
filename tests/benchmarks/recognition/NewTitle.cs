using System.Diagnostics;
using System.Globalization;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Titles;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>The labelled frames of a title.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Examples">The frames as they teach, in order.</param>
/// <param name="Features">What the recogniser said of each.</param>
/// <param name="Looks">What each looks like.</param>
/// <param name="Classes">The tutorial's label of each; null where there is none.</param>
internal sealed record LabelledTitle(
    string Name, IReadOnlyList<TrainingExample> Examples, IReadOnlyList<byte[]> Features, IReadOnlyList<float[]> Looks, IReadOnlyList<int>? Classes = null);

/// <summary>
/// How a few labels of a new title help a cast that another title taught: labels chosen at random, or as <c>cast next</c> chooses: in rounds, each time by the model that the labels before have
/// taught, as docs/labels.md recommends. New labels come from the new title; what is left of it is the test.
/// </summary>
internal sealed class NewTitle(Workbench bench, Cast cast)
{
    private readonly CharacterRecognizerProvider _provider = new();

    // Of each new title what the last round taught says of its frames, and which of them are labelled by then.
    private readonly Dictionary<LabelledTitle, IReadOnlyList<IReadOnlyList<float>>> _judged = [];
    private readonly Dictionary<LabelledTitle, List<int>> _chosen = [];

    /// <summary>Prints a row for each number of labels, way of choosing and pair of titles, and the mean of the pairs.</summary>
    public async Task RunAsync(IReadOnlyList<(LabelledTitle Taught, LabelledTitle Fresh)> pairs, string labels, int seeds)
    {
        var counts = labels.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        if (!counts.SequenceEqual(counts.Order()))
            throw new ArgumentException("--labels must rise: a round adds to those before");
        var names = cast.Characters.Select(character => character.Name).ToList();
        Console.WriteLine();
        Console.WriteLine($"{"taught by",-10} {"new labels",10} {"chosen",9} {"runs",5} {"class",7} {"exact",6} {"AP",7} {"F1",6}{string.Concat(names.Select(name => $" {$"AP {name}",9}"))}{string.Concat(names.Select(name => $" {$"F1 {name}",9}"))} {"ECE",6} {"train s",8}");
        foreach (var count in counts)
        {
            foreach (var suggested in count == 0 ? (bool[])[false] : [false, true])
            {
                var all = new List<double[]>();
                foreach (var (taught, fresh) in pairs)
                {
                    var runs = new List<double[]>();
                    for (var seed = 0; seed < (count == 0 || suggested ? 1 : seeds); seed++)
                        runs.Add(await TryAsync(taught, fresh, count, suggested, 42 + seed));
                    all.AddRange(runs);
                    Print(taught.Name, count, suggested, runs);
                }

                Print("mean", count, suggested, all);
            }
        }
    }

    private async Task<double[]> TryAsync(LabelledTitle taught, LabelledTitle fresh, int count, bool suggested, int seed)
    {
        var order = suggested ? await NextAsync(taught, fresh, count) : [.. Enumerable.Range(0, fresh.Examples.Count)];
        if (!suggested)
            new Random(seed).Shuffle(order);
        var (added, test) = (order.Take(count).Order().ToList(), order.Skip(count).Order().ToList());
        var clock = Stopwatch.StartNew();
        var (outcome, recognizer, folder) = await bench.TrainAsync(_provider, cast, [.. taught.Examples, .. added.Select(i => fresh.Examples[i])]);
        var seconds = clock.Elapsed.TotalSeconds;
        using (folder)
        {
            await using (recognizer)
            {
                if (suggested || count == 0)
                    _judged[fresh] = await JudgeAsync([.. Enumerable.Range(0, fresh.Examples.Count)]);
                return [.. Figures(await JudgeAsync(test), fresh, test), seconds];
            }
        }

        async Task<List<IReadOnlyList<float>>> JudgeAsync(IReadOnlyList<int> frames)
        {
            List<IReadOnlyList<float>> judged = [.. (await recognizer.JudgeAsync([.. frames.Select(i => fresh.Features[i])], default)).Select(s => s.Probabilities)];
            return judged.ConvertAll(TitleShift.Estimate(judged, outcome.Characters).Apply);
        }
    }

    /// <summary>The frames of the new title, those first whose labels the product asks for: to those of the rounds before it adds what the model taught by them makes of the rest.</summary>
    private async Task<int[]> NextAsync(LabelledTitle taught, LabelledTitle fresh, int count)
    {
        if (!_judged.ContainsKey(fresh))
            await TryAsync(taught, fresh, 0, false, 0); // what the product knows when it is asked for the first time
        var chosen = _chosen.TryGetValue(fresh, out var before) ? before : _chosen[fresh] = [];
        var open = Enumerable.Range(0, fresh.Examples.Count).Except(chosen).ToList();
        chosen.AddRange(LabelChoice.Of(
            open.ConvertAll(i => fresh.Looks[i]), [.. taught.Looks, .. chosen.Select(i => fresh.Looks[i])], open.ConvertAll(i => _judged[fresh][i]), count - chosen.Count)
            .Select(choice => open[choice.Index]).ToList());
        return [.. chosen, .. Enumerable.Range(0, fresh.Examples.Count).Except(chosen)];
    }

    private IEnumerable<double> Figures(List<IReadOnlyList<float>> judged, LabelledTitle title, List<int> test)
    {
        var characters = Enumerable.Range(0, cast.Characters.Count).ToList();
        var found = characters.ConvertAll(k => judged.ConvertAll(p => (double)p[k]));
        var shown = characters.ConvertAll(k => test.ConvertAll(i => title.Examples[i].Present[k] is true));
        var precisions = characters.ConvertAll(k => Scores.AveragePrecision(found[k], shown[k]));
        var scores = characters.ConvertAll(k => Scores.F1(found[k], shown[k]));
        var right = title.Classes is null ? double.NaN : test.Where((frame, i) => Scores.Class([.. found.Select(p => p[i])]) == title.Classes[frame]).Count();
        var exact = test.Where((_, i) => characters.All(k => found[k][i] >= 0.5 == shown[k][i])).Count();
        return
        [
            right / test.Count, (double)exact / test.Count, precisions.Average(), scores.Average(), .. precisions, .. scores,
            characters.Average(k => Scores.CalibrationError(found[k], shown[k])),
        ];
    }

    private static void Print(string taught, int count, bool suggested, List<double[]> runs)
    {
        var mean = Enumerable.Range(0, runs[0].Length).Select(i => runs.Average(r => r[i])).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{taught,-10} {count,10} {(count == 0 ? "" : suggested ? "cast next" : "random"),9} {runs.Count,5} {mean[0],7:0.000} {mean[1],6:0.000} {mean[2],7:0.000} {mean[3],6:0.000}{string.Concat(mean[4..^2].Select(figure => string.Create(CultureInfo.InvariantCulture, $" {figure,9:0.000}")))} {mean[^2],6:0.000} {mean[^1],8:0.0}"));
    }
}
