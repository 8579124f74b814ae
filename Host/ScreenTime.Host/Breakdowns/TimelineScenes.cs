using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Breakdowns;

/// <summary>
/// The scenes of a timeline as it says them itself, two ways in which editors keep them: a marker where a scene begins (or over all of it), or a nested sequence a scene.
/// </summary>
public static class TimelineScenes
{
    /// <summary>What asks for markers; <c>markers=BLUE</c> asks for those of one colour.</summary>
    public const string Markers = "markers";

    /// <summary>What asks for nested sequences.</summary>
    public const string Sequences = "sequences";

    /// <summary>Whether something asks for scenes of the timeline, rather than naming a file.</summary>
    public static bool IsMeant(string text) => text is Markers or Sequences || text.StartsWith(Markers + "=", StringComparison.Ordinal);

    /// <summary>Finds scenes.</summary>
    /// <param name="text">What asks for them, see <see cref="IsMeant"/>.</param>
    /// <param name="document">The timeline that was analysed.</param>
    /// <param name="result">What the analysis gave.</param>
    /// <param name="programme">Where a last scene without an end ends.</param>
    /// <exception cref="UserException">There are none, they have no names, overlap, or lie outside the timeline.</exception>
    public static SceneList Of(string text, TimelineDocument document, AnalysisResult result, FrameRange programme)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(document.Path));
        try
        {
            var listed = text == Sequences ? OfSequences(document) : OfMarkers(document, text.Length > Markers.Length ? text[(Markers.Length + 1)..] : null);
            if (listed.Count == 0)
                throw new UserException(ExitCode.InputInvalid, $"--scenes {text}: {name} has no {(text == Sequences ? "nested sequence on its video tracks" : "such marker, ScreenTime's own left out")}");
            foreach (var scene in listed)
            {
                if (scene.Name.Length is 0 or > SceneListing.LongestName || scene.Name.Any(char.IsControl))
                    throw new UserException(ExitCode.InputInvalid, $"--scenes {text}: {name}, {scene.Place}: a scene has a name of 1 to {SceneListing.LongestName} printable characters, on one line");
                if (scene.Start < 0 || scene.Start > result.FrameCount || scene.End > result.FrameCount)
                    throw new UserException(ExitCode.InputInvalid, $"--scenes {text}: {name}, {scene.Place} lies outside the timeline");
            }

            return new SceneList($"{name}, {text}", result.Provenance.TimelineHash, SceneListing.Of($"--scenes {text}: {name}", listed, result, programme));
        }
        catch (Exception exception) when (exception is OtioException or OverflowException or ArgumentException)
        {
            throw new UserException(ExitCode.InputInvalid, $"--scenes {text}: {name} has a time that is out of bounds", exception);
        }
    }

    /// <summary>Markers of the timeline and its tracks; of its clips where those have none, since some formats keep all markers there. A marker of no length lasts until the next.</summary>
    private static List<ListedScene> OfMarkers(TimelineDocument document, string? color)
    {
        var root = document.Timeline.Tracks;
        IEnumerable<(Item Item, Marker Marker)> Of(IEnumerable<Item> items) => items.SelectMany(item => item.Markers.Select(marker => (item, marker)))
            .Where(pair => !pair.marker.Metadata.ContainsKey("screentime") && (color is null || pair.marker.Color.Equals(color, StringComparison.OrdinalIgnoreCase)));
        var markers = Of([root, .. root.Children.OfType<Item>()]).ToList();
        if (markers.Count == 0)
            markers = [.. Of(root.FindChildren<Item>()).Where(pair => pair.Item.TrimmedRange().Contains(pair.Marker.MarkedRange.StartTime))];
        return
        [
            .. markers.Select(pair =>
            {
                var (start, length) = (Frame(pair.Item, pair.Marker.MarkedRange.StartTime, document), Exact(pair.Marker.MarkedRange.Duration).RoundToFrame(document.Rate));
                return new ListedScene(
                    $"the marker at {document.TimecodeOf(start)}", (pair.Marker.Name.Trim() is { Length: > 0 } title ? title : pair.Marker.Comment).Trim(), start, length > 1 ? start + length : null);
            })
            // The sound and the picture of one clip carry the same markers.
            .Distinct(),
        ];
    }

    /// <summary>Nested sequences that lie on the video tracks themselves.</summary>
    private static List<ListedScene> OfSequences(TimelineDocument document) =>
    [
        .. from track in document.Timeline.Tracks.Children.OfType<Track>()
           where track.Kind == Track.KindVideo && track.Enabled
           from sequence in track.Children.OfType<Composition>()
           where sequence.Enabled
           let range = sequence.RangeInParent()
           let start = Frame(track, range.StartTime, document)
           select new ListedScene($"the sequence at {document.TimecodeOf(start)}", sequence.Name.Trim(), start, Frame(track, range.StartTime + range.Duration, document)),
    ];

    /// <summary>The record frame of a time of an item's own.</summary>
    private static long Frame(Item item, RationalTime time, TimelineDocument document)
    {
        var root = document.Timeline.Tracks;
        var origin = root.SourceRange is { } visible ? Exact(visible.StartTime) : MediaTime.Zero;
        return (Exact(item == root ? time : item.TransformedTime(time, root)) - origin).RoundToFrame(document.Rate);
    }

    private static MediaTime Exact(RationalTime time) => MediaTime.FromValue(time.Value, time.Rate);
}
