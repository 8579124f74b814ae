using System.Text;
using ScreenTime.Host.Corrections;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Corrections;

public sealed class CorrectionLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-corrections-").FullName;

    private string Path => System.IO.Path.Combine(_folder, CorrectionLog.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_added_is_read_back_by_another()
    {
        var log = CorrectionLog.Read(_folder);

        var added = log.Add(0, "Ada \"Lovelace\"\n李", "trim", [Tom(0, 10)], [Tom(2, 10)], TimeProvider.System, note: "| , \u2028");

        var read = Assert.Single(CorrectionLog.Read(_folder).Corrections);
        Assert.Equal(1, added!.Number);
        Assert.Equal(("Ada \"Lovelace\"\n李", "trim", "| , \u2028"), (read.Who, read.Action, read.Note));
        Assert.Equal([Tom(0, 10)], read.Before);
        Assert.Equal([Tom(2, 10)], read.After);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", read.When);
    }

    [Fact]
    public void A_correction_of_what_somebody_else_corrected_meanwhile_is_refused_and_shown()
    {
        var mine = CorrectionLog.Read(_folder);
        CorrectionLog.Read(_folder).Add(0, "other", "reject", [Tom(0, 10)], [], TimeProvider.System);

        Assert.Null(mine.Add(0, "me", "trim", [Tom(5, 20)], [Tom(5, 15)], TimeProvider.System));

        Assert.Equal("other", Assert.Single(mine.Corrections).Who);
        Assert.Single(CorrectionLog.Read(_folder).Corrections);
    }

    [Fact]
    public void Corrections_of_other_frames_or_characters_stand_side_by_side()
    {
        var mine = CorrectionLog.Read(_folder);
        var other = CorrectionLog.Read(_folder);
        other.Add(0, "other", "reject", [Tom(0, 10)], [], TimeProvider.System);

        Assert.Equal(2, mine.Add(0, "me", "reject", [Tom(10, 20)], [], TimeProvider.System)!.Number);
        Assert.Equal(3, mine.Add(0, "me", "add", [], [new Stretch("jerry", new FrameRange(0, 5))], TimeProvider.System)!.Number);
    }

    [Fact]
    public void An_undo_takes_back_and_the_undo_of_an_undo_brings_back()
    {
        var log = CorrectionLog.Read(_folder);
        log.Add(0, "me", "reject", [Tom(0, 10)], [], TimeProvider.System);
        log.Add(1, "me", "add", [], [Tom(30, 40)], TimeProvider.System);

        log.Add(2, "me", "undo", [], [], TimeProvider.System, undoes: 1);
        Assert.Equal([2], log.Holding().Select(correction => correction.Number));

        log.Add(3, "me", "undo", [], [], TimeProvider.System, undoes: 3);
        Assert.Equal([1, 2], log.Holding().Select(correction => correction.Number));

        Assert.Throws<ArgumentException>(() => log.Add(4, "me", "undo", [], [], TimeProvider.System, undoes: 1 + 2));
        Assert.Throws<ArgumentException>(() => log.Add(4, "me", "undo", [], [], TimeProvider.System, undoes: 9));
    }

    [Fact]
    public void An_undo_of_what_somebody_else_built_on_is_refused()
    {
        var log = CorrectionLog.Read(_folder);
        log.Add(0, "me", "trim", [Tom(0, 10)], [Tom(0, 8)], TimeProvider.System);
        CorrectionLog.Read(_folder).Add(1, "other", "trim", [Tom(0, 8)], [Tom(0, 5)], TimeProvider.System);

        Assert.Null(log.Add(1, "me", "undo", [], [], TimeProvider.System, undoes: 1));
    }

    [Fact]
    public void A_line_that_a_killed_process_left_unfinished_never_was()
    {
        CorrectionLog.Read(_folder).Add(0, "me", "reject", [Tom(0, 10)], [], TimeProvider.System);
        File.AppendAllText(Path, "{\"schema\":1,\"number\":2,\"wh");

        var log = CorrectionLog.Read(_folder);
        Assert.Single(log.Corrections);
        Assert.Equal(2, log.Add(1, "me", "reject", [Tom(20, 30)], [], TimeProvider.System)!.Number);
        Assert.Equal(2, CorrectionLog.Read(_folder).Corrections.Count);
    }

    [Fact]
    public void Two_who_add_at_once_lose_nothing()
    {
        Parallel.For(0, 4, worker =>
        {
            var log = CorrectionLog.Read(_folder);
            for (var i = 0; i < 25; i++)
                Assert.NotNull(log.Add(log.Corrections.Count, $"{worker}", "add", [], [new Stretch($"c{worker}", new FrameRange(i, i + 1))], TimeProvider.System));
        });

        var all = CorrectionLog.Read(_folder).Corrections;
        Assert.Equal(Enumerable.Range(1, 100), all.Select(correction => correction.Number));
        Assert.All(Enumerable.Range(0, 4), worker => Assert.Equal(
            Enumerable.Range(0, 25).Select(i => (long)i), all.Where(c => c.Who == $"{worker}").Select(c => c.After[0].Record.Start)));
    }

    [Theory]
    [InlineData("{}", "another version")]
    [InlineData("[1]", "line 1")]
    [InlineData("{\"schema\":1,\"number\":2}", "number 1")]
    [InlineData("{\"schema\":1,\"number\":1,\"undoes\":1}", "not before it")]
    [InlineData("{\"schema\":1,\"number\":1,\"after\":[[\"tom\",5,5]]}", "first frame after")]
    [InlineData("{\"schema\":1,\"number\":1,\"after\":[[\"tom\",-5,5]]}", "first frame after")]
    [InlineData("{\"schema\":1,\"number\":1,\"after\":[[[[[[[[[[[[]]]]]]]]]]]]}", "line 1")]
    [InlineData("{\"schema\":1,\"number\":99999999999999999999}", "line 1")]
    public void A_damaged_line_is_one_sentence_with_its_number(string line, string words)
    {
        File.WriteAllText(Path, line + "\n", new UTF8Encoding(false));

        var exception = Assert.Throws<UserException>(() => CorrectionLog.Read(_folder));

        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static Stretch Tom(long start, long end) => new("tom", new FrameRange(start, end));
}
