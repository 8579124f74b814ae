using System.Diagnostics;
using System.Globalization;
using ScreenTime.Host.Titles;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Characters;
using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// What fewer bits do to answers: a head that 32-bit features taught judges features in 32, 16 and 8 bits, and one that 8-bit features taught judges those. Half precision is for GPUs; here
/// the processor computes with its weights, and carries sums in 32 bits where it likes.
/// </summary>
internal sealed class PrecisionTable
{
    private readonly Workbench _bench;
    private readonly Precision[] _judged;
    private readonly Precision[] _taught;
    private readonly string[] _sets;
    private readonly CharacterRecognizerProvider _provider = new();

    private PrecisionTable(Workbench bench)
    {
        _bench = bench;
        _sets = bench.Option("--sets", "bbb,tom-and-jerry,drawn").Split(',');
        _judged = Named("--judged", "fp32,int8,fp16");
        _taught = Named("--taught", "fp32,int8");

        Precision[] Named(string option, string usual) =>
            [.. bench.Option(option, usual).Split(',').Select(name => PrecisionNames.Parse(name) ?? throw new ArgumentException($"{option}: there is no precision {name}"))];
    }

    public static Task RunAsync(Workbench bench) => new PrecisionTable(bench).RunAsync();

    private async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine("precision Δ: difference of a probability to that of 32-bit features judged by the head that they taught; changed: answers (probability at least 0.5, a character and frame each) that are others; seconds: on screen");
        await TimesAsync();
        Console.WriteLine($"{"",-10} {"taught in",-9} {"judged in",-9} {"answers",8} {"mean Δ",8} {"largest Δ",9} {"changed",8} {"",7} {"F1",6}  seconds by character (truth)");
        if (_sets.Contains("bbb") && _bench.Has("media", "trailer"))
        {
            var clip = Path.Combine(_bench.Data, "media", "bbb_trailer");
            var (names, shots) = Clip.ReadShots(clip + "_shots.csv");
            await PrintClipAsync("trailer", clip + ".webm", names, shots, shot => shot % 2);
        }

        if (_sets.Contains("tom-and-jerry") && _bench.Has("tom-and-jerry", "cartoons"))
        {
            await PrintAsync("cartoons", new Cast("tom-and-jerry", [new Character("jerry", "JERRY", "ORANGE"), new Character("tom", "TOM", "BLUE")]), 1, async (recognizer, precision) =>
            {
                var (first, second) = await LabelledFrames.ReadAsync(Path.Combine(_bench.Data, "tom-and-jerry"), recognizer, Path.Combine(_bench.Kept, "features"), Teaches(precision));
                return [Fold(first, second), Fold(second, first)];

                static Fold Fold(LabelledFrame[] taught, LabelledFrame[] fresh) =>
                    new([.. taught.Select(frame => frame.Example)], [.. fresh.Select(frame => frame.Features)], [.. fresh.Select(frame => (bool[])[frame.Jerry, frame.Tom])]);
            });
        }

