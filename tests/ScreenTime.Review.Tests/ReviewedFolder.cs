using System.Text;
using System.Text.Json;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sealing;
using ScreenTime.Sdk;

namespace ScreenTime.Review.Tests;

/// <summary>The folder of an analysis that never ran, and a server on it.</summary>
internal sealed class ReviewedFolder : IAsyncDisposable
{
    private readonly List<ReviewServer> _servers = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("screentime-review-").FullName;

    public static ReviewedFolder With(AnalysisResult result)
    {
        var folder = new ReviewedFolder();
        using var file = File.Create(System.IO.Path.Combine(folder.Path, ResultFile.Name));
        ResultFile.Write(result, file);
        return folder;
    }

    /// <summary>Two characters over 400 frames; the first has two appearances, the second one.</summary>
    public static ReviewedFolder Small() => With(Result(["TOM", "JERRY"], 400, [Appearance("c0", 20, 80), Appearance("c1", 60, 160), Appearance("c0", 200, 260)]));

    public static AnalysisResult Result(IReadOnlyList<string> names, long frames, IReadOnlyList<Appearance> appearances)
    {
        string[] colors = ["BLUE", "RED", "GREEN", "YELLOW", "PURPLE", "CYAN", "ORANGE", "PINK"];
        var cast = new Cast("cast", [.. names.Select((name, index) => new Character($"c{index}", name, colors[index % colors.Length]))]);
        var rate = new FrameRate(24, 1);
        return new AnalysisResult(
            "The cut", rate, false, 86_400, frames, new FrameRange(0, frames), cast, [],
            [.. Enumerable.Range(0, (int)(frames / 100)).Select(i => new Shot(new FrameRange(i * 100, (i + 1) * 100), $"shot_{i:00}"))],
            appearances, [new Unknown(new FrameRange(300, 320), "offline")],
            [.. cast.Characters.Select(character => Total(character.Id, appearances, rate))], [],
            new Provenance("run", "", "", "", "", "", new DeviceReport("auto", "cpu", "", "", "fp32", null), "", new Dictionary<string, string>(), new Dictionary<string, string>()), []);
    }

    public static Appearance Appearance(string id, long start, long end) => new(id, new FrameRange(start, end), 0.9, "clip", "", "", start);

    /// <summary>Draws an audit sample of so many frames, with made-up pictures.</summary>
    public AuditPlan DrawAudit(int frames)
    {
        var result = ResultFile.Read(Path);
        var plan = AuditSample.Draw(result, frames, 7);
        var folder = AuditFolder.Of(Path);
        var images = Directory.CreateDirectory(System.IO.Path.Combine(folder, AuditFolder.ImagesFolder)).FullName;
        foreach (var frame in plan.Frames)
            File.WriteAllText(System.IO.Path.Combine(images, frame.Image), frame.Image);
        AuditFolder.Write(plan, [.. plan.Frames.Select(frame => result.TimecodeOf(frame.RecordFrame))], folder);
        return plan;
    }

    /// <summary>Writes the report <c>cut</c> into it.</summary>
    public Task WriteReportAsync(string key) => WriteReportAsync(Path, "cut", key);

    /// <summary>Writes a report of a folder's analysis into it, as far as signing needs it: what writes all of it is a plugin.</summary>
    public static async Task WriteReportAsync(string folder, string name, string key)
    {
        var origin = ReportOriginFiles.Read(folder);
        var json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            format = "screentime-contract-report/1",
            status = "audited",
            key,
            provenance = new
            {
                written_from = new
                {
                    result_sha256 = origin.Result,
                    corrections_sha256 = origin.Corrections,
                    audit_sample_sha256 = origin.AuditSample,
                    audit_answers_sha256 = origin.AuditAnswers,
                },
            },
        });
        await File.WriteAllBytesAsync(System.IO.Path.Combine(folder, name + ".report.json"), json);
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, name + ".report.pdf"), $"%PDF-1.4 {ReportBundle.MarkOf(json)}", Encoding.ASCII);
    }

    public async Task<ReviewServer> ServeAsync(string reviewer = "Ada")
    {
        var plugins = PluginCatalog.Load([], new HashSet<string>(), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var server = await ReviewServer.StartAsync(new ReviewSettings(Path, reviewer, [], 0), plugins, TimeProvider.System, CancellationToken.None);
        _servers.Add(server);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }

    private static ScreenTimeTotal Total(string id, IReadOnlyList<Appearance> appearances, FrameRate rate)
    {
        var frames = FrameRange.Union(appearances.Where(appearance => appearance.CharacterId == id).Select(appearance => appearance.Record)).Sum(range => range.Length);
        return new ScreenTimeTotal(id, "visible-v1", frames, MediaTime.FromFrames(frames, rate), 1, MediaTime.Zero);
    }
}
