using System.Globalization;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Titles;
using ScreenTime.Recognition.Characters;
using ScreenTime.Recognition.Features;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// How many labels bring a film's screen time near the truth: a generated film of 20 minutes, a frame a second, labelled in rounds as <c>cast next</c> chooses. Everything of the product but
/// the timeline: the same frames, features, choice, training and thresholds, in one process, so that a film costs minutes. Each label teaches with the frame as it is, not moved besides.
/// </summary>
internal static class FilmCurve
{
    private const double LongSeconds = 60;
    private const double ShortSeconds = 10;
    private const int Gatherings = 40;

    public static async Task RunAsync(Workbench bench)
    {
        if (!Films.HasDrawer(bench, "curve"))
            return;
        var (seconds, size) = (bench.Option("--seconds", "1200"), bench.Option("--size", "640x360"));
        var rounds = bench.Option("--rounds", "60,120,180,240,300").Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        Console.WriteLine();
        Console.WriteLine($"curve     {seconds} s, {size}, a frame a second; error of screen time in {Gatherings} random gatherings of a film's shots, 60 to 240 s, and in the whole film");
        Console.WriteLine($"{"seed",6} {"labels",6} {"shots",9} {"alike",6} {"exact",6}   {"60 s or more: cases",19} {"mean",6} {"median",6} {"worst",6} {"within 2 %",10}   {"10 s or more: cases",19} {"mean",6} {"median",6} {"worst",6} {"within 5 %",10}   {"whole film",-24}");
        foreach (var seed in bench.Option("--films", "2001,2002").Split(','))
        {
            await RunAsync(bench, seed, await FilmFrames.ReadAsync(bench, await Films.DrawnAsync(bench, seed, seconds, size)), rounds);
        }
    }

    private static async Task RunAsync(Workbench bench, string seed, FilmFrames film, List<int> rounds)
    {
        var provider = new CharacterRecognizerProvider();
        var labelled = new List<int>();
        var passed = new List<int>();
        IReadOnlyList<IReadOnlyList<float>>? judged = null;
        foreach (var round in rounds)
        {
            var known = labelled.Concat(passed).Select(i => film.Looks[i]).ToList();
            foreach (var choice in LabelChoice.Of(film.Looks, known, judged, round - labelled.Count - passed.Count))
                (film.Truth[choice.Index].Ambiguous ? passed : labelled).Add(choice.Index);
            var (outcome, recognizer, folder) = await bench.TrainAsync(provider, Films.Cast, [.. labelled.Order().Select(i => new TrainingExample(
                string.Create(CultureInfo.InvariantCulture, $"{i}"), "film", film.Shots[i], TeachingViews.Join([film.Features[i], film.Features[i]]), film.Truth[i].Present))]);
            using (folder)
            {
                await using (recognizer)
                {
                    var said = new List<IReadOnlyList<float>>();
                    foreach (var batch in film.Features.Chunk(32))
                        said.AddRange((await recognizer.JudgeAsync(batch, default)).Select(sighting => sighting.Probabilities));
                    judged = said.ConvertAll(TitleShift.Estimate(said, outcome.Characters).Apply);
                }
            }

            Print(seed, film, labelled, judged);
        }
    }

