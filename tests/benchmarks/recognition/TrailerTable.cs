using System.Globalization;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>The Big Buck Bunny trailer, leave-one-shot-out: each shot is judged by what one frame a second of the others taught; scored five times a second.</summary>
internal static class TrailerTable
{
    public static async Task RunAsync(Workbench bench)
    {
        var clip = Path.Combine(bench.Data, "media", "bbb_trailer");
        var (names, shots) = Clip.ReadShots(clip + "_shots.csv");
        var scored = Enumerable.Range(0, names.Count).Where(c => shots.Count(shot => shot.Present[c]) >= Clip.LeastShots).ToList();
        var cast = new Cast("trailer", [.. scored.Select(c => new Character(names[c], names[c].ToUpperInvariant(), "BLUE"))]);
        var provider = new CharacterRecognizerProvider();
        List<ClipFrame> frames;
        Console.WriteLine();
        await using (var recognizer = await provider.OpenAsync(bench.Setup(cast), default))
        {
            bench.PrintMachine(recognizer.Device);
            frames = await Clip.DescribeAsync(clip + ".webm", recognizer, bench.Kept);
        }

        Console.WriteLine($"trailer   {frames.Count} frames, {shots.Count} shots, characters with at least {Clip.LeastShots} shots: {string.Join(", ", cast.Characters.Select(c => c.Id))}");
        Console.WriteLine("          each shot is judged by what one frame a second of the others taught");
        bool?[] Labels(int shot) => [.. scored.Select(c => (bool?)shots[shot].Present[c])];
        int ShotOf(ClipFrame frame) => shots.FindIndex(shot => shot.Holds(frame.Seconds));
        var answers = new List<ShotAnswer>();
        for (var held = 0; held < shots.Count; held++)
        {
            var test = frames.Index().Where(f => ShotOf(f.Item) == held).ToList();
            List<TrainingExample> examples = [.. frames.Where(f => f.Teaching.Length > 0 && ShotOf(f) is >= 0 and var shot && shot != held)
                .Select(f => new TrainingExample(string.Create(CultureInfo.InvariantCulture, $"{f.Seconds:0.0}"), "trailer", ShotOf(f), f.Teaching, Labels(ShotOf(f))))];
            var (_, recognizer, folder) = await bench.TrainAsync(provider, cast, examples);
            using (folder)
            {
                await using (recognizer)
                {
                    var said = await recognizer.JudgeAsync([.. test.Select(f => f.Item.Frame.Features)], default);
                    answers.AddRange(test.SelectMany((f, i) => scored.Select((_, c) => new ShotAnswer(held, f.Index, c, Labels(held)[c], [said[i].Probabilities[c]]))));
                }
            }
        }

        ShotTable.Print(cast, shots.Count, answers, ["whole frame"]);
    }
}
