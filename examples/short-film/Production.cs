using System.Text;
using OpenTimelineIO;
using ScreenTime.Examples.ShortFilm.Cuts;
using ScreenTime.Examples.ShortFilm.Rendering;
using ScreenTime.Examples.ShortFilm.Truth;
using ScreenTime.Sdk;

namespace ScreenTime.Examples.ShortFilm;

/// <summary>Makes everything that goes with a film, first in a folder aside; only what is whole moves to where the user wants it.</summary>
internal static class Production
{
    private const string MediaFile = "film.mp4";
    private const string StillsFolder = "frames";
    private const string RandomFolder = "random";
    private const int InterruptMilliseconds = 200;

    public static void Make(FilmSettings settings, string folder, RandomCuts randomCuts, IProductionProgress progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var aside = Directory.CreateDirectory(Path.Combine(folder, FormattableString.Invariant($".short-film-{Environment.ProcessId}"))).FullName;
        try
        {
            var film = Film.Plan(settings, cancellationToken, progress.ShotPlanned);
            WriteLabels(film, aside, out var stills);
            WriteCuts(film, aside, randomCuts);
            using (var renderer = new FilmRenderer(film))
                renderer.Render(Path.Combine(aside, MediaFile), stills, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            Deliver(aside, folder);
        }
        catch (UserException) when (cancellationToken.WaitHandle.WaitOne(InterruptMilliseconds))
        {
            // At a terminal Ctrl-C reaches ffmpeg, too, and its end may be noticed before ours is asked for.
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    public static void WriteLabels(Film film, string folder, out IReadOnlyDictionary<int, string> stills)
    {
        var settings = film.Settings;
        var frames = LabelledFrames.Choose(film);
        Write(folder, "truth.csv", LabelFile.Runs(film.Truth, settings.FilmTimecode));
        Write(folder, "labels.csv", LabelFile.Frames("image", frames, film.Truth, ImageName));
        Write(folder, "labels_time.csv", LabelFile.Frames("time", frames, film.Truth, frame => settings.FilmTimecode(frame)));
        var images = Directory.CreateDirectory(Path.Combine(folder, StillsFolder)).FullName;
        stills = frames.ToDictionary(frame => frame, frame => Path.Combine(images, ImageName(frame)));

        string ImageName(int frame) => $"film_{settings.FilmTimecode(frame).Replace(':', '-').Replace(';', '-')}.jpg";
    }

    public static void WriteCuts(Film film, string folder, RandomCuts randomCuts)
    {
        var settings = film.Settings;
        var showcase = Editor.Showcase(film);
        OtioFile.Write(Path.Combine(folder, "cut.otio"), new CutOtio(settings, MediaFile).Timeline(showcase));
        Write(folder, "cut.edl", CutEdl.Write(showcase, settings, MediaFile));
        Write(folder, "cut_truth.csv", LabelFile.Runs(CutTruth.Of(showcase, film.Truth), settings.CutTimecode));
        if (randomCuts.Count == 0)
            return;
        var random = Directory.CreateDirectory(Path.Combine(folder, RandomFolder)).FullName;
        var otio = new CutOtio(settings, $"../{MediaFile}");
        for (var number = 1; number <= randomCuts.Count; number++)
        {
            var cut = Editor.Random(film, number, randomCuts.MostSeconds, randomCuts.Step);
            OtioFile.Write(Path.Combine(random, FormattableString.Invariant($"{number:0000}.otio")), otio.Timeline(cut));
            Write(random, FormattableString.Invariant($"{number:0000}_truth.csv"), LabelFile.Runs(CutTruth.Of(cut, film.Truth), settings.CutTimecode));
        }
    }

    // What an earlier film left in the folders of many files would belong to no label any more.
    private static void Deliver(string aside, string folder)
    {
        foreach (var (sub, pattern) in (ReadOnlySpan<(string, string)>)[(StillsFolder, "film_*.jpg"), (RandomFolder, "????.otio"), (RandomFolder, "????_truth.csv")])
            if (Directory.Exists(Path.Combine(folder, sub)))
                foreach (var old in Directory.EnumerateFiles(Path.Combine(folder, sub), pattern))
                    File.Delete(old);
        foreach (var file in Directory.EnumerateFiles(aside, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(aside, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file, target, overwrite: true);
        }
    }

    private static void Write(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}

/// <summary>Which random timelines to cut from a film.</summary>
/// <param name="Count">How many.</param>
/// <param name="MostSeconds">Their greatest length; null: as it comes.</param>
/// <param name="Step">Frames: clips begin and end at multiples of it.</param>
internal readonly record struct RandomCuts(int Count, double? MostSeconds = null, int Step = 1);

/// <summary>Hears how far a production is.</summary>
internal interface IProductionProgress : IProgress<int>
{
    /// <summary>So many shots are planned.</summary>
    void ShotPlanned(int count);
}
