using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>A marker that ScreenTime wrote, as it stands in a timeline now.</summary>
/// <param name="Key">By which it is known again, whatever a person did to it.</param>
/// <param name="CharacterIds">Whom it was written for.</param>
/// <param name="Text">What it says: its name, or its one text.</param>
/// <param name="Start">Its first frame, from the result's first.</param>
/// <param name="Length">Its length in frames; 0 or 1 where the format has points.</param>
internal sealed record PulledMarker(string Key, IReadOnlyList<string> CharacterIds, string Text, long Start, long Length)
{
    private const string MetadataKey = "screentime";

    /// <summary>The markers of ScreenTime's on a timeline, those that sum up left out.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="result">The result that they belong to.</param>
    public static IReadOnlyList<PulledMarker> Of(TimelineDocument document, AnalysisResult result)
    {
        var markers = new List<PulledMarker>();
        var origin = document.Timeline.Tracks.SourceRange?.StartTime ?? new RationalTime(0, document.Rate.Value);
        foreach (var marker in document.Timeline.Tracks.Markers)
        {
            if (!marker.Metadata.TryGetMap(MetadataKey, out var own) || !own.TryGetString("tool", out var tool) || tool != "screentime")
                continue;
            if (own.TryGetString("cast", out var cast) && !string.Equals(cast, result.Cast.Id, StringComparison.Ordinal))
                continue;
            var characters = Characters(own).ToList();
            if (characters.Count == 0 || Frame(marker.MarkedRange.StartTime - origin, document) is not { } start || Frame(marker.MarkedRange.Duration, document) is not { } length)
                continue;
            var key = own.TryGetString("key", out var digits) && digits.Length > 0 ? digits : own.TryGetString("hash", out var hash) ? hash : "";
            markers.Add(new PulledMarker(key, characters, marker.Name, document.StartFrame + start - result.StartFrame, length));
        }

        return markers;
    }

    private static IEnumerable<string> Characters(Metadata own)
    {
        if (own.TryGetString("character", out var first))
            yield return first;
        if (!own.TryGetList("others", out var others))
            yield break;
        foreach (var other in others)
        {
            if (other.TryGetMap(out var map) && map.TryGetString("character", out var id))
                yield return id;
        }
    }

    private static long? Frame(RationalTime time, TimelineDocument document)
    {
        try
        {
            return MediaTime.FromValue(time.Value, time.Rate).RoundToFrame(document.Rate);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }
}
