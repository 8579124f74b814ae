using System.Globalization;
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
    private static readonly string[] s_evidence = ["all", "faces, looks in shot", "faces alone", "whole frame alone"];

    public static async Task RunAsync(Workbench bench)
    {
        var facesOnly = bench.Arguments.Contains("--faces-only");
        var media = Path.Combine(bench.Data, "media");
        var clip = Path.Combine(media, "intel_recurring_composite");
        var (names, shots) = Clip.ReadShots(clip + "_shots.csv");
        var scored = Enumerable.Range(0, names.Count).Where(c => !names[c].StartsWith("trio_left", StringComparison.Ordinal) && shots.Count(shot => shot.Present[c]) >= Clip.LeastShots).ToList();
        var cast = new Cast("composite", [.. scored.Select(c => new Character(names[c], names[c].ToUpperInvariant(), "BLUE", CharacterKind.Person))]);
        var setup = bench.Setup(cast);
        var provider = new PeopleRecognizerProvider();
        List<ClipFrame> frames, strangers;
        await using (var recognizer = await provider.OpenAsync(setup, default))
        {
            Console.WriteLine();
            bench.PrintMachine(recognizer.Device);
            frames = await Clip.DescribeAsync(clip + ".mp4", recognizer, bench.Kept);
            strangers = await Clip.DescribeAsync(Path.Combine(media, "tos_bridge_10s.mp4"), recognizer, bench.Kept);
        }

        Console.WriteLine($"people    {Path.GetFileName(clip)}: {frames.Count} frames, {shots.Count} shots, characters with at least {Clip.LeastShots} shots: {string.Join(", ", cast.Characters.Select(c => c.Id))}");
        Console.WriteLine("          each shot is judged by what one frame a second of the others taught; some shots repeat footage of others, which flatters");
        var answers = new List<ShotAnswer>();
        int[] shown = facesOnly ? [1, 2] : [0, 1, 2, 3];
        for (var held = 0; held < shots.Count; held++)
        {
            var test = frames.Index().Where(f => shots[held].Holds(f.Item.Seconds)).ToList();
            // Perhaps the same woman: her frames are neither taught nor scored.
            bool? Label(int shot, int c) => names[scored[c]] == "woman" && names.Where((name, i) => name.StartsWith("trio_left", StringComparison.Ordinal) && shots[shot].Present[i]).Any()
                ? null : shots[shot].Present[scored[c]];
            var examples = frames.Where((_, i) => i % Clip.FramesPerSecond == Clip.FramesPerSecond / 2).SelectMany(f => shots.Index().Where(shot => shot.Index != held && shot.Item.Holds(f.Seconds))
                .Select(shot => new TrainingExample(string.Create(CultureInfo.InvariantCulture, $"{f.Seconds:0.0}"), "composite", shot.Index, f.Teaching, [.. scored.Select((_, c) => Label(shot.Index, c))]))).ToList();
            using var folder = new ScratchFolder();
            if (facesOnly)
                WriteGallery(setup, examples, folder.Path);
            else
                await provider.TrainAsync(new TrainingRequest(setup, examples, SplitKind.ByShot, 42, true, folder.Path, Path.Combine(bench.Kept, "fits"), new Silent()), default);
            answers.AddRange((await JudgeAsync(setup with { HeadFolder = folder.Path }, test.ConvertAll(f => f.Item)))
                .SelectMany((said, i) => scored.Select((_, c) => new ShotAnswer(held, test[i].Index, c, Label(held, c), [.. shown.Select(e => said[e][c])]))));
            if (held == 0)
                await OpenSetAsync(setup with { HeadFolder = folder.Path }, strangers);
        }

        ShotTable.Print(cast, shots.Count, answers, [.. shown.Select(e => s_evidence[e])]);
    }

    private static void WriteGallery(RecognizerSetup setup, IReadOnlyList<TrainingExample> examples, string folder)
    {
        var faces = examples.Select(example => new FaceExample(
            example.Key, string.Create(CultureInfo.InvariantCulture, $"{example.Shot}"), [.. PeopleFeatures.Decode(example.Features).Faces.Where(GalleryTrainer.Teaches)], example.Present)).ToList();
        var models = FaceModelSet.Read(setup.ModelsFolder, setup.Models);
        GalleryFile.Write(folder, models, setup.Cast, new GalleryTrainer(setup.Cast, faces).Run().Gallery, wholeFrame: false);
    }

    /// <summary>What is said of each frame: by everything, by faces and looks inside the shot, by faces alone, by the whole frame alone.</summary>
    private static async Task<List<float[][]>> JudgeAsync(RecognizerSetup setup, List<ClipFrame> test)
    {
        var provider = new PeopleRecognizerProvider();
        await using var recognizer = (IShotRecognizer)await provider.OpenAsync(setup, default);
        var shot = test.Where((_, i) => i % Clip.FramesPerSecond is 0 or 2).Select(f => f.Frame).ToList();
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

    private static async Task OpenSetAsync(RecognizerSetup setup, List<ClipFrame> strangers)
    {
        var said = await JudgeAsync(setup, strangers);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"open set  tos_bridge_10s, {strangers.Count} frames with none of them: called present {said.Count(f => f[0].Any(p => p >= 0.5f))} by all evidence, {said.Count(f => f[1].Any(p => p >= 0.5f))} by faces and looks in the shot, {said.Count(f => f[2].Any(p => p >= 0.5f))} by faces, {said.Count(f => f[3].Any(p => p >= 0.5f))} by whole frames"));
    }
}
