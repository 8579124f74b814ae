using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Files that real editors wrote, laid out with media as long as each clip needs.</summary>
public sealed class RealTimelinesTests
{
    [Theory]
    [InlineData("timelines", "Chimera_3840x2160_2997fps_10bit_422.otio")]
    [InlineData("timelines", "Meridian_UHD4k5994_HDR_P3PQ.otio")]
    [InlineData("timelines", "otio.otio")]
    [InlineData("otio-sample-data", "effects.otio")]
    [InlineData("otio-sample-data", "multitrack.otio")]
    [InlineData("otio-sample-data", "nested_example.otio")]
    [InlineData("otio-sample-data", "premiere_example.otio")]
    [InlineData("otio-sample-data", "transition_test.otio")]
    [InlineData("otio-sample-data", "screening_example.otio")]
    [InlineData("timelines", "INS4_R1_010417.edl")]
    [InlineData("timelines", "STP R1 v082517.edl")]
    [InlineData("timelines", "speed_effects.edl")]
    [InlineData("timelines", "dissolve_test_4.edl")]
    [InlineData("timelines", "Final Cut Pro XMEML.xml")]
    [InlineData("timelines", "Final Cut Pro XMEML 2.xml")]
    [InlineData("timelines", "premiere_example.xml")]
    [InlineData("timelines", "29.97d.fcpxml")]
    [InlineData("timelines", "FCPXML_1_9.fcpxml")]
    [InlineData("timelines", "CompoundClipSample.fcpxml")]
    [InlineData("timelines", "TimelineSample.fcpxml")]
    public void Every_clip_that_is_on_shows_in_order_and_without_holes_between_cuts(string folder, string name)
    {
        var document = Read(SharedData.Path(folder, name));
        var media = Cuts.Media("any.mov", document.Rate, 10_000_000);
        var links = document.Timeline.FindClips().ToDictionary(
            clip => clip, _ => new MediaLink(media, media.Name, "found", ""), (IEqualityComparer<OpenTimelineIO.Clip>)ReferenceEqualityComparer.Instance);
        var map = RecordMap.Build(document, links, []);
        Assert.True(map.FrameCount > 0);
        Assert.Contains(map.Segments, segment => segment.Layers.Count > 0);
        Assert.All(map.Segments.SelectMany(segment => segment.Layers), layer => Assert.Null(layer.MissingReason));
        // A track by itself shows each of its clips once, for as long as it is.
        foreach (var (track, index) in document.Timeline.Tracks.Children.OfType<OpenTimelineIO.Track>().Where(track => track.Kind == OpenTimelineIO.Track.KindVideo).Select((track, i) => (track, i)))
        {
            if (track.Children.Any(child => child is not OpenTimelineIO.Clip and not OpenTimelineIO.Gap))
                continue;
            var alone = RecordMap.Build(document, links, [index + 1]);
            var shown = alone.Segments.Where(segment => segment.Layers.Count > 0).Sum(segment => segment.Record.Length);
            var wanted = track.Children.OfType<OpenTimelineIO.Clip>().Where(clip => clip.Enabled && clip.MediaReference is not OpenTimelineIO.GeneratorReference)
                .Sum(clip => clip.TrimmedRange().Duration.ToSeconds());
            Assert.Equal(wanted, shown / document.Rate.Value, 0.5 * track.Children.Count / document.Rate.Value);
        }
    }

    [Fact]
    public void An_edit_list_as_the_reference_reads_it_shows_all_of_its_track_and_keeps_the_source_files()
    {
        var document = Read(SharedData.Path("otio-sample-data", "screening_example.otio"));
        Assert.Equal("ZZ100_501.LAY3.01", EdlSource.Of(document.Timeline.FindClips().First())!.SourceFile);
        var map = Cuts.Map(document);
        Assert.Equal(document.Timeline.FindClips().Select(clip => clip.Name), map.Segments.Select(segment => segment.Main?.ClipName));
        Assert.Contains(map.Assumptions, sentence => sentence.Contains("beside its contents", StringComparison.Ordinal));
    }

    [Fact]
    public void Resolves_clips_with_attributes_at_their_defaults_hide_what_lies_below()
    {
        var document = Read(SharedData.Path("otio-sample-data", "effects.otio"));
        var clips = document.Timeline.FindClips().ToLookup(clip => clip.Name);
        Assert.False(Occlusion.IsVeiled(clips["sq0100_sh0010_layout_v004.mp4"].First()));
        Assert.True(Occlusion.IsVeiled(clips["Picchu_V7_310821_0003.png"].First()));
        Assert.True(Occlusion.IsVeiled(clips["A_title.png"].First()));
    }

    private static TimelineDocument Read(string path) =>
        Path.GetExtension(path) switch
        {
            ".edl" => new EdlReader().Read(path, new TimelineReadOptions(Cuts.Film)),
            ".xml" => new XmemlReader().Read(path, new TimelineReadOptions()),
            ".fcpxml" => new FcpxmlReader().Read(path, new TimelineReadOptions()),
            _ => new OtioReader().Read(path, new TimelineReadOptions(StartTimecode: "01:00:00:00")),
        };
}
