using ScreenTime.Host.Jobs;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Results;

public sealed class SourcesFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-sources-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_setting_of_an_analysis_comes_back()
    {
        var settings = new AnalysisSettings("/films/cut.edl", "/casts/mine", _folder)
        {
            TracksAbove = ["/films/v2.edl"],
            Read = new TimelineReadOptions(new FrameRate(30000, 1001), true, "01:00:00;00", true, "Reel 2"),
            SampleRate = new FrameRate(4, 1),
            Device = new DeviceRequest(DeviceKind.Cuda, 1) { Precision = Precision.Half },
            Exports = ["otio", "vtt"],
            MarkersOnly = true,
            In = "01:00:01;00",
            Out = "01:00:09;00",
            Tracks = [1, 3],
            Only = ["tom"],
            MediaRoots = ["/media"],
            MediaTimecode = ["A001=01:00:00:00"],
            Picture = "/films/ref.mov",
            Lut = "/luts/log.cube",
            Breakdown = "/films/shots.csv",
            BreakdownWeight = 0.1,
            Episode = "104",
            Day = new DateOnly(2026, 3, 1),
            Export = new ExportSettings(
                MarkerSettings.Default with
                {
                    Text = "{name}!",
                    MinimumSeconds = 0.5m,
                    Colors = new Dictionary<string, string> { ["tom"] = "RED" },
                    Formats = new Dictionary<string, MarkerSettings> { ["avid"] = MarkerSettings.Default with { AvidTrack = "A1" } },
                },
                12),
        };
        using (var file = File.Create(Path.Combine(_folder, SourcesFile.Name)))
            SourcesFile.Write(settings, file);

        var read = SourcesFile.Read(_folder)!;

        Assert.Equivalent(settings, read, strict: true);
    }

    [Fact]
    public void A_file_of_an_earlier_version_says_less_and_the_usual_holds()
    {
        File.WriteAllText(Path.Combine(_folder, SourcesFile.Name), """{"schema":1,"timeline":"/films/cut.otio","cast":"/casts/mine","sampleRate":"2/1"}""");

        var read = SourcesFile.Read(_folder)!;

        Assert.Equal(AnalysisSettings.UsualExports, read.Exports);
        Assert.Equal(MarkerSettings.Default.Text, read.Export.Markers.Text);
        Assert.Empty(read.Only);
    }

    [Theory]
    [InlineData("""{"schema":1,"timeline":"x","device":"toaster"}""")]
    [InlineData("""{"schema":1,"timeline":"x","device":"cpu","precision":"fp16"}""")]
    [InlineData("""{"schema":1,"timeline":"x","day":"yesterday"}""")]
    [InlineData("""{"schema":1,"timeline":"x","exportSettings":7}""")]
    [InlineData("""{"schema":1}""")]
    public void What_it_cannot_mean_is_one_sentence(string json)
    {
        File.WriteAllText(Path.Combine(_folder, SourcesFile.Name), json);

        Assert.Contains(SourcesFile.Name, Assert.Throws<UserException>(() => SourcesFile.Read(_folder)).Message, StringComparison.Ordinal);
    }
}