        if (_sets.Contains("drawn"))
        {
            var film = Film(_bench);
            var (characters, runs) = Runs(Path.Combine(film, "truth.csv"));
            await PrintClipAsync("film", Path.Combine(film, "film.mp4"), characters, runs, run => runs[run].End <= runs[^1].End / 2 ? 0 : 1);
        }
    }

    /// <summary>A clip of two parts, each judged by what one frame a second of the other taught.</summary>
    private Task PrintClipAsync(string name, string path, List<string> names, List<LabelledShot> shots, Func<int, int> part)
    {
        var scored = Enumerable.Range(0, names.Count).Where(c => shots.Count(shot => shot.Present[c]) >= Clip.LeastShots).ToList();
        var cast = new Cast(name, [.. scored.Select(c => new Character(names[c], names[c].ToUpperInvariant(), "BLUE"))]);
        return PrintAsync(name, cast, Clip.FramesPerSecond, async (recognizer, precision) =>
        {
            var frames = (await Clip.DescribeAsync(path, recognizer, _bench.Kept, Teaches(precision))).Select(frame => (Frame: frame, Shot: shots.FindIndex(shot => shot.Holds(frame.Seconds)))).Where(frame => frame.Shot >= 0).ToList();
            return [.. Enumerable.Range(0, 2).Select(test => new Fold(
                [.. frames.Where(f => f.Frame.Teaching.Length > 0 && part(f.Shot) != test).Select(f => new TrainingExample(
                    string.Create(CultureInfo.InvariantCulture, $"{f.Frame.Seconds:0.0}"), name, f.Shot, f.Frame.Teaching, [.. scored.Select(c => (bool?)shots[f.Shot].Present[c])]))],
                [.. frames.Where(f => part(f.Shot) == test).Select(f => f.Frame.Frame.Features)],
                [.. frames.Where(f => part(f.Shot) == test).Select(f => (bool[])[.. scored.Select(c => shots[f.Shot].Present[c])])]))];
        });
    }

    private async Task PrintAsync(string name, Cast cast, int framesPerSecond, Func<IRecognizer, Precision, Task<Fold[]>> describe)
    {
        var folds = new Dictionary<Precision, Fold[]>();
        foreach (var precision in _judged.Union(_taught))
            await using (var recognizer = Open(cast, null, precision))
                folds[precision] = await describe(recognizer, precision);
        IReadOnlyList<IReadOnlyList<float>> reference = [];
        foreach (var taught in _taught)
        {
            // What was taught in fewer bits is for judging those.
            var judging = taught == Precision.Full ? _judged.Prepend(Precision.Full).Distinct().ToArray() : [taught];
            var answers = judging.ToDictionary(precision => precision, _ => new List<IReadOnlyList<float>>());
            for (var f = 0; f < folds[taught].Length; f++)
            {
                var (outcome, recognizer, folder) = await _bench.TrainAsync(_provider, cast, folds[taught][f].Taught);
                await using (recognizer)
                {
                    using (folder)
                    {
                        foreach (var precision in judging)
                        {
                            List<IReadOnlyList<float>> judged = [.. (await recognizer.JudgeAsync(folds[precision][f].Tested, default)).Select(sighting => sighting.Probabilities)];
                            answers[precision].AddRange(judged.ConvertAll(TitleShift.Estimate(judged, outcome.Characters).Apply));
                        }
                    }
                }
            }

            if (taught == Precision.Full)
                reference = answers[Precision.Full];
            List<bool[]> truth = [.. folds[taught].SelectMany(fold => fold.Truth)];
            foreach (var precision in judging)
                Print(name, cast, framesPerSecond, taught, precision, answers[precision], reference, truth);
        }
    }

    private static void Print(
        string name, Cast cast, int framesPerSecond, Precision taught, Precision judged, IReadOnlyList<IReadOnlyList<float>> answers, IReadOnlyList<IReadOnlyList<float>> reference, List<bool[]> truth)
    {
        var pairs = answers.Zip(reference).SelectMany(pair => pair.First.Zip(pair.Second)).ToList();
        var differences = pairs.ConvertAll(pair => Math.Abs((double)pair.First - pair.Second));
        var changed = pairs.Count(pair => pair.First >= 0.5f != pair.Second >= 0.5f);
        var f1 = Enumerable.Range(0, cast.Characters.Count).Average(c => Scores.F1([.. answers.Select(a => (double)a[c])], [.. truth.Select(t => t[c])]));
        var seconds = cast.Characters.Select((character, c) => string.Create(
            CultureInfo.InvariantCulture,
            $"{character.Id} {(double)answers.Count(a => a[c] >= 0.5f) / framesPerSecond:0.#} ({(double)truth.Count(t => t[c]) / framesPerSecond:0.#})"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-10} {taught.Name(),-9} {judged.Name(),-9} {pairs.Count,8} {differences.Average(),8:0.0000} {differences.Max(),9:0.000} {changed,8} {(double)changed / pairs.Count,7:0.0 %} {f1,6:0.000}  {string.Join(", ", seconds)}"));
    }

    private bool Teaches(Precision precision) => _taught.Contains(precision);

    /// <summary>A recogniser on the processor in any precision: the product refuses half precision there, where it gains nothing.</summary>
    private CharacterRecognizer Open(Cast cast, HeadFile? head, Precision precision)
    {
        var setup = _bench.Setup(cast);
        var backbone = BackboneModel.Read(setup.ModelsFolder, CharacterRecognizerProvider.DefaultBackbone).In(precision);
        return new CharacterRecognizer(
            new CharacterModels(backbone, head, ExecutionProvider.Cpu, setup.Gate), head, cast, new DeviceReport("cpu", "cpu", "", "", precision.Name(), null));
    }

    private async Task TimesAsync()
    {
        foreach (var precision in _judged)
        {
            await using var recognizer = Open(new Cast("none", []), null, precision);
            var random = new Random(1);
            List<Frame> frames = [.. Enumerable.Range(0, 20).Select(n =>
            {
                var pixels = new byte[recognizer.FrameRequest.ByteCount];
                random.NextBytes(pixels);
                return new Frame(recognizer.FrameRequest, pixels, "noise", MediaTime.Zero, -1);
            })];
            await recognizer.DescribeAsync(frames[..2], default);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            await recognizer.DescribeAsync(frames, default);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time      {precision.Name()}: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / frames.Count:0} ms of processor a frame"));
        }
    }

    /// <summary>A drawn film of two minutes.</summary>
    internal static string Film(Workbench bench)
    {
        var folder = Path.Combine(bench.Kept, "films", "precision");
        if (File.Exists(Path.Combine(folder, "film.mp4")))
            return folder;
        using var drawer = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(bench.Root, "examples", "short-film", "bin", "Release", "net10.0", "short-film.dll"), "--out", folder, "--seed", "3001", "--seconds", "120", "--size", "640x360", "--rate", "10"])
        { RedirectStandardError = true }) ?? throw new InvalidOperationException("dotnet did not start");
        drawer.StandardError.ReadToEnd();
        drawer.WaitForExit();
        return drawer.ExitCode == 0 ? folder : throw new InvalidOperationException("examples/short-film could not draw its film; run ./demo.sh once");
    }

    /// <summary>The drawn film's truth, run by run, in seconds; runs that are not clear are nobody's.</summary>
    private static (List<string> Names, List<LabelledShot> Runs) Runs(string path)
    {
        var lines = File.ReadAllLines(path);
        List<string> names = [.. lines[0].Split(',').Where(column => column is not ("start" or "end" or "ambiguous" or "note"))];
        var first = Seconds(lines[1].Split(',')[0]);
        return (names, [.. lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells[names.Count + 2] == "0")
            .Select(cells => new LabelledShot(Seconds(cells[0]) - first, Seconds(cells[1]) - first, [.. cells[2..(names.Count + 2)].Select(cell => cell == "1")]))]);

        static double Seconds(string timecode) =>
            timecode.Split(':') is [var h, var m, var s, var f] ? (Number(h) * 3600) + (Number(m) * 60) + Number(s) + (Number(f) / 10) : throw new FormatException(timecode);

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>What teaches and what is tested.</summary>
    private sealed record Fold(IReadOnlyList<TrainingExample> Taught, IReadOnlyList<byte[]> Tested, IReadOnlyList<bool[]> Truth);
}
