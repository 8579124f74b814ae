using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Characters;
using ScreenTime.Recognition.Faces;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// People, leave-one-shot-out on the live-action composite: every shot is the test once, taught by one frame a second of the others; scored five times a second. Then the open
/// set: the composite's people looked for in another film, where none of them is. With --faces-only no whole-frame head is taught, which takes most of the time.
/// </summary>
internal static class PeopleTable
{
    private const int ScoredPerSecond = 5;
    private const int LeastShots = 3;
    private const int Resamplings = 2000;
    private static readonly string[] s_notCharacters = ["start", "end", "note"];

    public static async Task RunAsync(string media, string models, string work, bool facesOnly)
    {
        var clip = Path.Combine(media, "intel_recurring_composite");
        var (names, shots) = ReadShots(clip + "_shots.csv");
        var scored = Enumerable.Range(0, names.Count).Where(c => !names[c].StartsWith("trio_left", StringComparison.Ordinal) && shots.Count(shot => shot.Present[c]) >= LeastShots).ToList();
        var cast = new Cast("composite", [.. scored.Select(c => new Character(names[c], names[c].ToUpperInvariant(), "BLUE", CharacterKind.Person))]);
        using var gate = new OpenGate();
        var setup = new RecognizerSetup(cast, null, models, new DeviceRequest(DeviceKind.Cpu), gate);
        var provider = new PeopleRecognizerProvider();
        List<Described> frames, strangers;
        await using (var recognizer = await provider.OpenAsync(setup, default))
        {
            frames = await DescribeAsync(clip + ".mp4", recognizer, work);
            strangers = await DescribeAsync(Path.Combine(media, "tos_bridge_10s.mp4"), recognizer, work);
        }

        Console.WriteLine($"people    {Path.GetFileName(clip)}: {frames.Count} frames, {shots.Count} shots, characters with at least {LeastShots} shots: {string.Join(", ", cast.Characters.Select(c => c.Id))}");
        Console.WriteLine("          each shot is judged by what one frame a second of the others taught; some shots repeat footage of others, which flatters");
        var answers = new List<Answer>();
        for (var held = 0; held < shots.Count; held++)
        {
            var test = frames.Where(f => shots[held].Holds(f.Seconds)).ToList();
            // Perhaps the same woman: her frames are neither taught nor scored.
            bool? Label(int shot, int c) => names[scored[c]] == "woman" && names.Where((name, i) => name.StartsWith("trio_left", StringComparison.Ordinal) && shots[shot].Present[i]).Any()
                ? null : shots[shot].Present[scored[c]];
            var examples = frames.Where((_, i) => i % ScoredPerSecond == ScoredPerSecond / 2).SelectMany(f => shots.Index().Where(shot => shot.Index != held && shot.Item.Holds(f.Seconds))
                .Select(shot => new TrainingExample(string.Create(CultureInfo.InvariantCulture, $"{f.Seconds:0.0}"), "composite", shot.Index, f.Teaching, [.. scored.Select((_, c) => Label(shot.Index, c))]))).ToList();
            var folder = Directory.CreateTempSubdirectory("screentime-benchmark-");
            try
            {
                var head = folder.CreateSubdirectory("head").FullName;
                if (facesOnly)
                    WriteGallery(setup, examples, head);
                else
                    await provider.TrainAsync(new TrainingRequest(setup, examples, SplitKind.ByShot, 42, true, head, folder.CreateSubdirectory("work").FullName, new Silent()), default);
                answers.AddRange((await JudgeAsync(setup with { HeadFolder = head }, test))
                    .SelectMany((said, i) => scored.Select((_, c) => new Answer(held, c, Label(held, c), said[0][c], said[1][c], said[2][c], said[3][c]))));
                if (held == 0)
                    await OpenSetAsync(setup with { HeadFolder = head }, strangers);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        Print(cast, shots, answers, facesOnly);
    }

    private static void WriteGallery(RecognizerSetup setup, IReadOnlyList<TrainingExample> examples, string folder)
    {
        var faces = examples.Select(example => new FaceExample(
            example.Key, string.Create(CultureInfo.InvariantCulture, $"{example.Shot}"), [.. PeopleFeatures.Decode(example.Features).Faces.Where(GalleryTrainer.Teaches)], example.Present)).ToList();
        var models = FaceModelSet.Read(setup.ModelsFolder, setup.Models);
        GalleryFile.Write(folder, models, setup.Cast, new GalleryTrainer(setup.Cast, faces).Run().Gallery, wholeFrame: false);
    }

    /// <summary>What is said of each frame: by everything, by faces and looks inside the shot, by faces alone, by the whole frame alone.</summary>
    private static async Task<List<float[][]>> JudgeAsync(RecognizerSetup setup, List<Described> test)
    {
        var provider = new PeopleRecognizerProvider();
        await using var recognizer = (IShotRecognizer)await provider.OpenAsync(setup, default);
        var shot = test.Where((_, i) => i % ScoredPerSecond is 0 or 2).Select(f => f.Frame).ToList();
        var all = await recognizer.JudgeShotAsync(shot, [.. test.Select(f => f.Frame)], default);
        var models = FaceModelSet.Read(setup.ModelsFolder, setup.Models);
        var gallery = GalleryFile.Read(setup.HeadFolder!, setup.Cast, models);
        var stages = BackboneModel.Read(setup.ModelsFolder, CharacterRecognizerProvider.DefaultBackbone).Stages;
        var judge = new ShotJudge(setup.Cast, gallery.Gallery, stages, [.. shot.Select(f => new JudgedFrame(f.Time.Seconds, PeopleFeatures.Decode(f.Features)))]);
        IRecognizer? whole = gallery.WholeFrame
            ? await new CharacterRecognizerProvider().OpenAsync(setup with { HeadFolder = Path.Combine(setup.HeadFolder!, GalleryFile.WholeFrameFolder) }, default) : null;
        var said = new List<float[][]>();
        foreach (var (i, f) in test.Index())
        {
            var decoded = PeopleFeatures.Decode(f.Frame.Features);
            var inShot = judge.Judge(new JudgedFrame(f.Seconds, decoded), null);
            var head = whole is null ? new Sighting(new float[setup.Cast.Characters.Count]) : (await whole.JudgeAsync([decoded.Whole], default))[0];
            said.Add([[.. all[i].Probabilities], [.. inShot.Probabilities], [.. inShot.Faces!], [.. head.Probabilities]]);
        }

        if (whole is not null)
            await whole.DisposeAsync();
        return said;
    }

    private static async Task OpenSetAsync(RecognizerSetup setup, List<Described> strangers)
    {
        var said = await JudgeAsync(setup, strangers);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"open set  tos_bridge_10s, {strangers.Count} frames with none of them: called present {said.Count(f => f[0].Any(p => p >= 0.5f))} by all evidence, {said.Count(f => f[1].Any(p => p >= 0.5f))} by faces and looks in the shot, {said.Count(f => f[2].Any(p => p >= 0.5f))} by faces, {said.Count(f => f[3].Any(p => p >= 0.5f))} by whole frames"));
    }

