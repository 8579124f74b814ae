using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// A job in JSON (docs/automation.md, docs/schemas/job.schema.json): what <c>screentime run</c> takes, and an editor's request. Its settings are the options of
/// <c>screentime analyze</c>; paths in it are relative to its own folder.
/// </summary>
public static class JobFile
{
    /// <summary>The version of the description: a file of another is refused.</summary>
    public const int ApiVersion = 1;

    private const long MaximumBytes = 1024 * 1024;

    /// <summary>What a job may say.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        "timeline", "cast", "out", "tracksAbove", "rate", "drop", "start", "sampleRate", "device", "precision", "export", "in", "outPoint", "tracks", "only", "mediaRoots", "mediaTimecode", "picture", "lut", "breakdown", "breakdownWeight", "episode", "day", "without",
        "markers", "markerSettings", "markerTrack", "handles", "markersOnly", "lenient", "sequence",
    ];

    /// <summary>Reads a job file: <c>{"apiVersion": 1, "job": {…}}</c> or <c>{"apiVersion": 1, "jobs": [{…}, …]}</c>.</summary>
    /// <exception cref="UserException">It is missing or malformed; the message names the line and the setting.</exception>
    public static IReadOnlyList<AnalysisSettings> Read(string path)
    {
        var full = Path.GetFullPath(path);
        var fields = Open(full);
        fields.RefuseOthers("$schema", "apiVersion", "job", "jobs");
        if (fields.Has("job") == fields.Has("jobs"))
            throw fields.Fault("jobs", "the file must have either \"job\" or \"jobs\"");
        var folder = Path.GetDirectoryName(full)!;
        IReadOnlyList<JsonFields> descriptions = fields.Has("job") ? [fields.Object("job")] : fields.Objects("jobs");
        var jobs = new List<AnalysisSettings>();
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var description in descriptions)
        {
            var job = ReadJob(description, folder, null);
            if (jobs.FindIndex(other => Own(other).Equals(Own(job), comparison)) is >= 0 and var same)
                throw description.Fault("out", $"job {jobs.Count + 1} writes into the same folder as job {same + 1}: give each an \"out\" of its own");
            jobs.Add(job);
        }

        return jobs;

        static string Own(AnalysisSettings job) => FinalPath.Of(job.OutputFolder);
    }

    /// <summary>Reads an editor's request: one job, and the format whose house settings its markers follow; without <c>out</c>, results go to <c>result/</c> beside the request.</summary>
    /// <exception cref="UserException">As <see cref="Read"/>.</exception>
    public static (AnalysisSettings Job, string MarkersAs) ReadRequest(string path)
    {
        var full = Path.GetFullPath(path);
        var fields = Open(full);
        fields.RefuseOthers("$schema", "apiVersion", "job", "markersAs");
        return (ReadJob(fields.Object("job"), Path.GetDirectoryName(full)!, "result"), fields.Text("markersAs") ?? "otio");
    }

    private static JsonFields Open(string full)
    {
        var fields = JsonFields.Read(full, MaximumBytes);
        var version = fields.Whole("apiVersion") ?? throw fields.Fault("apiVersion", $"\"apiVersion\" is missing; this ScreenTime takes {ApiVersion}");
        return version == ApiVersion
            ? fields
            : throw fields.Fault("apiVersion", $"the file is of version {version}, this ScreenTime takes {ApiVersion}: {(version > ApiVersion ? "update ScreenTime" : "correct apiVersion")}");
    }

    private static AnalysisSettings ReadJob(JsonFields job, string folder, string? usualOut)
    {
        job.RefuseOthers(Settings);
        string Full(string path) => Path.GetFullPath(Path.Combine(folder, PathMap.Current.Map(path)));
        string? Optional(string name) => job.Has(name) ? Full(job.Required(name)) : null;
        var settings = new AnalysisSettings(
            Full(job.Required("timeline")), Full(job.Required("cast")), usualOut is null || job.Has("out") ? Full(job.Required("out")) : Full(usualOut))
        {
            Read = new TimelineReadOptions(job.Value("rate", SettingValues.Rate), job.Flag("drop") is true ? true : null, job.Text("start"), job.Flag("lenient") is true, job.Text("sequence")),
            TracksAbove = [.. job.Texts("tracksAbove").Select(Full)],
            In = job.Text("in"),
            Out = job.Text("outPoint"),
            Tracks = job.Values("tracks", SettingValues.Track),
            Only = job.Texts("only"),
            MediaRoots = [.. job.Texts("mediaRoots").Select(Full)],
            MediaTimecode = job.Texts("mediaTimecode"),
            Picture = Optional("picture"),
            Lut = Optional("lut"),
            Breakdown = Optional("breakdown"),
            BreakdownWeight = job.Value("breakdownWeight", SettingValues.Weight) ?? 0,
            Episode = job.Text("episode"),
            Day = job.Value("day", SettingValues.Day),
            Without = job.Texts("without"),
            Export = Export(job, Optional("markerSettings")),
            MarkersOnly = job.Flag("markersOnly") is true,
        };
        if (job.Value("sampleRate", SettingValues.SampleRate) is { } sampleRate)
            settings = settings with { SampleRate = sampleRate };
        if (job.Reference("device", SettingValues.Device) is { } device)
            settings = settings with { Device = device };
        if (job.Reference("precision", text => SettingValues.Precision(text, settings.Device)) is { } precise)
            settings = settings with { Device = precise };
        return job.Has("export") ? settings with { Exports = job.Texts("export") } : settings;
    }

    private static ExportSettings Export(JsonFields job, string? file)
    {
        var settings = MarkerSettingsFile.Load(file);
        try
        {
            return new ExportSettings(
                MarkerSettingsFile.With(settings, job.Text("markers"), job.Text("markerTrack")), job.Value("handles", SettingValues.Handles) ?? ExportSettings.Default.HandleFrames);
        }
        catch (UserException exception) when (exception.ExitCode == ExitCode.Usage)
        {
            throw job.Fault(job.Has("markers") ? "markers" : "markerTrack", exception.Message);
        }
    }
}
