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
        Assert.Contains("10:00:00:10 10:00:00:11 10:00:00:10 10:00:00:11  \nTOM 1.2 s [st:tom], JERRY 0.40 s [st:jerry] |C:ResolveColorBlue |M:TOM + JERRY |D:30\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_syntax_whatever_a_name_holds()
    {
        var cast = new Cast("c", [new Character("r2", "3|PO\n|D:9", "CYAN")]);
        var document = Example.Document();
        var text = Example.Text(Example.Write(s_writer, document, Example.Result(document, cast, ("r2", 30, 55))));
        Assert.Contains("\n- 3 PO  D:9 1.0 s [st:r2] |C:ResolveColorCyan |M:3 PO  D:9 |D:25\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_does_not_fit_into_999_events()
    {
        var document = Example.Document();
        var result = Example.Result(document, Example.Cast, [.. Enumerable.Range(1, 1100).Select(i => ("tom", i * 2L, (i * 2L) + 1))]);
        var text = Example.Text(Example.Write(s_writer, Example.Export(document, result), out var notes));
        Assert.Equal(999, text.Split("|D:").Length - 1);
        // The summary is the first of them.
        Assert.Contains("holds 999 markers and this one has 1101: those from 10:01:19:23 on are missing", Assert.Single(notes), StringComparison.Ordinal);
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
