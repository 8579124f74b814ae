using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary>
/// An audit on disk (docs/audit.md): <c>audit/audit.json</c> (the sample, and what the machine said: not to be read before the answers are given), <c>audit/labels.csv</c> (the
/// answers, to be filled in) and <c>audit/images/</c> (what is shown).
/// </summary>
public static class AuditFolder
{
    /// <summary>The folder's name inside a result's.</summary>
    public const string Name = "audit";

    /// <summary>The file with the sample.</summary>
    public const string PlanFile = "audit.json";
    private const string LockFile = ".lock";

    /// <summary>The file with the answers.</summary>
    public const string LabelsFile = "labels.csv";

    /// <summary>The folder of the pictures.</summary>
    public const string ImagesFolder = "images";

    private const int Schema = 1;
    private const long MaximumLength = 64L << 20;

    /// <summary>The path of a result's audit.</summary>
    public static string Of(string resultFolder) => Path.Combine(resultFolder, Name);

    /// <summary>Reads the audit of a result; null where there is none.</summary>
    /// <exception cref="UserException">It is damaged, or an answer is malformed.</exception>
    public static Audit? Read(string resultFolder)
    {
        var folder = Of(resultFolder);
        var path = Path.Combine(folder, PlanFile);
        if (!File.Exists(path))
            return null;
        if (new FileInfo(path).Length > MaximumLength)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than 64 MiB: it is no audit of ScreenTime");
        AuditPlan plan;
        try
        {
            using var reader = JsonText.Reader(File.OpenText(path), 8);
            plan = FromJson(JObject.Load(reader));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is damaged ({exception.Message.ReplaceLineEndings(" ")}): delete {folder} and draw a new sample", exception);
        }

        return new Audit(plan, Answers(plan, Path.Combine(folder, LabelsFile)));
    }

    /// <summary>Writes a sample, its answers empty, into a new folder.</summary>
    /// <param name="plan">The sample.</param>
    /// <param name="timecodes">The record timecode of each of its frames, for people.</param>
    /// <param name="folder">The folder.</param>
    public static void Write(AuditPlan plan, IReadOnlyList<string> timecodes, string folder)
    {
        WholeFile.WriteText(Path.Combine(folder, PlanFile), ToJson(plan).Lines());
        var rows = plan.Frames.Select((frame, index) => string.Join(',', (string[])[frame.Image, .. plan.CharacterIds.Select(_ => ""), "", timecodes[index]]));
        WholeFile.WriteText(
            Path.Combine(folder, LabelsFile), string.Join('\n', (string[])[string.Join(',', (string[])["image", .. plan.CharacterIds, "ambiguous", "note"]), .. rows, ""]));
    }

    /// <summary>Writes the answer to one frame into the table, whole or not at all; what else stands in it (notes, other answers) is left as it is.</summary>
    /// <param name="resultFolder">The folder of the analysis.</param>
    /// <param name="plan">Its sample.</param>
    /// <param name="index">The frame, as an index of <see cref="AuditPlan.Frames"/>.</param>
    /// <param name="answer">What was seen.</param>
    /// <exception cref="UserException">The table lacks the frame, or cannot be written.</exception>
    public static void Answer(string resultFolder, AuditPlan plan, int index, AuditAnswer answer)
    {
        var path = Path.Combine(Of(resultFolder), LabelsFile);
        var image = plan.Frames[index].Image;
        try
        {
            // Others answer, too: in another tab, on another machine.
            using var held = FileLock.Hold(Path.Combine(Of(resultFolder), LockFile));
            var lines = File.ReadAllText(path).Split('\n');
            var at = Array.FindIndex(lines, line => line.StartsWith(image + ",", StringComparison.Ordinal));
            var cells = at < 0 ? [] : lines[at].Split(',', plan.CharacterIds.Count + 3);
            if (cells.Length < plan.CharacterIds.Count + 2)
                throw new UserException(ExitCode.InputInvalid, $"{path} has no row for {image} as 'screentime audit' wrote it: put the row back");
            for (var i = 0; i < plan.CharacterIds.Count; i++)
                cells[i + 1] = answer.Ambiguous || answer.Present[i] is null ? "" : answer.Present[i] is true ? "1" : "0";
            var carriageReturn = cells.Length == plan.CharacterIds.Count + 2 && cells[^1].EndsWith('\r') ? "\r" : "";
            cells[plan.CharacterIds.Count + 1] = (answer.Ambiguous ? "1" : "") + carriageReturn;
            lines[at] = string.Join(',', cells);
            WholeFile.WriteText(path, string.Join('\n', lines));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the answer cannot be written to {path} ({exception.Message}): nothing was changed", exception);
        }
    }

