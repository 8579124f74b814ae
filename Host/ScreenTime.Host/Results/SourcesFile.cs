using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Results;

/// <summary>
/// <c>sources.json</c> beside <c>result.json</c>: where timeline and media lay on this machine when they were analysed, and every setting of the analysis, so that later commands find the
/// pictures again and the review page can analyse anew. Nothing of a result depends on it; without it they ask for <c>--media-root</c> and the timeline.
/// </summary>
public static class SourcesFile
{
    /// <summary>The file's name inside the folder of an analysis.</summary>
    public const string Name = "sources.json";

    private const int Schema = 1;
    private const long MaximumLength = 16L << 20;

    /// <summary>Writes where an analysis found its sources.</summary>
    public static void Write(AnalysisSettings settings, Stream output) => output.Write(Encoding.UTF8.GetBytes(Json(settings).Lines()));

    /// <summary>All settings of an analysis but its output folder: what another process needs to do it.</summary>
    internal static JObject Json(AnalysisSettings settings) => new()
    {
        ["schema"] = Schema,
        ["timeline"] = Path.GetFullPath(settings.TimelinePath),
        ["tracksAbove"] = new JArray(settings.TracksAbove.Select(Path.GetFullPath)),
        ["cast"] = Path.GetFullPath(settings.CastFolder),
        ["rate"] = settings.Read.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate.Numerator}/{rate.Denominator}") : null,
        ["dropFrame"] = settings.Read.DropFrame,
        ["start"] = settings.Read.StartTimecode,
        ["lenient"] = settings.Read.Lenient,
        ["sequence"] = settings.Read.Sequence,
        ["sampleRate"] = string.Create(CultureInfo.InvariantCulture, $"{settings.SampleRate.Numerator}/{settings.SampleRate.Denominator}"),
        ["in"] = settings.In,
        ["out"] = settings.Out,
        ["tracks"] = new JArray(settings.Tracks),
        ["mediaRoots"] = new JArray(settings.MediaRoots.Select(Path.GetFullPath)),
        ["mediaTimecode"] = new JArray(settings.MediaTimecode),
        ["picture"] = settings.Picture is { } picture ? Path.GetFullPath(picture) : null,
        ["lut"] = settings.Lut is { } lut ? Path.GetFullPath(lut) : null,
        ["only"] = new JArray(settings.Only),
        ["breakdown"] = settings.Breakdown is { } breakdown ? Path.GetFullPath(breakdown) : null,
        ["breakdownWeight"] = settings.BreakdownWeight,
        ["episode"] = settings.Episode,
        ["day"] = settings.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["device"] = settings.Device.ToString(),
        ["precision"] = settings.Device.Precision.Name(),
        ["export"] = new JArray(settings.Exports),
        ["markersOnly"] = settings.MarkersOnly,
        ["exportSettings"] = JObject.FromObject(settings.Export),
        ["without"] = new JArray(settings.Without),
    };

    /// <summary>Reads how an analysis found its sources; null where the folder does not say.</summary>
    /// <exception cref="UserException">The file is damaged.</exception>
    public static AnalysisSettings? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return null;
        if (new FileInfo(path).Length > MaximumLength)
            throw Damaged(path, "it is larger than 16 MiB");
        try
        {
            using var reader = JsonText.Reader(File.OpenText(path), 8);
            var json = JObject.Load(reader);
            if ((int?)json["schema"] != Schema)
                throw new FormatException("it is of another version of ScreenTime");
            return Settings(json, folder);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            throw Damaged(path, exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    /// <summary>Reads what <see cref="Json"/> gave. Paths may be another machine's.</summary>
    /// <exception cref="FormatException">It says something that cannot be; other exceptions of reading JSON too.</exception>
    internal static AnalysisSettings Settings(JObject json, string outputFolder) =>
        new(Mapped(json, "timeline") ?? throw new FormatException("it names no timeline"), Mapped(json, "cast") ?? "", outputFolder)
        {
            Read = new TimelineReadOptions(Rate(json, "rate"), (bool?)json["dropFrame"], (string?)json["start"], (bool?)json["lenient"] is true, (string?)json["sequence"]),
            TracksAbove = [.. Texts(json, "tracksAbove").Select(PathMap.Current.Map)],
            SampleRate = Rate(json, "sampleRate") ?? new FrameRate(2, 1),
            In = (string?)json["in"],
            Out = (string?)json["out"],
            Tracks = [.. (json["tracks"] as JArray ?? []).Select(track => (int)track)],
            MediaRoots = [.. Texts(json, "mediaRoots").Select(PathMap.Current.Map)],
            MediaTimecode = Texts(json, "mediaTimecode"),
            Picture = Mapped(json, "picture"),
            Lut = Mapped(json, "lut"),
            Only = Texts(json, "only"),
            Breakdown = Mapped(json, "breakdown"),
            BreakdownWeight = (double?)json["breakdownWeight"] is >= 0 and <= 1 and var weight ? weight : 0,
            Episode = (string?)json["episode"],
            Day = (string?)json["day"] is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Device = SettingValues.Precision(
                (string?)json["precision"] ?? Precision.Full.Name(), (string?)json["device"] is { } device ? SettingValues.Device(device) : new DeviceRequest(DeviceKind.Auto)),
            Exports = json["export"] is JArray ? Texts(json, "export") : AnalysisSettings.UsualExports,
            MarkersOnly = (bool?)json["markersOnly"] is true,
            Export = json["exportSettings"]?.ToObject<ExportSettings>() ?? ExportSettings.Default,
            Without = Texts(json, "without"),
        };

    private static string? Mapped(JObject json, string name) => (string?)json[name] is { } path ? PathMap.Current.Map(path) : null;

    private static IReadOnlyList<string> Texts(JObject json, string name) => [.. (json[name] as JArray ?? []).Select(text => (string?)text ?? "")];

    private static FrameRate? Rate(JObject json, string name) =>
        (string?)json[name] is not { } text
            ? null
            : text.Split('/') is [var numerator, var denominator]
                ? new FrameRate(int.Parse(numerator, CultureInfo.InvariantCulture), int.Parse(denominator, CultureInfo.InvariantCulture))
                : throw new FormatException($"\"{text}\" is no rate");

    private static UserException Damaged(string path, string why, Exception? inner = null) =>
        new(ExitCode.InputInvalid, $"{path} is damaged ({why}): run the analysis again", inner);
}
