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

    private static CharacterDifference Compare(AnalysisResult old, AnalysisResult fresh) =>
        CutComparison.Of(ReportBuilder.Build(old, null, new ReportSettings([])), old, ReportBuilder.Build(fresh, null, new ReportSettings([])), fresh).Single();

    private static AnalysisResult Cut((string Media, long In, long Length)[] shots, (string, long, long)[] appearances)
    {
        var (laid, samples, at) = (new List<Shot>(), new List<Sample>(), 0L);
        foreach (var (media, start, length) in shots)
        {
            laid.Add(new Shot(new FrameRange(at, at + length), media));
            foreach (var offset in new[] { length / 4, length * 3 / 4 })
            {
                var middle = new MediaTime((2 * (start + offset)) + 1, 48);
                samples.Add(new Sample(at + offset, new FrameRange(at + offset, at + offset + 1), media, middle, media, 0, false, 0, [1f]));
            }

            at += length;
        }

        return Found.Result(Rate, at, [Found.Character("anna")], appearances, null, laid) with { Samples = samples };
    }
}
