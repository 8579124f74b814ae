using CsCheck;
using ScreenTime.Host.Corrections;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Corrections;

public sealed class CorrectedResultTests : IDisposable
{
    private static readonly string[] s_ids = ["tom", "jerry"];

    private static readonly Gen<Stretch> s_stretch = Gen.Select(Gen.OneOf(Gen.Const("tom"), Gen.Const("jerry")), Gen.Long[0, Example.Frames - 1], Gen.Long[1, 40]).Select(
        (id, start, length) => new Stretch(id, new FrameRange(start, Math.Min(Example.Frames, start + length))));

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-corrected-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Any_corrections_leave_each_frame_as_the_last_that_decided_about_it_said() =>
        Gen.Select(s_stretch.Array[0, 4], Gen.Select(s_stretch.Array[0, 3], s_stretch.Array[0, 3]).Where((a, b) => a.Length + b.Length > 0).Array[0, 6], Gen.Int[0, 6]).Sample(
            (found, corrections, undone) =>
            {
                File.Delete(Path.Combine(_folder, CorrectionLog.Name));
                var log = CorrectionLog.Read(_folder);
                foreach (var (before, after) in corrections)
                    log.Add(log.Corrections.Count, "me", "any", before, after, TimeProvider.System);
                if (undone > 0 && undone <= corrections.Length)
                    log.Add(log.Corrections.Count, "me", "undo", [], [], TimeProvider.System, undoes: undone);
                var machine = Example.Result([.. found.Select(stretch => Example.Appearance(stretch.CharacterId, stretch.Record.Start, stretch.Record.End))]);

                var corrected = CorrectedResult.Of(machine, CorrectionLog.Read(_folder));

                foreach (var id in s_ids)
                {
                    bool Holds(IEnumerable<Stretch> stretches, long frame) => stretches.Any(stretch => stretch.CharacterId == id && stretch.Record.Contains(frame));
                    var frames = Enumerable.Range(0, Example.Frames).Select(frame =>
                    {
                        var present = Holds(found, frame);
                        for (var i = 0; i < corrections.Length; i++)
                            if (i + 1 != undone && (Holds(corrections[i].Item1, frame) || Holds(corrections[i].Item2, frame)))
                                present = Holds(corrections[i].Item2, frame);
                        return present;
                    }).ToArray();
                    Assert.Equal(frames, Enumerable.Range(0, Example.Frames).Select(frame =>
                        corrected.Result.Appearances.Any(appearance => appearance.CharacterId == id && appearance.Record.Contains(frame))));
                    if (corrections.Length > 0)
                        Assert.Equal(frames.LongCount(present => present), corrected.Result.Totals.Single(total => total.CharacterId == id).Frames);
                }

                Assert.Equal(corrected.Result.Appearances.Count, corrected.Reviewed.Count);
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Without_corrections_it_is_the_machines_result()
    {
        var machine = Example.Result(Example.Appearance("tom", 0, 10));

        var corrected = CorrectedResult.Of(machine, CorrectionLog.Read(_folder));

        Assert.Same(machine, corrected.Result);
        Assert.Equal([false], corrected.Reviewed);
    }

    [Fact]
    public void Both_halves_of_a_split_stay_apart_and_keep_the_source_timecodes_of_the_outer_edges()
    {
        var log = CorrectionLog.Read(_folder);
        log.Add(0, "me", "split", [new("tom", new FrameRange(0, 50))], [new("tom", new FrameRange(0, 20)), new("tom", new FrameRange(20, 50))], TimeProvider.System);

        var corrected = CorrectedResult.Of(Example.Result(Example.Appearance("tom", 0, 50)), log);

        Assert.Equal([new FrameRange(0, 20), new FrameRange(20, 50)], corrected.Result.Appearances.Select(appearance => appearance.Record));
        Assert.Equal(["10:00:00:00", ""], corrected.Result.Appearances.Select(appearance => appearance.SourceStart));
        Assert.Equal(["", "10:00:01:00"], corrected.Result.Appearances.Select(appearance => appearance.SourceEnd));
        Assert.Equal([true, true], corrected.Reviewed);
        Assert.Equal((50, 1), (corrected.Result.Totals[0].Frames, corrected.Result.Totals[0].Appearances));
    }

    [Fact]
    public void A_correction_holds_for_a_later_analysis_that_found_something_else()
    {
        var log = CorrectionLog.Read(_folder);
        log.Add(0, "me", "reject", [new("jerry", new FrameRange(10, 30))], [], TimeProvider.System);

        var later = CorrectedResult.Of(Example.Result(Example.Appearance("jerry", 0, 50)), log);

        Assert.Equal([new FrameRange(0, 10), new FrameRange(30, 50)], later.Result.Appearances.Select(appearance => appearance.Record));
        Assert.Equal([false, false], later.Reviewed);
    }

    [Fact]
    public void What_is_said_of_strangers_or_of_frames_after_the_end_is_left_out()
    {
        var log = CorrectionLog.Read(_folder);
        log.Add(0, "me", "add", [], [new("spike", new FrameRange(0, 5)), new("TOM", new FrameRange(190, 500))], TimeProvider.System);

        var appearance = Assert.Single(CorrectedResult.Of(Example.Result(), log).Result.Appearances);

        Assert.Equal(("tom", new FrameRange(190, Example.Frames), "B"), (appearance.CharacterId, appearance.Record, appearance.ClipName));
    }
}
