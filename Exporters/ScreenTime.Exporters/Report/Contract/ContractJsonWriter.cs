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
            Scenes();
            List("characters", _result.Cast.Characters, character =>
            {
                Text("id", character.Id);
                Text("name", character.Name);
                Text("kind", character.Kind == CharacterKind.Person ? "person" : "drawn");
            });
            List("castings", _result.Castings, casting =>
            {
                Text("character", casting.Look);
                Text("performer", casting.Performer);
                Text("plays", casting.Character);
                Texts("episodes", casting.Episodes);
                Text("from", casting.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");
                Text("until", casting.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");
            });
            List("rules", report.Rules, Rule);
            List("appearances", report.Appearances, item =>
            {
                Appearance(item.Appearance, item.IsReviewed);
                json.WriteBoolean("reviewed", item.IsReviewed);
            });
            List("faces", report.Faces, face =>
            {
                Text("character", face.CharacterId);
                Ranges("record", face.Record);
            });
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
            List("changes", report.Changes, change =>
            {
                json.WriteNumber("number", change.Number);
                Text("who", change.Who);
                Text("when", change.When);
                Text("what", change.Action);
                if (change.Undoes != 0)
                    json.WriteNumber("undoes", change.Undoes);
                Text("before", change.Before);
                Text("after", change.After);
                Text("note", change.Note);
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
                if (media.Sequence is { } sequence)
                    Sequence(sequence);
            });
            Texts("assumptions", _result.Assumptions);
            Provenance(_result.Provenance);
            json.WriteEndObject();
        }

        private void Rule(RuleCount count)
        {
            Text("id", count.Rule.Id);
            Text("sha256", count.Rule.Sha256);
            Text("file", count.Rule.Source);
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
                Count(line);
            });
            List("roles", count.Roles, role =>
            {
                Text("kind", role.Kind == RoleKind.Performer ? "performer" : "character");
                Text("name", role.Count.CharacterId);
                Texts("characters", role.Looks);
                Texts("own", role.OwnLooks);
                Count(role.Count);
                Time("certain", role.Certain);
            });
        }

        private void Count(CharacterCount line)
        {
            Time("time", line.Time);
            Time("time_with_exclusions", line.TimeWithExclusions);
            Ranges("stretches", line.Stretches);
            json.WriteNumber("reviewed_frames", line.ReviewedFrames);
            if (line.SampledFrames is { } sampled)
            {
                json.WritePropertyName("sampled_frames");
                json.WriteRawValue($"[{string.Join(", ", sampled.Select(frame => frame.ToString(CultureInfo.InvariantCulture)))}]");
            }

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
        }

        private void Scenes()
        {
            if (report.Scenes is not { } scenes)
                return;
            json.WriteStartObject("scenes");
            Text("file", scenes.Source);
            Text("sha256", scenes.Sha256);
            List("list", scenes.Scenes, scene =>
            {
                Text("name", scene.Name);
                Range("record", scene.Record);
            });
            json.WriteEndObject();
        }

        private void Appearance(Appearance appearance, bool isReviewed)
        {
            Text("character", appearance.CharacterId);
            Range("record", appearance.Record);
            Text("record_in", _result.TimecodeOf(appearance.Record.Start));
            Text("record_out", _result.TimecodeOf(appearance.Record.End));
            // What a person confirmed or made is not the recogniser's opinion.
            if (!isReviewed)
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
            if (report.AuditEvidence is { } evidence)
                Evidence(evidence);
            json.WriteEndObject();
        }

        private void Evidence(AuditEvidence evidence)
        {
            Text("rule", evidence.RuleId);
            Text("rule_sha256", evidence.RuleSha256);
            List("strata", evidence.Strata, stratum =>
            {
                json.WriteNumber("counted_frames", stratum.CountedFrames);
                if (stratum.Characters is { } characters)
                    Texts("characters", characters);
                if (stratum.Record is { } record)
                    Ranges("record", record);
            });
            List("sample", evidence.Frames, frame =>
            {
                json.WriteNumber("record", frame.RecordFrame);
                json.WriteNumber("stratum", frame.Stratum);
                Texts("present", frame.Present);
                if (frame.IsAmbiguous)
                    json.WriteBoolean("ambiguous", true);
            });
        }

        private void Sequence(ImageSequenceUse sequence)
        {
            json.WriteStartObject("sequence");
            Text("prefix", sequence.Prefix);
            Text("suffix", sequence.Suffix);
            json.WriteNumber("padding", sequence.Padding);
            json.WriteNumber("first", sequence.First);
            json.WriteNumber("step", sequence.Step);
            Text("rate", $"{sequence.Rate.Numerator}/{sequence.Rate.Denominator}");
            Text("missing", sequence.Missing);
            json.WriteNumber("count", sequence.Count);
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
            if (provenance.Mixed.Count > 0)
                Texts("mixed", provenance.Mixed);
            json.WriteStartObject("settings");
            foreach (var (key, value) in provenance.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                Text(key, value);
            json.WriteEndObject();
            if (report.Origin is { } origin)
            {
                json.WriteStartObject("written_from");
                Text("result_sha256", origin.Result);
                Text("corrections_sha256", origin.Corrections);
                Text("audit_sample_sha256", origin.AuditSample);
                Text("audit_answers_sha256", origin.AuditAnswers);
                json.WriteEndObject();
            }

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

        private void Texts(string name, IReadOnlyList<string> texts)
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
                json.WriteStringValue(CleanText.Whole(text));
            json.WriteEndArray();
        }

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
