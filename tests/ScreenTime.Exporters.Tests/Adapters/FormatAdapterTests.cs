using OpenTimelineIO;
using ScreenTime.Exporters.Adapters;

namespace ScreenTime.Exporters.Tests.Adapters;

public class FormatAdapterTests
{
    private const string List = """
        TITLE: CUT
        FCM: NON-DROP FRAME
        001  A001     V     C        01:00:00:00 01:00:02:00 10:00:00:00 10:00:02:00
        * FROM CLIP NAME: first
        002  A002     V     C        02:00:00:00 02:00:01:12 10:00:02:00 10:00:03:12
        * FROM CLIP NAME: second
        * LOC: 10:00:02:12 RED look here
        """;

    [Fact]
    public void A_list_becomes_a_file_of_OTIO_and_a_list_again()
    {
        using var list = new TempFile("cut.edl", List);
        var read = FormatAdapter.All.Read(list.Path, new() { Rate = 24 });
        var otio = Path.ChangeExtension(list.Path, ".otio");
        Assert.Empty(FormatAdapter.All.Write(otio, read.Content));

        var again = Path.ChangeExtension(list.Path, ".2.edl");
        Assert.Empty(FormatAdapter.All.Write(again, FormatAdapter.All.Read(otio).Content));
        var before = ((Timeline)read.Content).FindClips().Select(Described);
        var after = ((Timeline)FormatAdapter.All.Read(again, new() { Rate = 24 }).Content).FindClips().Select(Described);
        Assert.Equal(["first 86400@24 + 48@24", "second 172800@24 + 36@24"], before);
        Assert.Equal(before, after);
    }

    [Fact]
    public void What_the_list_does_not_say_is_asked_for()
    {
        using var list = new TempFile("cut.edl", List);
        var error = Assert.Throws<OtioException>(() => FormatAdapter.All.Read(list.Path));
        Assert.Equal(OtioError.MissingOption, error.Error);
        Assert.Contains("frame rate", error.Message, StringComparison.Ordinal);

        var withoutStart = new Timeline("t") { Tracks = { Children = { new Track("V1") { Children = { new Clip("a", sourceRange: new(0, 24, 24)) } } } } };
        var target = Path.ChangeExtension(list.Path, ".new.edl");
        Assert.Equal(OtioError.MissingOption, Assert.Throws<OtioException>(() => FormatAdapter.All.Write(target, withoutStart)).Error);
        Assert.False(File.Exists(target));
        FormatAdapter.All.Write(target, withoutStart, new() { StartTimecode = "10:00:00:00" });
        Assert.Contains("10:00:00:00 10:00:01:00", File.ReadAllText(target), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_list_cannot_carry_is_said()
    {
        using var list = new TempFile("cut.edl", List);
        var timeline = (Timeline)FormatAdapter.All.Read(list.Path, new() { Rate = 24 }).Content;
        timeline.Tracks.Children.Add(new Track("A1", Track.KindAudio) { Children = { new Gap(new RationalTime(5, 24)) } });
        Assert.Equal(["sound tracks are not written to an EDL"], FormatAdapter.All.Write(Path.ChangeExtension(list.Path, ".new.edl"), timeline));
    }

    [Fact]
    public void The_longest_ending_decides_and_a_writer_reads_nothing()
    {
        Assert.Equal("resolve-edl", FormatAdapter.All.WriterOf("a.resolve.edl").Name);
        Assert.Equal("edl", FormatAdapter.All.WriterOf("a.EDL").Name);
        Assert.Equal("edl", FormatAdapter.All.ReaderOf("a.resolve.edl").Name);
        Assert.True(FormatAdapter.All.TryGet("resolve-edl", out var markers));
        Assert.False(markers.CanRead);
        Assert.Throws<NotSupportedException>(() => markers.Read("a.resolve.edl", AdapterReadOptions.Default));
    }

    [Fact]
    public void Errors_are_those_of_the_library()
    {
        using var broken = new TempFile("cut.edl", "001  A001     V     C        01:00:00:00 nonsense 10:00:00:00 10:00:02:00\n");
        Assert.Equal(OtioError.MalformedFile, Assert.Throws<OtioException>(() => FormatAdapter.All.Read(broken.Path, new() { Rate = 24 })).Error);
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => FormatAdapter.All.Read(broken.Path, new() { Rate = double.NaN })).Error);
        Assert.Throws<IOException>(() => FormatAdapter.All.Read("/nowhere/cut.edl", new() { Rate = 24 }));
        Assert.Equal(OtioError.WrongType, Assert.Throws<OtioException>(() => FormatAdapter.All.Write(broken.Path, new Gap())).Error);
    }

