using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Conversions;

/// <summary>Tracks and stacks with a source range: what they show, and their markers, come to the same record frames in every format.</summary>
public class TrimmedTests
{
    private static readonly (ITimelineWriter Writer, ITimelineReader Reader)[] s_cuts =
        [(new EdlWriter(), new EdlReader()), (new XmemlWriter(), new XmemlReader()), (new FcpxmlWriter(), new FcpxmlReader()), (new KdenliveWriter(), new KdenliveReader()), (new MltWriter(), new MltReader())];

    private static readonly (ITimelineWriter Writer, ITimelineReader Reader)[] s_lists = [(new AvidMarkerWriter(), new AvidMarkerReader()), (new ResolveMarkerEdlWriter(), new EdlReader())];

    public static TheoryData<string> Cuts => new(s_cuts.Select(format => format.Writer.FormatId));

    public static TheoryData<string> All => new(s_cuts.Concat(s_lists).Select(format => format.Writer.FormatId));

    /// <summary>OpenTimelineIO's reader of lists writes the record timecode of the first event, below zero, into the source range of the track.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_track_whose_range_lies_beside_its_contents_shows_all_of_them(string format)
    {
        var track = Track(Clip("a", 1000, 50), Clip("b", 2000, 30));
        track.SourceRange = new TimeRange(-86400, 80, 24);
        Assert.Equal(["V1 0-50 'a' 1000 x1", "V1 50-80 'b' 2000 x1"], Items(Converted(format, Document(track))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Markers_of_a_track_whose_range_lies_beside_its_contents_stay_on_their_frames(string format)
    {
        var track = Track(Clip("a", 1000, 50), Clip("b", 2000, 30));
        track.SourceRange = new TimeRange(-86400, 80, 24);
        track.Markers.Add(Marker("track", 24));
        ((Item)track.Children[1]).Markers.Add(Marker("clip", 2010));
        Assert.Equal(["24 track", "60 clip"], Markers(Converted(format, Document(track))));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void A_nested_track_whose_range_lies_beside_its_contents_shows_all_of_them(string format)
    {
        var inner = Track(Clip("a", 1000, 50));
        inner.SourceRange = new TimeRange(-86400, 50, 24);
        inner.Name = "nest";
        var shown = Converted(format, Document(Track(Clip("b", 2000, 30), inner))).Timeline.Tracks.Children.OfType<Track>().Single().Children.OfType<Item>().Last();
        Assert.Equal(("nest", 0.0, 50.0), (shown.Name, shown.TrimmedRange().StartTime.Value, shown.TrimmedRange().Duration.Value));
    }

    /// <summary>A marker of a track counts in the track's own time, before it is trimmed.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Markers_of_a_trimmed_track_move_with_it_and_go_where_they_are_trimmed_away(string format)
    {
        var track = Trimmed(100, 150);
        Assert.Equal(["24 shown"], Markers(Converted(format, Document(track))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Markers_of_a_trimmed_track_inside_a_nested_sequence_move_with_it(string format)
    {
        var nest = new Stack { Name = "nest", Children = { Trimmed(100, 150) } };
        Assert.Equal(["54 shown"], Markers(Converted(format, Document(Track(Clip("before", 0, 30), nest)))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Markers_of_a_gap_that_is_cut_stay_on_their_frames_and_go_where_they_are_cut_off(string format)
    {
        var gap = new Gap(new RationalTime(50, 24));
        gap.Markers.Add(Marker("gone", 5));
        gap.Markers.Add(Marker("shown", 20));
        var track = Track(gap, Clip("a", 1000, 50));
        track.SourceRange = new TimeRange(10, 80, 24);
        Assert.Equal(["10 shown"], Markers(Converted(format, Document(track))));
    }

    [Theory]
    [InlineData("edl")]
    [InlineData("xmeml")]
    [InlineData("fcpxml")]
    [InlineData("avid")]
    [InlineData("resolve-edl")]
    public void Markers_of_a_trimmed_timeline_count_from_its_first_frame(string format) =>
        Assert.Equal(["30 shown", "40 clip"], Markers(Converted(format, TrimmedWhole())));

    /// <summary>MLT is written with what the stack trims away, and says so: markers lie where the picture does.</summary>
    [Theory]
    [InlineData("mlt")]
    [InlineData("kdenlive")]
    public void Markers_lie_on_the_picture_of_a_timeline_that_is_written_untrimmed(string format)
    {
        var read = Converted(format, TrimmedWhole());
        Assert.Equal(["V1 0-200 'a' 1000 x1"], Items(read));
        Assert.Equal(["40 shown", "5 gone", "50 clip"], Markers(read));
    }

    public static TheoryData<string, double, double, double, double> Speeds => new(
        from format in s_cuts.Select(pair => pair.Writer.FormatId)
        from cut in new[] { (2.0, 10, 30, 1020), (0.5, 10, 30, 1005), (0, 10, 30, 1000), (-1, 10, 30, 1010), (-2, 0, 30, 1040), (-2, 10, 40, 1000) }
        select (format, cut.Item1, (double)cut.Item2, (double)cut.Item3, (double)cut.Item4));

    /// <summary>What is cut off a clip takes its speed's share of the media: from the end of it, where the clip runs backwards; none where it stands.</summary>
    [Theory]
    [MemberData(nameof(Speeds))]
    public void A_clip_at_another_speed_on_a_trimmed_track_shows_its_own_media(string format, double scalar, double from, double length, double first)
    {
        var track = Track(Clip("a", 1000, 50, scalar));
        track.SourceRange = new TimeRange(from, length, 24);
        Assert.Equal([$"V1 0-{length} 'a' {first} x{scalar}"], Items(Converted(format, Document(track))));
    }

    [Theory]
    [InlineData("edl")]
    [InlineData("xmeml")]
    [InlineData("fcpxml")]
    public void A_clip_at_another_speed_in_a_trimmed_timeline_shows_its_own_media(string format)
    {
        var document = Document(Track(Clip("before", 0, 20), Clip("a", 1000, 50, -2)));
        document.Timeline.Tracks.Children.OfType<Track>().Single().SourceRange = new TimeRange(10, 55, 24);
        document.Timeline.Tracks.SourceRange = new TimeRange(20, 25, 24);
        Assert.Equal(["V1 0-25 'a' 1030 x-2"], Items(Converted(format, document)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Markers_of_a_clip_at_another_speed_stay_on_their_frames_when_it_is_cut(string format)
    {
        var track = Track(Clip("a", 1000, 50, 2));
        track.SourceRange = new TimeRange(10, 30, 24);
        ((Item)track.Children[0]).Markers.Add(Marker("clip", 1030));
        Assert.Equal(["20 clip"], Markers(Converted(format, Document(track))));
    }

    /// <summary>A clip of 300 frames, trimmed; one marker is shown, 24 frames after the trim, and one before it is not.</summary>
    private static Track Trimmed(double from, double length)
    {
        var track = Track(Clip("a", 1000, 300));
        track.SourceRange = new TimeRange(from, length, 24);
        track.Markers.Add(Marker("gone", from - 50));
        track.Markers.Add(Marker("shown", from + 24));
        return track;
    }

    private static TimelineDocument TrimmedWhole()
    {
        var document = Document(Track(Clip("a", 1000, 200)));
        var stack = document.Timeline.Tracks;
        stack.SourceRange = new TimeRange(10, 100, 24);
        stack.Markers.Add(Marker("gone", 5));
        stack.Markers.Add(Marker("shown", 40));
        stack.FindClips().Single().Markers.Add(Marker("clip", 1050));
        return document;
    }

    private static Track Track(params Composable[] children)
    {
        var track = new Track("V1");
        foreach (var child in children)
            track.Children.Add(child);
        return track;
    }

    private static Clip Clip(string name, double start, double length, double scalar = 1)
    {
        var clip = new Clip(name, new ExternalReference { TargetUrl = "/m/a.mov", AvailableRange = new TimeRange(0, 5000, 24) }, new TimeRange(start, length, 24));
        if (scalar == 0)
            clip.Effects.Add(new FreezeFrame());
        else if (scalar != 1)
            clip.Effects.Add(new LinearTimeWarp { TimeScalar = scalar });
        return clip;
    }

    private static Marker Marker(string name, double at) => new() { Name = name, MarkedRange = new TimeRange(at, 0, 24) };

    private static TimelineDocument Document(params Item[] tracks)
    {
        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(86400, 24) };
        foreach (var track in tracks)
            timeline.Tracks.Children.Add(track);
        return new TimelineDocument(timeline, "otio", "/none", new FrameRate(24, 1), false, 86400, []);
    }

    private static TimelineDocument Converted(string format, TimelineDocument document)
    {
        var (writer, reader) = s_cuts.Concat(s_lists).Single(pair => pair.Writer.FormatId == format);
        using var file = new TempFile("cut" + writer.Suffix, Example.Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
        return reader.Read(file.Path, new TimelineReadOptions(document.Rate, null, document.TimecodeOf(0)));
    }

    /// <summary>Where each item shows, the first media frame of what it uses, and how fast it runs.</summary>
    private static IEnumerable<string> Items(TimelineDocument document)
    {
        foreach (var item in document.Timeline.VideoTracks().SelectMany(track => track.Children).OfType<Item>().Where(item => item is not Gap))
        {
            var (range, place) = (item.TrimmedRange(), item.RangeInParent());
            var scalar = item.Effects.OfType<LinearTimeWarp>().Aggregate(1.0, (product, effect) => effect is FreezeFrame ? 0 : product * effect.TimeScalar);
            yield return string.Create(CultureInfo.InvariantCulture, $"V1 {place.StartTime.Value}-{place.EndTimeExclusive().Value} '{item.Name}' {range.StartTime.Value} x{scalar}");
        }
    }

    private static IEnumerable<string> Markers(TimelineDocument document) => CutShape.Markers(document).Select(marker => marker.Replace("clip: ", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
