using System.Text;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

/// <summary>A cut that has a bit of everything, a cast, and what was found.</summary>
internal static class Example
{
    public static Cast Cast { get; } = new("tj",
    [
        new Character("tom", "TOM", "BLUE"),
        new Character("jerry", "JERRY", "ORANGE"),
    ]);

    /// <summary>25 fps from 10:00:00:00: a clip, a dissolve, a fast clip, a gap, a frozen frame, a title above, and somebody's marker.</summary>
    public static TimelineDocument Document()
    {
        var timeline = new Timeline("Käse | und Maus") { GlobalStartTime = new RationalTime(900000, 25) };
        var picture = new Track("V1", Track.KindVideo);
        picture.Children.Add(Clip("house", "file:///media/A001%20house.mov", 25, 50));
        picture.Children.Add(new Transition
        {
            Name = "x",
            TransitionType = Transition.SmpteDissolve,
            InOffset = new RationalTime(5, 25),
            OutOffset = new RationalTime(7, 25),
        });
        picture.Children.Add(Clip("garden", "/media/B002_garden_with_a_very_long_name_indeed.mov", 1000, 40, new LinearTimeWarp { TimeScalar = 2 }));
        picture.Children.Add(new Gap(new RationalTime(10, 25)));
        picture.Children.Add(Clip("house", "file:///media/A001%20house.mov", 500, 25, new FreezeFrame()));
        var title = new Track("V2", Track.KindVideo);
        title.Children.Add(new Clip("TITLE", new GeneratorReference { GeneratorKind = "title" }, new TimeRange(0, 20, 25)));
        var sound = new Track("A1", Track.KindAudio);
        sound.Children.Add(Clip("music", "/media/music.wav", 0, 125));
        timeline.Tracks.Children.Add(picture);
        timeline.Tracks.Children.Add(title);
        timeline.Tracks.Children.Add(sound);
        timeline.Tracks.Markers.Add(new Marker { Name = "check", Comment = "too dark", Color = "RED", MarkedRange = new TimeRange(30, 1, 25) });
        timeline.Metadata["studio"] = new Metadata { ["job"] = 7 };
        return new TimelineDocument(timeline, "otio", "/none/cut.otio", new FrameRate(25, 1), false, 900000, []);
    }

    /// <summary>A result of these appearances over the whole timeline.</summary>
    public static AnalysisResult Result(TimelineDocument document, Cast cast, params (string Character, long Start, long End)[] appearances)
    {
        var frames = (long)Math.Max(1, document.Timeline.Duration().Value);
        var totals = cast.Characters.Select(character =>
        {
            var own = appearances.Where(a => a.Character == character.Id).ToList();
            var count = own.Sum(a => a.End - a.Start);
            return new ScreenTimeTotal(character.Id, "visible-v1", count, MediaTime.FromFrames(count, document.Rate), own.Count, new MediaTime(1, 2));
        });
        return new AnalysisResult(
            document.Timeline.Name, document.Rate, document.DropFrame, document.StartFrame, frames, new FrameRange(0, frames), cast,
            [], Shots(frames, appearances),
            [.. appearances.Select(a => new Appearance(a.Character, new FrameRange(a.Start, a.End), 0.97, "house", "00:00:01:00", "00:00:03:00", a.Start))],
            [new Unknown(new FrameRange(90, 100), "clip \"garden\": media is offline")], [.. totals],
            [new MediaUse("ab12", "A001 house.mov", "found", "by url", 0), new MediaUse("", "B002.mov", "offline", "no candidate", 10)],
            new Provenance(
                "run-1", "0.1.0", "t", "c", "m", "7.1", new DeviceReport("auto", "cpu", "no GPU", "1.31.1", "fp32", null), "avx2",
                new Dictionary<string, string> { ["sample-rate"] = "2", ["export"] = "otio" }, new Dictionary<string, string> { ["visible-v1"] = "union of intervals" }),
            ["titles are taken as transparent"]);
    }

    /// <summary>Shots in which nobody appears twice, so that formats of points have a marker for each appearance.</summary>
    private static List<Shot> Shots(long frames, (string Character, long Start, long End)[] appearances)
    {
        var cuts = new List<long> { 0 };
        var seen = new HashSet<string>();
        foreach (var appearance in appearances.OrderBy(appearance => appearance.Start))
        {
            if (seen.Add(appearance.Character))
                continue;
            cuts.Add(appearance.Start);
            seen = [appearance.Character];
        }

        return [.. cuts.Select((cut, index) => new Shot(new FrameRange(cut, index + 1 < cuts.Count ? cuts[index + 1] : frames), "house"))];
    }

    public static AnalysisResult Result(TimelineDocument document) =>
        Result(document, Cast, ("tom", 0, 30), ("jerry", 0, 12), ("jerry", 60, 85), ("tom", 96, 97));

    public static TimelineExport Export(TimelineDocument document, AnalysisResult? result) => new(document, result?.Cast, result);

    public static byte[] Write(ITimelineWriter writer, TimelineExport export, out IReadOnlyList<string> notes)
    {
        using var stream = new MemoryStream();
        notes = writer.Write(export, stream);
        return stream.ToArray();
    }

    public static byte[] Write(ITimelineWriter writer, TimelineDocument document, AnalysisResult? result) => Write(writer, Export(document, result), out _);

    public static byte[] Write(IReportWriter writer, AnalysisResult result)
    {
        using var stream = new MemoryStream();
        writer.Write(result, stream);
        return stream.ToArray();
    }

    /// <summary>Writes, and reads what was written as a new document.</summary>
    public static TimelineDocument Reread(ITimelineWriter writer, TimelineDocument document, AnalysisResult? result)
    {
        var bytes = Write(writer, document, result);
        using var file = new TempFile("cut" + writer.Suffix, bytes);
        return Readers.Of(writer.FormatId).Read(file.Path, new TimelineReadOptions(document.Rate, document.DropFrame)) with { Path = document.Path };
    }

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static Clip Clip(string name, string url, double start, double frames, Effect? effect = null)
    {
        var clip = new Clip(name, new ExternalReference { TargetUrl = url }, new TimeRange(start, frames, 25));
        if (effect is not null)
            clip.Effects.Add(effect);
        return clip;
    }
}
