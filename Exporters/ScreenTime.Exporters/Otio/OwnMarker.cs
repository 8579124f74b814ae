using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>
/// A marker that ScreenTime wrote: how it is made, known again, and told from one that a person edited since. All of it lies in
/// <c>metadata.screentime</c>: <c>tool</c>, <c>kind</c>, <c>cast</c>, <c>character</c>, <c>confidence</c>, <c>run</c>, <c>start_frame</c>,
/// <c>frame_count</c> and <c>hash</c>, that of what was written; <c>key</c> is the hash that a format without metadata carried in its text.
/// </summary>
internal static class OwnMarker
{
    /// <summary>The metadata key, on markers and on the timeline.</summary>
    public const string Key = "screentime";

    /// <summary>The value of <c>tool</c>.</summary>
    public const string Tool = "screentime";

    private const int HashDigits = 16;

    /// <summary>A marker of the plan.</summary>
    public static Marker Of(PlannedMarker planned, AnalysisResult result, TimeRange range)
    {
        var own = Identity(planned.IsSummary ? "summary" : "appearance", result);
        if (planned.Parts.Count > 0)
            AddPart(own, planned.Parts[0]);
        if (planned.Parts.Count > 1)
            own["others"] = new MetadataList(planned.Parts.Skip(1).Select(part => (MetadataValue)AddPart([], part)));

        return Make(planned.Name, planned.Comment, planned.Color, range, own);
    }

    /// <summary>
    /// Whether ScreenTime wrote the marker, for whichever cast when <paramref name="cast"/> is null. One that came through a format without metadata names
    /// its characters alone, and is of a cast that knows them all.
    /// </summary>
    public static bool IsOurs(Marker marker, Cast? cast)
    {
        if (!marker.Metadata.TryGetMap(Key, out var own) || !own.TryGetString("tool", out var tool) || !string.Equals(tool, Tool, StringComparison.Ordinal))
            return false;
        if (cast is null)
            return true;
        return own.TryGetString("cast", out var castId)
            ? string.Equals(castId, cast.Id, StringComparison.Ordinal)
            // A summary that came so names nobody, and is one for the timeline.
            : CharactersOf(own).ToList() is { Count: > 0 } characters ? characters.TrueForAll(character => cast.IndexOf(character) >= 0) : IsSummary(marker);
    }

    /// <summary>The ids of the characters that a marker of ScreenTime's names.</summary>
    public static IReadOnlyList<string> CharactersOf(Marker marker) => marker.Metadata.TryGetMap(Key, out var own) ? [.. CharactersOf(own)] : [];

    /// <summary>Notes on a marker that was read from a format without metadata that ScreenTime wrote it, and whether a person edited it since.</summary>
    public static void Adopt(Marker marker, OwnText text, bool edited)
    {
        var own = new Metadata { ["tool"] = Tool, ["kind"] = text.CharacterIds.Count == 0 ? "summary" : "appearance" };
        if (text.CharacterIds.Count > 0)
            own["character"] = text.CharacterIds[0];
        if (text.CharacterIds.Count > 1)
            own["others"] = new MetadataList(text.CharacterIds.Skip(1).Select(id => (MetadataValue)new Metadata { ["character"] = id }));

        own["key"] = text.Digits;
        own["hash"] = edited ? "" : Hash(marker);
        marker.Metadata[Key] = own;
    }

    /// <summary>Whether name, comment, colour or place of an own marker are others than were written.</summary>
    public static bool IsEdited(Marker marker) =>
        !marker.Metadata.TryGetMap(Key, out var own) || !own.TryGetString("hash", out var hash) || !string.Equals(hash, Hash(marker), StringComparison.Ordinal);

    /// <summary>Whether a marker stands for this part of the plan, wherever a person moved it.</summary>
    public static bool StandsFor(Marker marker, PlannedPart part) =>
        marker.Metadata.TryGetMap(Key, out var own) && Parts(own).Any(map =>
            map.TryGetString("character", out var character) && string.Equals(character, part.Character.Id, StringComparison.Ordinal)
            && map.TryGetInteger("start_frame", out var start) && start == part.Record.Start
            && map.TryGetInteger("frame_count", out var count) && count == part.Record.Length);

    /// <summary>Whether it is the summary of a cast.</summary>
    public static bool IsSummary(Marker marker) =>
        marker.Metadata.TryGetMap(Key, out var own) && own.TryGetString("kind", out var kind) && string.Equals(kind, "summary", StringComparison.Ordinal);

    private static Metadata AddPart(Metadata map, PlannedPart part)
    {
        map["character"] = part.Character.Id;
        map["confidence"] = Math.Round(part.Confidence, 4);
        map["start_frame"] = part.Record.Start;
        map["frame_count"] = part.Record.Length;
        return map;
    }

    private static IEnumerable<string> CharactersOf(Metadata own)
    {
        foreach (var part in Parts(own))
        {
            if (part.TryGetString("character", out var character))
                yield return character;
        }
    }

    /// <summary>The map itself, for the first character, and those of the others who share the marker.</summary>
    private static IEnumerable<Metadata> Parts(Metadata own)
    {
        yield return own;
        if (!own.TryGetList("others", out var others))
            yield break;
        foreach (var other in others)
        {
            if (other.TryGetMap(out var map))
                yield return map;
        }
    }

    private static Metadata Identity(string kind, AnalysisResult result) => new()
    {
        ["tool"] = Tool,
        ["kind"] = kind,
        ["cast"] = result.Cast.Id,
        ["run"] = result.Provenance.RunId,
    };

    private static Marker Make(string name, string comment, string color, TimeRange range, Metadata own)
    {
        var marker = new Marker { Name = name, Comment = comment, Color = color, MarkedRange = range };
        own["hash"] = Hash(marker);
        marker.Metadata[Key] = own;
        marker.Metadata["Resolve_OTIO"] = new Metadata { ["Keywords"] = new MetadataList(), ["Note"] = comment };
        marker.Metadata["kdenlive"] = new Metadata { ["type"] = MarkerColors.ToKdenlive(color) };
        return marker;
    }

    private static string Hash(Marker marker)
    {
        var range = marker.MarkedRange;
        var written = string.Join('\n',
            marker.Name, marker.Comment, marker.Color,
            Number(range.StartTime.Value), Number(range.StartTime.Rate), Number(range.Duration.Value), Number(range.Duration.Rate));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(written)))[..HashDigits];
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