    private static void Print(string seed, FilmFrames film, List<int> labelled, IReadOnlyList<IReadOnlyList<float>> judged)
    {
        var clear = Enumerable.Range(0, film.Truth.Count).Where(i => !film.Truth[i].Ambiguous).ToList();
        var characters = Films.Cast.Characters.Count;
        bool Shows(int i, int k) => film.Truth[i].Present[k] is true;
        bool Found(int i, int k) => judged[i][k] >= 0.5f;
        var labelledLooks = labelled.ConvertAll(i => film.Looks[i]);
        var alike = film.Looks.Count(look => LabelChoice.IsSpokenFor(look, labelledLooks));
        var exact = clear.Average(i => Enumerable.Range(0, characters).All(k => Shows(i, k) == Found(i, k)) ? 1.0 : 0);
        var shots = clear.GroupBy(i => film.Shots[i]).Select(shot => shot.ToList()).ToArray();
        var random = new Random(5);
        var errors = (Long: new List<double>(), Short: new List<double>());
        for (var n = 0; n < Gatherings; n++)
        {
            var frames = new List<int>();
            for (var length = 60 + random.Next(180); frames.Count < length;)
                frames.AddRange(shots[random.Next(shots.Length)]);
            for (var k = 0; k < characters; k++)
            {
                var (shown, found) = (frames.Count(i => Shows(i, k)), frames.Count(i => Found(i, k)));
                if (shown >= ShortSeconds)
                    (shown >= LongSeconds ? errors.Long : errors.Short).Add(Math.Abs(found - shown) / (double)shown);
            }
        }

        var whole = Enumerable.Range(0, characters).Select(k => string.Create(
            CultureInfo.InvariantCulture, $"{Films.Cast.Characters[k].Id} {(clear.Count(i => Found(i, k)) / (double)clear.Count(i => Shows(i, k))) - 1:+0.0 %;-0.0 %}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seed,6} {labelled.Count,6} {$"{labelled.Select(i => film.Shots[i]).Distinct().Count()} of {shots.Length}",9} {alike,6} {exact,6:0.000}   {Row(errors.Long, 0.02)}   {Row(errors.Short, 0.05)}   {string.Join(", ", whole)}"));

        static string Row(List<double> errors, double goal)
        {
            errors.Sort();
            return errors.Count == 0
                ? $"{0,19}"
                : string.Create(CultureInfo.InvariantCulture, $"{errors.Count,19} {errors.Average(),6:0.0 %} {errors[errors.Count / 2],6:0.0 %} {errors[^1],6:0.0 %} {errors.Count(error => error <= goal),10}");
        }
    }
}

/// <summary>The frames of a generated film, one a second: what the product sees of them, and who is in them.</summary>
/// <param name="Features">What the recogniser said of each.</param>
/// <param name="Looks">What each looks like.</param>
/// <param name="Shots">The shot of each, by the product's own cuts.</param>
/// <param name="Truth">Who is in each.</param>
internal sealed record FilmFrames(byte[][] Features, float[][] Looks, int[] Shots, IReadOnlyList<LabelRow> Truth)
{
    public static async Task<FilmFrames> ReadAsync(Workbench bench, string film)
    {
        var tools = await FfmpegTools.FindAsync(default);
        var probe = new MediaProbe(tools);
        var reader = new FrameReader(tools, probe);
        var media = await probe.ProbeAsync(Path.Combine(film, "film.mp4"), default);
        // The moments that cast next looks at.
        var times = Enumerable.Range(0, (int)media.Duration.Seconds).Select(n => new MediaTime((2L * n) + 1, 2)).ToList();
        IReadOnlyList<MediaRange> whole = [new MediaRange(MediaTime.Zero, media.Duration)];
        await using var recognizer = await new CharacterRecognizerProvider().OpenAsync(bench.Setup(Films.Cast), default);
        var describer = new FrameDescriber(reader, recognizer, Path.Combine(bench.Kept, "cache"), new Quiet());
        var described = await describer.DescribeAsync(media, times, new DecodeOptions { ShotRanges = whole }, new ProgressCounter(times.Count, 0, TimeProvider.System), default);
        var features = times.Select(described.Features).ToArray();
        var cuts = (await reader.ShotChangesAsync(media, described.Shots, whole, default)).Select(change => change.Start + (change.End - change.Start).Scale(1, 2)).ToList();
        var truth = Films.TruthOf(film);
        return new FilmFrames(
            features, [.. await recognizer.LooksAsync(features, default)], [.. times.Select(time => cuts.Count(cut => cut <= time))], [.. times.Select(time => truth.First(stretch => stretch.Contains(time)).Row)]);
    }
}
