using System.Text.Json;
using OpenTimelineIO;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Otio;

public class OtioWriterTests
{
    private static readonly OtioWriter s_writer = new();

    /// <summary>OTIO has no place for drop frame. A start on a whole second shows it; where it does not, that is said when a timeline is converted.</summary>
    [Theory]
    [InlineData(107892, true, false)]
    [InlineData(108000, false, false)]
    [InlineData(109690, true, true)]
    [InlineData(107892, false, true)]
    public void What_does_not_say_that_it_drops_frames_is_told(long start, bool drop, bool isTold)
    {
        var document = Example.Document() with { Rate = new FrameRate(30000, 1001), DropFrame = drop, StartFrame = start };
        _ = Example.Write(new OtioWriter(), new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out var notes);
        Assert.Equal(isTold, notes.Any(note => note.Contains($"give --start {document.TimecodeOf(0)} when it is read again", StringComparison.Ordinal)));
        _ = Example.Write(new OtioWriter(), new TimelineExport(document, null, null), out var quiet);
        Assert.DoesNotContain(quiet, note => note.Contains("drops frames", StringComparison.Ordinal));
    }

    /// <summary>A start that the user told is the file's no longer, or it had none.</summary>
    [Theory]
    [InlineData(null, 90000, 90000.0, 25.0)]
    [InlineData(0.0, 90000, 90000.0, 25.0)]
    [InlineData(86400.0, 90000, 86400.0, 24.0)]
    public void The_start_that_the_document_has_is_written(double? inFile, long start, double written, double rate)
    {
        var document = Example.Document() with { StartFrame = start };
        document.Timeline.GlobalStartTime = inFile is { } value ? new RationalTime(value, 24) : null;
        foreach (var target in (OtioTarget[])[OtioTarget.Portable, OtioTarget.Resolve])
        {
            using var stream = new MemoryStream(Example.Write(new OtioWriter(target), new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _));
            var read = OtioJson.Read<Timeline>(stream).GlobalStartTime!.Value;
            Assert.Equal((written, rate), (read.Value, read.Rate));
        }
    }

    [Fact]
    public void Writes_one_portable_marker_an_appearance_on_the_stack()
    {
        var document = Example.Document();
        using var json = JsonDocument.Parse(Example.Write(s_writer, document, Example.Result(document)));
        var markers = json.RootElement.GetProperty("tracks").GetProperty("markers").EnumerateArray()
            .Where(marker => marker.GetProperty("name").GetString() is "TOM" or "JERRY").ToList();
        Assert.Equal(4, markers.Count);
        var jerry = markers[2];
        Assert.Equal("Marker.2", jerry.GetProperty("OTIO_SCHEMA").GetString());
        Assert.Equal("JERRY 1.0 s, confidence 97 %", jerry.GetProperty("comment").GetString());
        Assert.Equal("ORANGE", jerry.GetProperty("color").GetString());
        Assert.Equal((60.0, 25.0), (Value(jerry, "start_time"), Value(jerry, "duration")));
        var metadata = jerry.GetProperty("metadata");
        Assert.Equal("screentime tj jerry run-1", string.Join(' ', new[] { "tool", "cast", "character", "run" }.Select(key => metadata.GetProperty("screentime").GetProperty(key).GetString())));
        Assert.Equal(0.97, metadata.GetProperty("screentime").GetProperty("confidence").GetDouble());
        Assert.Equal(JsonValueKind.Array, metadata.GetProperty("Resolve_OTIO").GetProperty("Keywords").ValueKind);
        Assert.Equal("JERRY 1.0 s, confidence 97 %", metadata.GetProperty("Resolve_OTIO").GetProperty("Note").GetString());
        Assert.Equal("6", metadata.GetProperty("kdenlive").GetProperty("type").GetRawText());
        var figures = json.RootElement.GetProperty("metadata").GetProperty("screentime").GetProperty("casts").GetProperty("tj");
        Assert.Equal([31, 37], figures.GetProperty("characters").EnumerateArray().Select(character => character.GetProperty("frames").GetInt32()));

        static double Value(JsonElement marker, string part) => marker.GetProperty("marked_range").GetProperty(part).GetProperty("value").GetDouble();
    }

    [Fact]
    public void Sums_up_in_one_marker_on_the_first_frame()
    {
        var document = Example.Document();
        var read = Example.Reread(s_writer, document, Example.Result(document));
        var summary = Assert.Single(read.Timeline.Tracks.Markers, marker => marker.Name == "SCREEN TIME");
        Assert.Equal(new TimeRange(0, 1, 25), summary.MarkedRange);
        Assert.Equal("Screen time: TOM 1.2 s (0:00:01:06, 24.8 %); JERRY 1.5 s (0:00:01:12, 29.6 %)", summary.Comment);
    }