    public static TheoryData<string> Names() => new(FormatAdapter.All.Adapters.Select(adapter => adapter.Name));

    /// <summary>What docs/formats.md says of each format: what is read and what is written.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_adapter_is_in_the_table_of_the_docs_and_does_what_it_says(string name)
    {
        Assert.True(FormatAdapter.All.TryGet(name, out var adapter));
        var row = Assert.Single(Rows(), row => Words(row[1]).Contains(Format(name)));
        Assert.All(adapter.Suffixes.Where(suffix => suffix.LastIndexOf('.') == 0), suffix => Assert.Contains(suffix, Words(row[0])));
        // A list of Resolve's markers ends as a list of clips does, and is read by what reads those.
        Assert.Equal(row[2] != "–", adapter.CanRead || name == "resolve-edl");
        Assert.Equal(row[3] != "–", adapter.CanWrite);

        using var folder = new TempFile("other", "");
        var path = Path.Combine(Path.GetDirectoryName(folder.Path)!, "cut" + adapter.Suffixes[^1]);
        var timeline = new Timeline("cut")
        {
            GlobalStartTime = new RationalTime(0, 25),
            Tracks = { Children = { new Track("V1", Track.KindVideo) { Children = { new Clip("a", new MissingReference(), new TimeRange(0, 40, 25)), new Gap(new RationalTime(10, 25)), new Clip("b", new MissingReference(), new TimeRange(7, 20, 25)) } } } },
        };
        timeline.Tracks.Markers.Add(new Marker { Name = "look", MarkedRange = new TimeRange(30, 1, 25) });
        FormatAdapter.All.Write(path, timeline);
        var read = (Timeline)FormatAdapter.All.Read(path, new() { Rate = 25, StartTimecode = "00:00:00:00" }).Content;
        Assert.Contains(read.Tracks.FindChildren<Item>().Prepend(read.Tracks).SelectMany(item => item.Markers), marker => marker.Name == "look" && marker.MarkedRange.StartTime.ToSeconds() is 1.2);
        if (row[0].Contains("marker", StringComparison.OrdinalIgnoreCase))
            return;
        Assert.Equal([40.0, 20], read.VideoTracks().Single(track => track.FindClips().Any()).FindClips().Select(clip => clip.Duration().Value));
    }

    [Fact]
    public void Every_format_of_the_table_that_carries_a_timeline_has_an_adapter()
    {
        var without = Rows().Where(row => row[2] != "–").SelectMany(row => Words(row[1])).Except(FormatAdapter.All.Adapters.Select(adapter => Format(adapter.Name)), StringComparer.Ordinal);
        // The selects reel is a choice of clips, made by an analysis.
        Assert.Equal(["selects-edl"], without);
    }

    /// <summary>OpenTimelineIO calls its own adapter by another name than the format.</summary>
    private static string Format(string adapter) => adapter == "otio_json" ? "otio" : adapter;

    private static List<string[]> Rows() =>
    [
        .. File.ReadLines(Path.Combine(SharedData.Root, "docs", "formats.md")).SkipWhile(line => !line.StartsWith("| format | `--export`", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    private static List<string> Words(string cell) => [.. cell.Split('`').Where((_, index) => index % 2 == 1)];

    private static string Described(Clip clip) => $"{clip.Name} {clip.SourceRange}";
}
