using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Markers;

public class MarkerPlanTests
{
    private static readonly TimelineDocument s_document = Example.Document();

    [Fact]
    public void Each_shot_has_a_marker_on_the_first_frame_that_shows_the_character()
    {
        var result = Result([0, 20, 50], ("tom", 5, 60), ("jerry", 20, 25), ("jerry", 30, 40));
        Assert.Equal(
            [(5, 20, "TOM"), (20, 50, "TOM + JERRY"), (50, 60, "TOM")],
            Plan(result, MarkerShapes.Avid).Select(marker => (marker.Record.Start, marker.Record.End, marker.Name)));
        // Seconds are those in which the character is seen: 30 frames for Tom, 15 for Jerry.
        Assert.Equal("TOM + JERRY 1.2 + 0.60 s", Plan(result, MarkerShapes.Avid)[1].Text);
    }

    [Fact]
    public void Each_appearance_has_a_marker_where_the_format_has_ranges()
    {
        var result = Result([0, 20, 50], ("tom", 5, 60), ("jerry", 20, 25), ("jerry", 30, 40));
        Assert.Equal(
            [(5, 60, "TOM"), (20, 25, "JERRY"), (30, 40, "JERRY")],
            Plan(result, MarkerShape.Otio).Select(marker => (marker.Record.Start, marker.Record.End, marker.Name)));
    }

    [Theory]
    [InlineData(MarkerUnit.Shot, 4)]
    [InlineData(MarkerUnit.Appearance, 3)]
    [InlineData(MarkerUnit.First, 2)]
    public void The_user_chooses_what_gets_a_marker(MarkerUnit unit, int count)
    {
        var result = Result([0, 20, 50], ("tom", 5, 60), ("jerry", 20, 25), ("jerry", 30, 40));
        Assert.Equal(count, Plan(result, MarkerShape.Otio, new MarkerSettings { Unit = unit }).Count);
    }

    [Fact]
    public void Short_markers_are_left_out_and_counted()
    {
        var notes = new List<string>();
        var result = Result([0], ("tom", 0, 12), ("jerry", 30, 31));
        var markers = MarkerPlan.Of(result, new MarkerSettings { MinimumSeconds = 0.5m, Unit = MarkerUnit.Appearance }, MarkerShape.Otio, notes);
        Assert.Empty(markers);
        Assert.Equal("2 markers shorter than 0.5 s were left out, as the marker settings say; the screen time counts them", Assert.Single(notes));
    }

    [Fact]
    public void A_template_says_what_the_house_wants()
    {
        var settings = new MarkerSettings { Name = "{id}@{start}", Comment = "{frames} = {length} in {clip}, shot {shot}, {confidence}" };
        var marker = Plan(Result([0, 20], ("tom", 30, 40)), MarkerShape.Otio, settings).Single();
        Assert.Equal("tom@10:00:01:05", marker.Name);
        Assert.Equal("10 = 00:00:00:10 in house, shot 2, 97", marker.Comment);
    }

    [Fact]
    public void Leads_choose_their_colours_first_and_nobody_shares_while_there_are_enough()
    {
        // Nine who all would be blue; the last is on screen longest.
        var cast = new Cast("c", [.. Enumerable.Range(1, 9).Select(i => new Character($"c{i}", $"C{i}", "BLUE"))]);
        var result = Example.Result(s_document, cast, [.. Enumerable.Range(1, 9).Select(i => ($"c{i}", i * 10L, (i * 10L) + i))]);
        var palette = MarkerPalette.Of(result, MarkerSettings.Default, MarkerShapes.Avid);
        var colors = cast.Characters.Select(character => palette[character]).ToList();
        Assert.Equal("BLUE", colors[8]);
        // Avid has seven beside the neutral one, which the two with the least screen time share.
        Assert.Equal(7, colors.Skip(2).Distinct().Count());
        Assert.Equal(["WHITE", "WHITE"], colors.Take(2));
    }

