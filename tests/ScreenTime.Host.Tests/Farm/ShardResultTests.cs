using CsCheck;
using ScreenTime.Host.Farm;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Farm;

public sealed class ShardResultTests : IDisposable
{
    private const string MediaId = "00aa";

    private static readonly LookingEnvironment s_here = Environment("cpu", "x64 avx2");

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-shards-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_to_the_last_bit() =>
        Gen.Select(Gen.Select(Gen.Int[0, 100_000], Gen.Single[0, 1].Array[3]).List[0, 40], Gen.Int[1, 1_000_000_000]).Sample(
            (frames, key) =>
            {
                var sightings = frames.DistinctBy(frame => frame.Item1).ToDictionary(
                    frame => new MediaTime(frame.Item1 * 1001L, 24000), frame => (Sighting?)new Sighting(frame.Item2, frame.Item1 % 3 == 0 ? null : [new SightingRegion(frame.Item2[0], 0.25f, frame.Item2[1], frame.Item2[2]), null])
                    {
                        Faces = frame.Item1 % 2 == 0 ? frame.Item2 : null,
                        Strangers = frame.Item1 % 5 == 0 ? [] : [new SightingRegion(0, 1, frame.Item2[0], frame.Item2[2])],
                    });
                var results = new ShardResults(_folder);
                var name = FormattableString.Invariant($"00001.{key:x16}");
                results.Write(name, Result(s_here, sightings));

                var read = Assert.Single(results.Read(name)).Media[MediaId];
                Assert.Equal(sightings.Count, read.Sightings.Count);
                foreach (var (time, sighting) in sightings)
                {
                    Assert.Equal(sighting!.Probabilities, read.Sightings[time]!.Probabilities);
                    Assert.Equal(sighting.Faces, read.Sightings[time]!.Faces);
                    Assert.Equal(sighting.Regions, read.Sightings[time]!.Regions);
                    Assert.Equal(sighting.Strangers, read.Sightings[time]!.Strangers);
                }

                Assert.Equal([3, 70], read.Shots.Cuts);
                Assert.Equal([(5, 9)], read.Shots.Mixtures);
                Assert.Equal("it could not be decoded", read.Problems[new MediaTime(7, 1)]);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void The_same_result_twice_is_one_file_and_another_is_a_second()
    {
        var results = new ShardResults(_folder);
        results.Write("00001.aa", Result(s_here, []));
        results.Write("00001.aa", Result(s_here, []));
        Assert.Single(results.Read("00001.aa"));

        results.Write("00001.aa", Result(Environment("cuda:0", "x64 avx2"), []));
        Assert.Equal(2, results.Read("00001.aa").Count);
    }

    [Fact]
    public void A_file_that_was_changed_counts_as_missing()
    {
        var results = new ShardResults(_folder);
        results.Write("00001.aa", Result(s_here, []));
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "shards")));
        File.WriteAllText(path, File.ReadAllText(path).Replace("decoded", "DECODED", StringComparison.Ordinal));

        Assert.Empty(results.Read("00001.aa"));
    }

    [Theory]
    [InlineData("cuda:0", "cuda:1", true)]
    [InlineData("cuda:0", "cpu", false)]
    public void Which_of_several_GPUs_it_was_mixes_nothing(string one, string other, bool same) =>
        Assert.Equal(same, Environment(one, "x64").Line == Environment(other, "x64").Line);

    [Theory]
    [InlineData(new[] { 3 }, "shard 3")]
    [InlineData(new[] { 3, 4 }, "shards 3, 4")]
    [InlineData(new[] { 9, 1, 5, 6, 7 }, "shards 1, 5 to 7, 9")]
    public void Numbers_are_said_in_words(int[] numbers, string words) => Assert.Equal(words, ShardNumbers.Of(numbers));

    private static LookingEnvironment Environment(string provider, string cpu) =>
        new("0.1.0", "f00", "h00", "5.1", new DeviceReport("auto", provider, "as asked", "1.31.1", "fp32", null), cpu) { Frame = provider == "cpu" ? new FrameRequest(448, 256) : null };

    private static ShardResult Result(LookingEnvironment environment, Dictionary<MediaTime, Sighting?> sightings) => new(environment, new Dictionary<string, ShardMedia>
    {
        [MediaId] = new ShardMedia(sightings, new Dictionary<MediaTime, string> { [new MediaTime(7, 1)] = "it could not be decoded" }, new ShotEvidence([3, 70], [(5, 9)])),
    });
}
