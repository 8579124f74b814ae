using CsCheck;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Results;

public sealed class ResultFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-result-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_read_back_is_written_with_the_same_bytes() =>
        Gen.Select(Gen.Float[0, 1].Array[2], Gen.Long[0, 100_000], Gen.Int[1, 500], Gen.String).Sample(
            (probabilities, start, length, name) =>
            {
                var result = Result(name, probabilities, new FrameRange(start, start + length));
                var bytes = Bytes(result);
                File.WriteAllBytes(Path.Combine(_folder, ResultFile.Name), bytes);

                var read = ResultFile.Read(_folder);

                Assert.Equal(bytes, Bytes(read));
                Assert.Equal(name, read.TimelineName);
                Assert.Equal(probabilities, read.Samples[0].Probabilities);
                Assert.Equal(result.Rate, read.Rate);
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Where_somebody_is_who_plays_whom_what_a_shot_shows_and_what_images_are_called_is_read_back()
    {
        var result = Result("cut", [0.5f, 0.5f], new FrameRange(0, 10));
        result = result with
        {
            Samples = [result.Samples[0] with { Regions = [new SightingRegion(0.25f, 0.5f, 0.125f, 0.0625f), null], Strangers = [new SightingRegion(0, 0, 1, 0.5f)] }],
            Shots = [result.Shots[0] with { Footage = new ShotFootage("hash", new MediaTime(1001, 48000), new MediaTime(-5, 2)) }],
            RegionFrame = new FrameRequest(1280, 720),
            Castings = [new Casting("a", "Kim", "Queen", ["104"], new DateOnly(2026, 3, 1), null)],
            Media = [result.Media[0] with { Sequence = new ImageSequenceUse("s.", ".dpx", 4, 101, 1, new FrameRate(24, 1), "Hold", 5) }],
        };
        File.WriteAllBytes(Path.Combine(_folder, ResultFile.Name), Bytes(result));

        var read = ResultFile.Read(_folder);

        Assert.Equal(Bytes(result), Bytes(read));
        Assert.Contains("[0.25, 0.5, 0.125, 0.0625]", System.Text.Encoding.UTF8.GetString(Bytes(result)), StringComparison.Ordinal);
        Assert.Equal(result.Samples[0].Regions, read.Samples[0].Regions);
        Assert.Equal(result.Shots[0].Footage, read.Shots[0].Footage);
        Assert.Equal((result.RegionFrame, result.Media[0].Sequence), (read.RegionFrame, read.Media[0].Sequence));
        Assert.Equal(("Kim", new DateOnly(2026, 3, 1), "104"), (read.Castings[0].Performer, read.Castings[0].From, Assert.Single(read.Castings[0].Episodes)));
    }

    [Theory]
    [InlineData("{\"schema\":2,\"result\":null}", "newer ScreenTime")]
    [InlineData("{\"schema\":1}", "holds no result")]
    [InlineData("{\"schema\":1,\"result\":{\"rate\":\"24/0\"}}", "damaged")]
    [InlineData("{", "damaged")]
    [InlineData("", "holds no result")]
    public void A_damaged_file_is_one_sentence(string json, string words)
    {
        File.WriteAllText(Path.Combine(_folder, ResultFile.Name), json);

        var exception = Assert.Throws<UserException>(() => ResultFile.Read(_folder));

        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_result_names_the_command_that_makes_one() =>
        Assert.Contains("analyze", Assert.Throws<UserException>(() => ResultFile.Read(_folder)).Message, StringComparison.Ordinal);

    private static byte[] Bytes(AnalysisResult result)
    {
        using var stream = new MemoryStream();
        ResultFile.Write(result, stream);
        return stream.ToArray();
    }

    private static AnalysisResult Result(string name, float[] probabilities, FrameRange range) => new(
        name,
        new FrameRate(24000, 1001),
        DropFrame: false,
        86_400,
        200_000,
        new FrameRange(0, 200_000),
        new Cast("cast", [new Character("tom", "TOM", "BLUE"), new Character("ann", "Ann", "RED", CharacterKind.Person)]),
        [new Sample(range.Middle, range, "hash", new MediaTime(1001, 24000), "clip", 0, false, 0, probabilities)],
        [new Shot(range, "clip")],
        [new Appearance("tom", range, 0.25, "clip", "01:00:00:00", "01:00:01:00", range.Start)],
        [new Unknown(range, "offline")],
        [new ScreenTimeTotal("tom", "visible-v1", 12, new MediaTime(1001, 2000), 1, MediaTime.Zero)],
        [new MediaUse("hash", "a.mov", "found", "by name", 0)],
        new Provenance(
            "run", "0.1", "t", "c", "m", "5.1", new DeviceReport("auto", "cpu", "why", "1.31", "fp32", null), "avx2",
            new Dictionary<string, string> { ["sample-rate"] = "2" }, new Dictionary<string, string> { ["visible-v1"] = "text" }),
        ["assumed"]);
}
