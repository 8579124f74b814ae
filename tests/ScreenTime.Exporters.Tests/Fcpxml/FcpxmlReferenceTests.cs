using System.Text.Json;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Fcpxml;

/// <summary>
/// Real documents of Final Cut Pro and Resolve. The reference adapter truncates rates and so invents gaps: names, order and nesting are compared with what it reads, times with the document's own fractions.
/// </summary>
public class FcpxmlReferenceTests
{
    [Theory]
    [InlineData("29.97d.fcpxml")]
    [InlineData("FCPXML_1_9.fcpxml")]
    [InlineData("CompoundClipSample.fcpxml")]
    public void Names_order_and_nesting_are_the_references(string name)
    {
        var document = Read(name);
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Path("timelines", name + ".expected.json")));
        var timeline = expected.RootElement.TryGetProperty("tracks", out _) ? expected.RootElement : expected.RootElement.GetProperty("children")[0];
        Assert.Equal(timeline.GetProperty("name").GetString(), document.Timeline.Name);
        AssertSame(timeline.GetProperty("tracks"), document.Timeline.Tracks, name == "CompoundClipSample.fcpxml");
    }

    [Theory]
    [InlineData("29.97d.fcpxml", 30000, 1001, true, 887)]
    [InlineData("FCPXML_1_9.fcpxml", 25, 1, false, 96098)]
    [InlineData("CompoundClipSample.fcpxml", 24000, 1001, false, 6587)]
    [InlineData("TimelineSample.fcpxml", 24000, 1001, false, 3120)]
    public void Rates_and_lengths_are_exact(string name, int numerator, int denominator, bool drop, int frames)
    {
        var document = Read(name);
        Assert.Equal((new FrameRate(numerator, denominator), drop), (document.Rate, document.DropFrame));
        var length = document.Timeline.Duration();
        Assert.Equal(frames, MediaTime.FromValue(length.Value, length.Rate).RoundToFrame(document.Rate));
    }

    [Theory]
    [InlineData("29.97d.fcpxml")]
    [InlineData("FCPXML_1_9.fcpxml")]
    [InlineData("TimelineSample.fcpxml")]
    public void Each_clip_of_the_primary_storyline_lies_where_the_document_says(string name)
    {
        var document = Read(name);
        var spine = XDocument.Load(document.Path).Descendants("project").Single().Descendants("spine").First();
        var track = document.Timeline.VideoTracks().Single(track => track.Name == "0");
        var items = track.Children.OfType<Item>().ToList();
        var elements = spine.Elements().Where(element => element.Name.LocalName != "transition").ToList();
        Assert.Equal(elements.Count, items.Count);
        var start = Frames((string?)spine.Parent!.Attribute("tcStart") ?? "0s", document.Rate);
        foreach (var (element, item) in elements.Zip(items))
        {
            var range = item.RangeInParent();
            Assert.Equal(Frames((string)element.Attribute("offset")!, document.Rate) - start, range.StartTime.ToSeconds() * document.Rate.Value, 4);
            Assert.Equal(Frames((string)element.Attribute("duration")!, document.Rate), range.Duration.ToSeconds() * document.Rate.Value, 4);
        }
    }

    [Fact]
    public void Hand_checked_counts_of_the_document_that_the_reference_cannot_read()
    {
        var timeline = Read("TimelineSample.fcpxml").Timeline;
        Assert.Equal(["-1", "-1", "0", "1", "2"], timeline.Tracks.Children.Select(track => track.Name));
        // 66 clips in storylines, 2 connected ones, 2 titles and one connected asset-clip.
        Assert.Equal(71, timeline.FindClips().Count());
        Assert.Equal(2, timeline.FindClips().Count(clip => clip.MediaReference is GeneratorReference));
        Assert.Equal(23, timeline.FindChildren<Transition>().Count());
        Assert.Equal(19, timeline.FindClips().Count(clip => clip.Effects.OfType<LinearTimeWarp>().Any()));
        Assert.Equal(25, timeline.FindClips().Sum(clip => clip.Markers.Count));
        Assert.False(timeline.FindClips().Single(clip => clip.MediaReference is GeneratorReference && clip.Parent!.Name == "0").Enabled);
        // "Piping MS": local 903903/24000 s in a map from 679679/31440 s → 679679/24000 s at 131 %.
        var piping = timeline.FindClips().Single(clip => clip.Name == "Piping MS.mov");
        Assert.Equal(1.31, Assert.IsType<LinearTimeWarp>(piping.Effects[0]).TimeScalar, 5);
        Assert.Equal(903903 / 24000.0 * 1.31, piping.SourceRange!.Value.StartTime.ToSeconds(), 3);
        // Backwards: what is used lies before where the clip begins.
        var signage = timeline.FindClips().Single(clip => clip.Name == "Signage 3.mov");
        Assert.Equal(-1, Assert.IsType<LinearTimeWarp>(signage.Effects[0]).TimeScalar, 6);
    }

    private static double Frames(string time, FrameRate rate)
    {
        var parts = time.TrimEnd('s').Split('/');
        return (parts.Length == 1 ? double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)
            : double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) / double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)) * rate.Value;
    }

    private static TimelineDocument Read(string name) => new FcpxmlReader().Read(SharedData.Path("timelines", name), new TimelineReadOptions());

    private static void AssertSame(JsonElement expected, Composition actual, bool anyOrder)
    {
        // Gaps are the reference's own; transitions it does not read.
        var children = expected.GetProperty("children").EnumerateArray().Where(child => child.GetProperty("schema").GetString() is not "Gap.1").ToList();
        var own = actual.Children.Where(child => child is Item and not Gap).ToList();
        var names = children.Select(child => $"{child.GetProperty("schema").GetString()} {child.GetProperty("name").GetString()}");
        var owns = own.Select(child => $"{child.SchemaName}.{child.SchemaVersion} {child.Name}");
        // Its clips of one lane lie in the order of the document, which for connected clips is not that of time.
        if (anyOrder)
            (names, owns) = (names.Order(StringComparer.Ordinal), owns.Order(StringComparer.Ordinal));
        Assert.Equal(names, owns);
        foreach (var (child, composable) in children.Zip(own))
        {
            if (composable is Track track)
                Assert.Equal(child.GetProperty("kind").GetString(), track.Kind);
            if (composable is Composition composition)
                AssertSame(child, composition, anyOrder);
        }
    }
}
