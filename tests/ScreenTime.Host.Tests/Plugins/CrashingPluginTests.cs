using Microsoft.Extensions.Logging.Abstractions;
using OpenTimelineIO;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Tests.Appearances;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Plugins;

public sealed class CrashingPluginTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("constructor", "it could not be loaded: constructed badly")]
    [InlineData("register", "it could not be loaded: registered badly")]
    [InlineData("schema", "it could not be loaded: the schema Gap is known already")]
    [InlineData("name", "it could not be loaded: the format id \"../crash\" may hold")]
    public void A_plugin_that_throws_while_it_loads_is_listed_and_the_others_load(string where, string detail)
    {
        var catalog = Load(where);

        Assert.Equal(["crashing", "cue-sheet"], catalog.Entries.Select(entry => entry.Id));
        Assert.Equal((PluginStatus.Broken, "3.2.1"), (catalog.Entries[0].Status, catalog.Entries[0].Version));
        Assert.StartsWith(detail, catalog.Entries[0].Detail, StringComparison.Ordinal);
        Assert.Equal("cue-sheet", Assert.Single(catalog.Reports).FormatId);

        // Who asks for what it offers is told, too.
        var failure = Assert.Throws<UserException>(() => new ExportSet(catalog, ["crash"]));
        Assert.Equal(ExitCode.ComponentMissing, failure.ExitCode);
        Assert.Contains("the plugin crashing 3.2.1 offers it, but it could not be loaded", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugins_schema_is_read_and_upgraded_by_every_reader()
    {
        var catalog = Load("write");
        SchemaRegistry? given = null;
        var reader = new GuardedReader(new Reader(options => given = options.Schemas), new PluginGuard("any", "1"), () => catalog.Schemas);
        Assert.Throws<UserException>(() => reader.Read("a.otio", new TimelineReadOptions()));
        var timeline = OtioJson.Read<Timeline>(
            """{"OTIO_SCHEMA":"Timeline.1","metadata":{"slate":{"OTIO_SCHEMA":"Slate.1","scn":"12A"}},"tracks":null}""", new() { Schemas = given! });
        Assert.Equal("12A", timeline.Metadata["slate"].ToString());
        Assert.Contains("Slate.2", OtioJson.Write(timeline.DeepClone()), StringComparison.Ordinal);
    }

    private sealed class Reader(Action<TimelineReadOptions> asked) : ITimelineReader
    {
        public string FormatId => "any";

        public IReadOnlyList<string> Extensions => [".any"];

        public TimelineDocument Read(string path, TimelineReadOptions options)
        {
            asked(options);
            return null!;
        }
    }

    [Fact]
    public void A_writer_that_throws_is_named()
    {
        var writer = Load("write").Reports[0];
        using var output = new MemoryStream();

        IsNamed(Assert.Throws<UserException>(() => writer.Write(null!, output)), "writing crash (InvalidOperationException: written badly)");
    }

    [Fact]
    public void A_full_disk_is_not_the_writers_fault()
    {
        var writer = Load("write").Reports[0];

        Assert.Equal("no room", Assert.Throws<IOException>(() => writer.Write(null!, new FullDisk())).Message);
    }

    [Theory]
    [InlineData("open", "opening the recogniser crash (InvalidOperationException: opened badly)")]
    [InlineData("describe", "looking at frames (InvalidOperationException: described badly)")]
    [InlineData("few", "looking at frames (InvalidOperationException: it gave 0 features where 1 were asked for)")]
    [InlineData("judge", "judging frames (OperationCanceledException: nobody asked)")]
    public async Task A_recogniser_that_throws_or_answers_too_little_is_named(string where, string words)
    {
        var provider = Load(where).Recognizers[0];
        using var gate = new DeviceGate();
        var setup = new RecognizerSetup(SyntheticFilm.CastOf(2), null, "", new DeviceRequest(DeviceKind.Cpu), gate);

        IsNamed(
            await Assert.ThrowsAsync<UserException>(async () =>
            {
                await using var recognizer = await provider.OpenAsync(setup, default);
                if (where == "judge")
                    await recognizer.JudgeAsync([[1]], default);
                await recognizer.DescribeAsync([new Frame(recognizer.FrameRequest, new byte[32 * 18 * 3], "id", MediaTime.Zero, -1)], default);
            }),
            words);
    }

    [Fact]
    public async Task A_recogniser_that_does_not_compute_in_the_precision_asked_for_is_refused()
    {
        using var gate = new DeviceGate();
        var setup = new RecognizerSetup(SyntheticFilm.CastOf(2), null, "", new DeviceRequest(DeviceKind.Cpu) { Precision = Precision.EightBits }, gate);

        var failure = await Assert.ThrowsAsync<UserException>(() => Load("judge").Recognizers[0].OpenAsync(setup, default));

        Assert.Equal((ExitCode.ComponentMissing, "the recogniser crash does not compute in int8: leave --precision out"), (failure.ExitCode, failure.Message));
    }

    private static void IsNamed(UserException failure, string words)
    {
        Assert.Equal(ExitCode.InternalError, failure.ExitCode);
        Assert.StartsWith("the plugin crashing 3.2.1 failed while " + words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private PluginCatalog Load(string where)
    {
        foreach (var plugin in new[] { "crashing-plugins/crashing", "plugins-under-test/cue-sheet" })
        {
            var target = Directory.CreateDirectory(Path.Combine(_folder, Path.GetFileName(plugin))).FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, plugin)))
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(_folder, "crashing", "crash.txt"), where);
        return PluginCatalog.Load([_folder], new HashSet<string>(), NullLoggerFactory.Instance);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no room");
    }
}
