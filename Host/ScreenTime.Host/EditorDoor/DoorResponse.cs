using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.EditorDoor;

/// <summary>The file in which an editor finds the answer (docs/host-door.md, docs/schemas/host-response.schema.json).</summary>
internal static class DoorResponse
{
    /// <summary>Its name, beside the request.</summary>
    public const string Name = "response.json";

    /// <summary>Writes the answer of a job that was done.</summary>
    public static void Write(string path, AnalysisOutcome outcome, MarkerSettings settings) => Save(path, new JObject
    {
        ["apiVersion"] = JobFile.ApiVersion,
        ["status"] = "done",
        ["exitCode"] = (int)ExitCode.Success,
        ["result"] = Result(outcome, settings),
    });

    /// <summary>Writes that a job failed, or was stopped.</summary>
    public static void Write(string path, Failure failure) => Save(path, new JObject
    {
        ["apiVersion"] = JobFile.ApiVersion,
        ["status"] = Status(failure),
        ["exitCode"] = (int)failure.ExitCode,
        ["message"] = failure.Sentence,
    });

    /// <summary>The word for a failure.</summary>
    public static string Status(Failure failure) => failure.ExitCode == ExitCode.Cancelled ? "cancelled" : "failed";

    private static JObject Result(AnalysisOutcome outcome, MarkerSettings settings)
    {
        var result = outcome.Result;
        // The markers that a file would hold, each character's its own: an editor that keeps one a frame joins them after it has left out those that a person changed.
        var notes = new List<string>();
        var markers = MarkerPlan.Of(result, settings, MarkerShape.Otio, notes);
        var palette = MarkerPalette.Of(result, settings, MarkerShape.Otio);
        var summary = settings.Summary ? MarkerPlan.SummaryText(result) : "";
        return new JObject
        {
            ["timeline"] = new JObject
            {
                ["name"] = result.TimelineName,
                ["rate"] = string.Create(CultureInfo.InvariantCulture, $"{result.Rate.Numerator}/{result.Rate.Denominator}"),
                ["dropFrame"] = result.DropFrame,
                ["startFrame"] = result.StartFrame,
                ["frameCount"] = result.FrameCount,
            },
            ["cast"] = result.Cast.Id,
            ["run"] = result.Provenance.RunId,
            ["characters"] = new JArray(result.Cast.Characters.Select(character => Character(result, character, palette))),
            ["markers"] = new JArray(markers.Select(marker => Marker(result, marker))),
            ["summary"] = summary,
            ["unknowns"] = new JArray(result.Unknowns.Select(unknown => new JObject
            {
                ["start"] = unknown.Record.Start,
                ["frames"] = unknown.Record.Length,
                ["timecode"] = result.TimecodeOf(unknown.Record.Start),
                ["reason"] = unknown.Reason,
            })),
            ["files"] = new JArray(outcome.Files),
            ["messages"] = new JArray(outcome.Messages.Concat(result.Assumptions).Concat(notes.Where(note => !outcome.Messages.Any(message => message.EndsWith(note, StringComparison.Ordinal))))),
        };
    }

    private static JObject Character(AnalysisResult result, Character character, MarkerPalette palette)
    {
        var total = result.Totals.FirstOrDefault(total => total.CharacterId == character.Id && total.RuleId == CountingRules.Visible);
        return new JObject
        {
            ["id"] = character.Id,
            ["name"] = character.Name,
            ["color"] = palette[character],
            ["frames"] = total?.Frames ?? 0,
            ["seconds"] = Math.Round(total?.Seconds.Seconds ?? 0, 6),
            ["appearances"] = total?.Appearances ?? 0,
            ["text"] = total is null ? $"{character.Name} was not counted" : ScreenTimeLine.Format(result, total),
        };
    }

    private static JObject Marker(AnalysisResult result, PlannedMarker marker) => new()
    {
        ["character"] = marker.Parts[0].Character.Id,
        ["name"] = marker.Name,
        ["color"] = marker.Color,
        ["start"] = marker.Record.Start,
        ["frames"] = marker.Record.Length,
        ["timecode"] = result.TimecodeOf(marker.Record.Start),
        ["confidence"] = Math.Round(marker.Parts[0].Confidence, 4),
        ["comment"] = marker.Comment,
        ["text"] = marker.Text,
    };

    private static void Save(string path, JObject response)
    {
        // A cast's name may hold what JSON writes as it is and an editor's script would stumble over: U+2028.
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented, Indentation = 1, StringEscapeHandling = StringEscapeHandling.EscapeNonAscii })
            response.WriteTo(writer);
        WholeFile.WriteText(path, text + "\n");
    }
}
