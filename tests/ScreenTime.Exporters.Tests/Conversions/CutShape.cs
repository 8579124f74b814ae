using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Conversions;

/// <summary>What a cut shows and where, a line a fact, so that two cuts can be compared whatever format they came through.</summary>
internal static class CutShape
{
    /// <summary>Items of the top tracks: kind of track, record range in frames, name, where in the media, how fast.</summary>
    public static IEnumerable<string> Items(TimelineDocument document, bool withTrack = true)
    {
        foreach (var track in Tracks(document))
        {
            var number = Tracks(document).Where(other => other.Kind == track.Kind && HasItems(other)).ToList().IndexOf(track) + 1;
            foreach (var item in track.Children.OfType<Item>().Where(item => item is not Gap && item.TrimmedRange().Duration.Value > 0))
            {
                var range = item.RangeInParent();
                var (start, end) = (Frame(range.StartTime, document), Frame(range.StartTime + range.Duration, document));
                if (end <= start)
                    continue;
                var name = withTrack ? string.Create(CultureInfo.InvariantCulture, $"{track.Kind[..1]}{number} ") : "";
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}{start}-{end} '{item.Name.Trim()}' {Source(item)} {Speed(item)}{(item.Enabled && track.Enabled ? "" : " off")}");
            }
        }
    }

    /// <summary>Record ranges and names of the items of all top tracks.</summary>
    public static IEnumerable<string> Places(TimelineDocument document) => Tracks(document).SelectMany(track => Places(document, track));

    /// <summary>Record ranges and names of the items of a track.</summary>
    public static IEnumerable<string> Places(TimelineDocument document, Track track)
    {
        foreach (var item in track.Children.OfType<Item>().Where(item => item is not Gap && item.TrimmedRange().Duration.Value > 0))
        {
            var range = item.RangeInParent();
            var (start, end) = (Frame(range.StartTime, document), Frame(range.StartTime + range.Duration, document));
            if (end > start)
                yield return string.Create(CultureInfo.InvariantCulture, $"{track.Kind[..1]} {start}-{end} '{item.Name.Trim()}'{(item.Enabled && track.Enabled ? "" : " off")}");
        }
    }

    /// <summary>The record frames that have markers.</summary>
    public static IEnumerable<string> MarkerFrames(TimelineDocument document) => Markers(document).Select(marker => marker.Split(' ')[0]).Distinct();

    /// <summary>Transitions: track, cut, reach.</summary>
    public static IEnumerable<string> Transitions(TimelineDocument document)
    {
        foreach (var track in Tracks(document))
        {
            foreach (var transition in track.Children.OfType<Transition>())
            {
                var at = track.RangeOfChild(transition).StartTime + transition.InOffset;
                yield return string.Create(CultureInfo.InvariantCulture, $"{track.Kind[..1]} {Frame(at, document)} -{Frame(transition.InOffset, document)} +{Frame(transition.OutOffset, document)}");
            }
        }
    }

    /// <summary>Markers: record frame and what they say.</summary>
    public static IEnumerable<string> Markers(TimelineDocument document)
    {
        foreach (var marker in document.Timeline.Tracks.Markers)
            yield return Marker(Frame(marker.MarkedRange.StartTime, document), marker);
        foreach (var item in document.Timeline.FindChildren<Item>())
        {
            foreach (var marker in item.Markers)
            {
                var at = item.TransformedTime(marker.MarkedRange.StartTime, document.Timeline.Tracks);
                yield return Marker(Frame(at, document), marker);
            }
        }
    }

    private static string Marker(long frame, Marker marker) => string.Create(CultureInfo.InvariantCulture, $"{frame} {(marker.Name.Length > 0 ? marker.Name : marker.Comment).Trim()}");

    private static IEnumerable<Track> Tracks(TimelineDocument document) => document.Timeline.Tracks.Children.OfType<Track>();

    private static bool HasItems(Track track) => track.Children.Any(child => child is Item and not Gap);

    private static string Source(Item item)
    {
        if (item is Clip { MediaReference: GeneratorReference or MissingReference } || item is not Clip clip)
            return item is Stack ? "nested" : "no media";
        // Counted from the media's first frame, where that is known: formats differ in whether they count a file's timecode along.
        var origin = clip.MediaReference?.AvailableRange?.StartTime.ToSeconds() ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{clip.TrimmedRange().StartTime.ToSeconds() - origin:0.00}s");
    }

    private static string Speed(Item item)
    {
        var speed = 1.0;
        foreach (var effect in item.Effects.Where(effect => effect.Enabled))
        {
            if (effect is LinearTimeWarp warp)
                speed *= warp.TimeScalar;
            else if (effect is TimeEffect)
                return "ramp";
        }

        return string.Create(CultureInfo.InvariantCulture, $"x{speed:0.###}");
    }

    private static long Frame(RationalTime time, TimelineDocument document) => (long)Math.Round(time.ToSeconds() * document.Rate.Numerator / document.Rate.Denominator);
}
