using CsCheck;
using ScreenTime.Host.Evaluation;
using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Evaluation;

public sealed class TruthTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-truth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Seconds_are_scored_half_a_second_on()
    {
        var truth = Read("second,tom,jerry,ambiguous\n3,1,0,0\n0,0,1,0\n5,1,1,1\n");

        Assert.Equal(["12: False True", "84: True False"], Points(truth));
        Assert.Null(truth.Scored);
    }

    [Fact]
    public void Times_are_scored_where_they_are_in_seconds_or_record_timecode()
    {
        Assert.Equal(["60: True ", "61:  False"], Points(Read("time,tom,jerry\n2.5,1,\n10:00:02:13,,0\n")));
        // What lies outside what was analysed is not scored, nor what says nothing.
        Assert.Equal(["0: True "], Points(Read("time,tom,jerry\n0,1,\n10,1,\n-1,1,\n4,,\n")));
    }

    [Fact]
    public void Stretches_are_scored_once_a_second_and_counted_to_the_frame()
    {
        var truth = Read("start,end,tom,jerry\n10:00:00:00,10:00:02:06,1,0\n10:00:02:06,10:00:03:00,0,1\n");

        Assert.Equal(["12: True False", "36: True False", "60: False True"], Points(truth));
        Assert.Equal("[0, 54)", string.Join(' ', truth.Frames![0]));
        Assert.Equal("[54, 72)", string.Join(' ', truth.Frames[1]));
        Assert.Equal(["[0, 72)", "[0, 72)"], truth.Scored!.Select(ranges => string.Join(' ', ranges)));
    }

    [Fact]
    public void Stretches_that_overlap_each_speak_for_a_character_of_their_own()
    {
        var truth = Read("start,end,tom,jerry\n0,4,1,\n2,6,,0\n");

        Assert.Equal(["12: True ", "36: True ", "60: True False", "84: True False", "108:  False", "132:  False"], Points(truth));
        Assert.Equal(["[0, 96)", "[48, 144)"], truth.Scored!.Select(ranges => string.Join(' ', ranges)));
        Assert.Equal(["[0, 96)", ""], truth.Frames!.Select(ranges => string.Join(' ', ranges)));
    }

    [Fact]
    public void What_is_ambiguous_within_a_stretch_is_cut_out_of_it()
    {
        var truth = Read("start,end,tom,jerry,ambiguous\n0,6,1,0,0\n2,3,,,1\n2.5,4,0,0,1\n");

        Assert.Equal([12, 36, 108, 132], truth.Points.Select(point => point.Frame));
        Assert.Equal(["[0, 48) [96, 144)", "[0, 48) [96, 144)"], truth.Scored!.Select(ranges => string.Join(' ', ranges)));
        Assert.Equal(["[0, 48) [96, 144)", ""], truth.Frames!.Select(ranges => string.Join(' ', ranges)));
    }

    [Fact]
    public void Seconds_found_count_where_the_truth_speaks_of_the_character_and_nowhere_else()
    {
        var result = Findings.Empty with { Appearances = [Findings.Appearance("tom", 0, 240), Findings.Appearance("jerry", 0, 240)] };
        var scores = Score.Of(result, Read("start,end,tom,jerry\n0,4,1,\n2,6,,0\n"));

        Assert.Equal([4, 4], scores.Select(score => score.FoundSeconds!.Value.Seconds));
        Assert.Equal([4, 0], scores.Select(score => score.TrueSeconds!.Value.Seconds));
        Assert.Equal([4, 4], scores.Select(score => score.Scored));
    }

    [Theory]
    [InlineData("start,end,tom\n0,4,1\n2,6,0\n", "lines 2 and 3 contradict each other about tom in 2")]
    [InlineData("start,end,tom\n5,6,0\n0,9,1\n1,2,1\n", "lines 2 and 3 contradict each other about tom in 5")]
    [InlineData("start,end,tom\n4,2,1\n", "line 2: the stretch ends at 2, not after it starts at 4")]
    [InlineData("start,end,tom\n4,4,1\n", "not after it starts")]
    [InlineData("start,end,tom\n4\n", "line 2: \"\" is neither")]
    [InlineData("start,end,tom\n4,NaN,1\n", "line 2: \"NaN\" is neither")]
    [InlineData("second,tom\n1.5,1\n", "line 2: second must be a whole number")]
    [InlineData("second,tom\n10:00:01:00,1\n", "second must be a whole number")]
    [InlineData("time,tom\n10:00:00:24,1\n", "10:00:00:24 is no timecode at 24")]
    [InlineData("image,tom\na.jpg,1\n", "labels images")]
    [InlineData("time,tom\n01:00:00:00,1\n", "says nothing of what was analysed, 10:00:00:00 to 10:00:10:00")]
    [InlineData("start,end,tom\n0,1,\n", "says nothing of what was analysed")]
    public void What_cannot_be_scored_is_one_sentence(string text, string words)
    {
        var exception = Assert.Throws<UserException>(() => { Read(text); });

        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stretches_that_meet_contradict_nothing() =>
        Assert.Equal("[0, 96)", string.Join(' ', Read("start,end,tom\n0,4,1\n4,6,0\n0,2,1\n").Frames![0]));

    [Fact]
    public void Any_stretches_give_what_looking_at_every_frame_gives() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 4], Gen.Int[-1, 1], Gen.Int[-1, 1], Gen.Int[0, 4]).Array[1, 6].Sample(
            generated =>
            {
                string Cell(int answer) => answer < 0 ? "" : answer == 0 ? "0" : "1";
                var rows = generated.Select(row => (At: row.Item1, Length: row.Item2, Tom: Cell(row.Item3), Jerry: Cell(row.Item4), Doubt: row.Item5 == 4)).ToList();
                // Times in quarters of seconds: six frames.
                var text = "start,end,tom,jerry,ambiguous\n" + string.Concat(rows.Select(row =>
                    FormattableString.Invariant($"{row.At / 4.0},{(row.At + row.Length) / 4.0},{row.Tom},{row.Jerry},{(row.Doubt ? 1 : 0)}\n")));
                var answers = Enumerable.Range(0, 40).Select(quarter =>
                {
                    var here = rows.Where(row => quarter >= row.At && quarter < row.At + row.Length).ToList();
                    var clear = here.Where(row => !row.Doubt).ToList();
                    return (
                        Doubt: here.Count > clear.Count,
                        Tom: clear.Select(row => row.Tom).Where(said => said.Length > 0).Distinct().ToList(),
                        Jerry: clear.Select(row => row.Jerry).Where(said => said.Length > 0).Distinct().ToList());
                }).ToList();
                if (answers.Any(answer => answer.Tom.Count > 1 || answer.Jerry.Count > 1))
                {
                    Assert.Contains("contradict", Assert.Throws<UserException>(() => { Read(text); }).Message, StringComparison.Ordinal);
                    return;
                }

                if (answers.All(answer => answer.Doubt || (answer.Tom.Count == 0 && answer.Jerry.Count == 0)))
                {
                    Assert.Contains("says nothing", Assert.Throws<UserException>(() => { Read(text); }).Message, StringComparison.Ordinal);
                    return;
                }

                var truth = Read(text);
                for (var frame = 0; frame < 240; frame++)
                {
                    var (doubt, tom, jerry) = answers[frame / 6];
                    foreach (var (said, i) in new[] { (tom, 0), (jerry, 1) })
                    {
                        Assert.Equal(!doubt && said.Count > 0, truth.Scored![i].Any(range => range.Contains(frame)));
                        Assert.Equal(!doubt && said is ["1"], truth.Frames![i].Any(range => range.Contains(frame)));
                    }
                }

                foreach (var point in truth.Points)
                    Assert.Equal(truth.Frames!.Select(ranges => ranges.Any(range => range.Contains(point.Frame))), point.Present.Select(present => present is true));
            },
            iter: 1500,
            threads: 1);

    private static IEnumerable<string> Points(Truth truth) => truth.Points.Select(point => $"{point.Frame}: {string.Join(' ', point.Present)}");

    private Truth Read(string text)
    {
        var path = Path.Combine(_folder, "truth.csv");
        File.WriteAllText(path, text);
        return Truth.Of(LabelSheet.Read(path, Findings.Empty.Cast), Findings.Empty);
    }
}
