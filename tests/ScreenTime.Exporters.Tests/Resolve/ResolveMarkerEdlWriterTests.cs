using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Resolve;

public class ResolveMarkerEdlWriterTests
{
    private static readonly ResolveMarkerEdlWriter s_writer = new();

    [Fact]
    public void Makes_one_marker_of_those_that_share_a_frame()
    {
        var document = Example.Document();
        var text = Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("jerry", 10, 20), ("tom", 10, 40))));
        Assert.Matches(@"10:00:00:10 10:00:00:11 10:00:00:10 10:00:00:11  \nTOM \+ JERRY 1\.2 \+ 0\.40 s \[st:tom\] \[st:jerry\] [0-9a-f]{6} \|C:ResolveColorBlue \|M:TOM \+ JERRY \|D:30\n", text);
    }

    [Fact]
    public void Keeps_the_syntax_whatever_a_name_holds()
    {
        var cast = new Cast("c", [new Character("r2", "3|PO\n|D:9", "CYAN")]);
        var document = Example.Document();
        var text = Example.Text(Example.Write(s_writer, document, Example.Result(document, cast, ("r2", 30, 55))));
        Assert.Matches(@"\n- 3 PO  D:9 1\.0 s \[st:r2\] [0-9a-f]{6} \|C:ResolveColorCyan \|M:3 PO  D:9 \|D:25\n", text);
    }

    [Fact]
    public void Writes_further_lists_for_what_does_not_fit_into_999_events()
    {
        var document = Example.Document();
        var result = Example.Result(document, Example.Cast, [.. Enumerable.Range(1, 1100).Select(i => ("tom", i * 2L, (i * 2L) + 1))]);
        var files = new ExportedFiles();
        var notes = ((ITimelineWriter)s_writer).Write(Example.Export(document, result), files);
        Assert.Equal(["_01.resolve.edl", "_02.resolve.edl"], files.Texts.Keys);
        Assert.Equal([999, 102], files.Texts.Values.Select(text => text.Split("|D:").Length - 1));
        // The summary is the first of them, and each list is numbered from 1.
        Assert.All(files.Texts.Values, text => Assert.Contains("\n001  001      V", text, StringComparison.Ordinal));
        Assert.Contains("there are 1101: they are in 2 files, _01 to _02; import all", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_one_stream_for_what_needs_two_files()
    {
        var document = Example.Document();
        var result = Example.Result(document, Example.Cast, [.. Enumerable.Range(1, 1100).Select(i => ("tom", i * 2L, (i * 2L) + 1))]);
        Assert.Throws<UserException>(() => Example.Write(s_writer, document, result));
    }

    [Fact]
    public void Is_read_again_as_it_was_written()
    {
        var document = Example.Document();
        var read = Example.Reread(s_writer, document, Example.Result(document));
        Assert.Equal("resolve-edl", read.FormatId);
        Assert.Equal([(0.0, 30.0, "SCREEN TIME + TOM + JERRY"), (60, 25, "JERRY"), (96, 1, "TOM")],
            read.Timeline.Tracks.Markers.Select(marker => (marker.MarkedRange.StartTime.Value, marker.MarkedRange.Duration.Value, marker.Name)));
    }

    [Fact]
    public void Cleaning_a_list_of_markers_keeps_those_of_others()
    {
        using var file = new TempFile("markers.edl", """
            TITLE: a

            001  001      V     C        01:00:18:06 01:00:18:07 01:00:18:06 01:00:18:07  
            dark |C:ResolveColorYellow |M:Marker 1 |D:7

            002  001      V     C        01:00:20:20 01:00:20:21 01:00:20:20 01:00:20:21  
            TOM 1.0 s [st:tom] |C:ResolveColorGreen |M:TOM |D:1

            """);
        var document = new EdlReader().Read(file.Path, TempFile.Options("24"));
        Assert.Equal(
            "TITLE: a\n\n001  001      V     C        01:00:18:06 01:00:18:07 01:00:18:06 01:00:18:07  \ndark |C:ResolveColorYellow |M:Marker 1 |D:7\n\n",
            Example.Text(Example.Write(s_writer, document, null)));
    }
}
