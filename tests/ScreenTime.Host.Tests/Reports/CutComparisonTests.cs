using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Reports;

public sealed class CutComparisonTests
{
    private static readonly FrameRate Rate = new(24, 1);

    [Fact]
    public void A_shot_that_moved_is_no_difference()
    {
        var old = Cut([("a", 0, 100), ("b", 0, 100)], [("anna", 0, 100)]);
        var fresh = Cut([("b", 0, 100), ("a", 0, 100)], [("anna", 100, 200)]);

        var anna = Compare(old, fresh);

        Assert.Empty(anna.Shots);
        Assert.Equal((anna.Old, MediaTime.Zero), (anna.New, anna.Repeated));
    }

    [Fact]
    public void What_is_cut_off_a_shot_and_what_is_new_are_named_with_their_shots()
    {
        var old = Cut([("a", 0, 100), ("b", 0, 100)], [("anna", 0, 200)]);
        var fresh = Cut([("a", 0, 60), ("b", 0, 100), ("c", 0, 50)], [("anna", 0, 210)]);

        var anna = Compare(old, fresh);

        Assert.Collection(
            anna.Shots,
            lost => Assert.Equal((false, new FrameRange(0, 100), "a", ShotDifference.Footage, 40L), (lost.InNew, lost.Record, lost.ClipName, lost.Why, lost.Frames)),
            gained => Assert.Equal((true, new FrameRange(160, 210), "c", ShotDifference.Footage, 50L), (gained.InNew, gained.Record, gained.ClipName, gained.Why, gained.Frames)));
        Assert.Equal(MediaTime.FromFrames(10, Rate), anna.New - anna.Old);
        Assert.Equal(MediaTime.Zero, anna.Repeated);
    }

    [Fact]
    public void The_same_footage_found_differently_is_told_apart_from_footage_that_is_new()
    {
        var old = Cut([("a", 0, 100)], [("anna", 0, 50)]);
        var fresh = Cut([("a", 0, 100)], [("anna", 0, 100)]);

        Assert.Equal((true, ShotDifference.Finding), (Compare(old, fresh).Shots.Single().InNew, Compare(old, fresh).Shots.Single().Why));
    }

    [Fact]
    public void Footage_that_is_shown_twice_is_stated_as_such()
    {
        var old = Cut([("a", 0, 100)], [("anna", 0, 100)]);
        var fresh = Cut([("a", 0, 100), ("b", 0, 10), ("a", 0, 100)], [("anna", 0, 100), ("anna", 110, 210)]);

        var anna = Compare(old, fresh);

        Assert.Empty(anna.Shots);
        Assert.Equal(MediaTime.FromFrames(100, Rate), anna.Repeated);
    }

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(-1, 6, 11)]
    [InlineData(-2.5, 1, 9)]
    [InlineData(0.3, 4, 0)]
    [InlineData(0, 2, 7)]
    public void A_shot_that_plays_at_another_speed_is_known_again_whichever_of_its_frames_was_looked_at(double speed, int looked, int lookedThen)
    {
        var old = Cut([("a", 200, 12, speed, [looked])], [("anna", 0, 12)]);
        var fresh = Cut([("b", 0, 30, 1, [15]), ("a", 200, 12, speed, [lookedThen])], [("anna", 30, 42)]);

        var anna = Compare(old, fresh);

        Assert.Empty(anna.Shots);
        Assert.Equal(MediaTime.Zero, anna.Repeated);
    }

    [Fact]
    public void What_is_cut_off_a_shot_that_plays_backwards_is_footage_that_is_gone()
    {
        var old = Cut([("a", 200, 12, -1, [6])], [("anna", 0, 12)]);
        var fresh = Cut([("a", 197, 9, -1, [4])], [("anna", 0, 9)]);

        var lost = Assert.Single(Compare(old, fresh).Shots);

        Assert.Equal((false, ShotDifference.Footage, 3L), (lost.InNew, lost.Why, lost.Frames));
    }

    [Fact]
    public void A_result_of_an_older_version_that_does_not_say_what_its_shots_show_is_refused()
    {
        var old = Cut([("a", 0, 100)], [("anna", 0, 100)]);
        old = old with { Shots = [.. old.Shots.Select(shot => shot with { Footage = null })] };

        var exception = Assert.Throws<UserException>(() => Compare(old, Cut([("a", 0, 100)], [("anna", 0, 100)])));

        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains("run the analysis again", exception.Message, StringComparison.Ordinal);
    }

    private static CharacterDifference Compare(AnalysisResult old, AnalysisResult fresh) =>
        CutComparison.Of(ReportBuilder.Build(old, null, new ReportSettings([])), old, ReportBuilder.Build(fresh, null, new ReportSettings([])), fresh).Single();

    private static AnalysisResult Cut((string Media, long In, long Length)[] shots, (string, long, long)[] appearances) =>
        Cut([.. shots.Select(shot => (shot.Media, shot.In, shot.Length, 1.0, new[] { shot.Length / 4, shot.Length * 3 / 4 }))], appearances);

    private static AnalysisResult Cut((string Media, long In, long Length, double Speed, long[] Looked)[] shots, (string, long, long)[] appearances)
    {
        var (laid, samples, at) = (new List<Shot>(), new List<Sample>(), 0L);
        foreach (var (media, start, length, factor, looked) in shots)
        {
            var speed = new MediaTime((long)(factor * 10), 10);
            var first = new MediaTime((2 * start) + 1, 48);
            laid.Add(new Shot(new FrameRange(at, at + length), media) { Footage = new ShotFootage(media, first, speed) });
            foreach (var offset in looked)
            {
                // A sample has the time at which the media's frame begins.
                var shown = (first + speed.Scale(offset, 24)).FloorToFrame(Rate);
                samples.Add(new Sample(at + offset, new FrameRange(at + offset, at + offset + 1), media, MediaTime.FromFrames(shown, Rate), media, 0, false, 0, [1f]));
            }

            at += length;
        }

        return Found.Result(Rate, at, [Found.Character("anna")], appearances, null, laid) with { Samples = samples };
    }
}
