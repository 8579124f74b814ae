using System.Text.Encodings.Web;
using System.Text.Json;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report;

/// <summary>
/// The result without its samples, for people and scripts: totals, appearances, unknowns, media and provenance. Times come as record frames,
/// as timecode and, where they are sums, as an exact fraction of seconds beside the rounded number. Keys have one fixed order.
/// </summary>
public sealed class JsonReportWriter : IReportWriter
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        NewLine = "\n",
        // The file is no HTML; names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <inheritdoc/>
    public string FormatId => "json";

    /// <inheritdoc/>
    public string Suffix => ".json";

    /// <inheritdoc/>
    public void Write(AnalysisResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, s_options);
        json.WriteStartObject();
        json.WriteString("format", "screentime-report/1");
        WriteTimeline(json, result);
        WriteCast(json, result.Cast);
        WriteList(json, "totals", result.Totals, total => WriteTotal(json, result, total));
        WriteList(json, "appearances", result.Appearances, appearance => WriteAppearance(json, result, appearance));
        WriteList(json, "unknowns", result.Unknowns, unknown =>
        {
            WriteRange(json, result, unknown.Record);
            json.WriteString("reason", unknown.Reason);
        });
        WriteList(json, "media", result.Media, media =>
        {
            json.WriteString("name", media.Name);
            json.WriteString("sha256", media.Id);
            json.WriteString("status", media.Status);
            json.WriteString("detail", media.Detail);
            json.WriteNumber("lost_frames", media.LostFrames);
        });
        json.WriteStartArray("assumptions");
        foreach (var assumption in result.Assumptions)
            json.WriteStringValue(assumption);
        json.WriteEndArray();
        WriteProvenance(json, result.Provenance);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private static void WriteTimeline(Utf8JsonWriter json, AnalysisResult result)
    {
        json.WriteStartObject("timeline");
        json.WriteString("name", result.TimelineName);
        json.WriteString("rate", $"{result.Rate.Numerator}/{result.Rate.Denominator}");
        json.WriteBoolean("drop_frame", result.DropFrame);
        json.WriteString("start", result.TimecodeOf(0));
        json.WriteNumber("frame_count", result.FrameCount);
        json.WriteStartObject("programme");
        WriteRange(json, result, result.Programme);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCast(Utf8JsonWriter json, Cast cast)
    {
        json.WriteStartObject("cast");
        json.WriteString("id", cast.Id);
        WriteList(json, "characters", cast.Characters, character =>
        {
            json.WriteString("id", character.Id);
            json.WriteString("name", character.Name);
            json.WriteString("color", character.Color);
            json.WriteString("kind", character.Kind == CharacterKind.Person ? "person" : "drawn");
        });
        json.WriteEndObject();
    }

    private static void WriteTotal(Utf8JsonWriter json, AnalysisResult result, ScreenTimeTotal total)
    {
        json.WriteString("character", total.CharacterId);
        json.WriteString("rule", total.RuleId);
        if (total.Frames is { } frames)
            json.WriteNumber("frames", frames);
        WriteSeconds(json, "seconds", total.Seconds);
        if (result.Cast.IndexOf(total.CharacterId) is >= 0 and var index)
            json.WriteNumber("share", (double)Math.Round(ScreenTimeSummary.Of(result, result.Cast.Characters[index], total).ShareOfProgramme, 6));
        json.WriteNumber("appearances", total.Appearances);
        WriteSeconds(json, "unknown_seconds", total.UnknownSeconds);
    }

    private static void WriteAppearance(Utf8JsonWriter json, AnalysisResult result, Appearance appearance)
    {
        json.WriteString("character", appearance.CharacterId);
        WriteRange(json, result, appearance.Record);
        json.WriteNumber("confidence", Finite(appearance.Confidence));
        json.WriteString("clip", appearance.ClipName);
        json.WriteString("source_in", appearance.SourceStart);
        json.WriteString("source_out", appearance.SourceEnd);
        json.WriteString("evidence", result.TimecodeOf(appearance.EvidenceFrame));
    }

    private static void WriteRange(Utf8JsonWriter json, AnalysisResult result, FrameRange range)
    {
        json.WriteNumber("start_frame", range.Start);
        json.WriteNumber("end_frame", range.End);
        json.WriteString("record_in", result.TimecodeOf(range.Start));
        json.WriteString("record_out", result.TimecodeOf(range.End));
    }

    private static void WriteProvenance(Utf8JsonWriter json, Provenance provenance)
    {
        json.WriteStartObject("provenance");
        json.WriteString("run", provenance.RunId);
        json.WriteString("tool_version", provenance.ToolVersion);
        json.WriteString("timeline_sha256", provenance.TimelineHash);
        json.WriteString("cast_sha256", provenance.CastHash);
        json.WriteString("model_sha256", provenance.ModelHash);
        json.WriteString("ffmpeg", provenance.FfmpegVersion);
        json.WriteString("cpu", provenance.CpuFeatures);
        json.WriteStartObject("device");
        json.WriteString("requested", provenance.Device.Requested);
        json.WriteString("provider", provenance.Device.Provider);
        json.WriteString("reason", provenance.Device.Reason);
        json.WriteString("onnxruntime", provenance.Device.RuntimeVersion);
        json.WriteString("precision", provenance.Device.Precision);
        if (provenance.Device.ParityDifference is { } difference)
            json.WriteNumber("parity_difference", Finite(difference));
        json.WriteEndObject();
        if (provenance.Mixed.Count > 0)
        {
            json.WriteStartArray("mixed");
            foreach (var line in provenance.Mixed)
                json.WriteStringValue(line);
            json.WriteEndArray();
        }

        WriteMap(json, "settings", provenance.Settings);
        WriteMap(json, "rules", provenance.Rules);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, MediaTime time)
    {
        json.WriteNumber(name, (double)Math.Round(ScreenTimeSummary.Exact(time), 6));
        json.WriteString(name + "_exact", $"{time.Numerator}/{time.Denominator}");
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
