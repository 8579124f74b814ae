using System.Text.RegularExpressions;
using OpenTimelineIO.Tests.Bundles;

namespace OpenTimelineIO.Tests.Readme;

/// <summary>Tests that change the current folder or the console, which all threads share.</summary>
[CollectionDefinition("current folder", DisableParallelization = true)]
public sealed class CurrentFolder;

/// <summary>The README's examples, compiled and run here; the last test holds the two texts together.</summary>
[Collection("current folder")]
public sealed partial class ReadmeTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;
    private readonly StringWriter _output = new();
    private readonly TextWriter _console = Console.Out;

    public ReadmeTests()
    {
        Environment.CurrentDirectory = _folder["."];
        Console.SetOut(_output);
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [Fact]
    public void Examples_run()
    {
        Make();
        List();
        Assert.Equal($"00:00:00:00 shot 1{Environment.NewLine}00:00:02:12 shot 2{Environment.NewLine}", _output.ToString());
        Assert.Contains("\"Clip.1\"", File.ReadAllText("older.otio"), StringComparison.Ordinal);
        Mark();
        Assert.Single(OtioFile.Read<Timeline>("marked.otio").Tracks.Markers);
        Edit();
        Own();
        Assert.EndsWith($"12A{Environment.NewLine}", _output.ToString(), StringComparison.Ordinal);
    }

    private static void List()
    {
        var timeline = OtioFile.Read<Timeline>("cut.otio");
        foreach (var clip in timeline.FindClips())
        {
            var place = clip.TransformedTimeRange(clip.TrimmedRange(), timeline.Tracks);
            Console.WriteLine($"{place.StartTime.ToTimecode(DropFrame.No)} {clip.Name}");
        }
    }

    private static void Make()
    {
        var media = new ExternalReference("file:///media/reel.mov", availableRange: new(86400, 2400, 24));
        var track = new Track("V1", Track.KindVideo);
        track.Children.Add(new Clip("shot 1", media, sourceRange: new(86400, 48, 24)));
        track.Children.Add(new Gap(new RationalTime(12, 24)));
        track.Children.Add(new Clip("shot 2", media, sourceRange: new(86500, 36, 24)));
        var timeline = new Timeline("cut") { GlobalStartTime = RationalTime.FromTimecode("01:00:00:00", 24) };
        timeline.Tracks.Children.Add(track);
        OtioFile.Write("cut.otio", timeline);

        // For readers that know no Clip.2, such as DaVinci Resolve 18.5:
        OtioFile.Write("older.otio", timeline, new() { Target = SchemaTarget.Otio014 });
    }

    private static void Mark()
    {
        var timeline = OtioFile.Read<Timeline>("cut.otio");
        timeline.Tracks.Markers.Add(new Marker
        {
            Name = "check the matte",
            Color = MarkerColor.Red,
            MarkedRange = new(start: 24, duration: 12, rate: 24),
        });
        timeline.Metadata["my-tool"] = new Metadata { ["version"] = 2, ["confidence"] = 0.75, ["approved"] = true };
        OtioFile.Write("marked.otio", timeline);
    }

    private static void Edit()
    {
        var track = OtioFile.Read<Timeline>("cut.otio").VideoTracks().First();
        var insert = new Clip("insert", sourceRange: new(0, 24, 24));
        track.Overwrite(insert, new(24, 24, 24));        // over whatever is there
        insert.Trim(new(6, 24), new(0, 24));             // its start 6 frames later, a gap in its place
        track.Slice(new(12, 24));                        // the first shot in two
        Assert.Equal([12, 12, 6, 18, 12, 36], track.Children.Select(child => child.Duration().Value));
    }

    private static void Own()
    {
        var schemas = SchemaRegistry.Standard.With("Slate", version: 1, () => new Slate());
        var slate = OtioJson.Read<Slate>("""{"OTIO_SCHEMA": "Slate.1", "scene": "12A"}""", new() { Schemas = schemas });
        Console.WriteLine(slate.Scene);
    }

    [Fact]
    public void Every_example_of_the_README_is_one_of_this_folder()
    {
        var readme = File.ReadAllText(Path.Combine(SharedData.Root, "Exporters", "OTIO.NET", "README.md"));
        var here = string.Concat(Directory.GetFiles(Path.Combine(SharedData.Root, "tests", "OTIO.NET.Tests", "Readme"), "*.cs").Select(File.ReadAllText));
        var examples = Example().Matches(readme).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(6, examples.Count);
        foreach (var example in examples)
            Assert.Contains(Flat(example), Flat(here), StringComparison.Ordinal);
    }

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
