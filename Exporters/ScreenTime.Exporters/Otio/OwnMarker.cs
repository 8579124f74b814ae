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
/// <c>frame_count</c> and <c>hash</c>, that of what was written.
/// </summary>
internal static class OwnMarker
{
    /// <summary>The metadata key, on markers and on the timeline.</summary>
    public const string Key = "screentime";

    /// <summary>The value of <c>tool</c>.</summary>
    public const string Tool = "screentime";

    private const int HashDigits = 16;

    /// <summary>The marker of an appearance.</summary>
    public static Marker Of(AppearanceMark mark, AnalysisResult result, TimeRange range)
    {
        var own = Identity("appearance", result);
        own["character"] = mark.Character.Id;
        own["confidence"] = Math.Round(mark.Appearance.Confidence, 4);
        own["start_frame"] = mark.Appearance.Record.Start;
        own["frame_count"] = mark.Appearance.Record.Length;
        return Make(AppearanceMark.OneLine(mark.Character.Name), mark.Comment, mark.Character.Color.ToUpperInvariant(), range, own);
    }

    /// <summary>
    /// The marker that sums up, on the first frame. It is one for the whole cast: several on one frame would hide each other in editors that show
    /// one marker a frame (DaVinci Resolve).
    /// </summary>
    public static Marker Summary(IReadOnlyList<ScreenTimeSummary> summaries, AnalysisResult result, TimeRange range)
    {
        var comment = "Screen time: " + string.Join("; ", summaries.Select(summary => $"{AppearanceMark.OneLine(summary.Character.Name)} {summary}"));
        return Make("SCREEN TIME", comment, MarkerColor.White, range, Identity("summary", result));
    }

    /// <summary>
    /// Whether ScreenTime wrote the marker, for whichever cast when <paramref name="cast"/> is null. One that came through a format without metadata names
    /// its character alone.
    /// </summary>
    public static bool IsOurs(Marker marker, Cast? cast)
    {
        if (!marker.Metadata.TryGetMap(Key, out var own) || !own.TryGetString("tool", out var tool) || !string.Equals(tool, Tool, StringComparison.Ordinal))
            return false;
        if (cast is null)
            return true;
        return own.TryGetString("cast", out var castId)
            ? string.Equals(castId, cast.Id, StringComparison.Ordinal)
            : own.TryGetString("character", out var character) && cast.IndexOf(character) >= 0;
    }

    /// <summary>Notes on a marker that was read from a format without metadata that ScreenTime wrote it, and whether a person edited it since.</summary>
    public static void Adopt(Marker marker, string characterId, bool edited) => marker.Metadata[Key] = new Metadata
    {
        ["tool"] = Tool,
        ["kind"] = "appearance",
        ["character"] = characterId,
        ["hash"] = edited ? "" : Hash(marker),
    };

    /// <summary>Whether name, comment, colour or place of an own marker are others than were written.</summary>
    public static bool IsEdited(Marker marker) =>
        !marker.Metadata.TryGetMap(Key, out var own) || !own.TryGetString("hash", out var hash) || !string.Equals(hash, Hash(marker), StringComparison.Ordinal);

    /// <summary>Whether a marker stands for this appearance, wherever a person moved it.</summary>
    public static bool StandsFor(Marker marker, AppearanceMark mark) =>
        marker.Metadata.TryGetMap(Key, out var own)
        && own.TryGetString("character", out var character) && string.Equals(character, mark.Character.Id, StringComparison.Ordinal)
        && own.TryGetInteger("start_frame", out var start) && start == mark.Appearance.Record.Start
        && own.TryGetInteger("frame_count", out var count) && count == mark.Appearance.Record.Length;

    /// <summary>Whether it is the summary of a cast.</summary>
    public static bool IsSummary(Marker marker) =>
        marker.Metadata.TryGetMap(Key, out var own) && own.TryGetString("kind", out var kind) && string.Equals(kind, "summary", StringComparison.Ordinal);

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
