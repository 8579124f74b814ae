using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScreenTime.Examples.ShortFilm;

namespace ScreenTime.Tests;

/// <summary>The truth of the cuts against the files themselves, read frame by frame with plain JSON and plain text.</summary>
public sealed class CutTests : IDisposable
{
    private const int RandomCuts = 12;
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _film;

    public CutTests()
    {
        Production.WriteLabels(PlannedFilm.Demo, _folder.Path, out _);
        Production.WriteCuts(PlannedFilm.Demo, _folder.Path, new RandomCuts(RandomCuts));
        _film = LabelRows.Frames(Read("truth.csv"));
    }

    [Fact]
    public void The_truth_of_the_cut_is_that_of_its_frames() => AssertSame("cut.otio", "cut_truth.csv");

    [Fact]
    public void The_truth_of_every_random_cut_is_that_of_its_frames()
    {
        for (var number = 1; number <= RandomCuts; number++)
            AssertSame($"random/{number:0000}.otio", $"random/{number:0000}_truth.csv");
    }

    [Fact]
    public void A_random_cut_keeps_to_its_length_and_step()
    {
        using var folder = new TemporaryFolder();
        Production.WriteCuts(PlannedFilm.Demo, folder.Path, new RandomCuts(4, 60, 12));
        for (var number = 1; number <= 4; number++)
        {
            var truth = LabelRows.Frames(File.ReadAllText(Path.Combine(folder.Path, "random", FormattableString.Invariant($"{number:0000}_truth.csv"))));
            Assert.InRange(truth.Length / 24.0, 15, 90);
            Assert.Equal(0, truth.Length % 12);
        }
    }

    [Fact]
    public void The_edit_decision_list_shows_the_same()
    {
        var truth = LabelRows.Frames(Read("cut_truth.csv"));
        var start = LabelRows.Frame("10:00:00:00");
        var shown = new int?[truth.Length];
        var outgoing = 0;
        (int Record, int Length, int Source) current = default;
        foreach (var line in Read("cut.edl").Split('\n'))
        {
            if (Regex.Match(line, @"^\d+  (\w+) +V +([CD]) +(\d*) *([\d:]{11}) ([\d:]{11}) ([\d:]{11}) ([\d:]{11})$") is { Success: true } edit)
            {
                var (source, record) = (LabelRows.Frame(edit.Groups[4].Value) - LabelRows.Frame("01:00:00:00"), LabelRows.Frame(edit.Groups[6].Value) - start);
                var length = LabelRows.Frame(edit.Groups[7].Value) - start - record;
                if (edit.Groups[1].Value == "BL")
                    continue;
                if (length == 0)
                    outgoing = source;
                current = (record, length, source);
                for (var i = 0; i < length; i++)
                    shown[record + i] = edit.Groups[2].Value == "D" && i < int.Parse(edit.Groups[3].Value, CultureInfo.InvariantCulture) / 2 ? outgoing + i : source + i;
            }
            else if (Regex.Match(line, @"^M2   FILM +([\d.]+) ") is { Success: true } speed)
            {
                var factor = double.Parse(speed.Groups[1].Value, CultureInfo.InvariantCulture) / 24;
                for (var i = 0; i < current.Length; i++)
                    shown[current.Record + i] = current.Source + (int)Math.Floor(i * factor);
            }
        }

        Assert.Equal(truth, shown.Select(State));
    }

    [Fact]
    public void The_cut_has_all_that_an_editor_does()
    {
        var text = Read("cut.otio");
        foreach (var schema in new[] { "LinearTimeWarp.1", "Transition.1", "Gap.1", "GeneratorReference.1", "ExternalReference.1", "\"enabled\": false" })
            Assert.Contains(schema, text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(LabelRows.Frame("10:00:00:00"), json.RootElement.GetProperty("global_start_time").GetProperty("value").GetDouble());
    }

    [Fact]
    public void Random_cuts_hold_nests_freezes_and_cutaways()
    {
        var all = string.Join('\n', Enumerable.Range(1, RandomCuts).Select(number => Read($"random/{number:0000}.otio")));
        Assert.Contains("FreezeFrame.1", all, StringComparison.Ordinal);
        Assert.Contains("\"nested\"", all, StringComparison.Ordinal);
        Assert.Contains("\"V2\"", all, StringComparison.Ordinal);
        Assert.NotEqual(Read("random/0001.otio"), Read("random/0002.otio"));
    }

    public void Dispose() => _folder.Dispose();

    private void AssertSame(string otio, string truth)
    {
        using var json = JsonDocument.Parse(Read(otio));
        var expected = LabelRows.Frames(Read(truth));
        var stack = json.RootElement.GetProperty("tracks");
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(frame => State(Shown(stack, frame))));
        Assert.Equal(expected.Length, stack.GetProperty("children").EnumerateArray().Max(track => Items(track).Sum(Length)));
    }

    private string State(int? filmFrame) => filmFrame is { } frame ? _film[frame] : "0,0,0,0";

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder.Path, name));

    private static int? Shown(JsonElement stack, int frame)
    {
        foreach (var track in stack.GetProperty("children").EnumerateArray().Reverse())
        {
            var start = 0;
            foreach (var item in Items(track))
            {
                if (frame >= start && frame < start + Length(item) && ShownByItem(item, frame - start) is { } shown)
                    return shown;
                start += Length(item);
            }
        }

        return null;
    }

    private static int? ShownByItem(JsonElement item, int offset)
    {
        var first = (int)item.GetProperty("source_range").GetProperty("start_time").GetProperty("value").GetDouble();
        if (Schema(item) == "Stack.1")
            return Shown(item, first + offset);
        if (Schema(item) != "Clip.2" || !item.GetProperty("enabled").GetBoolean())
            return null;
        var media = item.GetProperty("media_references").GetProperty("DEFAULT_MEDIA");
        if (Schema(media) != "ExternalReference.1")
            return null;
        var scalar = item.GetProperty("effects").EnumerateArray().Select(effect => effect.GetProperty("time_scalar").GetDouble()).SingleOrDefault(1);
        return first + (int)Math.Floor(offset * scalar) - LabelRows.Frame("01:00:00:00");
    }

    private static IEnumerable<JsonElement> Items(JsonElement track) =>
        track.GetProperty("children").EnumerateArray().Where(child => Schema(child) != "Transition.1");

    private static int Length(JsonElement item) => (int)item.GetProperty("source_range").GetProperty("duration").GetProperty("value").GetDouble();

    private static string Schema(JsonElement element) => element.GetProperty("OTIO_SCHEMA").GetString()!;
}
