using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Tests.EndToEnd;

namespace ScreenTime.Review.Tests;

/// <summary>A film of three colours, two seconds each at ten frames a second, that nobody analysed yet; and a page on it whose recogniser knows colours.</summary>
internal sealed class TaughtFolder : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> s_film = new(MakeFilmAsync);

    private readonly List<ReviewServer> _servers = [];
    private readonly List<HttpClient> _clients = [];

    private TaughtFolder()
    {
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("screentime-taught-").FullName;

    public string Cast => In("cast");

    public string Result => In("result");

    public string Film => In("film.mp4");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public static async Task<TaughtFolder> MakeAsync()
    {
        var folder = new TaughtFolder();
        File.Copy(await s_film.Value, folder.Film);
        return folder;
    }

    private static async Task<string> MakeFilmAsync()
    {
        var film = System.IO.Path.Combine(AppContext.BaseDirectory, "colours.mp4");
        await Ffmpeg.RunAsync(
            "-f", "lavfi", "-i", "color=red:s=320x180:r=10:d=2", "-f", "lavfi", "-i", "color=green:s=320x180:r=10:d=2", "-f", "lavfi", "-i", "color=blue:s=320x180:r=10:d=2",
            "-filter_complex", "concat=n=3", "-c:v", "libx264", "-pix_fmt", "yuv420p", film);
        return film;
    }

    public async Task<(ReviewServer Server, HttpClient Client)> OpenAsync(string? key = null)
    {
        var plugins = Plugins();
        var server = await ReviewServer.StartAsync(
            new ReviewSettings(Result, "Ada", [], 0) { Analysis = new AnalysisSettings(Film, Cast, Result) { Exports = [] }, Key = key }, plugins, TimeProvider.System, CancellationToken.None);
        _servers.Add(server);
        var client = new HttpClient { BaseAddress = new Uri(server.Address.GetLeftPart(UriPartial.Authority)) };
        _clients.Add(client);
        (await client.GetAsync(server.Address)).EnsureSuccessStatusCode();
        return (server, client);
    }

    public static PluginCatalog Plugins() => PluginCatalog.Load([System.IO.Path.Combine(AppContext.BaseDirectory, "plugins")], new HashSet<string>(), NullLoggerFactory.Instance);

    /// <summary>Ends a page, as Ctrl-C does.</summary>
    public ValueTask EndAsync(ReviewServer server)
    {
        _servers.Remove(server);
        return server.DisposeAsync();
    }

    /// <summary>Makes the cast of the three colours, which the page cannot know of.</summary>
    public async Task CreateCastAsync(HttpClient client)
    {
        (await client.PostAsJsonAsync("/api/teach/cast", new NewCastMessage(["red", "green", "blue"], false, null, null))).EnsureSuccessStatusCode();
        UseColours();
    }

    public void UseColours() => Use("characters", "colour");

    /// <summary>Makes a cast of one person, whose face is red.</summary>
    public async Task CreatePeopleAsync(HttpClient client)
    {
        (await client.PostAsJsonAsync("/api/teach/cast", new NewCastMessage(["red"], true, "contract of 2026-01-01", "2099-12-31"))).EnsureSuccessStatusCode();
        UseFaces();
    }

    /// <summary>Whoever is enrolled makes it a cast for the people's recogniser again.</summary>
    public void UseFaces() => Use("people", "colour-faces");

    private void Use(string recognizer, string instead)
    {
        var file = System.IO.Path.Combine(Cast, "cast.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace($"\"{recognizer}\",", $"\"{instead}\",", StringComparison.Ordinal));
    }

    /// <summary>Waits until the long job has ended.</summary>
    /// <returns>Why it ended early; else empty.</returns>
    public static async Task<string> EndAsync(HttpClient client)
    {
        while (true)
        {
            var work = await client.GetFromJsonAsync<JsonElement>("/api/work");
            if (!work.GetProperty("running").GetBoolean())
                return work.GetProperty("problem").GetString()!;
            await Task.Delay(20);
        }
    }

    /// <summary>Every file of the cast and the job, with its content.</summary>
    public string Snapshot() => string.Join('\n', new[] { Cast, Result }.Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Where(path => System.IO.Path.GetFileName(path) != ".lock").Order(StringComparer.Ordinal)
        .Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        foreach (var server in _servers)
            await server.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}