    private static void Print(Cast cast, IReadOnlyList<LabelledShot> shots, List<Answer> answers, bool facesOnly)
    {
        Console.WriteLine();
        Console.WriteLine($"{"character",-10} {"evidence",-22} {"seconds",8} {"positive",8} {"AP",6} {"F1",6} {"95 %",15} {"precision",9} {"recall",7} {"ECE",6}");
        foreach (var c in Enumerable.Range(-1, cast.Characters.Count + 1).OrderBy(c => c < 0 ? int.MaxValue : c))
        {
            var mine = answers.Where(a => (c < 0 || a.Character == c) && a.Truth is not null).ToList();
            foreach (var (name, value) in new (string, Func<Answer, float>)[] { ("all", a => a.All), ("faces, looks in shot", a => a.InShot), ("faces alone", a => a.Face), ("whole frame alone", a => a.Whole) })
            {
                if (facesOnly && name is ("all" or "whole frame alone"))
                    continue;
                List<double> p = [.. mine.Select(a => (double)value(a))];
                List<bool> t = [.. mine.Select(a => a.Truth!.Value)];
                var (called, right, there) = (p.Count(x => x >= 0.5), t.Where((x, i) => x && p[i] >= 0.5).Count(), t.Count(x => x));
                var (low, high) = Interval(mine, value, shots.Count);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(c < 0 ? "pooled" : cast.Characters[c].Id),-10} {name,-22} {(double)t.Count / ScoredPerSecond,8:0.0} {(double)there / ScoredPerSecond,8:0.0} {Scores.AveragePrecision(p, t),6:0.000} {Scores.F1(p, t),6:0.000} {$"{low:0.000} to {high:0.000}",15} {(called > 0 ? (double)right / called : double.NaN),9:0.000} {(there > 0 ? (double)right / there : double.NaN),7:0.000} {Scores.CalibrationError(p, t),6:0.000}"));
            }
        }
    }

    /// <summary>The 95 % interval of F1 over shots drawn again with replacement: frames of a shot are near-copies.</summary>
    private static (double Low, double High) Interval(List<Answer> answers, Func<Answer, float> value, int shots)
    {
        var random = new Random(1);
        var byShot = answers.ToLookup(a => a.Shot);
        var figures = Enumerable.Range(0, Resamplings).Select(_ =>
        {
            var drawn = Enumerable.Range(0, shots).SelectMany(_ => byShot[random.Next(shots)]).ToList();
            return Scores.F1([.. drawn.Select(a => (double)value(a))], [.. drawn.Select(a => a.Truth!.Value)]);
        }).Where(double.IsFinite).Order().ToList();
        return (figures[(int)(0.025 * figures.Count)], figures[(int)(0.975 * figures.Count)]);
    }

    private static (List<string> Names, List<LabelledShot> Shots) ReadShots(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        var columns = Enumerable.Range(0, header.Length).Where(i => !s_notCharacters.Contains(header[i])).ToList();
        double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        return ([.. columns.Select(i => header[i])], [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new LabelledShot(Number(cells[0]), Number(cells[1]), [.. columns.Select(i => cells[i] == "1")]))]);
    }

    private static async Task<List<Described>> DescribeAsync(string path, IRecognizer recognizer, string work)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, "people", recognizer.FeaturesId[..16], Path.GetFileNameWithoutExtension(path))).FullName;
        var done = Path.Combine(folder, "done");
        if (!File.Exists(done))
        {
            var clock = Stopwatch.StartNew();
            var size = recognizer.FrameRequest;
            using var ffmpeg = Decode(path, size);
            var pixels = new byte[size.ByteCount];
            var n = 0;
            for (; await ffmpeg.StandardOutput.BaseStream.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false) == pixels.Length; n++)
            {
                var frame = new Frame(size, pixels, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))), Time(n), -1);
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{n:0000}.features"), (await recognizer.DescribeAsync([frame], default))[0]);
                if (n % ScoredPerSecond == ScoredPerSecond / 2)
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{n:0000}.teaching"), await recognizer.DescribeForTrainingAsync(frame, default));
            }

            await ffmpeg.WaitForExitAsync();
            await File.WriteAllTextAsync(done, string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalMilliseconds / Math.Max(1, n):0} ms a frame"));
        }

        Console.WriteLine($"time      {Path.GetFileName(path)}: {await File.ReadAllTextAsync(done)}");
        return [.. Directory.GetFiles(folder, "*.features").Order(StringComparer.Ordinal).Select((file, n) => new Described(
            Time(n).Seconds, new ShotFrame(Time(n), File.ReadAllBytes(file)), n % ScoredPerSecond == ScoredPerSecond / 2 ? File.ReadAllBytes(Path.ChangeExtension(file, "teaching")) : []))];
    }

    // The frames that ffmpeg's fps filter gives lie in the middle of their fifth of a second.
    private static MediaTime Time(int n) => new((2 * n) + 1, 2 * ScoredPerSecond);

    private static Process Decode(string path, FrameRequest size)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        var filter = string.Create(
            CultureInfo.InvariantCulture,
            $"fps={ScoredPerSecond},scale={size.Width}:{size.Height}:force_original_aspect_ratio=decrease:flags=bicubic,pad={size.Width}:{size.Height}:-1:-1");
        foreach (var argument in (string[])["-v", "error", "-i", path, "-vf", filter, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start");
    }

    private sealed record LabelledShot(double Start, double End, bool[] Present)
    {
        public bool Holds(double seconds) => seconds >= Start && seconds < End;
    }

    private sealed record Described(double Seconds, ShotFrame Frame, byte[] Teaching);

    private sealed record Answer(int Shot, int Character, bool? Truth, float All, float InShot, float Face, float Whole);
}
