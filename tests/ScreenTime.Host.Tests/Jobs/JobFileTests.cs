using Newtonsoft.Json.Linq;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class JobFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-job-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_setting_is_read_and_paths_are_relative_to_the_file()
    {
        var job = Assert.Single(Read("""
            {"$schema": "job.schema.json", "apiVersion": 1, "job": {
              "timeline": "cuts/a.otio", "cast": "/casts/show", "out": "out", "rate": "30000/1001", "drop": true, "start": "01:00:00;00", "sampleRate": 0.5, "device": "cpu", "precision": "int8",
              "export": ["otio", "csv"], "in": "01:00:01;00", "outPoint": "01:00:02;00", "tracks": [1, "V3"], "only": "tom", "mediaRoots": ["media", "/more"],
              "mediaTimecode": ["A.mov=02:00:00:00"], "picture": "ref.mov", "lut": "a.cube", "without": ["cue-sheet"], "markers": "first", "markerTrack": "V2", "handles": 12,
              "markersOnly": true, "lenient": true, "sequence": "Reel 2", "tracksAbove": "cuts/v2.edl", "breakdown": "who.csv", "breakdownWeight": 0.1, "episode": "101", "day": "2026-11-25"}}
            """));

        Assert.Equal((Full("cuts/a.otio"), Path.GetFullPath("/casts/show"), Full("out")), (job.TimelinePath, job.CastFolder, job.OutputFolder));
        Assert.Equal(new TimelineReadOptions(new FrameRate(30000, 1001), true, "01:00:00;00", true, "Reel 2"), job.Read);
        Assert.Equal((new FrameRate(1, 2), DeviceKind.Cpu, "01:00:01;00", "01:00:02;00"), (job.SampleRate, job.Device.Kind, job.In, job.Out));
        Assert.Equal(Precision.EightBits, job.Device.Precision);
        Assert.Equal(["otio", "csv"], job.Exports);
        Assert.Equal([1, 3], job.Tracks);
        Assert.Equal(["tom"], job.Only);
        Assert.Equal([Full("media"), Path.GetFullPath("/more")], job.MediaRoots);
        Assert.Equal(["A.mov=02:00:00:00"], job.MediaTimecode);
        Assert.Equal((Full("ref.mov"), Full("a.cube")), (job.Picture, job.Lut));
        Assert.Equal(["cue-sheet"], job.Without);
        Assert.Equal([Full("cuts/v2.edl")], job.TracksAbove);
        Assert.Equal((Full("who.csv"), 0.1, "101", new DateOnly(2026, 11, 25)), (job.Breakdown, job.BreakdownWeight, job.Episode, job.Day));
        Assert.True(job.MarkersOnly);
        Assert.Equal((MarkerUnit.First, "V2", 12), (job.Export.Markers.Unit, job.Export.Markers.AvidTrack, job.Export.HandleFrames));
    }

    [Fact]
    public void What_is_not_said_is_as_on_the_command_line()
    {
        var job = Assert.Single(Read("""{"apiVersion": 1, "job": {"timeline": "a.otio", "cast": "c", "out": "o", "lut": null}}"""));

        Assert.Equal(new AnalysisSettings(Full("a.otio"), Full("c"), Full("o")) with { MediaRoots = job.MediaRoots, Only = job.Only, Tracks = job.Tracks, MediaTimecode = job.MediaTimecode, Without = job.Without, TracksAbove = job.TracksAbove, Export = job.Export }, job);
    }

    [Theory]
    [InlineData("job")]
    [InlineData("host-request")]
    public void The_schemas_name_the_very_settings_that_are_read(string schema)
    {
        var json = JObject.Parse(File.ReadAllText(Path.Combine(ScreenTime.Tests.SharedData.Root, "docs", "schemas", schema + ".schema.json")));
        Assert.Equal(JobFile.Settings.Order(StringComparer.Ordinal), json.SelectToken("definitions.job.properties")!.Select(setting => ((JProperty)setting).Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", 1, "no JSON")]
    [InlineData("[]", 1, "one object")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\", \"device\": \"cuda\",\n \"precision\": \"int8\"}}", 4, "precision takes fp32 or fp16 on a GPU, not \"int8\"")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\",\n \"rate\": \"fast\"}}", 4, "rate takes a frame rate such as 24, 23.976 or 30000/1001, not \"fast\"")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\",\n \"sampelRate\": 2}}", 4, "there is no setting \"sampelRate\"; there are timeline, cast, out")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\",\n \"out\": 5}}", 4, "out takes a text, \"…\", not 5")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \" \", \"cast\": \"c\", \"out\": \"o\"}}", 3, "timeline says nothing")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\",\n \"tracks\": [1,\n 0]}}", 5, "tracks takes numbers of video tracks")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\", \"drop\":\n \"yes\"}}", 4, "drop takes true or false, not a text")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\", \"markers\":\n \"all\"}}", 4, "shot, appearance or first")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"timeline\": \"b\"}}", 3, "timeline")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\", \"breakdownWeight\":\n 2}}", 4, "breakdownWeight takes a number from 0 to 1, not \"2\"")]
    [InlineData("{\n\"apiVersion\": 1,\n\"job\": {\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\", \"day\":\n \"25.11.2026\"}}", 4, "day takes a day as 2027-12-31")]
    [InlineData("{\n\"apiVersion\": 1,\n\"jobs\": []}", 3, "jobs takes a list of 1 to")]
    [InlineData("{\n\"apiVersion\": 1,\n\"jobs\": [7]}", 3, "jobs takes objects")]
    [InlineData("{\n\"apiVersion\": 1}", 1, "either \"job\" or \"jobs\"")]
    [InlineData("{\n\"apiVersion\": 1,\n\"jobs\": [{\"timeline\": \"a\", \"cast\": \"c\", \"out\": \"o\"},\n{\"timeline\": \"b\", \"cast\": \"c\",\n\"out\": \"./o\"}]}", 5, "job 2 writes into the same folder as job 1")]
    [InlineData("{\n\"apiVersion\": 1, \"job\": {}} more", 2, "")]
    [InlineData("{\"job\": {}}", 1, "\"apiVersion\" is missing")]
    public void A_fault_is_named_by_its_line(string text, int line, string words)
    {
        var exception = Assert.Throws<UserException>(() => Read(text));

        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.StartsWith($"job.json, line {line}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("o/")]
    [InlineData("./o//")]
    [InlineData("x/../o/.")]
    [InlineData("link/")]
    public void Two_jobs_never_write_into_one_folder_however_it_is_named(string other)
    {
        Directory.CreateDirectory(Full("o"));
        Directory.CreateSymbolicLink(Full("link"), Full("o"));
        string Jobs(string one) => $$"""{"apiVersion": 1, "jobs": [{"timeline": "a", "cast": "c", "out": "o"}, {"timeline": "b", "cast": "c", "out": "{{one}}"}]}""";

        Assert.Contains("job 2 writes into the same folder as job 1", Assert.Throws<UserException>(() => Read(Jobs(other))).Message, StringComparison.Ordinal);
        Assert.Equal(2, Read(Jobs("o2")).Count);
    }

    [Fact]
    public void Hostile_files_are_refused()
    {
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Read(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)))).ExitCode);
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Read("{\"apiVersion\": 1, \"job\": {\"timeline\": \"a\\u0000b\", \"cast\": \"c\", \"out\": \"o\"}}")).ExitCode);
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Read("{\"apiVersion\": 99999999999999999999999}")).ExitCode);
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Read(new string(' ', 2 << 20))).ExitCode);
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => JobFile.Read(Full("nowhere.json"))).ExitCode);
    }

    private IReadOnlyList<AnalysisSettings> Read(string text)
    {
        File.WriteAllText(Full("job.json"), text);
        return JobFile.Read(Full("job.json"));
    }

    private string Full(string name) => Path.GetFullPath(Path.Combine(_folder, name));
}
