using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Conversions;

/// <summary>Real files of real editors into every other format and back: what is another afterwards is named in the list of losses, or it is a fault.</summary>
public class RealFileConversionTests
{
    private static readonly (ITimelineReader Reader, ITimelineWriter Writer)[] s_formats =
    [
        (new OtioReader(), new OtioWriter()), (new OtioReader(), new OtioWriter(OtioTarget.Kdenlive)), (new OtioReader(), new OtioWriter(OtioTarget.Clip1)),
        (new EdlReader(), new EdlWriter()), (new XmemlReader(), new XmemlWriter()), (new FcpxmlReader(), new FcpxmlWriter()), (new KdenliveReader(), new KdenliveWriter()), (new MltReader(), new MltWriter()),
        (new EdlReader(), new ResolveMarkerEdlWriter()), (new AvidMarkerReader(), new AvidMarkerWriter()),
    ];

    private static readonly (string Name, string? Rate)[] s_files =
    [
        ("29.97d.fcpxml", null), ("Chimera_3840x2160_2997fps_10bit_422.otio", null), ("CompoundClipSample.fcpxml", null), ("FCPXML_1_9.fcpxml", null), ("Final Cut Pro XMEML 2.xml", null),
        ("Final Cut Pro XMEML.xml", null), ("INS4_R1_010417.edl", "24"), ("ISSUE_14_conform_edl_issue_03.edl", "24"), ("Meridian_UHD4k5994_HDR_P3PQ.otio", null), ("STP R1 v082517.edl", "24"),
        ("TimelineSample.fcpxml", null), ("cdl_example01.edl", "24"), ("cmx3600.edl", "59.94"), ("dissolve_test_4.edl", "24"), ("file32.edl", "29.97"), ("kdenlive_mixes_markers.kdenlive", null),
        ("otio.otio", null), ("premiere_example.xml", null), ("screening_example.edl", "24"), ("speed_effects.edl", "24"), ("test_25.edl", "25"),
    ];

