using System.Globalization;
using OpenTimelineIO;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// What a converted file lacks, found by reading it again and counting: whatever a writer forgets to say shows here. It counts, it does not compare; what a writer says of
/// single clips is more exact.
/// </summary>
public static class LossList
{
    private static readonly (string What, Func<Timeline, int> Count)[] s_counts =
    [
        ("picture tracks with clips", timeline => timeline.VideoTracks().Count(HasClips)),
        ("sound tracks with clips", timeline => timeline.AudioTracks().Count(HasClips)),
        ("picture clips", timeline => Clips(timeline, sound: false)),
        ("sound clips", timeline => Clips(timeline, sound: true)),
        ("nested sequences", timeline => timeline.FindChildren<Stack>().Count()),
        ("transitions", timeline => timeline.FindChildren<Transition>().Count()),
        ("changes of speed", timeline => Effects(timeline).Count(effect => effect is TimeEffect)),
        ("other effects", timeline => Effects(timeline).Count(effect => effect is not TimeEffect)),
        // Where a format has none on the timeline they go to clips; they are markers still.
        ("markers", timeline => timeline.Tracks.Markers.Count + timeline.FindChildren<Item>().Sum(item => item.Markers.Count)),
        ("switched-off items", timeline => timeline.FindChildren<Item>().Count(item => !item.Enabled)),
        ("media addresses", timeline => timeline.FindClips().Count(clip => clip.MediaReference is ExternalReference { TargetUrl.Length: > 0 } or ImageSequenceReference)),
        ("items with notes of their application (metadata)", timeline => timeline.FindChildren<Composable>().Count(item => item.Metadata.Count > 0)),
    ];

    /// <summary>The sentences; empty when nothing is missing.</summary>
    /// <param name="before">What was to be written.</param>
    /// <param name="after">What the file is read as.</param>
    /// <param name="file">The file's name.</param>
    public static IReadOnlyList<string> Of(Timeline before, Timeline after, string file)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var losses = new List<string>();
        foreach (var (what, count) in s_counts)
        {
            var (had, has) = (count(before), count(after));
            if (has < had)
                losses.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {had - has} of {had} are not in {file}"));
        }

        return losses;
    }

    private static int Clips(Timeline timeline, bool sound) => timeline.FindClips().Count(clip => IsSound(clip) == sound);

    private static bool IsSound(Clip clip)
    {
        for (Composition? parent = clip.Parent; parent is not null; parent = parent.Parent)
            if (parent is Track { Kind: not Track.KindVideo })
                return true;
        return false;
    }

    private static bool HasClips(Track track) => track.Children.Any(child => child is Item and not Gap);

    private static IEnumerable<Effect> Effects(Timeline timeline) => timeline.FindChildren<Item>().SelectMany(item => item.Effects);
}
