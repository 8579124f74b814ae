using System.Globalization;
using System.Xml.Linq;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;

namespace ScreenTime.Tests.EndToEnd;

/// <summary><c>screentime pull</c> as a user runs it: what was done to the markers in an editor comes back as corrections.</summary>
public sealed class PullTests(ShortFilmFixture film) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-pull-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Markers_on_clips_that_were_moved_renamed_and_deleted_in_Final_Cut_are_logged()
    {
        var result = await AnalyzeAsync("fcpxml");
        var document = XDocument.Load(Path.Combine(result, "cut.fcpxml"));
        var markers = document.Descendants("marker").Where(marker => ((string?)marker.Attribute("note"))?.Contains("[st:", StringComparison.Ordinal) == true).ToList();
        var (deleted, moved, renamed) = (markers[0], markers[1], markers[2]);
        var (deletedName, movedName, renamedName) = ((string)deleted.Attribute("value")!, (string)moved.Attribute("value")!, (string)renamed.Attribute("value")!);
        var other = renamedName == "MOMO" ? "PIP" : "MOMO";
        deleted.Remove();
        moved.SetAttributeValue("start", Later((string)moved.Attribute("start")!, (string)document.Descendants("format").First().Attribute("frameDuration")!));
        renamed.SetAttributeValue("value", other);

        var back = await PullAsync(result, "cut.fcpxml", document.Save);
        Assert.Equal(3, back.Count);
        Assert.Contains(back, line => line.StartsWith($"Logged: {deletedName} at ", StringComparison.Ordinal) && line.EndsWith("was deleted", StringComparison.Ordinal));
        Assert.Contains(back, line => line.StartsWith($"Logged: {movedName} at ", StringComparison.Ordinal) && line.Contains("was moved to", StringComparison.Ordinal));
        Assert.Contains(back, line => line.StartsWith($"Logged: {renamedName} at ", StringComparison.Ordinal) && line.EndsWith($"given to {other.ToLowerInvariant()}", StringComparison.Ordinal));

        // What was deleted is the whole appearance, however many shots it goes through.
        var first = Appearances(result).First(appearance => ((string)appearance["characterId"]!).Equals(deletedName, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(Corrections(result), correction => !correction["after"]!.Any()
            && (string)correction["before"]![0]![0]! == (string)first["characterId"]! && (int)correction["before"]![0]![1]! == (int)first["record"]![0]! && (int)correction["before"]![0]![2]! == (int)first["record"]![1]!);
    }

    [Fact]
    public async Task A_marker_that_an_editor_put_onto_its_clip_is_no_change_and_one_moved_there_is()
    {
        var result = await AnalyzeAsync("otio");
        (await Command.ScreenTimeAsync("pull", Path.Combine(result, "cut.otio"), "--result", result, "--dry-run")).FailedWith(2, "cut.otio is the result's own file");
        var timeline = OtioFile.Read<Timeline>(Path.Combine(result, "cut.otio"));
        var own = timeline.Tracks.Markers.Where(marker => marker.Metadata.TryGetMap("screentime", out var map) && map.ContainsKey("character")).Take(2).ToList();
        foreach (var (marker, frames) in own.Zip([0.0, 3.0]))
        {
            var start = marker.MarkedRange.StartTime;
            var clip = timeline.FindClips().First(clip => clip.TransformedTimeRange(clip.TrimmedRange(), timeline.Tracks).Contains(start));
            timeline.Tracks.Markers.Remove(marker);
            clip.Markers.Add(marker);
            marker.MarkedRange = new TimeRange(timeline.Tracks.TransformedTime(start, clip) + new RationalTime(frames, start.Rate), marker.MarkedRange.Duration);
        }

        var line = Assert.Single(await PullAsync(result, "cut.otio", path => OtioFile.Write(path, timeline)));
        Assert.Contains("was moved to", line, StringComparison.Ordinal);
    }

    private async Task<string> AnalyzeAsync(string format)
    {
        var result = Path.Combine(_folder, "result");
        (await Command.ScreenTimeAsync("analyze", film.Cut, "--cast", film.Cast, "--out", result, "--export", format)).Succeeded();
        return result;
    }

    /// <summary>Pulls a file twice: the second time all of it is known.</summary>
    /// <returns>What was logged.</returns>
    private async Task<IReadOnlyList<string>> PullAsync(string result, string name, Action<string> save)
    {
        var back = Directory.CreateDirectory(Path.Combine(_folder, "back")).FullName;
        save(Path.Combine(back, name));
        string[] words = ["pull", Path.Combine(back, name), "--result", result, "--who", "ann"];
        var first = (await Command.ScreenTimeAsync(words)).Succeeded();
        var second = (await Command.ScreenTimeAsync(words)).Succeeded();
        Assert.DoesNotContain("Not clear", first.Output, StringComparison.Ordinal);
        Assert.Contains($"under the name ann, in reports too. So does the file's name, {name}.", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Logged", second.Output, StringComparison.Ordinal);
        return [.. first.Output.Split('\n').Where(line => line.StartsWith("Logged", StringComparison.Ordinal))];
    }

    private static JToken Appearances(string result) => JObject.Parse(File.ReadAllText(Path.Combine(result, "result.json")))["result"]!["appearances"]!;

    private static List<JObject> Corrections(string result) =>
        [.. File.ReadLines(Directory.GetFiles(result, "corrections*").Single()).Where(line => line.StartsWith('{')).Select(JObject.Parse).Where(line => line.ContainsKey("after"))];

    private static string Later(string start, string frame)
    {
        var (a, b) = (Rational(start), Rational(frame));
        return string.Create(CultureInfo.InvariantCulture, $"{(a.Top * b.Bottom) + (2 * b.Top * a.Bottom)}/{a.Bottom * b.Bottom}s");

        static (long Top, long Bottom) Rational(string text)
        {
            var parts = text.TrimEnd('s').Split('/');
            return (long.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
        }
    }
}
