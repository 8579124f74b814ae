using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Avid;

public class AvidMarkerTests
{
    [Theory]
    [InlineData("Editor\t01:01:07:21\tV1\tred\tText", 1)]
    [InlineData("Editor\t01:01:07:21\tV1\tred\tText\t12", 12)]
    [InlineData("Editor\t01:01:07:21\tV1\tred\tText\t12\t", 12)]
    [InlineData("Editor\t01:01:07:21\tV1\tred\tText\t\t\tOrange", 1)]
    public void Reads_five_to_eight_columns(string line, long frames)
    {
        var document = Read(line + "\r\n", "25");
        var marker = Assert.Single(document.Timeline.Tracks.Markers);
        Assert.Equal(("01:01:07:21", "Text", "RED", frames), (document.TimecodeOf(0), marker.Name, marker.Color, (long)marker.MarkedRange.Duration.Value));
        Assert.Equal(line + "\r\n", Example.Text(Example.Write(new AvidMarkerWriter(), document, null)));
    }

    [Fact]
    public void A_semicolon_says_drop_frame()
    {
        var document = Read("A\t01:00:59;29\tV1\tred\tone\t1\nA\t01:01:00;02\tTC1\tgreen\ttwo\t1\n", "29.97");
        Assert.True(document.DropFrame);
        Assert.Equal([0.0, 1], document.Timeline.Tracks.Markers.Select(marker => marker.MarkedRange.StartTime.Value));
        Assert.Contains("29.97 and 59.94 only", Assert.Throws<UserException>(() => Read("A\t01:00:59;23\tV1\tred\tone\n", "25")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A\t01:00:00:00\tV1\tred\n", "line 1 has 4 columns and needs 5")]
    [InlineData("A\t01:00:00:00\tV1\tred\tx\n\nA\tlater\tV1\tred\tx\n", "line 3 has \"later\" where its timecode belongs")]
    [InlineData("A\t01:00:00:30\tV1\tred\tx\n", "line 1 has the impossible timecode 01:00:00:30")]
    [InlineData("A\t01:00:00:00\tV1\tred\tx\tlong\n", "line 1 has \"long\" where its length in frames belongs")]
    [InlineData("A\t24:00:00:00\tV1\tred\tx\n", "line 1 has the impossible timecode 24:00:00:00: hours end at 23")]
    [InlineData("\n", "has no markers")]
    public void Names_the_line_that_is_malformed(string content, string message) =>
        Assert.Contains(message, Assert.Throws<UserException>(() => Read(content, "25")).Message, StringComparison.Ordinal);

    [Fact]
    public void Leniently_malformed_lines_are_skipped_and_named()
    {
        using var file = new TempFile("cut.avid.txt", "A\t01:00:00:00\tV1\tred\tone\nA\tlater\tV1\tred\tx\nA\t01:00:00:30\tV1\tred\tx\n");
        var document = new AvidMarkerReader().Read(file.Path, TempFile.Options("25") with { Lenient = true });
        Assert.Single(document.Timeline.Tracks.Markers);
        Assert.Equal(["line 2", "line 3"], document.Assumptions.Where(sentence => sentence.StartsWith("skipped: ", StringComparison.Ordinal)).Select(sentence => sentence["skipped: cut.avid.txt ".Length..][..6]));
    }

    [Fact]
    public void A_list_over_midnight_goes_on_the_next_day_and_settles_at_once()
    {
        var document = Example.Document() with { StartFrame = ((24 * 3600) - 2) * 25 };
        var result = Example.Result(document, Example.Cast, ("tom", 10, 20), ("jerry", 30, 40), ("tom", 60, 70));
        var written = Example.Text(Example.Write(new AvidMarkerWriter(), document, result));
        Assert.Contains("ScreenTime\t00:00:00:10\t", written, StringComparison.Ordinal);

        var read = Read(written, "25");
        Assert.Equal("23:59:58:00", read.TimecodeOf(0));
        Assert.Equal([0.0, 10, 30, 60], read.Timeline.Tracks.Markers.Select(marker => marker.MarkedRange.StartTime.Value));
        Assert.Equal(written, Example.Text(Example.Write(new AvidMarkerWriter(), Example.Export(read, result), out var notes)));
        Assert.Empty(notes);
    }

    [Fact]
    public void Asks_for_the_rate() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => Read("A\t01:00:00:00\tV1\tred\tx\n", null)).ExitCode);

    [Fact]
    public void A_second_run_replaces_its_own_and_keeps_others_and_what_a_person_edited()
    {
        var document = Example.Document();
        var result = Example.Result(document, Example.Cast, ("tom", 10, 20), ("jerry", 30, 40), ("tom", 50, 60));
        var written = Example.Text(Example.Write(new AvidMarkerWriter(), document, result));
        var edited = "Ann\t10:00:00:01\tV2\tgreen\tmine\t1\t\tForest\r\n" + written.Replace("10:00:01:05", "10:00:01:07", StringComparison.Ordinal);
        var read = Read(edited, "25", "10:00:00:00");

        var again = Example.Text(Example.Write(new AvidMarkerWriter(), Example.Export(read, Example.Result(read, Example.Cast, ("tom", 11, 21))), out var notes));
        Assert.Contains("Ann\t10:00:00:01\tV2\tgreen\tmine\t1\t\tForest\r\n", again, StringComparison.Ordinal);
        Assert.Contains("10:00:01:07", again, StringComparison.Ordinal);
        Assert.Contains("10:00:00:11", again, StringComparison.Ordinal);
        Assert.DoesNotContain("10:00:00:10", again, StringComparison.Ordinal);
        Assert.Contains("a person edited it", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sixth_column_is_the_length_of_the_marker_in_frames()
    {
        var document = Example.Document();
        document.Timeline.Tracks.Markers.Add(new Marker { Name = "half a second at 24", MarkedRange = new TimeRange(new RationalTime(40, 25), new RationalTime(12, 24)) });
        document.Timeline.Tracks.Markers.Add(new Marker { Name = "none", MarkedRange = new TimeRange(41, 0, 25) });
        document.Timeline.Tracks.Markers.Add(new Marker { Name = "endless", MarkedRange = new TimeRange(new RationalTime(42, 25), new RationalTime(double.PositiveInfinity, 25)) });
        var written = Example.Text(Example.Write(new AvidMarkerWriter(), new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
        Assert.Equal([("check: too dark", "1"), ("half a second at 24", "13"), ("none", "1"), ("endless", "1")], written.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(columns => (columns[4], columns[5])));
        Assert.Equal([1.0, 13, 1, 1], Read(written, "25").Timeline.Tracks.Markers.Select(marker => marker.MarkedRange.Duration.Value));
    }

    [Fact]
    public void Markers_go_to_the_track_that_was_chosen()
    {
        var document = Example.Document();
        var export = Example.Export(document, Example.Result(document)) with { Markers = new MarkerSettings { AvidTrack = "TC1" } };
        Assert.All(
            Example.Text(Example.Write(new AvidMarkerWriter(), export, out _)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal("TC1", line.Split('\t')[2]));
    }

    private static TimelineDocument Read(string content, string? rate, string? start = null)
    {
        using var file = new TempFile("cut.avid.txt", content);
        return new AvidMarkerReader().Read(file.Path, TempFile.Options(rate, start: start));
    }
}
