using System.Text.Json;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Edl;

/// <summary>Real lists of real editors, against what the reference adapter reads of them; where it could not, against counts made by hand.</summary>
public class EdlReferenceTests
{
    [Theory]
    [InlineData("INS4_R1_010417.edl")]
    [InlineData("ISSUE_14_conform_edl_issue_03.edl")]
    [InlineData("STP R1 v082517.edl")]
    [InlineData("cdl_example01.edl")]
    [InlineData("dissolve_test_4.edl")]
    [InlineData("screening_example.edl")]
    [InlineData("speed_effects.edl")]
    public void Reads_what_the_reference_reads(string name)
    {
        var document = Read(name, "24");
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Path("timelines", name + ".expected.json")));
        Assert.Equal(expected.RootElement.GetProperty("name").GetString(), document.Timeline.Name);
        var tracks = expected.RootElement.GetProperty("tracks").GetProperty("children").EnumerateArray().ToList();
        Assert.Equal(tracks.Count, document.Timeline.Tracks.Children.Count);
        for (var t = 0; t < tracks.Count; t++)
        {
            var track = Assert.IsType<Track>(document.Timeline.Tracks.Children[t]);
            // The reference hides the record start in a negative source range.
            Assert.Equal(-tracks[t].GetProperty("source_range")[0][0].GetDouble(), document.StartFrame);
            var children = tracks[t].GetProperty("children").EnumerateArray().ToList();
            Assert.Equal(children.Select(child => child.GetProperty("schema").GetString()), track.Children.Select(child => $"{child.SchemaName}.{child.SchemaVersion}"));
            for (var i = 0; i < children.Count; i++)
                AssertSame(children[i], track.Children[i]);
        }

        AssertMarkers(tracks[0], document);
        Assert.Equal(new RationalTime(document.StartFrame, 24), document.Timeline.GlobalStartTime);
    }

    [Theory]
    [InlineData("file32.edl", "29.97", true, "01:00:00;00", 9, 3, 1425)]
    [InlineData("test_25.edl", "25", false, "00:00:00:00", 15, 3, 4022)]
    [InlineData("cmx3600.edl", "59.94", false, "00:00:00:00", 251, 0, 72284)]
    public void Reads_what_the_reference_cannot(string name, string rate, bool drop, string start, int clips, int warps, int frames)
    {
        var document = Read(name, rate);
        Assert.Equal(drop, document.DropFrame);
        Assert.Equal(start, document.TimecodeOf(0));
        Assert.Equal(clips, document.Timeline.FindClips().Count());
        Assert.Equal(warps, document.Timeline.FindClips().Count(clip => clip.Effects.OfType<LinearTimeWarp>().Any()));
        Assert.Equal(frames, document.Timeline.VideoTracks().First().Duration().Value);
    }

    [Fact]
    public void Reads_resolves_marker_list_as_markers()
    {
        var document = Read("tcmagik_resolve_markers.edl", "24");
        Assert.Equal("resolve-edl", document.FormatId);
        Assert.Equal(9, document.Timeline.Tracks.Markers.Count);
        var first = document.Timeline.Tracks.Markers[0];
        Assert.Equal(("Marker 1", "Poil noire gauche cadre sur visage acteur", "YELLOW"), (first.Name, first.Comment, first.Color));
        Assert.Equal("01:00:18:06", document.TimecodeOf((long)first.MarkedRange.StartTime.Value));
        var numbered = document.Timeline.Tracks.Markers.Single(marker => marker.Name == "Yellow Marker");
        Assert.Equal("test 25:01", numbered.Comment);
        Assert.Equal(601, numbered.MarkedRange.Duration.Value);
        Assert.Equal("Tache claire en haut a gauche et en bas", document.Timeline.Tracks.Markers.Single(marker => marker.Name == "Marker 72").Comment);
    }

    private static TimelineDocument Read(string name, string rate) => new EdlReader().Read(SharedData.Path("timelines", name), TempFile.Options(rate));

    private static void AssertSame(JsonElement expected, Composable actual)
    {
        if (actual is Transition transition)
        {
            Assert.Equal(expected.GetProperty("name").GetString(), transition.Name);
            Assert.Equal(expected.GetProperty("type").GetString(), transition.TransitionType);
            Assert.Equal(Time(expected.GetProperty("in_offset")), transition.InOffset);
            Assert.Equal(Time(expected.GetProperty("out_offset")), transition.OutOffset);
            return;
        }

        var item = Assert.IsAssignableFrom<Item>(actual);
        if (item is Clip)
            Assert.Equal(expected.GetProperty("name").GetString(), item.Name);
        Assert.Equal(Range(expected.GetProperty("source_range")), item.SourceRange);
        Assert.Equal(Range(expected.GetProperty("range_in_parent")), item.RangeInParent());
        Assert.Equal(Range(expected.GetProperty("visible_range")), item.VisibleRange());
        Assert.Equal(
            expected.GetProperty("effects").EnumerateArray().Select(effect => (effect.GetProperty("schema").GetString(), effect.GetProperty("time_scalar").GetDouble())),
            item.Effects.Select(effect => ((string?)effect.SchemaName, ((LinearTimeWarp)effect).TimeScalar)));
    }

    private static void AssertMarkers(JsonElement track, TimelineDocument document)
    {
        // The reference puts the record timecode of a locator into the clip's source time; here it is record time on the timeline.
        var expected = track.GetProperty("children").EnumerateArray()
            .Where(child => child.TryGetProperty("markers", out _))
            .SelectMany(child => child.GetProperty("markers").EnumerateArray())
            .Select(marker => (marker.GetProperty("name").GetString(), marker.GetProperty("color").GetString(), marker.GetProperty("range")[0][0].GetDouble()));
        Assert.Equal(expected, document.Timeline.Tracks.Markers.Select(marker => ((string?)marker.Name, (string?)marker.Color, marker.MarkedRange.StartTime.Value + document.StartFrame)));
    }

    private static RationalTime Time(JsonElement element) => new(element[0].GetDouble(), element[1].GetDouble());

    private static TimeRange Range(JsonElement element) => new(Time(element[0]), Time(element[1]));
}
