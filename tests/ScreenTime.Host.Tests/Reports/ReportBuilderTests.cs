using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Tests.Auditing;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Reports;

public sealed class ReportBuilderTests
{
    private static readonly FrameRate Rate = new(24, 1);

    private static AnalysisResult Result { get; } = Found.Result(
        Rate, 2400, [Found.Character("anna"), Found.Character("ben")], [("anna", 0, 600), ("ben", 480, 720), ("anna", 600, 660)], [new FrameRange(2160, 2400)]);

    [Theory]
    [InlineData(20, ThresholdVerdict.Met)]
    [InlineData(27, ThresholdVerdict.CannotBeTold)]
    [InlineData(60, ThresholdVerdict.NotMet)]
    public void A_threshold_is_met_or_not_or_cannot_be_told(int seconds, ThresholdVerdict expected)
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(Result, 300, 3), (frame, character) => character == 0 && frame < 660);
        var count = ReportBuilder.Build(Result, audit, new ReportSettings([], Threshold: new MediaTime(seconds, 1))).Rules[0].Characters[0];

        Assert.Equal(expected, count.Verdict);
        Assert.True(count.Bounds!.Lower <= count.Time!.Seconds && count.Time.Seconds <= count.Bounds.Upper);
    }

    [Fact]
    public void Unaudited_nothing_can_be_told()
    {
        var report = ReportBuilder.Build(Result, null, new ReportSettings([], Threshold: new MediaTime(1, 1)));

        Assert.True(report.IsDraft);
        Assert.All(report.Rules[0].Characters, count => Assert.Equal((ThresholdVerdict.CannotBeTold, null), (count.Verdict!.Value, count.Bounds)));
    }

    [Fact]
    public void Exclusions_are_out_of_the_figures_and_stated_beside_them()
    {
        var report = ReportBuilder.Build(Result, null, new ReportSettings([], Exclusions: ["titles=00:00:00:00-00:00:05:00", "credits=00:01:30:00-00:01:40:00"]));
        var anna = report.Rules[0].Characters[0];

        Assert.Equal((540L, 660L), (anna.Time!.Frames!.Value, anna.TimeWithExclusions!.Frames!.Value));
        Assert.Equal(2400 - 120 - 240, report.CountedFrames);
        Assert.Equal([new FrameRange(120, 660)], anna.Stretches);
    }

    [Fact]
    public void Touching_appearances_are_one_and_who_is_with_whom_is_counted_in_frames()
    {
        var report = ReportBuilder.Build(Result, null, new ReportSettings([]));

        Assert.Equal([new FrameRange(0, 660)], report.Rules[0].Characters[0].Stretches);
        Assert.Equal(new Companions("anna", "ben", 180), Assert.Single(report.Companions));
    }

    [Fact]
    public void Only_one_person_leaves_no_trace_of_the_others()
    {
        var report = ReportBuilder.Build(Result, null, new ReportSettings([], Only: ["ben"]));

        Assert.Equal(["ben"], report.Result.Cast.Characters.Select(character => character.Id));
        Assert.All(report.Appearances, item => Assert.Equal("ben", item.Appearance.CharacterId));
        Assert.Empty(report.Companions);
        Assert.Equal(240, report.Rules[0].Characters.Single().Time!.Frames);
    }

    [Fact]
    public void What_people_changed_is_listed_and_what_they_saw_is_counted()
    {
        var correction = new Correction(1, "2026-11-25T15:04:05Z", "Kim", "trim", [new Stretch("ben", new FrameRange(480, 720))], [new Stretch("ben", new FrameRange(500, 720))]);
        var corrected = new CorrectedResult(Result with { Appearances = [Result.Appearances[0], Result.Appearances[1] with { Record = new FrameRange(500, 720) }] }, [false, true], [correction]);

        var report = ReportBuilder.Build(corrected, null, new ReportSettings([]));

        Assert.Equal(new ReviewChange("Kim", "2026-11-25T15:04:05Z", "1: trim", "BEN 00:00:20:00 – 00:00:30:00", "BEN 00:00:20:20 – 00:00:30:00"), Assert.Single(report.Changes));
        Assert.Equal([new FrameRange(500, 720)], report.Reviewed);
        Assert.Empty(ReportBuilder.Build(corrected, null, new ReportSettings([], Only: ["anna"])).Changes);
    }

    [Fact]
    public void An_audit_of_another_cut_leaves_the_report_a_draft_and_says_why()
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(Result, 100, 3), (_, _) => true);
        var report = ReportBuilder.Build(Result with { Provenance = Found.Provenance with { TimelineHash = "other" } }, audit, new ReportSettings([]));

        Assert.True(report.IsDraft);
        Assert.Contains("another version of the timeline", report.Audit!.Remark, StringComparison.Ordinal);
        Assert.Null(report.Rules[0].Characters[0].Bounds);
    }

    [Fact]
    public void A_season_adds_up_what_was_counted_and_both_bounds()
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(Result, 300, 3), (frame, character) => character == 0 && frame < 660);
        var (audited, open) = (ReportBuilder.Build(Result, audit, new ReportSettings([])), ReportBuilder.Build(Result, null, new ReportSettings([])));
        var anna = SeasonTable.Of([audited, audited])[0];
        var bounds = audited.Rules[0].Characters[0].Bounds!;

        Assert.Equal(new MediaTime(55, 1), anna.Total);
        Assert.Equal((bounds.Lower + bounds.Lower, bounds.Upper + bounds.Upper), anna.Bounds);
        Assert.Null(SeasonTable.Of([audited, open])[0].Bounds);
    }
}