    [Fact]
    public void A_house_may_give_two_one_colour()
    {
        var settings = new MarkerSettings { Colors = new Dictionary<string, string> { ["tom"] = "RED", ["jerry"] = "RED" } };
        var palette = MarkerPalette.Of(Result([0], ("tom", 0, 9)), settings, MarkerShapes.Resolve);
        Assert.All(Example.Cast.Characters, character => Assert.Equal("Red", palette[character]));
    }

    [Theory]
    [InlineData("TOM 1.2 s [st:tom] 123456", "TOM 1.2 s", "tom", false, "123456")]
    [InlineData("TOM + JERRY [ST:TOM] [ST:JERRY] ABCDEF", "TOM + JERRY", "tom,jerry", false, "ABCDEF")]
    [InlineData("Screen time: x; TOM [st] [st:tom] 1a2b3c and more", "Screen time: x; TOM", "tom", true, "1a2b3c and more")]
    [InlineData("[st:tom]", "", "tom", false, "")]
    public void Knows_its_own_texts(string text, string said, string characters, bool isSummary, string digits)
    {
        var own = OwnText.Parse(text);
        Assert.NotNull(own);
        Assert.Equal((said, characters, isSummary, digits), (own.Said, string.Join(',', own.CharacterIds), own.IsSummary, own.Digits));
    }

    [Theory]
    [InlineData("[stage] left")]
    [InlineData("first [st")]
    [InlineData("[st:]")]
    public void Leaves_the_texts_of_others_alone(string text) => Assert.Null(OwnText.Parse(text));

    /// <summary>Each took minutes: tokens and blanks in many ways of matching, and a hash for each place where ours could begin.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData("", "a + ", 500_000, "[st:tom] 123456")]
    [InlineData("[st]", " ", 500_000, "[st:")]
    [InlineData("", "[st]", 500_000, "[st:")]
    [InlineData("[st] x", "[st] ", 500_000, "x [st:")]
    [InlineData("", "[st:tom", 500_000, "]")]
    public async Task A_hostile_text_occupies_nobody_for_long(string head, string part, int times, string end)
    {
        var text = head + string.Concat(Enumerable.Repeat(part, times)) + end;
        var theirs = await Task.Run(() => OwnText.Parse(text) is { } own && own.Shares("5+1", out var theirs, out _) ? theirs : "", TestContext.Current.CancellationToken);
        Assert.Equal("", theirs);
    }

    [Fact]
    public void Ours_is_parted_from_a_text_of_any_length()
    {
        var marker = Plan(Result([0], ("tom", 0, 9), ("jerry", 3, 5)), MarkerShapes.Avid)[0];
        foreach (var theirs in (string[])["a", "a + b", "a + ", string.Concat(Enumerable.Repeat("a + ", 20_000)) + "b", new string('a', 50_000)])
        {
            var ours = OwnText.Of(marker.Text, marker, "0+9");
            Assert.True(OwnText.Parse(OwnText.Behind(theirs, marker.Text, marker, "0+9"))!.Shares("0+9", out var partedTheirs, out var partedOurs));
            Assert.Equal((theirs, ours), (partedTheirs, partedOurs));
        }
    }

    [Fact]
    public void Sees_that_a_person_changed_text_or_place()
    {
        var marker = Plan(Result([0], ("tom", 0, 9)), MarkerShapes.Avid).Single();
        var text = OwnText.Of("TOM 0.36 s", marker, "0+9");
        Assert.False(OwnText.Parse(text)!.IsEdited("0+9"));
        Assert.True(OwnText.Parse(text)!.IsEdited("1+9"));
        Assert.True(OwnText.Parse(text.Replace("TOM", "TIM", StringComparison.Ordinal))!.IsEdited("0+9"));
    }

    private static IReadOnlyList<PlannedMarker> Plan(AnalysisResult result, MarkerShape shape, MarkerSettings? settings = null) =>
        MarkerPlan.Of(result, settings ?? MarkerSettings.Default, shape, []);

    private static AnalysisResult Result(long[] cuts, params (string Character, long Start, long End)[] appearances) =>
        Example.Result(s_document, Example.Cast, appearances) with
        {
            Shots = [.. cuts.Select((cut, index) => new Shot(new FrameRange(cut, index + 1 < cuts.Length ? cuts[index + 1] : 125), "house"))],
        };
}
