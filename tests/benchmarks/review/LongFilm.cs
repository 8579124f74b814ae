using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

/// <summary>A film of two hours, and the small film of it where the page looks for it: each one minute of a test picture, copied 120 times without encoding it anew.</summary>
internal sealed class LongFilm : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-long-film-").FullName;

    private string Film => Path.Combine(_folder, "film.mp4");

    public string CacheFolder => Path.Combine(_folder, "cache");

    public static async Task<LongFilm> MakeAsync()
    {
        var film = new LongFilm();
        var minute = Path.Combine(film._folder, "minute.mp4");
        // As RecordFilm encodes.
        await FfmpegAsync("-f", "lavfi", "-i", "testsrc2=s=640x360:r=24:d=60", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", "-bf", "0", "-g", "12", minute);
        await FfmpegAsync("-stream_loop", "119", "-i", minute, "-c", "copy", "-movflags", "+faststart", film.Film);
        return film;
    }

    /// <summary>A result that says that it is of this film.</summary>
    public AnalysisResult In(AnalysisResult result)
    {
        using var file = File.OpenRead(Film);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return result with { Provenance = result.Provenance with { TimelineHash = hash }, Media = [new MediaUse(hash, "film.mp4", "found", "", 0)] };
    }

    /// <summary>Says where the film is, and puts the small one into the cache.</summary>
    public async Task PlaceAsync(string resultFolder)
    {
        var settings = new AnalysisSettings(Film, resultFolder, resultFolder);
        using (var file = File.Create(Path.Combine(resultFolder, SourcesFile.Name)))
            SourcesFile.Write(settings, file);
        var record = await RecordPictures.OpenAsync(settings, PluginCatalog.Load([], new HashSet<string>(), NullLoggerFactory.Instance), CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(Locations.CacheFolder, "proxies"));
        File.Copy(Film, Path.Combine(Locations.CacheFolder, "proxies", record.Key + ".mp4"));
    }

    private static async Task FfmpegAsync(params string[] arguments)
    {
        using var process = Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("ffmpeg could not make the film");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