    [Fact]
    public void Leaves_everything_else_as_it_was()
    {
        var document = Example.Document();
        var read = Example.Reread(s_writer, document, Example.Result(document)).Timeline;
        Assert.Equal("check", read.Tracks.Markers[0].Name);
        read.Tracks.Markers.Clear();
        read.Metadata.Remove("screentime");
        var before = Example.Document().Timeline;
        before.Tracks.Markers.Clear();
        Assert.True(read.IsEquivalentTo(before));
    }

    [Fact]
    public void Never_touches_the_document_that_was_read()
    {
        var document = Example.Document();
        Example.Write(s_writer, document, Example.Result(document));
        Assert.True(document.Timeline.IsEquivalentTo(Example.Document().Timeline));
    }

    [Fact]
    public void Replaces_its_own_markers_and_no_one_elses()
    {
        var first = Example.Reread(s_writer, Example.Document(), Example.Result(Example.Document()));
        var other = Example.Cast with { Id = "other" };
        var both = Example.Reread(s_writer, first, Example.Result(first, other, ("tom", 3, 5)));
        Assert.Equal(1 + 5 + 2, both.Timeline.Tracks.Markers.Count);
        var third = Example.Write(s_writer, Example.Export(both, Example.Result(both, Example.Cast, ("jerry", 1, 2))), out var notes);
        Assert.Empty(notes);
        var markers = OtioJson.Read<Timeline>(Example.Text(third)).Tracks.Markers;
        Assert.Equal(["check", "SCREEN TIME", "TOM", "SCREEN TIME", "JERRY"], markers.Select(marker => marker.Name));
    }

    [Fact]
    public void Writes_the_same_bytes_the_second_time()
    {
        var document = Example.Document();
        var once = Example.Write(s_writer, document, Example.Result(document));
        var again = Example.Reread(s_writer, document, Example.Result(document));
        Assert.Equal(Example.Text(once), Example.Text(Example.Write(s_writer, again, Example.Result(document))));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("comment")]
    [InlineData("color")]
    [InlineData("range")]
    public void Keeps_and_reports_a_marker_that_a_person_edited(string what)
    {
        var document = Example.Reread(s_writer, Example.Document(), Example.Result(Example.Document()));
        var edited = document.Timeline.Tracks.Markers.Last(marker => marker.Name == "JERRY");
        if (what == "name")
            edited.Name = "JERRY?";
        else if (what == "comment")
            edited.Comment += " (no, a shadow)";
        else if (what == "color")
            edited.Color = "PINK";
        else
            edited.MarkedRange = new TimeRange(62, 20, 25);
        var written = Example.Write(s_writer, Example.Export(document, Example.Result(document)), out var notes);
        var markers = OtioJson.Read<Timeline>(Example.Text(written)).Tracks.Markers;
        // It stands for the appearance that it was written for, so that is not marked again.
        Assert.Equal(document.Timeline.Tracks.Markers.Count, markers.Count);
        Assert.Contains(markers, marker => marker.IsEquivalentTo(edited));
        var note = Assert.Single(notes);
        Assert.Contains(edited.Name, note, StringComparison.Ordinal);
        Assert.Contains(what == "range" ? "10:00:02:12" : "10:00:02:10", note, StringComparison.Ordinal);

        Example.Write(s_writer, Example.Export(document, null), out notes);
        Assert.Single(notes);
    }

    [Fact]
    public void Cleaning_restores_the_document_byte_for_byte()
    {
        var original = OtioJson.Write(Example.Document().Timeline);
        var document = Example.Reread(s_writer, Example.Document(), Example.Result(Example.Document()));
        document = Example.Reread(s_writer, document, Example.Result(document, Example.Cast with { Id = "second" }, ("tom", 0, 9)));
        Assert.Equal(original, Example.Text(Example.Write(s_writer, document, null)));
    }

    [Fact]
    public void Counts_from_where_a_trimmed_stack_begins()
    {
        var document = Example.Document();
        document.Timeline.Tracks.SourceRange = new TimeRange(20, 60, 25);
        var read = Example.Reread(s_writer, document, Example.Result(document, Example.Cast, ("tom", 3, 5)));
        Assert.Equal(new TimeRange(23, 2, 25), read.Timeline.Tracks.Markers.Single(marker => marker.Name == "TOM").MarkedRange);
    }
}
