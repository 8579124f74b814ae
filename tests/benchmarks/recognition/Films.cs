using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Evaluation;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// Generated films with exact truth and random timelines cut from them: examples/short-film draws them, the product's own commands choose frames to label, teach and analyse, and labels and
/// an audit's sample are answered from the truth. Films are small and of few frames a second, clips begin and end at half-seconds of the film, and a frame a second is looked at, so that many timelines
/// show the same frames, half of them those that <c>cast next</c> looked at, and each is described once.
/// </summary>
internal sealed class Films
{
    public const string Rate = "10";

    private const string Step = "5";
    private const string SampleRate = "1";
    private const double LongSeconds = 60;
    private const double ShortSeconds = 10;

    /// <summary>The characters of every generated film.</summary>
    public static Cast Cast { get; } = new("film", [.. ((string[])["momo", "pip", "bolt"]).Select(id => new Character(id, id.ToUpperInvariant(), "BLUE"))]);

    private readonly Workbench _bench;
    private readonly string _product;
    private readonly string _drawer;

    private Films(Workbench bench)
    {
        _bench = bench;
        _product = Path.Combine(bench.Root, "Host", "ScreenTime.Cli", "bin", "Release", "net10.0", "screentime.dll");
        _drawer = Drawer(bench);
    }

    public static async Task RunAsync(Workbench bench)
    {
        var films = new Films(bench);
        foreach (var needed in (string[])[films._product, films._drawer])
        {
            if (File.Exists(needed))
                continue;
            Console.WriteLine($"films     skipped: needs {needed}: run ./demo.sh once");
            return;
        }

        await films.RunAsync();
    }

