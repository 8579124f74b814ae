using System.Text.Json;
using OpenTimelineIO;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Xmeml;

/// <summary>Real files of Final Cut Pro 7, Resolve and Premiere, against what the reference adapter reads of them.</summary>
public class XmemlReferenceTests
{
    [Theory]
    [InlineData("Final Cut Pro XMEML.xml", 25, false)]
    [InlineData("Final Cut Pro XMEML 2.xml", 60, false)]
    [InlineData("premiere_example.xml", 30, false)]
    public void Reads_what_the_reference_reads(string name, int rate, bool drop)
    {
        var document = Read(name);
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Path("timelines", name + ".expected.json")));
        Assert.Equal((new FrameRate(rate, 1), drop), (document.Rate, document.DropFrame));
        Assert.Equal(expected.RootElement.GetProperty("name").GetString(), document.Timeline.Name);
        Assert.Equal(Time(expected.RootElement.GetProperty("global_start_time")), document.Timeline.GlobalStartTime);
        AssertSame(expected.RootElement.GetProperty("tracks"), document.Timeline.Tracks);
    }

    [Fact]
    public void A_nested_sequence_is_read_which_the_reference_leaves_empty()
    {
        var document = Read("premiere_example.xml");
        var nested = document.Timeline.VideoTracks().ElementAt(1).Children.OfType<Stack>().Single();
        Assert.Equal(["sc01_sh010_anim.mov", "sc01_sh030_anim.mov"], nested.FindClips().Select(clip => clip.Name));
        Assert.Equal(new TimeRange(100, 220, 30), ((Item)((Track)nested.Children[0]).Children[1]).RangeInParent());
    }

    [Fact]
    public void Premieres_start_is_its_frame_number_and_a_string_that_contradicts_it_is_named() =>
        Assert.Contains(Read("premiere_example.xml").Assumptions, sentence => sentence.Contains("begins at frame 8497, which is 00:04:43:07, and says 00;04;43;15", StringComparison.Ordinal));

    private static TimelineDocument Read(string name) => new XmemlReader().Read(SharedData.Path("timelines", name), new TimelineReadOptions());

    private static void AssertSame(JsonElement expected, Composable actual)
    {
        Assert.Equal(expected.GetProperty("schema").GetString(), $"{actual.SchemaName}.{actual.SchemaVersion}");
        Assert.Equal(expected.GetProperty("name").GetString(), actual.Name);
        if (actual is Transition transition)
        {
            Assert.Equal(expected.GetProperty("type").GetString(), transition.TransitionType);
            Assert.Equal((Time(expected.GetProperty("in_offset")), Time(expected.GetProperty("out_offset"))), (transition.InOffset, transition.OutOffset));
            return;
        }

        var item = Assert.IsAssignableFrom<Item>(actual);
        Assert.Equal(Range(expected, "source_range"), item.SourceRange);
        if (item.Parent is not null)
            Assert.Equal(Range(expected, "range_in_parent"), item.RangeInParent());
        Assert.Equal(expected.GetProperty("enabled").GetBoolean(), item.Enabled);
        Assert.Equal(expected.GetProperty("effects").EnumerateArray().Select(effect => effect.GetProperty("name").GetString()), item.Effects.Select(effect => (string?)effect.Name));
        Assert.Equal(
            expected.GetProperty("markers").EnumerateArray().Select(marker => (marker.GetProperty("name").GetString(), Range(marker, "range"), marker.GetProperty("color").GetString())),
            item.Markers.Select(marker => ((string?)marker.Name, (TimeRange?)marker.MarkedRange, (string?)marker.Color)));
        if (item is Clip clip && expected.GetProperty("available_range").ValueKind == JsonValueKind.Array)
            Assert.Equal(Range(expected, "available_range"), clip.MediaReference!.AvailableRange);
        if (actual is not Composition composition || !expected.TryGetProperty("children", out var children))
            return;
        // The reference leaves a sequence that is nested by its id empty.
        if (composition is Stack && composition.Parent is not null)
            return;
        Assert.Equal(children.GetArrayLength(), composition.Children.Count);
        foreach (var (child, i) in children.EnumerateArray().Select((child, i) => (child, i)))
            AssertSame(child, composition.Children[i]);
    }

    private static TimeRange? Range(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Array } range ? new TimeRange(Time(range[0]), Time(range[1])) : null;

    private static RationalTime Time(JsonElement element) => new(element[0].GetDouble(), element[1].GetDouble());
}
