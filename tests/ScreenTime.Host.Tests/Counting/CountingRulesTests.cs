using CsCheck;
using ScreenTime.Host.Appearances;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Counting;

public sealed class CountingRulesTests
{
    private static readonly FrameRate Film = new(24000, 1001);

    private static readonly FrameRate[] Rates =
        [Film, new(24, 1), new(25, 1), new(30000, 1001), new(30, 1), new(48, 1), new(50, 1), new(60000, 1001), new(60, 1), new(25, 2)];

    private static readonly Cast Pair = new("cast", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "YELLOW")]);

    private static readonly Gen<FrameRange> Ranges = Gen.Select(Gen.Long[-30, 330], Gen.Long[0, 60], (start, length) => new FrameRange(start, start + length));

    [Fact]
    public void The_tutorial_looks_at_every_whole_fps_th_frame_from_the_first()
    {
        Assert.Equal([0L, 23, 46, 69, 92], CountingRules.TutorialFrames(new FrameRange(0, 100), Film));
        Assert.Equal([10L, 35, 60, 85], CountingRules.TutorialFrames(new FrameRange(10, 86), new FrameRate(25, 1)));
        Assert.Equal([0L, 59, 118], CountingRules.TutorialFrames(new FrameRange(0, 119), new FrameRate(60000, 1001)));
        Assert.Equal([0L, 12, 24], CountingRules.TutorialFrames(new FrameRange(0, 25), new FrameRate(25, 2)));
        Assert.Empty(CountingRules.TutorialFrames(new FrameRange(5, 5), Film));
    }

    [Theory]
    [InlineData(24000, 1001, 4.2)]
    [InlineData(30000, 1001, 3.3)]
    [InlineData(60000, 1001, 1.6)]
    [InlineData(24, 1, 0)]
    [InlineData(25, 1, 0)]
    [InlineData(30, 1, 0)]
    public void The_tutorial_counts_more_seconds_than_there_are_where_the_rate_is_not_whole(int numerator, int denominator, double percent)
    {
        var rate = new FrameRate(numerator, denominator);
        var programme = new FrameRange(0, new MediaTime(10 * 3600, 1).FloorToFrame(rate));
        var readings = Readings(CountingRules.TutorialFrames(programme, rate), _ => [1f, 0f]);
        var totals = CountingRules.Count(Pair, rate, programme, [Appearance("tom", programme)], [], readings);
        var counted = Total(totals, "tom", CountingRules.Tutorial).Seconds;
        var real = Total(totals, "tom", CountingRules.Visible).Seconds;
        Assert.Equal(percent, Math.Round(((counted.Seconds / real.Seconds) - 1) * 100, 1));
    }

    [Fact]
    public void The_tutorials_text_states_its_over_count() =>
        Assert.Contains("over-counts: by 4.2 % at 23.976", CountingRules.Texts[CountingRules.Tutorial], StringComparison.Ordinal);

    [Fact]
    public void The_text_of_the_visible_rule_states_its_parameters() =>
        Assert.Contains("bridge 0 frames, minimum run 1 frame", CountingRules.Texts[CountingRules.Visible], StringComparison.Ordinal);

    [Fact]
    public void The_tutorial_gives_a_frame_to_one_character_at_most()
    {
        float[][] said = [[0.9f, 0.8f], [0.6f, 0.7f], [0.4f, 0.49f], [0.5f, 0.1f], [0f, 1f], [0.2f, 0.2f]];
        var programme = new FrameRange(0, 24 * said.Length);
        var rate = new FrameRate(24, 1);
        var readings = Readings(CountingRules.TutorialFrames(programme, rate), frame => said[frame / 24]);
        var totals = CountingRules.Count(Pair, rate, programme, [], [], readings);
        Assert.Equal((new MediaTime(2, 1), 2), Counted(totals, "tom"));
        Assert.Equal((new MediaTime(2, 1), 2), Counted(totals, "jerry"));
        Assert.All(totals.Where(total => total.RuleId == CountingRules.Tutorial), total => Assert.Null(total.Frames));
    }

    [Fact]
    public void The_tutorial_gives_a_frame_of_two_equals_to_the_same_one_in_every_order()
    {
        var turned = Pair with { Characters = [.. Pair.Characters.Reverse()] };
        foreach (var cast in (Cast[])[Pair, turned])
        {
            var totals = CountingRules.Count(cast, Film, new FrameRange(0, 1), [], [], Readings([0], _ => [1f, 1f]));
            Assert.Equal(1, Counted(totals, "jerry").Count);
            Assert.Equal(0, Counted(totals, "tom").Count);
        }
    }

    [Fact]
    public void The_tutorial_counts_no_frame_that_could_not_be_read_and_says_how_many_there_were()
    {
        var programme = new FrameRange(0, 24 * 5);
        var rate = new FrameRate(24, 1);
        // Second 1 failed; second 2 lies in offline media, so nothing was read; second 3 shows a title above offline media; second 4 is a gap.
        var readings = new FrameReadings([Sample(0, [1f, 0f]), Sample(24, null), Sample(72, [1f, 0f])]);
        var totals = CountingRules.Count(
            Pair, rate, programme, [], [new Unknown(new FrameRange(40, 60), "offline"), new Unknown(new FrameRange(70, 90), "offline")], readings);
        Assert.Equal((new MediaTime(1, 1), 1), Counted(totals, "tom"));
        Assert.Equal(new MediaTime(3, 1), Total(totals, "tom", CountingRules.Tutorial).UnknownSeconds);
    }

    [Fact]
    public void Visible_time_is_every_frame_in_any_appearance_counted_once() =>
        Gen.Select(Ranges.Array[0, 8], Ranges.Array[0, 5], Gen.Int[0, Rates.Length - 1], Ranges).Sample(
            (toms, holes, which, programme) =>
            {
                var rate = Rates[which];
                var totals = CountingRules.Count(
                    Pair, rate, programme, [.. toms.Select(range => Appearance("tom", range))], [.. holes.Select(range => new Unknown(range, "offline"))], Readings([], _ => []));
                var tom = Total(totals, "tom", CountingRules.Visible);
                var frames = Frames(programme).Count(frame => toms.Any(range => range.Contains(frame)));
                var unknown = Frames(programme).Count(frame => holes.Any(range => range.Contains(frame)));
                var runs = Frames(programme).Count(frame => toms.Any(range => range.Contains(frame))
                    && (frame == programme.Start || !toms.Any(range => range.Contains(frame - 1))));
                Assert.Equal(frames, tom.Frames);
                Assert.Equal(new MediaTime((Int128)frames * rate.Denominator, rate.Numerator), tom.Seconds);
                Assert.Equal(runs, tom.Appearances);
                Assert.Equal(new MediaTime((Int128)unknown * rate.Denominator, rate.Numerator), tom.UnknownSeconds);
                Assert.Equal(0, Total(totals, "jerry", CountingRules.Visible).Frames);
            },
            iter: 3000);

    [Fact]
    public void Nothing_is_bridged_and_no_run_is_too_short()
    {
        var totals = CountingRules.Count(
            Pair, Film, new FrameRange(0, 100), [Appearance("tom", new(10, 20)), Appearance("tom", new(21, 22)), Appearance("tom", new(22, 30))], [], Readings([], _ => []));
        var tom = Total(totals, "tom", CountingRules.Visible);
        Assert.Equal((19L, 2), (tom.Frames!.Value, tom.Appearances));
        Assert.Equal(new MediaTime(19 * 1001, 24000), tom.Seconds);
    }

    [Fact]
    public void Characters_that_share_a_frame_both_have_it()
    {
        var totals = CountingRules.Count(
            Pair, Film, new FrameRange(0, 100), [Appearance("tom", new(10, 60)), Appearance("jerry", new(40, 80))], [], Readings([], _ => []));
        Assert.Equal(50, Total(totals, "tom", CountingRules.Visible).Frames);
        Assert.Equal(40, Total(totals, "jerry", CountingRules.Visible).Frames);
    }

    [Fact]
    public void Totals_come_by_character_in_the_casts_order_and_then_by_rule()
    {
        var totals = CountingRules.Count(Pair, Film, new FrameRange(0, 100), [], [], Readings([], _ => []));
        Assert.Equal(
            [("tom", CountingRules.Tutorial), ("tom", CountingRules.Visible), ("jerry", CountingRules.Tutorial), ("jerry", CountingRules.Visible)],
            totals.Select(total => (total.CharacterId, total.RuleId)));
        Assert.Equal(CountingRules.Texts.Keys.Order(StringComparer.Ordinal), CountingRules.Texts.Keys);
    }

    private static IEnumerable<long> Frames(FrameRange range)
    {
        for (var frame = range.Start; frame < range.End; frame++)
            yield return frame;
    }

    private static (MediaTime Seconds, int Count) Counted(IReadOnlyList<ScreenTimeTotal> totals, string id)
    {
        var total = Total(totals, id, CountingRules.Tutorial);
        return (total.Seconds, total.Appearances);
    }

    private static ScreenTimeTotal Total(IReadOnlyList<ScreenTimeTotal> totals, string id, string rule) =>
        totals.Single(total => total.CharacterId == id && total.RuleId == rule);

    private static Appearance Appearance(string id, FrameRange record) => new(id, record, 0.9, "clip", "", "", record.Start);

    private static FrameReadings Readings(IEnumerable<long> frames, Func<long, float[]> read) => new(frames.Select(frame => Sample(frame, read(frame))));

    private static Sample Sample(long frame, float[]? probabilities) =>
        new(frame, new FrameRange(frame, frame + 1), "hash", MediaTime.Zero, "clip", 0, false, 1, probabilities);
}
