using OpenTimelineIO;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// What lies where in one sequence: items and transitions by lane, which become tracks. The primary storyline is lane 0; what is connected above it has lanes above zero, below it lanes below.
/// </summary>
internal sealed class FcpxmlLayout(FrameRate rate)
{
    private readonly List<Placed> _placed = [];

    private sealed record Placed(int Lane, bool IsSound, MediaTime Start, MediaTime End, Composable Item, int Storyline);

    /// <summary>Places an item.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="isSound">Whether it is nothing but sound.</param>
    /// <param name="start">Where it begins in the sequence, whose first moment is 0.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="item">The item.</param>
    /// <param name="storyline">What it is a part of: the items of a storyline stay on one track.</param>
    public void Add(int lane, bool isSound, MediaTime start, MediaTime length, Item item, int storyline) => _placed.Add(new Placed(lane, isSound, start, start + length, item, storyline));

    /// <summary>Places a transition over a cut.</summary>
    public void Add(int lane, bool isSound, MediaTime cut, Transition transition, int storyline) => _placed.Add(new Placed(lane, isSound, cut, cut, transition, storyline));

    /// <summary>The tracks: sound from the lane next to the primary storyline outwards, as sound tracks are counted, then pictures, lowest lane first.</summary>
    public IEnumerable<Track> Tracks()
    {
        foreach (var group in _placed.GroupBy(placed => (placed.Lane, placed.IsSound))
            .OrderByDescending(group => group.Key.IsSound).ThenBy(group => group.Key.IsSound ? -group.Key.Lane : group.Key.Lane))
        {
            // Clips of one lane that overlap, as those connected to different clips may, need tracks of their own.
            var tracks = new List<(MediaTime End, List<Placed> Items)>();
            foreach (var storyline in group.GroupBy(placed => placed.Storyline).Select(parts => parts.ToList()).OrderBy(parts => parts.Min(part => part.Start)))
            {
                var (begin, end) = (storyline.Min(part => part.Start), storyline.Max(part => part.End));
                var free = tracks.FindIndex(track => track.End <= begin);
                if (free < 0)
                {
                    free = tracks.Count;
                    tracks.Add((MediaTime.Zero, []));
                }

                tracks[free].Items.AddRange(storyline);
                tracks[free] = (end, tracks[free].Items);
            }

            foreach (var (_, items) in tracks)
                yield return TrackOf(group.Key.Lane, group.Key.IsSound, items);
        }
    }

    private Track TrackOf(int lane, bool isSound, List<Placed> items)
    {
        var track = new Track(lane.ToString(System.Globalization.CultureInfo.InvariantCulture), isSound ? Track.KindAudio : Track.KindVideo);
        var position = MediaTime.Zero;
        foreach (var placed in items)
        {
            if (placed.Start > position)
                track.Children.Add(new Gap((placed.Start - position).At(rate)));
            track.Children.Add(placed.Item);
            position = MediaTime.Max(position, placed.End);
        }

        return track;
    }
}
