using OpenTimelineIO;
using ScreenTime.Sdk;
using ScreenTime.Tests.Editors;
using ScreenTime.Tests.EndToEnd;

[assembly: AssemblyFixture(typeof(ColourFilm))]

namespace ScreenTime.Tests.Editors;

/// <summary>
/// A film of plain colours whose truth is known to the frame, at every rate that a test asks for; a cast of colours; and the environment in which commands find both.
/// </summary>
public sealed class ColourFilm : IAsyncLifetime
{
    /// <summary>The pieces: a colour (grey is nobody) and its frames.</summary>
    public static readonly (string Colour, int Frames)[] Pieces = [("gray", 30), ("red", 47), ("green", 61), ("gray", 23), ("blue", 77), ("red", 53)];

    private readonly SemaphoreSlim _making = new(1);

    public string Folder { get; } = Directory.CreateTempSubdirectory("screentime-colours-").FullName;

    public static int Frames => Pieces.Sum(piece => piece.Frames);

    public string Cast => Path.Combine(Folder, "colours");

    /// <summary>The plugin, a cache, and a folder of settings in which the built command is noted for editors.</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["SCREENTIME_PLUGINS"] = Path.Combine(AppContext.BaseDirectory, "plugins"),
        ["SCREENTIME_CACHE"] = Path.Combine(Folder, "cache"),
        ["SCREENTIME_SETTINGS"] = Path.Combine(Folder, "config"),
        ["HOME"] = Folder,
        ["SCREENTIME_CAST"] = null,
    };

    /// <summary>Who is on screen in a stretch of the film, as an analysis of it reports: first frame, length, who.</summary>
    public static IEnumerable<(long Start, long Frames, string Character)> Truth(long first = 0, long last = long.MaxValue, long at = 0)
    {
        var start = 0L;
        foreach (var (colour, frames) in Pieces)
        {
            var shown = new FrameRange(start, start + frames).Intersect(new FrameRange(first, last));
            if (colour != "gray" && !shown.IsEmpty)
                yield return (shown.Start - first + at, shown.Length, colour);
            start += frames;
        }
    }

    public async Task<string> AtAsync(FrameRate rate)
    {
        var path = Path.Combine(Folder, $"film-{rate.Numerator}-{rate.Denominator}.mp4");
        await _making.WaitAsync();
        try
        {
            if (!File.Exists(path))
                await MakeAsync(path, rate);
        }
        finally
        {
            _making.Release();
        }

        return path;
    }

    /// <summary>A timeline of one clip: the whole film.</summary>
    public async Task<string> TimelineAsync(FrameRate rate, long startFrame)
    {
        var media = await AtAsync(rate);
        var path = Path.Combine(Folder, $"cut-{rate.Numerator}-{rate.Denominator}-{startFrame}.otio");
        var range = new TimeRange(0, Frames, rate.Value);
        var track = new Track { Name = "V1", Kind = Track.KindVideo };
        track.Children.Add(new Clip("film", new ExternalReference(media) { AvailableRange = range }, range));
        var timeline = new Timeline("Cut") { GlobalStartTime = new RationalTime(startFrame, rate.Value) };
        timeline.Tracks.Children.Add(track);
        OtioFile.Write(path, timeline);
        return path;
    }

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Cast, "models", "0001"));
        File.WriteAllText(Path.Combine(Cast, "cast.json"), """
            {"schema": 1, "id": "colours", "recognizer": "colour", "characters": [
              {"id": "red", "name": "RED", "color": "RED"}, {"id": "green", "name": "GREEN", "color": "GREEN"}, {"id": "blue", "name": "BLUE", "color": "BLUE"}]}
            """);
        Directory.CreateDirectory(Path.Combine(Folder, "config"));
        File.WriteAllText(
            Path.Combine(Folder, "config", "editors.json"), Newtonsoft.Json.JsonConvert.SerializeObject(new { command = Tool.ScreenTime, cast = Cast }));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        _making.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task MakeAsync(string path, FrameRate rate)
    {
        var inputs = Pieces.SelectMany(piece => new[]
        {
            "-f", "lavfi", "-i", FormattableString.Invariant($"color=c={piece.Colour}:s=64x36:r={rate.Numerator}/{rate.Denominator},trim=end_frame={piece.Frames}"),
        });
        var chain = string.Concat(Pieces.Select((_, index) => $"[{index}]")) + $"concat=n={Pieces.Length}";
        await Ffmpeg.RunAsync([.. inputs, "-filter_complex", chain, "-c:v", "libx264", "-g", "12", "-pix_fmt", "yuv420p", path]);
    }
}
