using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Markers;

/// <summary>Markers on a frame where somebody else's is: both are there, neither is moved, and ours come off again.</summary>
public class SharedFrameTests
{
    private const string Resolve = "TITLE: a\n\n001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01  \n |C:ResolveColorRed |M:theirs |D:9\n\n002  001      V     C        01:00:04:00 01:00:04:01 01:00:04:00 01:00:04:01  \nlook here |C:ResolveColorBlue |M:x |D:1\n\n";
    private const string Avid = "ANN\t01:00:00:00\tV1\tred\ttheirs\t9\t\tForest\r\nANN\t01:00:04:00\tV2\tred\tother track\t1\r\n";

    [Fact]
    public void Resolves_list_keeps_theirs_and_names_ours_behind_it() => AssertShared(
        Resolve, ".edl", new EdlReader(), new ResolveMarkerEdlWriter(), "+ TOM 1.2 s [st:tom]");

    [Fact]
    public void Avids_list_keeps_theirs_and_names_ours_behind_it() => AssertShared(
        Avid, ".avid.txt", new AvidMarkerReader(), new AvidMarkerWriter(), "theirs + TOM 1.2 s [st:tom]");

    [Fact]
    public void A_guide_without_a_text_and_with_a_length_keeps_both()
    {
        var project = Kdenlive.KdenliveReaderTests.Project("<property name=\"kdenlive:docproperties.guides\">[{\"pos\": 0, \"duration\": 7, \"type\": 3}]</property>", "");
        using var file = new TempFile("cut.kdenlive", project);
        var document = new KdenliveReader().Read(file.Path, new TimelineReadOptions());
        var result = Example.Result(document, Example.Cast, ("tom", 0, 5)) with { Totals = [] };
        var first = Example.Write(new KdenliveWriter(), document, result);
        using var again = new TempFile("again.kdenlive", first);
        var read = new KdenliveReader().Read(again.Path, new TimelineReadOptions());
        Assert.Equal(["", "+ TOM 0.20 s [st:tom]"], read.Timeline.Tracks.Markers.Select(marker => marker.Comment.Length > 0 ? "+ " + marker.Comment[..^7] : ""));
        Assert.Equal(first, Example.Write(new KdenliveWriter(), read, result));
        Assert.DoesNotContain("[st", Example.Text(Example.Write(new KdenliveWriter(), read, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_run_numbers_Shotcuts_markers_as_the_first_did()
    {
        var document = Example.Document();
        using var file = new TempFile("cut.mlt", Example.Write(new MltWriter(), document, Example.Result(document)));
        var read = new MltReader().Read(file.Path, new TimelineReadOptions());
        using var second = new TempFile("again.mlt", Example.Write(new MltWriter(), read, Example.Result(read)));
        var twice = new MltReader().Read(second.Path, new TimelineReadOptions());
        Assert.Equal(File.ReadAllBytes(second.Path), Example.Write(new MltWriter(), twice, Example.Result(twice)));
    }

    [Fact]
    public void Markers_of_clips_reach_formats_that_have_them_on_the_timeline_alone()
    {
        var document = Example.Document();
        var garden = document.Timeline.FindClips().Single(clip => clip.Name == "garden");
        // 15 frames into a clip that begins at frame 50, whatever its speed; and one that is trimmed away.
        garden.Markers.Add(new Marker { Name = "on clip", Comment = "two words", Color = "RED", MarkedRange = new TimeRange(1015, 1, 25) });
        garden.Markers.Add(new Marker { Name = "trimmed away", MarkedRange = new TimeRange(900, 1, 25) });
        // The dissolve to it begins five frames before its cut.
        garden.Markers.Add(new Marker { Name = "in the dissolve", Color = "RED", MarkedRange = new TimeRange(995, 1, 25) });
        garden.Markers.Add(new Marker { Name = "trimmed away before it", MarkedRange = new TimeRange(994, 1, 25) });
        var export = new TimelineExport(document, null, null) { KeepOwnMarkers = true };
        Assert.Contains("* LOC: 10:00:02:15 RED     on clip: two words", Example.Text(Example.Write(new EdlWriter(), export, out _)), StringComparison.Ordinal);
        Assert.Contains("10:00:02:15 10:00:02:16 10:00:02:15 10:00:02:16  \ntwo words |C:ResolveColorRed |M:on clip |D:1", Example.Text(Example.Write(new ResolveMarkerEdlWriter(), export, out _)), StringComparison.Ordinal);
        Assert.Contains("\t10:00:02:15\tV1\tred\ton clip: two words\t1", Example.Text(Example.Write(new AvidMarkerWriter(), export, out _)), StringComparison.Ordinal);
        Assert.Contains("* LOC: 10:00:01:20 RED     in the dissolve", Example.Text(Example.Write(new EdlWriter(), export, out _)), StringComparison.Ordinal);
        Assert.Contains("\"pos\": 65", Example.Text(Example.Write(new KdenliveWriter(), export, out _)), StringComparison.Ordinal);
        Assert.All([new EdlWriter(), new ResolveMarkerEdlWriter(), (ITimelineWriter)new AvidMarkerWriter()], writer => Assert.DoesNotContain("trimmed", Example.Text(Example.Write(writer, export, out _)), StringComparison.Ordinal));
    }

    [Fact]
    public void A_note_that_begins_with_a_bar_is_the_same_at_every_run()
    {
        // Found by fuzzing: the bar, which Resolve's tags begin with, becomes a space, and the reader takes no spaces before a note.
        const string List = "TITLE: a\n\n001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01  \n |word\nmore |C:ResolveColorRed |M:a |D:1\n\n";
        var first = Example.Write(new ResolveMarkerEdlWriter(), TempFile.ReadEdl(List, "25"), null);
        Assert.Contains("\nword more |C:ResolveColorRed |M:a |D:1\n", Example.Text(first), StringComparison.Ordinal);
        Assert.Equal(first, Example.Write(new ResolveMarkerEdlWriter(), TempFile.ReadEdl(Example.Text(first), "25"), null));
    }

    [Fact]
    public void Two_of_ours_that_a_person_put_onto_one_frame_stand_for_both_at_every_run()
    {
        var document = Example.Document();
        var result = Example.Result(document, Example.Cast, ("tom", 10, 20), ("jerry", 30, 40));
        var edited = Example.Text(Example.Write(new ResolveMarkerEdlWriter(), document, result))
            .Replace("10:00:00:10", "10:00:02:00", StringComparison.Ordinal).Replace("10:00:01:05", "10:00:02:00", StringComparison.Ordinal);
        var first = Example.Write(new ResolveMarkerEdlWriter(), TempFile.ReadEdl(edited, "25", start: "10:00:00:00"), result);
        Assert.Equal(2, Example.Text(first).Split("[st:tom]").Length);
        Assert.Equal(first, Example.Write(new ResolveMarkerEdlWriter(), TempFile.ReadEdl(Example.Text(first), "25", start: "10:00:00:00"), result));
    }

    [Fact]
    public void Ours_behind_a_note_without_end_is_still_ours()
    {
        // Found by fuzzing: what was cut off was ours.
        var list = $"TITLE: a\n\n001  001      V     C        10:00:00:00 10:00:00:01 10:00:00:00 10:00:00:01  \n{new string('x', 5000)} |C:ResolveColorRed |M:a |D:1\n\n";
        var result = Example.Result(Example.Document(), Example.Cast, ("tom", 0, 20));
        var first = Example.Write(new ResolveMarkerEdlWriter(), TempFile.ReadEdl(list, "25"), result);
        Assert.Contains("[st:tom]", Example.Text(first), StringComparison.Ordinal);
        Assert.Equal(first, Example.Write(new ResolveMarkerEdlWriter(), TempFile.ReadEdl(Example.Text(first), "25"), result));
    }

    [Fact]
    public void A_list_over_midnight_goes_on_the_next_day()
    {
        const string List = "TITLE: a\n\n001  001      V     C        23:59:59:00 23:59:59:01 23:59:59:00 23:59:59:01  \na |C:ResolveColorRed |M:a |D:1\n\n002  001      V     C        00:00:01:00 00:00:01:01 00:00:01:00 00:00:01:01  \nb |C:ResolveColorRed |M:b |D:1\n\n";
        var document = TempFile.ReadEdl(List, "25");
        Assert.Equal([0.0, 50.0], document.Timeline.Tracks.Markers.Select(marker => marker.MarkedRange.StartTime.Value));
        Assert.Equal(List, Example.Text(Example.Write(new ResolveMarkerEdlWriter(), document, null)));
    }

    [Theory]
    [InlineData("edl")]
    [InlineData("resolve-edl")]
    [InlineData("avid")]
    [InlineData("kdenlive")]
    [InlineData("mlt")]
    [InlineData("xmeml")]
    public void Who_looks_for_one_character_alone_keeps_the_marker_that_names_another_besides(string format)
    {
        var (ending, reader, writer) = format switch
        {
            "edl" => (".edl", new EdlReader(), new EdlWriter()),
            "resolve-edl" => (".edl", new EdlReader(), new ResolveMarkerEdlWriter()),
            "avid" => (".avid.txt", new AvidMarkerReader(), new AvidMarkerWriter()),
            "kdenlive" => (".kdenlive", new KdenliveReader(), new KdenliveWriter()),
            "mlt" => (".mlt", new MltReader(), new MltWriter()),
            _ => (".xml", (ITimelineReader)new XmemlReader(), (ITimelineWriter)new XmemlWriter()),
        };
        var document = Example.Document();
        using var file = new TempFile("cut" + ending, Example.Write(writer, document, Both(document, Example.Cast)));
        var first = reader.Read(file.Path, TempFile.Options("25"));
        var alone = Example.Write(writer, first, Both(first, Example.Cast with { Characters = [.. Example.Cast.Characters.Where(character => character.Id == "tom")] }));
        Assert.Contains("[st:jerry]", Example.Text(alone), StringComparison.Ordinal);
        Assert.Contains("[st:tom]", Example.Text(alone), StringComparison.Ordinal);

        using var again = new TempFile("again" + ending, alone);
        var second = reader.Read(again.Path, TempFile.Options("25"));
        // Shotcut's markers are numbered on from those that stay.
        Assert.Equal(Words(File.ReadAllBytes(file.Path)), Words(Example.Write(writer, second, Both(second, Example.Cast))));

        static IEnumerable<string> Words(byte[] written) =>
            Example.Text(written).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith("name=", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        static AnalysisResult Both(TimelineDocument document, Cast cast) =>
            Example.Result(document, cast, [.. cast.Characters.Where(character => character.Id is "tom" or "jerry").Select(character => (character.Id, 0, 60))]) with { Totals = [] };
    }

    private static void AssertShared(string list, string ending, ITimelineReader reader, ITimelineWriter writer, string text)
    {
        using var file = new TempFile("cut" + ending, list);
        var document = reader.Read(file.Path, TempFile.Options("25"));
        var result = Example.Result(document, Example.Cast, ("tom", 0, 30), ("jerry", 50, 60)) with { Totals = [] };
        var first = Example.Write(writer, document, result);
        Assert.Contains(text, Example.Text(first), StringComparison.Ordinal);
        Assert.Contains("theirs", Example.Text(first), StringComparison.Ordinal);

        using var again = new TempFile("again" + ending, first);
        var read = reader.Read(again.Path, TempFile.Options("25"));
        // Theirs, ours on the same frame, ours alone, theirs.
        Assert.Equal([0.0, 0, 50, 100], read.Timeline.Tracks.Markers.Select(marker => marker.MarkedRange.StartTime.Value));
        Assert.Equal(first, Example.Write(writer, read, result));
        Assert.Equal(list, Example.Text(Example.Write(writer, read, null)));
    }
}
