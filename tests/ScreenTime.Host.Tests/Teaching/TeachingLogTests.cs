using System.Text;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Teaching;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Teaching;

public sealed class TeachingLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-teaching-").FullName;

    private string Path => System.IO.Path.Combine(_folder, TeachingLog.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_done_is_read_back_with_its_labels_and_what_was_taken_back_is_not()
    {
        var label = Label("李\n\"", ("momo", true), ("pip", false));
        var log = Open();
        log.Add(new TeachingAct(TeachingKind.Skip, 3));
        log.Add(new TeachingAct(TeachingKind.Label, 7, Label("a", ("momo", false))));
        log.Add(new TeachingAct(TeachingKind.Label, 7, label, Label("a", ("momo", false))));
        log.Add(new TeachingAct(TeachingKind.Skip, 9));
        log.Add(new TeachingAct(TeachingKind.Undo, 9));

        var read = Open().Holding();

        Assert.Equal([3L, 7, 7], read.Select(act => act.Frame));
        Assert.Equal((label.Image, label.Title, label.Shot, label.Source), (read[2].Label!.Image, read[2].Label!.Title, read[2].Label!.Shot, read[2].Label!.Source));
        Assert.Equal(label.Present, read[2].Label!.Present);
        Assert.Equal(new Dictionary<string, bool> { ["momo"] = false }, read[2].Before!.Present);
        Assert.All(File.ReadLines(Path), line => Assert.Contains("\"who\":\"Ada\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Frames_of_another_timeline_mean_something_else()
    {
        Open().Add(new TeachingAct(TeachingKind.Skip, 3));

        Assert.Empty(TeachingLog.Open(_folder, "another", "Ada", TimeProvider.System).Holding());
    }

    [Fact]
    public void A_line_that_a_killed_process_left_unfinished_was_never_confirmed_and_is_cut_off()
    {
        Open().Add(new TeachingAct(TeachingKind.Skip, 3));
        File.AppendAllText(Path, """{"schema":1,"when":"2026""");

        var log = Open();
        Assert.Equal([3L], log.Holding().Select(act => act.Frame));
        log.Add(new TeachingAct(TeachingKind.Skip, 4));

        Assert.Equal([3L, 4], Open().Holding().Select(act => act.Frame));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"schema":2,"action":"skip","frame":3}""")]
    [InlineData("""{"schema":1,"action":"7","frame":3}""")]
    [InlineData("""{"schema":1,"action":"skip","frame":-3}""")]
    [InlineData("""{"schema":1,"action":"label","frame":3}""")]
    [InlineData("""{"schema":1,"action":"label","frame":3,"label":{"image":"a","present":{"momo":{}}}}""")]
    public void A_damaged_line_is_named(string line)
    {
        Open().Add(new TeachingAct(TeachingKind.Skip, 3));
        File.AppendAllText(Path, line + "\n", new UTF8Encoding(false));

        Assert.Contains("line 2", Assert.Throws<UserException>(() => Open()).Message, StringComparison.Ordinal);
    }

    private TeachingLog Open() => TeachingLog.Open(_folder, "this", "Ada", TimeProvider.System);

    private static LabelledFrame Label(string title, params (string Id, bool Present)[] present) =>
        new("a.png", title, 2, "film at 1.5 s", new SortedDictionary<string, bool>(present.ToDictionary(item => item.Id, item => item.Present), StringComparer.Ordinal));
}
