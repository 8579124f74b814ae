namespace ScreenTime.Tests;

/// <summary>Reads what the example writes, with nothing of its code.</summary>
internal static class LabelRows
{
    /// <summary>A frame number at 24 frames a second.</summary>
    public static int Frame(string timecode)
    {
        var parts = Array.ConvertAll(timecode.Split(':'), int.Parse);
        return (((((parts[0] * 60) + parts[1]) * 60) + parts[2]) * 24) + parts[3];
    }

    /// <summary>The rows of a table of runs: start, end and the rest of the row.</summary>
    public static List<(int Start, int End, string State)> Runs(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("start,end,momo,pip,bolt,ambiguous,note", lines[0]);
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => (Frame(cells[0]), Frame(cells[1]), string.Join(',', cells[2..6])))];
    }

    /// <summary>The state of each frame from the first start on; fails on holes and overlaps.</summary>
    public static string[] Frames(string csv)
    {
        var states = new List<string>();
        var runs = Runs(csv);
        var start = runs[0].Start;
        foreach (var run in runs)
        {
            Assert.Equal(start + states.Count, run.Start);
            Assert.True(run.End > run.Start);
            states.AddRange(Enumerable.Repeat(run.State, run.End - run.Start));
        }

        return [.. states];
    }
}
