using System.Diagnostics;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Tests.EndToEnd;

namespace ScreenTime.Tests.Reliability;

/// <summary>
/// A folder with a cast of the colours red, green and blue, films made of pieces of those colours (grey is nobody), timelines of them, and the built command with a cache of its own.
/// </summary>
internal sealed class Studio : IDisposable
{
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public Studio()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Cast, "models", "0001"));
        File.WriteAllText(System.IO.Path.Combine(Cast, "cast.json"), """
            {"schema": 1, "id": "colours", "recognizer": "colour", "characters": [
              {"id": "red", "name": "RED", "color": "RED"}, {"id": "green", "name": "GREEN", "color": "GREEN"}, {"id": "blue", "name": "BLUE", "color": "BLUE"}]}
            """);
        Environment = new()
        {
            ["SCREENTIME_PLUGINS"] = System.IO.Path.Combine(AppContext.BaseDirectory, "plugins"),
            ["SCREENTIME_CACHE"] = Path("cache"),
            ["SCREENTIME_SETTINGS"] = Path("config"),
            ["SCREENTIME_CAST"] = null,
            ["SCREENTIME_CACHE_SIZE"] = null,
        };
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("screentime-sturdy-").FullName;

    public string Cast => Path("colours");

    /// <summary>What commands run with.</summary>
    public Dictionary<string, string?> Environment { get; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>
    /// A film of pieces. Each piece has a pattern of black of its own, so that its first frame is a cut: colours alone are told from each other by nobody but the plugin.
    /// </summary>
    public async Task<string> FilmAsync(string name, string rate, params (string Colour, int Frames)[] pieces)
    {
        var inputs = pieces.SelectMany(piece => new[] { "-f", "lavfi", "-i", FormattableString.Invariant($"color=c={piece.Colour}:s=64x36:r={rate},trim=end_frame={piece.Frames}") });
        var patterns = pieces.Select((_, i) => FormattableString.Invariant(
            $"[{i}]drawbox=x={i * 23 % 48}:y={i * 11 % 24}:w=16:h=12:c=black:t=fill,drawbox=x={i * 37 % 40}:y={i * 17 % 20}:w=12:h=9:c=white:t=fill[p{i}]"));
        var graph = string.Join(';', patterns) + ";" + string.Concat(pieces.Select((_, i) => FormattableString.Invariant($"[p{i}]"))) + FormattableString.Invariant($"concat=n={pieces.Length}");
        await Ffmpeg.RunAsync([.. inputs, "-filter_complex", graph, "-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-pix_fmt", "yuv420p", Path(name)]);
        return Path(name);
    }

    /// <summary>A timeline of one clip.</summary>
    public string Timeline(string name, string mediaUrl, int frames, double rate)
    {
        var range = new TimeRange(0, frames, rate);
        var track = new Track { Name = "V1", Kind = Track.KindVideo };
        track.Children.Add(new Clip("film", new ExternalReference(mediaUrl) { AvailableRange = range }, range));
        var timeline = new Timeline("Cut") { GlobalStartTime = new RationalTime(0, rate) };
        timeline.Tracks.Children.Add(track);
        OtioFile.Write(Path(name), timeline);
        return Path(name);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(System.IO.Path.Combine(SharedData.Root, "Host", "ScreenTime.Cli", "bin", s_configuration, "net10.0", "screentime.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public async Task<Outcome> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }

    public Task<Outcome> AnalyzeAsync(string timeline, string results, params string[] more) =>
        RunAsync(["analyze", timeline, "--cast", Cast, "--out", Path(results), .. more]);

    /// <summary>The files of a folder and below with their content, by name.</summary>
    public SortedDictionary<string, string> Files(string folder) => new(
        Directory.GetFiles(Path(folder), "*", SearchOption.AllDirectories).ToDictionary(
            file => System.IO.Path.GetRelativePath(Path(folder), file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    /// <summary>A program that stands in for ffmpeg where the commands of this studio look for it, with the real ffprobe beside it; the real ffmpeg is <c>$REAL</c>.</summary>
    public void StandIn(string script)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("stands in with a shell script");
        var folder = Directory.CreateDirectory(Path("stand-in")).FullName;
        var real = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').First(candidate => File.Exists(System.IO.Path.Combine(candidate, "ffmpeg")));
        var program = System.IO.Path.Combine(folder, "ffmpeg");
        File.WriteAllText(program, $"#!/bin/bash\nREAL={real}/ffmpeg\n[ \"$1\" = -version ] && exec $REAL -version\n{script}\n", new UTF8Encoding(false));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(System.IO.Path.Combine(folder, "ffprobe"), System.IO.Path.Combine(real, "ffprobe"));
        Environment["SCREENTIME_FFMPEG"] = folder;
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>The command failed with this code and one sentence that holds all of the words; no stack trace.</summary>
    public Outcome FailedWith(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n{Output}\n{Error}");
        var sentence = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("screentime: ", StringComparison.Ordinal));
        Assert.All(words, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }
}
