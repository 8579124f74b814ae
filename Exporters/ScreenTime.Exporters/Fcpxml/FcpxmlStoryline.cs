using System.Xml.Linq;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>The primary storyline as what markers hang on: which clip shows when, and what that moment is in its local time.</summary>
internal sealed class FcpxmlStoryline
{
    private readonly List<(MediaTime Start, MediaTime End, MediaTime Local, FcpxmlRetime Retime, XElement Element)> _clips;
    private readonly FrameRate _rate;

    private FcpxmlStoryline(List<(MediaTime Start, MediaTime End, MediaTime Local, FcpxmlRetime Retime, XElement Element)> clips, FrameRate rate) => (_clips, _rate) = (clips, rate);

    /// <summary>Lays out the clips of a sequence's spine.</summary>
    public static FcpxmlStoryline Of(FcpxmlFile file, XElement sequence, FrameRate rate)
    {
        var clips = new List<(MediaTime, MediaTime, MediaTime, FcpxmlRetime, XElement)>();
        var origin = file.Time(sequence, "tcStart") ?? MediaTime.Zero;
        var spine = sequence.Element("spine")!;
        var first = spine.Elements().Select(child => file.Time(child, "offset")).FirstOrDefault(offset => offset is not null);
        var begin = first is { } at && at < origin ? MediaTime.Zero : origin;
        var position = MediaTime.Zero;
        foreach (var child in spine.Elements().Where(child => FcpxmlTimelineBuilder.IsPlaced(child) && child.Name.LocalName != "spine"))
        {
            var element = child.Name.LocalName == "audition" ? FcpxmlMedia.Contents(child).FirstOrDefault() ?? child : child;
            var start = file.Time(child, "offset") is { } offset ? MediaTime.Max(offset - begin, position) : position;
            var times = new FcpxmlTimes(file, rate);
            var length = times.Length(element);
            clips.Add((start, start + length, times.LocalStart(element), FcpxmlRetime.Of(file, element, rate), element));
            position = start + length;
        }

        return new FcpxmlStoryline(clips, rate);
    }

    /// <summary>The clip that shows a record frame, and the moment in its local time; null when none does.</summary>
    public (XElement Element, MediaTime Local)? At(long frame)
    {
        var time = MediaTime.FromFrames(frame, _rate);
        var (low, high) = (0, _clips.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_clips[middle].End <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _clips.Count && _clips[low].Start <= time ? (_clips[low].Element, _clips[low].Local + _clips[low].Retime.ToLocal(time - _clips[low].Start)) : null;
    }

    /// <summary>A stretch of record frames as stretches of clips, in their local times.</summary>
    public IEnumerable<(XElement Element, MediaTime Local, MediaTime Length)> During(FrameRange range)
    {
        var (from, to) = (MediaTime.FromFrames(range.Start, _rate), MediaTime.FromFrames(range.End, _rate));
        foreach (var (start, end, local, retime, element) in _clips)
        {
            var (begin, stop) = (MediaTime.Max(from, start), MediaTime.Min(to, end));
            if (begin < stop)
                yield return (element, local + retime.ToLocal(begin - start), retime.ToLocal(stop - begin));
        }
    }

    /// <summary>The markers and keyword ranges of a result with the clips that they hang on.</summary>
    /// <param name="result">The result.</param>
    /// <param name="settings">What the house wants of markers.</param>
    /// <param name="isKept">Whether a person's version of a marker stands for it.</param>
    /// <param name="notes">Receives what no clip can hold.</param>
    public IEnumerable<(XElement Clip, XElement Marker)> Own(AnalysisResult result, MarkerSettings settings, Func<PlannedMarker, bool> isKept, List<string> notes)
    {
        foreach (var planned in MarkerPlan.WithSummary(result, settings, MarkerShapes.Fcpxml, notes).Where(planned => !isKept(planned)))
        {
            var name = XmlMetadata.Clean(planned.Name);
            if (At(planned.Record.Start) is not { } place)
            {
                notes.Add($"the marker {name} was left out: no clip of the primary storyline lies where it belongs");
                continue;
            }

            yield return (place.Element, Signed("marker", planned, name, planned.Comment, place.Local, _rate.FrameDuration));
            if (planned.Parts.Count == 0)
                continue;
            foreach (var (element, local, length) in During(planned.Record))
                yield return (element, Signed("keyword", planned, name, planned.Text, local, length));
        }
    }

    private static XElement Signed(string kind, PlannedMarker planned, string name, string text, MediaTime local, MediaTime length) =>
        FcpxmlMarkers.Element(kind, local, length, name, OwnText.Of(XmlMetadata.Clean(text), planned, FcpxmlMarkers.Place(name, local, length)));
}