    private static IReadOnlyList<AuditAnswer> Answers(AuditPlan plan, string path)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no {path}: it holds the answers of the audit; put it back, or delete the folder and draw a new sample");
        var cast = new Cast("", [.. plan.CharacterIds.Select(id => new Character(id, id, "BLUE"))]);
        var sheet = LabelSheet.Read(path, cast, null);
        if (sheet.Form != LabelForm.Images)
            throw new UserException(ExitCode.InputInvalid, $"{path} must begin with image and the characters, as 'screentime audit' wrote it");
        var byImage = new Dictionary<string, LabelRow>(StringComparer.Ordinal);
        foreach (var row in sheet.Rows)
        {
            if (!byImage.TryAdd(row.Subject, row))
                throw new UserException(ExitCode.InputInvalid, $"{path}, line {row.Line}: {row.Subject} is there twice");
        }

        var nothing = new AuditAnswer([.. plan.CharacterIds.Select(_ => (bool?)null)], false);
        return [.. plan.Frames.Select(frame => byImage.TryGetValue(frame.Image, out var row) ? new AuditAnswer(row.Present, row.Ambiguous) : nothing)];
    }

    private static JObject ToJson(AuditPlan plan) => new()
    {
        ["schema"] = Schema,
        ["timeline"] = plan.TimelineHash,
        ["media"] = new JArray(plan.MediaIds),
        ["rate"] = string.Create(CultureInfo.InvariantCulture, $"{plan.Rate.Numerator}/{plan.Rate.Denominator}"),
        ["programme"] = Range(plan.Programme),
        ["characters"] = new JArray(plan.CharacterIds),
        ["seed"] = plan.Seed,
        ["rule"] = new JObject { ["id"] = plan.RuleId, ["sha256"] = plan.RuleSha256, ["counts"] = plan.Counts.ToString().ToLowerInvariant() },
        ["strata"] = new JArray(plan.Strata.Select(stratum => new JObject
        {
            ["characters"] = stratum.Characters is { } characters ? new JArray(characters) : JValue.CreateNull(),
            ["record"] = new JArray(stratum.Record.Select(Range)),
        })),
        ["frames"] = new JArray(plan.Frames.Select(frame => new JObject { ["image"] = frame.Image, ["recordFrame"] = frame.RecordFrame, ["stratum"] = frame.Stratum })),
    };

    private static AuditPlan FromJson(JObject json)
    {
        if ((int?)json["schema"] != Schema)
            throw new FormatException($"its schema is not {Schema}");
        if (((string?)json["rate"] ?? "").Split('/') is not [var numerator, var denominator])
            throw new FormatException("its rate is no fraction");
        var strata = List(json, "strata").Select(item => new AuditStratum(
            item["characters"] is JArray characters ? [.. characters.Select(id => (string?)id ?? "")] : null,
            FrameRange.Union(List(item, "record").Select(Range)))).ToList();
        var plan = new AuditPlan(
            (string?)json["timeline"] ?? "",
            [.. List(json, "media").Select(id => (string?)id ?? "")],
            new FrameRate(int.Parse(numerator, CultureInfo.InvariantCulture), int.Parse(denominator, CultureInfo.InvariantCulture)),
            Range(json["programme"]),
            [.. List(json, "characters").Select(id => (string?)id ?? "")],
            (long?)json["seed"] ?? 0,
            strata,
            [.. List(json, "frames").Select(item => new AuditFrame((string?)item["image"] ?? "", (long?)item["recordFrame"] ?? -1, (int?)item["stratum"] ?? -1))]);
        // Samples of before rules were named were answered by the text of visible-v1.
        if (json["rule"] is JObject rule)
        {
            plan = plan with
            {
                RuleId = (string?)rule["id"] ?? "",
                RuleSha256 = (string?)rule["sha256"] ?? "",
                Counts = (string?)rule["counts"] switch { "visible" => CountedEvidence.Visible, "face" => CountedEvidence.Face, _ => throw new FormatException("its rule counts neither \"visible\" nor \"face\"") },
            };
        }

        return plan.Frames.All(frame => frame.Stratum >= 0 && frame.Stratum < strata.Count && strata[frame.Stratum].Record.Any(range => range.Contains(frame.RecordFrame)))
            ? plan
            : throw new FormatException("a frame of it lies outside its stratum");
    }

    private static JArray List(JToken json, string name) => json[name] as JArray ?? throw new FormatException($"it has no list \"{name}\"");

    private static JArray Range(FrameRange range) => [range.Start, range.End];

    private static FrameRange Range(JToken? json) =>
        json is JArray { Count: 2 } pair && (long)pair[0] <= (long)pair[1] ? new FrameRange((long)pair[0], (long)pair[1]) : throw new FormatException("a range has the form [first, first after]");
}
