using System.Diagnostics;
using System.Globalization;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>
/// Short films that examples/short-film draws, some teaching the next, in which the same kinds of characters look otherwise: where ideas for few labels are tried, so that the cartoons stay unseen.
/// Every second second of the ones teaches; the other has one frame a second, as loose images have it.
/// </summary>
internal static class DrawnTitles
{
    private const int Seconds = 120;
    private const int TeachEvery = 2;

    public static async Task RunAsync(Workbench bench)
    {
        if (!Films.HasDrawer(bench, "few"))
            return;
        var titles = new List<LabelledTitle>();
        await using (var recognizer = await new CharacterRecognizerProvider().OpenAsync(bench.Setup(Films.Cast), default))
        {
            bench.PrintMachine(recognizer.Device);
            foreach (var seed in bench.Option("--titles", "7101,7102,7103,7104,7105,7106").Split(','))
                titles.Add(await ReadAsync(bench, recognizer, seed));
        }

        var teachers = bench.Number("--teachers", 1);
        var pairs = titles.Select((fresh, n) => (Joined([.. Enumerable.Range(1, teachers).Select(before => titles[(n + titles.Count - before) % titles.Count])]), fresh)).ToList();
        await new NewTitle(bench, Films.Cast).RunAsync(pairs, bench.Option("--labels", "0,5,10,20,40"), bench.Number("--seeds", 3));
    }

    private static async Task<LabelledTitle> ReadAsync(Workbench bench, IRecognizer recognizer, string seed)
    {
        var film = await Films.DrawnAsync(bench, seed, Seconds.ToString(CultureInfo.InvariantCulture), "640x360");
        var frames = Directory.CreateDirectory(Path.Combine(film, "frames")).FullName;
        if (Directory.GetFiles(frames).Length < Seconds)
        {
            using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-y", "-i", Path.Combine(film, "film.mp4"), "-vf", $"select=eq(mod(n\\,{Films.Rate})\\,{Films.Rate}/2)", "-vsync", "0", "-start_number", "0", Path.Combine(frames, "%03d.png")]))
                ?? throw new InvalidOperationException("ffmpeg did not start");
            await ffmpeg.WaitForExitAsync();
        }

        var truth = Films.TruthOf(film);
        var rows = Enumerable.Range(0, Seconds).Select(n => truth.First(stretch => stretch.Contains(new MediaTime((2L * n) + 1, 2))).Row).ToList();
        var clear = Enumerable.Range(0, Seconds).Where(n => !rows[n].Ambiguous).ToList();
        var paths = clear.ConvertAll(n => Path.Combine(frames, string.Create(CultureInfo.InvariantCulture, $"{n:000}.png")));
        var tools = await FfmpegTools.FindAsync(default);
        var describer = new FrameDescriber(new FrameReader(tools, new MediaProbe(tools)), recognizer, Path.Combine(bench.Kept, "cache"), new Quiet());
        var counter = new ProgressCounter(2 * paths.Count, 0, TimeProvider.System);
        var features = await describer.DescribeImagesAsync(paths, training: false, counter, default);
        var teaching = await describer.DescribeImagesAsync(paths, training: true, counter, default);
        return new LabelledTitle(seed, [.. paths.Select((path, i) => new TrainingExample(Path.GetFileName(path), seed, null, teaching[i], rows[clear[i]].Present))], features, await recognizer.LooksAsync(features, default));
    }

    /// <summary>What teaches of some titles.</summary>
    private static LabelledTitle Joined(IReadOnlyList<LabelledTitle> titles)
    {
        List<T> Of<T>(Func<LabelledTitle, IReadOnlyList<T>> frames) => [.. titles.SelectMany(title => frames(title).Where((_, i) => i % TeachEvery == 0))];
        return new LabelledTitle(titles[0].Name, Of(title => title.Examples), Of(title => title.Features), Of(title => title.Looks));
    }
}