    private async Task RunAsync()
    {
        var seeds = _bench.Option("--films", "2001,2002").Split(',');
        var (seconds, size) = (_bench.Option("--seconds", "1200"), _bench.Option("--size", "640x360"));
        var (timelines, longest) = (_bench.Number("--timelines", 40), _bench.Option("--longest", "240"));
        var rounds = _bench.Option("--rounds", "60,120,180").Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        var (sample, audits) = (_bench.Number("--sample", 300), _bench.Number("--audits", 1));
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"films     seeds {string.Join(", ", seeds)}: {seconds} s each, {size}, {Rate} frames a second; {timelines} random timelines of up to {longest} s from each; clips begin and end at half-seconds; {SampleRate} frame a second looked at, edges to the frame; {audits} audit{(audits == 1 ? "" : "s")} of {sample} frames a timeline"));
        var all = rounds.ToDictionary(labels => labels, _ => new List<Case>());
        foreach (var seed in seeds)
        {
            var film = Path.Combine(_bench.Kept, "films", string.Create(CultureInfo.InvariantCulture, $"{seed}-{seconds}-{size}-{timelines}-{longest}-{Step}"));
            if (!File.Exists(Path.Combine(film, "film.mp4")))
                await RunAsync(_drawer, "--out", film, "--seed", seed, "--seconds", seconds, "--size", size, "--rate", Rate, "--random-cuts", timelines.ToString(CultureInfo.InvariantCulture), "--cut-seconds", longest, "--cut-step", Step);
            // A run of hours goes on where it ended: what these binaries taught and found stays beside the film.
            var kept = Path.Combine(film, "taught", $"{Version()}-{string.Join('-', rounds)}");
            var cast = Path.Combine(kept, "cast");
            await OnceAsync(Path.Combine(kept, "created"), async () =>
            {
                await RunAsync(_product, ["cast", "create", cast, .. Cast.Characters.SelectMany(character => (string[])["--name", character.Id])]);
                return 0;
            });
            var labelled = 0;
            foreach (var labels in rounds)
            {
                var before = labelled;
                labelled += await OnceAsync(Path.Combine(kept, string.Create(CultureInfo.InvariantCulture, $"taught-{labels}")), () => labels == 0
                    ? TeachOwnAsync(cast, film)
                    : TeachAsync(cast, film, labels - before, Path.Combine(kept, string.Create(CultureInfo.InvariantCulture, $"next-{labels}"))));
                var mine = new List<Case>();
                foreach (var timeline in Directory.GetFiles(Path.Combine(film, "random"), "*.otio").Order(StringComparer.Ordinal))
                {
                    var output = Path.Combine(kept, string.Create(CultureInfo.InvariantCulture, $"{labels}-{Path.GetFileNameWithoutExtension(timeline)}"));
                    if (!File.Exists(Path.Combine(output, ResultFile.Name)))
                        await RunAsync(_product, "analyze", timeline, "--media-root", film, "--cast", cast, "--sample-rate", SampleRate, "--out", output);
                    mine.AddRange(Cases(ResultFile.Read(output), timeline[..^".otio".Length] + "_truth.csv", sample, audits, mine.Count));
                }

                Print(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {labelled} frames labelled{(labels == 0 ? " (the film's own)" : " as cast next chose them")}"), mine);
                all[labels].AddRange(mine);
            }
        }

        foreach (var labels in rounds)
            Print(string.Create(CultureInfo.InvariantCulture, $"all films, {(labels == 0 ? "their own labels" : string.Create(CultureInfo.InvariantCulture, $"{labels} frames labelled"))}"), all[labels]);
    }

    /// <summary>Names what is measured: the product's recogniser and host.</summary>
    private string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in (string[])["ScreenTime.Recognition.dll", "ScreenTime.Host.dll"])
            hash.AppendData(File.ReadAllBytes(Directory.GetFiles(Path.GetDirectoryName(_product)!, file, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }

    /// <summary>Does what was not done before, and remembers the number that came of it.</summary>
    private static async Task<int> OnceAsync(string done, Func<Task<int>> work)
    {
        if (File.Exists(done))
            return int.Parse(await File.ReadAllTextAsync(done), CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.GetDirectoryName(done)!);
        var number = await work();
        await File.WriteAllTextAsync(done, number.ToString(CultureInfo.InvariantCulture));
        return number;
    }

    /// <summary>The labels that are drawn with a film: some frames of thirty of its shots.</summary>
    private async Task<int> TeachOwnAsync(string cast, string film)
    {
        var labels = Path.Combine(film, "labels.csv");
        await RunAsync(_product, "cast", "label", cast, "--labels", labels, "--images", Path.Combine(film, "frames"));
        await RunAsync(_product, "cast", "train", cast);
        return File.ReadLines(labels).Count() - 1;
    }

    /// <summary>One round as docs/labels.md recommends it: <c>cast next</c> chooses frames, somebody who knows the film says who is in them, <c>cast train</c> learns. Returns how many frames were labelled.</summary>
    private async Task<int> TeachAsync(string cast, string film, int count, string folder)
    {
        var media = Path.Combine(film, "film.mp4");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true); // of a run that was cut short
        Console.WriteLine(string.Join(' ', (await RunAsync(_product, "cast", "next", cast, "--media", media, "--count", count.ToString(CultureInfo.InvariantCulture), "--out", folder)).Split('\n').Take(2)));
        var truth = TruthOf(film);
        var moments = File.ReadLines(Path.Combine(folder, NextLabelsJob.LabelsFile)).Skip(1).Select(line => line.Split(',')[0]).ToList();
        var answers = moments.Select(moment =>
        {
            var time = new MediaTime((long)Math.Round(double.Parse(moment, CultureInfo.InvariantCulture) * 1000), 1000);
            var row = truth.First(stretch => stretch.Contains(time)).Row;
            return $"{moment},{string.Join(',', row.Present.Select(present => present is true ? '1' : '0'))},{(row.Ambiguous ? '1' : '0')}";
        });
        var labels = Path.Combine(folder, "answered.csv");
        await File.WriteAllLinesAsync(labels, answers.Prepend($"time,{string.Join(',', Cast.Characters.Select(character => character.Id))},ambiguous"));
        await RunAsync(_product, "cast", "label", cast, "--labels", labels, "--media", media);
        await RunAsync(_product, "cast", "train", cast);
        return moments.Count;
    }

    /// <summary>Whether films can be drawn; says so where they cannot.</summary>
    public static bool HasDrawer(Workbench bench, string part)
    {
        if (File.Exists(Drawer(bench)))
            return true;
        Console.WriteLine($"{part,-9} skipped: needs {Drawer(bench)}: run ./demo.sh once");
        return false;
    }

    /// <summary>The folder of a film, which is drawn where it is not there yet.</summary>
    public static async Task<string> DrawnAsync(Workbench bench, string seed, string seconds, string size)
    {
        var film = Path.Combine(bench.Kept, "films", $"{seed}-{seconds}-{size}");
        if (!File.Exists(Path.Combine(film, "film.mp4")))
        {
            using var drawing = Process.Start(new ProcessStartInfo("dotnet", [Drawer(bench), "--out", film, "--seed", seed, "--seconds", seconds, "--size", size, "--rate", Rate]) { RedirectStandardError = true })
                ?? throw new InvalidOperationException("dotnet did not start");
            await drawing.StandardError.ReadToEndAsync();
            await drawing.WaitForExitAsync();
        }

        return film;
    }

    private static string Drawer(Workbench bench) => Path.Combine(bench.Root, "examples", "short-film", "bin", "Release", "net10.0", "short-film.dll");

    /// <summary>Who is in a film, in times from its start.</summary>
    public static IReadOnlyList<LabelledStretch> TruthOf(string film)
    {
        var (sheet, rate) = (LabelSheet.Read(Path.Combine(film, "truth.csv"), Cast), new FrameRate(int.Parse(Rate, CultureInfo.InvariantCulture), 1));
        return Timecode.TryParse(sheet.Rows[0].Subject, rate, false, out var first, out var error)
            ? LabelledStretch.Of(sheet, Cast, rate, false, first)
            : throw new InvalidOperationException(error);
    }

    /// <summary>Each character of one timeline.</summary>
    private static IEnumerable<Case> Cases(AnalysisResult result, string truthFile, int sample, int audits, int seed)
    {
        var sheet = LabelSheet.Read(truthFile, result.Cast);
        var truth = Truth.Of(sheet, result);
        var scores = Score.Of(result, truth);
        var stretches = LabelledStretch.Of(sheet, result.Cast, result.Rate, result.DropFrame, result.StartFrame)
            .Select(stretch => (Frames: new FrameRange(stretch.Start.RoundToFrame(result.Rate), stretch.End.RoundToFrame(result.Rate)).Intersect(result.Programme), stretch.Row)).ToList();
        var answered = Enumerable.Range(0, audits).Select(n => Answered(AuditSample.Draw(result, sample, (seed * audits) + n + 1))).ToList();
        // Of shots that no sample fell into one frame was looked at, which speaks for all of the shot.
        var bare = result.Shots.Select(shot => shot.Record).Where(record => !result.Samples.Any(sample => sample is { Refinement: 0, Probabilities: not null } && record.Contains(sample.RecordFrame))).ToList();
        var exact = truth.Points.Count(point => point.Present.Index().All(item => item.Item is null || item.Item == Shows(result, item.Index, point.Frame)));
        foreach (var (index, character) in result.Cast.Characters.Index())
        {
            // In ambiguous frames, too, the generator knows who shows a quarter of themselves or more.
            var exactly = stretches.Where(stretch => stretch.Row.Present[index] is true).Sum(stretch => stretch.Frames.Length) / result.Rate.Value;
            yield return new Case(
                scores[index].TrueSeconds!.Value.Seconds, scores[index].FoundSeconds!.Value.Seconds, scores[index].F1 ?? double.NaN, scores[index].AveragePrecision ?? double.NaN, exactly,
                [.. answered.Select(audit => AuditBounds.Of(audit, character.Id, [result.Programme])!)], (double)exact / truth.Points.Count, Right(index, [result.Programme]), Right(index, bare));
        }

        (long Right, long All) Right(int index, IReadOnlyList<FrameRange> ranges)
        {
            var clear = from range in ranges
                        from stretch in stretches
                        where stretch.Row.Present[index] is not null
                        let frames = stretch.Frames.Intersect(range)
                        from n in Enumerable.Range(0, (int)frames.Length)
                        select stretch.Row.Present[index] == Shows(result, index, frames.Start + n);
            var all = clear.ToList();
            return (all.Count(right => right), all.Count);
        }

        Audit Answered(AuditPlan plan) => new(plan, [.. plan.Frames.Select(frame => stretches.First(stretch => stretch.Frames.Contains(frame.RecordFrame)).Row)
            .Select(row => row.Ambiguous ? new AuditAnswer([.. row.Present.Select(_ => (bool?)null)], true) : new AuditAnswer(row.Present, false))]);
    }

    private static bool Shows(AnalysisResult result, int character, long frame) =>
        result.Appearances.Any(appearance => appearance.CharacterId == result.Cast.Characters[character].Id && appearance.Record.Contains(frame));

    private static void Print(string name, List<Case> cases)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {cases.Count} cases (a character of a timeline each), F1 mean {cases.Where(c => double.IsFinite(c.F1)).Average(c => c.F1):0.000}, worst {cases.Where(c => double.IsFinite(c.F1)).Min(c => c.F1):0.000}, AP mean {cases.Where(c => double.IsFinite(c.AveragePrecision)).Average(c => c.AveragePrecision):0.000}, exact set {cases.Average(c => c.Exact):0.000}"));
        foreach (var (words, some, bound) in new[]
        {
            ("characters with 60 s or more", cases.Where(c => c.True >= LongSeconds).ToList(), 0.02),
            ("the rest with 10 s or more", cases.Where(c => c.True is >= ShortSeconds and < LongSeconds).ToList(), 0.05),
        })
        {
            var errors = some.Select(c => Math.Abs(c.Found - c.True) / c.True).Order().ToList();
            if (errors.Count > 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {words,-30} {errors.Count,4} cases, screen-time error mean {errors.Average(),6:0.0 %}, median {errors[errors.Count / 2],6:0.0 %}, worst {errors[^1],6:0.0 %}; at most {bound:0 %} in {errors.Count(e => e <= bound),4}; together {some.Sum(c => c.Found) / some.Sum(c => c.True) - 1,7:+0.0 %;-0.0 %}"));
            }
        }

        var (bare, whole) = (Sum(cases.Select(c => c.Bare)), Sum(cases.Select(c => c.Whole)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  frames, a character each, of shots that no sample fell into: {bare.All}, {(double)bare.Right / bare.All:0.0 %} right; of the rest: {whole.All - bare.All}, {(double)(whole.Right - bare.Right) / (whole.All - bare.All):0.0 %} right"));
        var intervals = cases.SelectMany(c => c.Bounds.Select(bounds => (Lower: bounds.Lower.Seconds, Upper: bounds.Upper.Seconds, c.Exactly))).ToList();
        var inside = intervals.Count(interval => interval.Exactly >= interval.Lower && interval.Exactly <= interval.Upper);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  the truth lies inside the audit's 90 % interval in {inside} of {intervals.Count} cases ({(double)inside / intervals.Count:0.0 %}); the interval is {intervals.Average(interval => interval.Upper - interval.Lower):0.0} s wide on average"));
    }

    private static (long Right, long All) Sum(IEnumerable<(long Right, long All)> counts) => counts.Aggregate((0L, 0L), (sum, count) => (sum.Item1 + count.Right, sum.Item2 + count.All));

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        start.Environment["SCREENTIME_MODELS"] = _bench.Models;
        start.Environment["SCREENTIME_CACHE"] = Path.Combine(_bench.Kept, "cache");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = await output;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return said;
    }

    /// <summary>Seconds, true and found where the truth is clear; exactly, and the stated bounds, of all frames; in how many frames it is right whether they are there, and of how many, of the whole and of shots that no sample fell into.</summary>
    private sealed record Case(
        double True, double Found, double F1, double AveragePrecision, double Exactly, IReadOnlyList<TimeBounds> Bounds, double Exact, (long Right, long All) Whole, (long Right, long All) Bare);
}
