using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Tests.Auditing;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Reports;

public sealed class ReportBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-builder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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
    public void What_a_person_put_into_unknown_time_counts_for_nobody()
    {
        var result = Result with { Appearances = [.. Result.Appearances, new Appearance("ben", new FrameRange(2100, 2300), 1, "a", "", "", 2200)] };

        Assert.Equal(240 + 60, ReportBuilder.Build(result, null, new ReportSettings([])).Rules[0].Characters[1].Time!.Frames);
    }

    [Fact]
    public void A_copy_for_one_person_says_nothing_of_the_others_in_passing()
    {
        var moved = "This looks otherwise: ANNA +0.10, BEN -0.20 (log-odds).";
        Correction[] log =
        [
            new(1, "2026-11-25T15:04:05Z", "Kim", "trim", [new Stretch("ben", new FrameRange(480, 720))], [new Stretch("ben", new FrameRange(500, 720))], Note: "as Anna asked"),
            new(2, "2026-11-25T15:05:05Z", "Kim", "undo", [], [], Undoes: 1),
        ];
        var corrected = new CorrectedResult(Result with { Assumptions = [moved] }, [false, false, false], log);

        var ben = ReportBuilder.Build(corrected, null, new ReportSettings([], Only: ["ben"]));
        Assert.Equal("This looks otherwise: BEN -0.20 (log-odds).", Assert.Single(ben.Result.Assumptions));
        Assert.Equal(["trim ", "undo "], ben.Changes.Select(change => $"{change.Action} {change.Note}"));
        var anna = ReportBuilder.Build(corrected, null, new ReportSettings([], Only: ["anna"]));
        Assert.Equal("This looks otherwise: ANNA +0.10 (log-odds).", Assert.Single(anna.Result.Assumptions));
        Assert.Empty(anna.Changes);
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

        Assert.Equal(new ReviewChange(1, "Kim", "2026-11-25T15:04:05Z", "trim", "BEN 00:00:20:00 – 00:00:30:00", "BEN 00:00:20:20 – 00:00:30:00"), Assert.Single(report.Changes));
        Assert.Equal([false, true], report.Appearances.Select(item => item.IsReviewed));
        Assert.Equal([0L, 220L], report.Rules[0].Characters.Select(line => line.ReviewedFrames));
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
    public void What_the_programme_cuts_off_an_appearance_takes_its_source_timecode_along()
    {
        var result = Result with { Appearances = [Result.Appearances[0] with { SourceStart = "01:00:00:00", SourceEnd = "01:00:25:00", EvidenceFrame = 10 }] };

        var appearance = ReportBuilder.Build(result, null, new ReportSettings([], Programme: "00:00:05:00-00:01:40:00")).Appearances.Single().Appearance;

        Assert.Equal((new FrameRange(120, 600), "", "01:00:25:00"), (appearance.Record, appearance.SourceStart, appearance.SourceEnd));
        Assert.True(appearance.Record.Contains(appearance.EvidenceFrame));
    }

    [Fact]
    public void Rules_per_scene_need_scenes_and_bridge_within_them_alone()
    {
        var rule = File("own.json", """{ "schema": 1, "id": "own", "counts": "visible", "bridge": "10/1", "minimumRun": "0/1", "within": "scene", "text": { "en": { "name": "Own", "summary": "Ours.", "guide": [] } } }""");
        var result = Found.Result(Rate, 2400, [Found.Character("anna")], [("anna", 0, 100), ("anna", 200, 300), ("anna", 400, 500)]);

        Assert.Contains("--scenes", Assert.Throws<UserException>(() => ReportBuilder.Build(result, null, new ReportSettings([rule]))).Message, StringComparison.Ordinal);
        var report = ReportBuilder.Build(result, null, new ReportSettings([rule], Scenes: File("scenes.csv", "scene,in,out\n1,00:00:00:00,00:00:14:14\n2,00:00:14:14,\n")));
        Assert.Equal([new FrameRange(0, 300), new FrameRange(400, 500)], report.Rules[0].Characters[0].Stretches);
        Assert.Equal(["1 [0, 350)", "2 [350, 2400)"], report.Scenes!.Scenes.Select(scene => $"{scene.Name} {scene.Record}"));
    }

    [Theory]
    [InlineData("shot,in\na,00:00:00:00\n", "columns scene, in and out")]
    [InlineData("scene,in\n", "no scenes")]
    [InlineData("scene,in,out\na,00:00:00:00,00:00:10:00\nb,00:00:05:00,\n", "overlap")]
    [InlineData("scene,in,out\na,00:00:10:00,00:00:10:00\n", "empty")]
    [InlineData("scene,in\na,later\n", "line 2")]
    [InlineData("scene,in\na,09:00:00:00\n", "outside the timeline")]
    [InlineData("scene,in\n,00:00:00:00\n", "has a name")]
    public void A_list_of_scenes_that_is_wrong_gets_one_sentence(string csv, string words)
    {
        var failure = Assert.Throws<UserException>(() => ReportBuilder.Build(Result, null, new ReportSettings([], Scenes: File("scenes.csv", csv))));

        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_frames_of_the_tutorials_rule_are_named_and_a_count_that_nobody_can_repeat_is_refused()
    {
        Sample At(long frame, float p) => new(frame, new FrameRange(frame, frame + 24), "m", new MediaTime(frame, 24), "a", 0, false, 0, [p]);
        var seen = Found.Result(Rate, 96, [Found.Character("anna")], [("anna", 0, 48)]) with
        {
            Samples = [At(0, 0.9f), At(24, 0.8f), At(48, 0.1f), At(72, 0.1f)],
            Totals = [new ScreenTimeTotal("anna", CountingRules.Tutorial, null, new MediaTime(2, 1), 2, MediaTime.Zero)],
        };
        // As a breakdown leaves it that says that she is not there in the first shot.
        var weighed = seen with { Totals = [seen.Totals[0] with { Seconds = new MediaTime(1, 1) }] };

        Assert.Equal([0L, 24], ReportBuilder.Build(seen, null, new ReportSettings([CountingRules.Tutorial])).Rules[0].Characters[0].SampledFrames);
        var failure = Assert.Throws<UserException>(() => ReportBuilder.Build(weighed, null, new ReportSettings(["visible-v1", CountingRules.Tutorial])));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains("nobody can repeat", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faces_are_counted_where_the_analysis_looked_for_them()
    {
        var report = ReportBuilder.Build(People, null, new ReportSettings(["visible-v1", "face-v1"]));

        Assert.Equal([240L, null], report.Rules[0].Characters.Select(line => line.FaceFrames));
        Assert.Equal([240L, null], report.Rules[1].Characters.Select(line => line.Time?.Frames));
        Assert.Equal(new FaceRecord("anna", [new FrameRange(0, 200), new FrameRange(620, 660)]), Assert.Single(report.Faces), (a, b) => a.CharacterId == b.CharacterId && a.Record.SequenceEqual(b.Record));
    }

    [Fact]
    public void An_audit_bounds_the_rule_by_whose_text_it_was_answered_and_no_other()
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(People, 300, 3, CountingRuleFile.Read("face-v1", "en")), (frame, _) => frame < 200);
        var report = ReportBuilder.Build(People, audit, new ReportSettings(["visible-v1", "face-v1"]));

        Assert.False(report.IsDraft);
        Assert.All(report.Rules[0].Characters, line => Assert.Null(line.Bounds));
        Assert.NotNull(report.Rules[1].Characters[0].Bounds);
        Assert.True(ReportBuilder.Build(People, audit, new ReportSettings(["visible-v1"])).IsDraft);
        Assert.Contains("bridges", Assert.Throws<UserException>(() => AuditSample.Draw(People, 300, 3, CountingRuleFile.Read("bridged-v1", "en"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_a_draft_where_the_audit_bounds_none_of_its_rules()
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(Result, 300, 3), (frame, _) => frame < 660);
        var own = File("own.json", """{ "schema": 1, "id": "own", "counts": "visible", "bridge": "0/1", "minimumRun": "0/1", "within": "timeline", "text": { "en": { "name": "Own", "summary": "Only if seen from the front.", "guide": [] } } }""");

        // The own rule looks at the same, but the sample was not answered by its text.
        Assert.All((string[])[own, "bridged-v1"], rule =>
        {
            var report = ReportBuilder.Build(Result, audit, new ReportSettings([rule]));
            Assert.True(report.IsDraft);
            Assert.Contains("none of those that are counted", report.Audit!.Remark, StringComparison.Ordinal);
        });
        Assert.False(ReportBuilder.Build(Result, audit, new ReportSettings([own, "visible-v1"])).IsDraft);
    }

    [Fact]
    public void Figures_of_reduced_precision_are_a_draft_whatever_was_audited()
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(Result, 300, 3), (frame, _) => frame < 660);
        var provenance = Found.Provenance with { Device = Found.Provenance.Device with { Precision = "int8" } };
        var report = ReportBuilder.Build(Result with { Provenance = provenance }, audit, new ReportSettings([]));

        Assert.True(report.IsDraft);
        Assert.Contains("reduced precision (int8)", report.Audit!.Remark, StringComparison.Ordinal);
        Assert.Null(report.Rules[0].Characters[0].Bounds);
    }

    [Fact]
    public void A_performer_has_the_union_of_all_looks_and_one_that_is_somebody_elses_too_is_uncertain()
    {
        var result = Result with { Castings = [new Casting("anna", "Kim", "Queen", [], null, null), new Casting("ben", "Kim", "Young queen", [], null, null), new Casting("ben", "Lee", "Young queen", [], null, null)] };
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(result, 2400, 3), (frame, character) => character == 0 ? frame < 660 : frame is >= 480 and < 720);

        var roles = ReportBuilder.Build(result, audit, new ReportSettings([])).Rules[0].Roles;

        Assert.Equal(["Kim 720 660", "Lee 240 0", "Queen 660 660", "Young queen 240 240"], roles.Select(role => $"{role.Count.CharacterId} {role.Count.Time!.Frames} {role.Certain!.Frames}"));
        // Every frame was seen: what is left between the bounds is whose look it is, and the unknown time.
        Assert.Equal((MediaTime.FromFrames(660, Rate), MediaTime.FromFrames(720 + 240, Rate)), (roles[0].Count.Bounds!.Lower, roles[0].Count.Bounds!.Upper));
        Assert.Equal((MediaTime.Zero, MediaTime.FromFrames(240 + 240, Rate)), (roles[1].Count.Bounds!.Lower, roles[1].Count.Bounds!.Upper));
    }

    [Fact]
    public void Who_asks_for_a_performer_gets_all_looks_of_theirs_and_nobody_elses_row()
    {
        var result = Result with { Castings = [new Casting("anna", "Kim", "Queen", [], null, null), new Casting("ben", "Kim", "Young queen", [], null, null), new Casting("ben", "Lee", "Young queen", [], null, null)] };

        var kim = ReportBuilder.Build(result, null, new ReportSettings([], Only: ["kim"]));
        Assert.Equal(["anna", "ben"], kim.Result.Cast.Characters.Select(character => character.Id));
        Assert.Equal(["Kim"], kim.Rules[0].Roles.Select(role => role.Count.CharacterId));
        Assert.DoesNotContain(kim.Result.Castings, casting => casting.Performer == "Lee");
        // A performer of whom one look is left out would have a part of their time: no row.
        Assert.Equal(["Queen"], ReportBuilder.Build(result, null, new ReportSettings([], Only: ["anna"])).Rules[0].Roles.Select(role => role.Count.CharacterId));
    }

    [Fact]
    public void A_season_counts_its_samples_as_one()
    {
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(Result, 300, 3), (frame, character) => character == 0 && frame < 660);
        var (audited, open) = (new Episode(ReportBuilder.Build(Result, audit, new ReportSettings([])), audit), new Episode(ReportBuilder.Build(Result, null, new ReportSettings([])), null));
        var stranger = Found.Result(Rate, 2400, [Found.Character("cleo")], []);
        var without = new Episode(ReportBuilder.Build(stranger, null, new ReportSettings([])), null);
        var anna = SeasonTable.Of([audited, audited])[0];
        var bounds = audited.Report.Rules[0].Characters[0].Bounds!;

        Assert.Equal(new MediaTime(55, 1), anna.Total);
        // Narrower than the episodes' bounds added up, and the unknown ten seconds of each are in it whole.
        Assert.True(anna.Lower > bounds.Lower + bounds.Lower && anna.Upper < bounds.Upper + bounds.Upper);
        Assert.True(anna.Upper >= anna.Total + new MediaTime(20, 1));
        Assert.Null(SeasonTable.Of([audited, open])[0].Lower);
        // Where nobody looked for her she may be for all of it.
        Assert.Equal((true, null), (SeasonTable.Of([audited, without])[0].Lower is not null, SeasonTable.Of([audited, without])[0].Upper));
    }

    [Fact]
    public void A_season_says_what_of_a_roles_time_nobody_else_can_claim()
    {
        // Ben's look may be Kim or Lee; Anna's is Kim's alone.
        var result = Result with { Castings = [new Casting("anna", "Kim", "Queen", [], null, null), new Casting("ben", "Kim", "Young queen", [], null, null), new Casting("ben", "Lee", "Young queen", [], null, null)] };
        var report = ReportBuilder.Build(result, null, new ReportSettings([]));
        var counts = SeasonTable.Of([new Episode(report, null), new Episode(report, null)]);

        foreach (var role in report.Rules[0].Roles)
        {
            var count = counts.Single(count => count.Kind == role.Kind && count.Name == role.Count.CharacterId);
            Assert.Equal(role.Count.Time!.Seconds + role.Count.Time!.Seconds, count.Total);
            Assert.Equal(role.Certain!.Seconds + role.Certain!.Seconds, count.Certain);
        }

        Assert.Equal(MediaTime.Zero, counts.Single(count => count.Name == "Lee").Certain);
        Assert.True(counts.Single(count => count.Name == "Kim").Certain is { } certain && certain > MediaTime.Zero && certain < counts.Single(count => count.Name == "Kim").Total);
        Assert.All(counts.Where(count => count.Kind is null), count => Assert.Equal(count.Total, count.Certain));
    }

    [Fact]
    public void A_season_that_was_looked_at_whole_has_no_room_between_its_bounds()
    {
        // 7 frames at 25 a second are 0.28 s: in binary fractions a little more, which must not become 0.29.
        var film = Found.Result(new FrameRate(25, 1), 25, [Found.Character("anna")], [("anna", 0, 7)]);
        var audit = AuditBoundsTests.Answered(AuditSample.Draw(film, 25, 3), (frame, _) => frame < 7);
        var anna = SeasonTable.Of([new Episode(ReportBuilder.Build(film, audit, new ReportSettings([])), audit)])[0];

        Assert.Equal((new MediaTime(28, 100), new MediaTime(28, 100)), (anna.Lower, anna.Upper));
    }

    private static AnalysisResult People { get; } = Result with
    {
        Cast = new Cast("cast", [Found.Character("anna") with { Kind = CharacterKind.Person }, Found.Character("ben")]),
        Provenance = Found.Provenance with { Rules = new Dictionary<string, string> { [CountingRules.FaceVisible] = "text" } },
        // The last one reaches beyond what was found of her: no face without its owner.
        FaceAppearances = [new Appearance("anna", new FrameRange(0, 200), 0.9, "a", "", "", 5), new Appearance("anna", new FrameRange(620, 700), 0.9, "a", "", "", 630)],
    };

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
