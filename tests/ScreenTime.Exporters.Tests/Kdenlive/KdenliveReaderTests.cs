using OpenTimelineIO;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Kdenlive;

public class KdenliveReaderTests
{
    /// <summary>
    /// The project was made with the same clips twice: on two tracks with mixes, on two with hard cuts. The mixed ones, laid out over two overlapping playlists, must come out with the cuts that
    /// the others have.
    /// </summary>
    /// <summary>A project of 24.05: sequences by uuid, one inside the other, each with guides of its own.</summary>
    [Fact]
    public void Guides_of_a_sequence_inside_show_where_it_is_used()
    {
        const string Project = """
            <mlt root="/p" producer="main_bin"><profile frame_rate_num="25" frame_rate_den="1"/>
            <producer id="black"><property name="length">2147483647</property><property name="resource">black</property><property name="mlt_service">color</property><property name="kdenlive:playlistid">black_track</property></producer>
            <chain id="c" out="999"><property name="length">1000</property><property name="resource">a b.mp4</property><property name="mlt_service">avformat-novalidate</property><property name="kdenlive:id">4</property></chain>
            <playlist id="p0"><entry in="50" out="149" producer="c"/></playlist><playlist id="p1"/>
            <tractor id="t0"><property name="kdenlive:trackheight">67</property><track hide="audio" producer="p0"/><track hide="audio" producer="p1"/></tractor>
            <tractor id="{a}" in="0" out="99"><property name="kdenlive:uuid">{a}</property><property name="kdenlive:clipname">Inner</property><property name="kdenlive:producer_type">17</property>
             <property name="kdenlive:sequenceproperties.guides">[{"comment": "inside", "duration": 0, "pos": 30, "type": 0}, {"comment": "cut off", "pos": 5, "type": 0}]</property>
             <track producer="black"/><track producer="t0"/></tractor>
            <playlist id="p2"><blank length="60"/><entry in="10" out="70" producer="{a}"/></playlist><playlist id="p3"/>
            <tractor id="t1"><property name="kdenlive:trackheight">67</property><track hide="audio" producer="p2"/><track hide="audio" producer="p3"/></tractor>
            <tractor id="{b}" in="0" out="120"><property name="kdenlive:uuid">{b}</property><property name="kdenlive:clipname">Outer</property>
             <property name="kdenlive:sequenceproperties.guides">[{"comment": "outside", "duration": 15, "pos": 60, "type": 3}]</property>
             <track producer="black"/><track producer="t1"/></tractor>
            <playlist id="main_bin"><property name="kdenlive:docproperties.version">1.1</property><property name="kdenlive:docproperties.activetimeline">{b}</property><property name="xml_retain">1</property><entry producer="{a}"/><entry producer="{b}"/><entry producer="c"/></playlist>
            <tractor id="final"><property name="kdenlive:projectTractor">1</property><track producer="{b}"/></tractor></mlt>
            """;
        using var file = new TempFile("cut.kdenlive", Project);
        var document = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        Assert.Equal(["outside"], document.Timeline.Tracks.Markers.Select(marker => marker.Name));
        var inner = document.Timeline.Tracks.FindChildren<OpenTimelineIO.Stack>().Single();
        Assert.Equal(("Inner", 2), (inner.Name, inner.Markers.Count));
        var list = Example.Text(Example.Write(new ScreenTime.Exporters.Resolve.ResolveMarkerEdlWriter(), new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
        // Frame 30 of the sequence is the 20th that is used, and that lies at 60.
        Assert.Contains("00:00:03:05 00:00:03:06 00:00:03:05 00:00:03:06  \ninside |C:ResolveColorPurple |M:inside |D:1", list, StringComparison.Ordinal);
        Assert.DoesNotContain("cut off", list, StringComparison.Ordinal);
        Assert.Equal(Project, Example.Text(Example.Write(new KdenliveWriter(), new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _)));
    }

    [Fact]
    public void A_real_project_has_the_same_cuts_with_and_without_mixes()
    {
        var document = new KdenliveReader().Read(SharedData.Path("timelines", "kdenlive_mixes_markers.kdenlive"), new TimelineReadOptions());
        Assert.Equal((new FrameRate(25, 1), false, 0L), (document.Rate, document.DropFrame, document.StartFrame));
        Assert.Equal(["Nothing", "With Mix", "A2", "A3"], document.Timeline.Tracks.Children.Cast<Track>().Select(track => track.Name));
        Assert.Equal(["Video", "Video", "Audio", "Audio"], document.Timeline.Tracks.Children.Cast<Track>().Select(track => track.Kind));
        // Counted by hand from the playlist "playlist4".
        List<(double Start, double Source, double Length)> clips =
        [
            (0, 0, 351), (351, 2754, 425), (928, 941, 394), (1322, 1664, 648), (1970, 1335, 329), (2299, 351, 213), (2664, 564, 377), (3041, 2312, 442),
        ];
        Assert.All(document.Timeline.Tracks.Children.Cast<Track>(), track => Assert.Equal(clips, Clips(track)));
        // The five transitions, from their in, out and kdenlive:mixcut.
        Assert.Equal(
            [(13, 12), (25, 0), (0, 25), (115, 99), (44, 70)],
            document.Timeline.Tracks.Children[1] is Track mixed ? mixed.Children.OfType<Transition>().Select(mix => ((int)mix.InOffset.Value, (int)mix.OutOffset.Value)) : []);
        Assert.Equal(["Orange", "Lila"], document.Timeline.VideoTracks().First().FindClips().SelectMany(clip => clip.Markers).Select(marker => marker.Name));
    }

    [Theory]
    [InlineData("kdenlive:docproperties.guides", "main_bin")]
    [InlineData("kdenlive:sequenceproperties.guides", "sequence")]
    public void Guides_are_read_in_both_forms(string property, string owner)
    {
        var guides = $"<property name=\"{property}\">[{{\"pos\": 30, \"comment\": \"Käse &amp; Maus\", \"type\": 8}}, {{\"pos\": 40, \"comment\": \"\", \"type\": 2, \"duration\": 5}}]</property>";
        var document = Read(Project(owner == "main_bin" ? guides : "", owner == "sequence" ? guides + "<property name=\"kdenlive:uuid\">{1}</property>" : ""));
        Assert.Equal(
            [("Käse & Maus", "RED", 30, 1), ("", "CYAN", 40, 5)],
            document.Timeline.Tracks.Markers.Select(marker => (marker.Comment, marker.Color, (int)marker.MarkedRange.StartTime.Value, (int)marker.MarkedRange.Duration.Value)));
    }

    [Fact]
    public void The_oldest_guides_are_a_property_each_in_seconds() =>
        Assert.Equal([("old", 62.0)], Read(Project("<property name=\"kdenlive:guide.2.5\">old</property>", "")).Timeline.Tracks.Markers.Select(marker => (marker.Comment, marker.MarkedRange.StartTime.Value)));

    [Fact]
    public void The_open_sequence_is_read_and_others_inside_it_are_nested()
    {
        const string Sequences = """
            <mlt root="/films"><profile frame_rate_num="25" frame_rate_den="1"/>
             <producer id="p0" in="0" out="999"><property name="length">1000</property><property name="resource">a.mov</property><property name="mlt_service">avformat</property></producer>
             <playlist id="pl0"><entry producer="p0" in="100" out="199"/></playlist>
             <tractor id="{inner}" in="0" out="99"><property name="kdenlive:uuid">{inner}</property><property name="kdenlive:clipname">Scene 2</property><track producer="pl0"/></tractor>
             <playlist id="pl1"><blank length="10"/><entry producer="{inner}" in="20" out="69"/></playlist>
             <tractor id="{outer}" in="0" out="59"><property name="kdenlive:uuid">{outer}</property><property name="kdenlive:clipname">Reel 1</property><track producer="pl1"/></tractor>
             <playlist id="main_bin"><property name="kdenlive:docproperties.activetimeline">{outer}</property></playlist>
             <tractor id="tractor9"><property name="kdenlive:projectTractor">1</property><track producer="{inner}" in="0" out="99"/></tractor>
            </mlt>
            """;
        var timeline = Read(Sequences).Timeline;
        Assert.Equal("Reel 1", timeline.Name);
        var track = timeline.VideoTracks().Single();
        var nested = Assert.IsType<Stack>(track.Children[1]);
        Assert.Equal(("Scene 2", new TimeRange(20, 50, 25)), (nested.Name, nested.SourceRange));
        var clip = Assert.Single(nested.FindClips());
        Assert.Equal(("/films/a.mov", new TimeRange(100, 100, 25)), (((ExternalReference)clip.MediaReference!).TargetUrl, clip.SourceRange));
    }

    [Fact]
    public void A_proxy_stands_for_its_original()
    {
        var project = Project("", "").Replace(
            "<property name=\"resource\">a.mov</property>",
            "<property name=\"resource\">/proxy/a.mkv</property><property name=\"kdenlive:proxy\">/proxy/a.mkv</property><property name=\"kdenlive:originalurl\">/card/A001.mov</property>", StringComparison.Ordinal);
        Assert.Equal("/card/A001.mov", ((ExternalReference)Read(project).Timeline.FindClips().First().MediaReference!).TargetUrl);
    }

    internal static string Project(string bin, string sequence, string entries = """<entry producer="p0" in="00:00:01.000" out="00:00:01.960"/>""") => $$"""
        <?xml version='1.0' encoding='utf-8'?>
        <mlt LC_NUMERIC="C" root="">
         <profile frame_rate_num="25" frame_rate_den="1"/>
         <playlist id="main_bin"><property name="kdenlive:docproperties.version">1.04</property>{{bin}}</playlist>
         <producer id="black_track"><property name="length">2147483647</property><property name="resource">black</property><property name="mlt_service">color</property></producer>
         <producer id="p0" in="0" out="999"><property name="length">1000</property><property name="resource">a.mov</property><property name="mlt_service">avformat</property></producer>
         <playlist id="pl0">{{entries}}</playlist>
         <playlist id="pl1"/>
         <tractor id="t0"><property name="kdenlive:track_name">V1</property><track hide="audio" producer="pl0"/><track hide="audio" producer="pl1"/></tractor>
         <tractor id="t1" in="0" out="24">{{sequence}}<track producer="black_track"/><track producer="t0"/></tractor>
        </mlt>
        """;

    internal static TimelineDocument Read(string content)
    {
        using var file = new TempFile("cut.kdenlive", content);
        return new KdenliveReader().Read(file.Path, new TimelineReadOptions());
    }

    private static IEnumerable<(double, double, double)> Clips(Track track)
    {
        double at = 0;
        foreach (var item in track.Children.OfType<Item>())
        {
            var range = item.SourceRange!.Value;
            if (item is Clip)
                yield return (at, range.StartTime.Value, range.Duration.Value);
            at += range.Duration.Value;
        }
    }
}