    /// <summary>Every file.</summary>
    public static TheoryData<string, string?> Files
    {
        get
        {
            var data = new TheoryData<string, string?>();
            foreach (var (name, rate) in s_files)
                data.Add(name, rate);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Formats_of_all_tracks_keep_every_clip_transition_and_marker(string name, string? rate)
    {
        var source = Read(name, rate);
        foreach (var (format, again, notes) in Converted(source, "otio", "otio-kdenlive", "otio-clip1", "xmeml", "fcpxml"))
        {
            Same(format, CutShape.Items(source), CutShape.Items(again));
            Same(format, CutShape.Transitions(source), CutShape.Transitions(again));
            SameUnlessNoted(format, CutShape.Markers(source), CutShape.Markers(again), notes, "markers:");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Projects_of_Kdenlive_and_Shotcut_keep_what_shows_and_name_what_they_lack(string name, string? rate)
    {
        var source = Read(name, rate);
        foreach (var (format, again, notes) in Converted(source, "kdenlive", "mlt"))
        {
            static IEnumerable<string> Places(TimelineDocument document) => CutShape.Places(document).Where(line => !line.EndsWith(" off", StringComparison.Ordinal));
            Same(format, Places(source), Places(again));
            SameUnlessNoted(format, CutShape.Transitions(source), CutShape.Transitions(again), notes, "transition");
            // Sound and picture of one clip have the same markers, and of two on a frame one stays.
            SameUnlessNoted(format, CutShape.MarkerFrames(source), CutShape.MarkerFrames(again), notes, "markers:");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_list_keeps_its_picture_track_and_lists_of_markers_every_marker_that_shows(string name, string? rate)
    {
        var source = Read(name, rate);
        var shown = source.Timeline.VideoTracks().Where(track => track.Enabled).SelectMany(track => CutShape.Places(source, track)).ToHashSet(StringComparer.Ordinal);
        foreach (var (format, again, notes) in Converted(source, "edl", "resolve-edl", "avid"))
        {
            if (format == "edl" && source.Timeline.FindChildren<Transition>().Any() is false)
                Assert.DoesNotContain(CutShape.Places(again), line => !line.Contains("'BL'", StringComparison.Ordinal) && !shown.Contains(line));
            SameUnlessNoted(format, CutShape.MarkerFrames(source), CutShape.MarkerFrames(again), notes, "markers:");
        }
    }

    /// <summary>The framework itself opens what was written, whatever editor the cut is from, and plays as many frames as it has.</summary>
    [Theory]
    [StartsPrograms]
    [InlineData("29.97d.fcpxml", null)]
    [InlineData("CompoundClipSample.fcpxml", null)]
    [InlineData("Final Cut Pro XMEML.xml", null)]
    [InlineData("Meridian_UHD4k5994_HDR_P3PQ.otio", null)]
    [InlineData("file32.edl", "29.97")]
    [InlineData("kdenlive_mixes_markers.kdenlive", null)]
    [InlineData("premiere_example.xml", null)]
    [InlineData("speed_effects.edl", "24")]
    public async Task Melt_opens_what_was_written_and_plays_all_of_it(string name, string? rate)
    {
        var source = Read(name, rate);
        foreach (var writer in new ITimelineWriter[] { new KdenliveWriter(), new MltWriter() }.Where(writer => writer.FormatId != source.FormatId))
        {
            using var file = new TempFile("cut" + writer.Suffix, Example.Write(writer, new TimelineExport(source, null, null) { KeepOwnMarkers = true }, out _));
            var read = await Melt.ReadAsync(file.Path, TestContext.Current.CancellationToken);
            var length = source.Timeline.Tracks.Children.OfType<Track>().Max(track => MediaTime.FromValue(track.Duration().Value, track.Duration().Rate)).RoundToFrame(source.Rate);
            Assert.Equal((writer.FormatId, length), (writer.FormatId, Melt.Frames(read)));
        }
    }

    private static TimelineDocument Read(string name, string? rate) =>
        s_formats.First(format => format.Reader.Extensions.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))).Reader
            .Read(SharedData.Path("timelines", name), TempFile.Options(rate, start: name.EndsWith(".otio", StringComparison.Ordinal) ? "01:00:00:00" : null));

    private static IEnumerable<(string Format, TimelineDocument Again, IReadOnlyList<string> Notes)> Converted(TimelineDocument source, params string[] formats)
    {
        foreach (var (reader, writer) in s_formats.Where(format => formats.Contains(format.Writer.FormatId) && format.Writer.FormatId != source.FormatId))
        {
            // A list of markers of a cut that has none, or none that shows, is refused.
            if (writer is ResolveMarkerEdlWriter or AvidMarkerWriter && RecordMarkers.Of(source.Timeline, source.Rate).Count == 0)
            {
                Assert.Contains("has no markers", Assert.Throws<UserException>(() => Example.Write(writer, new TimelineExport(source, null, null) { KeepOwnMarkers = true }, out _)).Message, StringComparison.Ordinal);
                continue;
            }

            var bytes = Example.Write(writer, new TimelineExport(source, null, null) { KeepOwnMarkers = true }, out var said);
            using var file = new TempFile("cut" + writer.Suffix, bytes);
            var again = reader.Read(file.Path, new TimelineReadOptions(source.Rate, source.Rate.HasDropFrame ? source.DropFrame : null, source.TimecodeOf(0)));
            yield return (writer.FormatId, again, [.. said, .. LossList.Of(source.Timeline, again.Timeline, "it")]);
        }
    }

    private static void Same(string format, IEnumerable<string> before, IEnumerable<string> after) =>
        Assert.Equal([format, .. before.Order(StringComparer.Ordinal)], [format, .. after.Order(StringComparer.Ordinal)]);

    private static void SameUnlessNoted(string format, IEnumerable<string> before, IEnumerable<string> after, IReadOnlyList<string> notes, string word)
    {
        if (!notes.Any(note => note.Contains(word, StringComparison.Ordinal)))
            Same(format, before, after);
    }
}
