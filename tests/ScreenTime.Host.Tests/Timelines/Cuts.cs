using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Timelines and media without files, for what needs their times only.</summary>
internal static class Cuts
{
    public static readonly FrameRate Film = new(24, 1);
    public static readonly FrameRate Pal = new(25, 1);
    public static readonly FrameRate FilmNtsc = new(24000, 1001);
    public static readonly FrameRate Ntsc = new(30000, 1001);

    public static MediaFile Media(string name, FrameRate rate, long frames, long? start = null, bool alpha = false, bool drop = false) =>
        new("/media/" + name, "id of " + name, rate, false, MediaTime.FromFrames(frames, rate), frames, start, drop,
            new PictureFormat(1920, 1080, 1, 1, 0, false, "bt709", "prores") { Alpha = alpha });

    public static RationalTime Time(double value, FrameRate rate) => new(value, rate.Value);

    public static TimeRange Range(double start, double length, FrameRate rate) => new(Time(start, rate), Time(length, rate));

    public static Clip Clip(string name, double start, double length, FrameRate rate) => new(name, new ExternalReference(name + ".mov"), Range(start, length, rate));

    public static Clip Overlay(string kind, double length, FrameRate rate) =>
        new(kind, new GeneratorReference { GeneratorKind = kind }, Range(0, length, rate));

    public static Gap Gap(double length, FrameRate rate) => new(Time(length, rate));

    public static Track Track(params Composable[] children)
    {
        var track = new Track("V") { Kind = OpenTimelineIO.Track.KindVideo };
        foreach (var child in children)
            track.Children.Add(child);
        return track;
    }

    public static Stack Stack(params Composable[] children)
    {
        var stack = new Stack();
        foreach (var child in children)
            stack.Children.Add(child);
        return stack;
    }

    public static TimelineDocument Document(FrameRate rate, params Composable[] tracks)
    {
        var timeline = new Timeline("cut");
        foreach (var track in tracks)
            timeline.Tracks.Children.Add(track);
        return new TimelineDocument(timeline, "otio", "/cuts/cut.otio", rate, false, 0, []);
    }

    /// <summary>Lays a timeline out whose clips' media are known by the clips' names.</summary>
    public static RecordMap Map(TimelineDocument document, params MediaFile[] media)
    {
        var links = new Dictionary<Clip, MediaLink>(ReferenceEqualityComparer.Instance);
        foreach (var clip in document.Timeline.FindClips().Where(clip => clip.MediaReference is not GeneratorReference))
        {
            var file = media.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file.Name) == clip.Name);
            links[clip] = file is null ? new MediaLink(null, clip.Name, "offline", "no file") : new MediaLink(file, file.Name, "found", "by name");
        }

        return RecordMap.Build(document, links, []);
    }

    /// <summary>What each record frame shows, from the top: <c>name@media frame</c>.</summary>
    public static IReadOnlyList<string> Frames(RecordMap map, FrameRate rate)
    {
        var frames = new List<string>();
        foreach (var segment in map.Segments)
            for (var frame = segment.Record.Start; frame < segment.Record.End; frame++)
                frames.Add(string.Join(' ', segment.Layers.Select(layer => $"{layer.ClipName}@{Frame(layer, frame - segment.Record.Start, rate)}")));
        return frames;
    }

    private static string Frame(Layer layer, long into, FrameRate rate) =>
        layer.Media is { } media ? FormattableString.Invariant($"{layer.SourceTimeAt(into, rate).FloorToFrame(media.Rate)}") : "?";
}
