using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>
/// The contract report for the other side's expert (docs/report.md): everything that it takes to count again. Record frames count from the timeline's first; ranges are
/// <c>[first, first after]</c>; seconds are exact fractions.
/// </summary>
public sealed class ContractJsonWriter : IContractReportWriter
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string FormatId => "json";

    /// <inheritdoc/>
    public string Suffix => ".report.json";

    /// <inheritdoc/>
    public void Write(ContractReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, s_options);
        new Document(json, report).Write();
        json.Flush();
        output.Write("\n"u8);
    }

    private sealed class Document(Utf8JsonWriter json, ContractReport report)
    {
        private readonly AnalysisResult _result = report.Result;

        public void Write()
        {
            json.WriteStartObject();
            Text("format", "screentime-contract-report/1");
            Text("status", report.IsDraft ? "draft" : "audited");
            Text("language", report.Language);
            Text("recipient", report.Recipient);
            Text("key", report.KeyFingerprint);
            json.WriteStartObject("timeline");
            Text("name", _result.TimelineName);
            Text("cut_version", report.CutVersion);
            Text("sha256", _result.Provenance.TimelineHash);
            Text("rate", $"{_result.Rate.Numerator}/{_result.Rate.Denominator}");
            json.WriteBoolean("drop_frame", _result.DropFrame);
            json.WriteNumber("start_frame", _result.StartFrame);
            Text("start", _result.TimecodeOf(0));
            json.WriteNumber("frame_count", _result.FrameCount);
            json.WriteEndObject();
            Range("programme", report.Programme);
            List("exclusions", report.Exclusions, exclusion =>
            {
                Text("name", exclusion.Name);
                Range("record", exclusion.Record);
            });
            json.WriteNumber("counted_frames", report.CountedFrames);
            List("characters", _result.Cast.Characters, character =>
            {
                Text("id", character.Id);
                Text("name", character.Name);
                Text("kind", character.Kind == CharacterKind.Person ? "person" : "drawn");
            });
            List("rules", report.Rules, Rule);
            List("appearances", report.Appearances, item => Appearance(item.Appearance));
            List("shots", _result.Shots, shot =>
            {
                Range("record", shot.Record);
                Text("clip", shot.ClipName);
            });
            Ranges("unknown", report.Unknown);
            List("unknown_reasons", _result.Unknowns, unknown =>
            {
                Range("record", unknown.Record);
                Text("reason", unknown.Reason);
            });
            List("together", report.Companions, pair =>
            {
                Text("first", pair.First);
                Text("second", pair.Second);
                json.WriteNumber("frames", pair.Frames);
            });
            Audit();
            Ranges("reviewed", report.Reviewed);
            List("changes", report.Changes, change =>
            {
                Text("who", change.Who);
                Text("when", change.When);
                Text("what", change.What);
                Text("before", change.Before);
                Text("after", change.After);
            });
            if (report.Threshold is { } threshold)
                Seconds("threshold", threshold);
            List("media", _result.Media, media =>
            {
                Text("name", media.Name);
                Text("sha256", media.Id);
                Text("status", media.Status);
                Text("detail", media.Detail);
                json.WriteNumber("lost_frames", media.LostFrames);
            });
            json.WriteStartArray("assumptions");
            foreach (var assumption in _result.Assumptions)
                json.WriteStringValue(CleanText.Whole(assumption));
            json.WriteEndArray();
            Provenance(_result.Provenance);
            json.WriteEndObject();
        }

        private void Rule(RuleCount count)
        {
            Text("id", count.Rule.Id);
            Text("sha256", count.Rule.Sha256);
            Text("counts", count.Rule.Counts.ToString().ToLowerInvariant());
            Seconds("bridge", count.Rule.Bridge);
            Seconds("minimum_run", count.Rule.MinimumRun);
            Text("within", count.Rule.Within.ToString().ToLowerInvariant());
            Text("name", count.Rule.Name);
            Text("text", count.Rule.Summary);
            List("guide", count.Rule.Guide, clause =>
            {
                Text("heading", clause.Heading);
                Text("text", clause.Text);
            });
            List("counts_of", count.Characters, line =>
            {
                Text("character", line.CharacterId);
                Time("time", line.Time);
                Time("time_with_exclusions", line.TimeWithExclusions);
                Ranges("stretches", line.Stretches);
                if (line.FaceFrames is { } face)
                    json.WriteNumber("face_frames", face);
                if (line.Bounds is { } bounds)
                {
                    json.WriteStartObject("bounds");
                    Seconds("lower", bounds.Lower);
                    Seconds("estimate", bounds.Estimate);
                    Seconds("upper", bounds.Upper);
                    json.WriteNumber("confidence", bounds.Confidence);
                    json.WriteEndObject();
                }

                if (line.Verdict is { } verdict)
                    Text("threshold", verdict switch { ThresholdVerdict.Met => "met", ThresholdVerdict.NotMet => "not-met", _ => "cannot-be-told" });
            });
        }

        private void Appearance(Appearance appearance)
        {
            Text("character", appearance.CharacterId);
            Range("record", appearance.Record);
            Text("record_in", _result.TimecodeOf(appearance.Record.Start));
            Text("record_out", _result.TimecodeOf(appearance.Record.End));
            json.WriteNumber("confidence", double.IsFinite(appearance.Confidence) ? appearance.Confidence : 0);
            Text("clip", appearance.ClipName);
            Text("source_in", appearance.SourceStart);
            Text("source_out", appearance.SourceEnd);
            json.WriteNumber("evidence_frame", appearance.EvidenceFrame);
        }

        private void Audit()
        {
            if (report.Audit is not { } audit)
            {
                json.WriteNull("audit");
                return;
            }

            json.WriteStartObject("audit");
            json.WriteNumber("frames", audit.Planned);
            json.WriteNumber("seen", audit.Seen);
            json.WriteNumber("ambiguous", audit.Doubtful);
            json.WriteNumber("seed", audit.Seed);
            Text("remark", audit.Remark);
            json.WriteEndObject();
        }

        private void Provenance(Provenance provenance)
        {
            json.WriteStartObject("provenance");
            Text("run", provenance.RunId);
            Text("tool_version", provenance.ToolVersion);
            Text("cast_sha256", provenance.CastHash);
            Text("model_sha256", provenance.ModelHash);
            Text("ffmpeg", provenance.FfmpegVersion);
            Text("cpu", provenance.CpuFeatures);
            Text("provider", provenance.Device.Provider);
            Text("precision", provenance.Device.Precision);
            Text("onnxruntime", provenance.Device.RuntimeVersion);
            json.WriteStartObject("settings");
            foreach (var (key, value) in provenance.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                Text(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void Time(string name, CountedTime? time)
        {
            if (time is null)
            {
                json.WriteNull(name);
                return;
            }

            json.WriteStartObject(name);
            if (time.Frames is { } frames)
                json.WriteNumber("frames", frames);
            Seconds("seconds", time.Seconds);
            json.WriteEndObject();
        }

        private void Seconds(string name, MediaTime time) => Text(name, string.Create(CultureInfo.InvariantCulture, $"{time.Numerator}/{time.Denominator}"));

        private void Range(string name, FrameRange range)
        {
            json.WritePropertyName(name);
            Value(range);
        }

        private void Ranges(string name, IReadOnlyList<FrameRange> ranges)
        {
            json.WriteStartArray(name);
            foreach (var range in ranges)
                Value(range);
            json.WriteEndArray();
        }

        // On one line each: a list of thousands stays readable.
        private void Value(FrameRange range) => json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"[{range.Start}, {range.End}]"));

        private void Text(string name, string text) => json.WriteString(name, CleanText.Whole(text));

        private void List<T>(string name, IReadOnlyList<T> items, Action<T> write)
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
    }
}
