using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>A marker that ScreenTime wrote, as it stands in a timeline now.</summary>
/// <param name="Key">By which it is known again, whatever a person did to it.</param>
/// <param name="CharacterIds">Whom it was written for.</param>
/// <param name="Text">What it says: its name, or its one text.</param>
/// <param name="Start">Its first frame, from the result's first.</param>
/// <param name="Length">Its length in frames; 0 or 1 where the format has points.</param>
/// <param name="Clip">Where it lies on a clip; null on the timeline itself.</param>
internal sealed record PulledMarker(string Key, IReadOnlyList<string> CharacterIds, string Text, long Start, long Length, ClipPlace? Clip = null)
{
    private const string MetadataKey = "screentime";

    /// <summary>The markers of ScreenTime's on a timeline, those that sum up left out.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="result">The result that they belong to.</param>
    public static IReadOnlyList<PulledMarker> Of(TimelineDocument document, AnalysisResult result)
    {
        var markers = new List<PulledMarker>();
        var root = document.Timeline.Tracks;
        // The sound and the picture of one clip carry the same markers.
        var there = new HashSet<(string, string, long)>();
        foreach (var item in root.FindChildren<Item>().Prepend(root))
        {
            foreach (var marker in item.Markers)
            {
                if (Read(marker, item, document, result) is { } read && (item == root || there.Add((read.Key, read.Text, read.Start))))
                    markers.Add(read);
            }
        }

        return markers;
    }

    /// <summary>What it is called where the cut no longer shows it, in place of a frame.</summary>
    public bool IsHidden => Start == Hidden;

    private const long Hidden = long.MinValue;

    private static PulledMarker? Read(Marker marker, Item item, TimelineDocument document, AnalysisResult result)
    {
        if (!marker.Metadata.TryGetMap(MetadataKey, out var own) || !own.TryGetString("tool", out var tool) || tool != "screentime")
            return null;
        if (own.TryGetString("cast", out var cast) && !string.Equals(cast, result.Cast.Id, StringComparison.Ordinal))
            return null;
        var root = document.Timeline.Tracks;
        var characters = Characters(own).ToList();
        if (characters.Count == 0 || Frame(marker.MarkedRange.StartTime, document) is not { } local || Frame(marker.MarkedRange.Duration, document) is not { } length)
            return null;
        var start = Hidden;
        if ((item == root ? marker.MarkedRange.StartTime : RecordTime.Of(item, marker.MarkedRange.StartTime, root)) is { } shown)
        {
            var origin = root.SourceRange?.StartTime ?? new RationalTime(0, document.Rate.Value);
            if (Frame(shown - origin, document) is not { } frame)
                return null;
            start = document.StartFrame + frame - result.StartFrame;
        }

        var key = own.TryGetString("key", out var digits) && digits.Length > 0 ? digits : own.TryGetString("hash", out var hash) ? hash : "";
        return new PulledMarker(key, characters, marker.Name, start, length, item == root ? null : new ClipPlace(item.Name, local));
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

/// <summary>Where a marker lies on a clip, wherever the cut has that clip.</summary>
/// <param name="Name">The clip's name.</param>
/// <param name="Frame">The moment of the clip's own time, in record frames.</param>
internal sealed record ClipPlace(string Name, long Frame);
