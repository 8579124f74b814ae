using System.Globalization;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;

namespace ScreenTime.Benchmarks.Performance;

/// <summary>The work folder: films that ffmpeg makes of the example film, casts that are taught with it, timelines, and the built command.</summary>
internal sealed class Work
{
    /// <summary>The rate of every film here.</summary>
    public const int Rate = 24;

    private readonly string _models;
    private readonly string[] _command;

    /// <param name="root">The checkout.</param>
    /// <param name="folder">The work folder.</param>
    /// <param name="installed">A folder that <c>./publish.sh</c> made, whose command is measured; null for what <c>dotnet build</c> made.</param>
    public Work(string root, string folder, string? installed)
    {
        (Root, Folder) = (root, Directory.CreateDirectory(folder).FullName);
        _command = installed is null
            ? ["dotnet", Path.Combine(Root, "Host", "ScreenTime.Cli", "bin", "Release", "net10.0", "screentime.dll")]
            : [Path.Combine(Path.GetFullPath(installed), "screentime")];
        if (!File.Exists(_command[^1]))
            throw new FileNotFoundException($"there is no {_command[^1]}: build, or publish, first");
        _models = Environment.GetEnvironmentVariable("SCREENTIME_MODELS") is { Length: > 0 } models ? models : Path.Combine(root, "build", "models");
    }

    public string Root { get; }

    public string Folder { get; }

    public string Backbone => Path.Combine(_models, "inception-v3-resnet-18", "backbone.onnx");

    public string Cast => At("cast");

    public string At(string name) => Path.Combine(Folder, name);

    public Task<Measured> ScreenTimeAsync(string cache, params string[] arguments) => ScreenTimeAsync(cache, null, arguments);

    /// <summary>The same, and what each ffmpeg and ffprobe took that it started, in the order in which they ended.</summary>
    public async Task<(Measured Run, IReadOnlyList<Child> Children)> WithChildrenAsync(string cache, params string[] arguments)
    {
        var tools = new TimedTools(At("timed-tools"));
        var run = await ScreenTimeAsync(cache, tools.Folder, arguments);
        return (run, tools.Read());
    }

    private Task<Measured> ScreenTimeAsync(string cache, string? tools, string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["SCREENTIME_MODELS"] = _models, ["SCREENTIME_CACHE"] = At(cache), ["SCREENTIME_PLUGINS"] = At("plugins") };
        if (tools is not null)
            environment["SCREENTIME_FFMPEG"] = tools;
        return Measured.RunAsync([.. _command, .. arguments], environment);
    }

    public static Task<Measured> FfmpegAsync(params string[] arguments) => Measured.RunAsync(["ffmpeg", "-nostdin", "-v", "error", "-y", .. arguments]);

    /// <summary>The example film, thirty seconds, and a cast that is taught with it, unless they are there from before.</summary>
    public async Task TeachAsync()
    {
        if (!File.Exists(At("film/film.mp4")))
            await Measured.RunAsync(["dotnet", Path.Combine(Root, "examples", "short-film", "bin", "Release", "net10.0", "short-film.dll"), "--out", At("film"), "--seconds", "30", "--seed", "11", "--size", "640x360"]);
        if (!Directory.Exists(Path.Combine(Cast, "models")))
            await TeachAsync(Cast, At("film/labels.csv"));
    }

    /// <summary>The same cast taught with a few labels less: another model.</summary>
    public async Task<string> TeachOtherwiseAsync()
    {
        var labels = await File.ReadAllLinesAsync(At("film/labels.csv"));
        await File.WriteAllLinesAsync(At("labels-less.csv"), labels.Take(labels.Length - 3));
        if (Directory.Exists(At("cast-less")))
            Directory.Delete(At("cast-less"), recursive: true);
        await TeachAsync(At("cast-less"), At("labels-less.csv"));
        return At("cast-less");
    }

    private async Task TeachAsync(string cast, string labels)
    {
        await ScreenTimeAsync("cache-teaching", "cast", "create", cast, "--name", "momo", "--name", "pip", "--name", "bolt");
        await ScreenTimeAsync("cache-teaching", "cast", "label", cast, "--labels", labels, "--images", At("film/frames"));
        await ScreenTimeAsync("cache-teaching", "cast", "train", cast);
    }

    /// <summary>The example film again and again, 1920 by 1080 with grain, as one file or as images.</summary>
    public async Task<string> FilmAsync(string name, int seconds, params string[] encoder)
    {
        var path = At($"{seconds}s/{name}");
        if (File.Exists(path.Replace("%05d", "00001", StringComparison.Ordinal)))
            return path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await FfmpegAsync(
            ["-stream_loop", "-1", "-i", At("film/film.mp4"), "-vf", "scale=1920:1080:flags=lanczos,noise=alls=6:allf=t", "-an", "-r", $"{Rate}", "-t", $"{seconds}", .. encoder, path]);
        return path;
    }

    /// <summary>A film again and again, as it is, without encoding it anew.</summary>
    public async Task<string> LongerAsync(string film, int seconds)
    {
        var path = At($"{seconds}s/{Path.GetFileName(film)}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
            await FfmpegAsync("-stream_loop", "-1", "-i", film, "-c", "copy", "-t", $"{seconds}", path);
        return path;
    }

    /// <summary>A timeline of clips (first frame, frames) of one media file.</summary>
    public string Timeline(string name, MediaReference media, IEnumerable<(int First, int Frames)> clips)
    {
        var track = new Track { Name = "V1", Kind = Track.KindVideo };
        foreach (var (first, frames) in clips)
            track.Children.Add(new Clip("clip", (MediaReference)media.Clone(), new TimeRange(first, frames, Rate)));
        var timeline = new Timeline(name);
        timeline.Tracks.Children.Add(track);
        OtioFile.Write(At(name + ".otio"), timeline);
        return At(name + ".otio");
    }

    public static ExternalReference File_(string path, int frames) => new(path) { AvailableRange = new TimeRange(0, frames, Rate) };

    /// <summary>The frames of the media that a run looked at, each once, in order.</summary>
    public List<int> FramesOf(string results) =>
    [
        .. JObject.Parse(File.ReadAllText(Path.Combine(At(results), "result.json")))["result"]!["samples"]!
            .Select(sample => ((string)sample["sourceTime"]!).Split('/'))
            .Select(time => (int)(long.Parse(time[0], CultureInfo.InvariantCulture) * Rate / long.Parse(time[1], CultureInfo.InvariantCulture)))
            .Distinct().Order(),
    ];

    public void Forget(string name)
    {
        if (Directory.Exists(At(name)))
            Directory.Delete(At(name), recursive: true);
    }
}
