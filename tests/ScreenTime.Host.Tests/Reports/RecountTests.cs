using System.Text.Json;
using CsCheck;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Reports;

/// <summary>The other side's expert: counts again from the report's JSON and the rule's text alone, frame by frame, and must find the same figures.</summary>
public sealed class RecountTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-recount-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_independent_recount_gives_the_same_figures()
    {
        var rate = Gen.OneOf(Gen.Const(new FrameRate(24, 1)), Gen.Const(new FrameRate(24000, 1001)), Gen.Const(new FrameRate(25, 1)), Gen.Const(new FrameRate(30000, 1001)), Gen.Const(new FrameRate(60000, 1001)));
        var ranges = Gen.Select(Gen.Long[0, 399], Gen.Long[1, 60]).Select((start, length) => new FrameRange(start, start + length));
        Gen.Select(
            rate,
            Gen.Long[400, 460],
            Gen.Select(Gen.Int[0, 2], ranges).Array[0, 25],
            ranges.Array[0, 3],
            Gen.Select(Gen.Long[1, 399], Gen.Int[0, 2]).Array[0, 12],
            Gen.Select(Gen.Long[0, 80], Gen.Long[320, 400]),
            Gen.Select(Gen.Long[0, 12], Gen.Long[0, 20], Gen.OneOf(Gen.Const("timeline"), Gen.Const("clip"), Gen.Const("shot"))),
            Gen.Long[90, 300])
            .Sample((fps, frames, appearances, unknowns, cuts, programme, own, excluded) =>
            {
                string[] ids = ["anna", "ben", "cleo"];
                var borders = cuts.Select(cut => cut.Item1).Append(0).Append(frames).Distinct().Order().ToList();
                var shots = borders.Zip(borders.Skip(1)).Select((pair, index) => new Shot(new FrameRange(pair.First, pair.Second), "abc"[(index + cuts.Length) % 3 % (1 + (cuts.Length % 3))].ToString()));
                var result = Found.Result(
                    fps, frames, [.. ids.Select(Found.Character)], appearances.Select(item => (ids[item.Item1], item.Item2.Start, Math.Min(frames, item.Item2.End))),
                    unknowns, shots);
                var rule = OwnRule(own.Item1, own.Item2, own.Item3);
                var report = ReportBuilder.Build(result, null, new ReportSettings(
                    ["visible-v1", "bridged-v1", rule],
                    Programme: $"{result.TimecodeOf(programme.Item1)}-{result.TimecodeOf(programme.Item2)}",
                    Exclusions: [$"titles={result.TimecodeOf(excluded)}-{result.TimecodeOf(excluded + 15)}"]));
                using var stream = new MemoryStream();
                new ContractJsonWriter().Write(report, stream);
                using var json = JsonDocument.Parse(stream.ToArray());
                foreach (var counted in json.RootElement.GetProperty("rules").EnumerateArray())
                {
                    foreach (var line in counted.GetProperty("counts_of").EnumerateArray())
                    {
                        var (net, whole, stretches) = Recount.Of(json.RootElement, counted, line.GetProperty("character").GetString()!);
                        Assert.Equal(net, line.GetProperty("time").GetProperty("frames").GetInt64());
                        Assert.Equal(whole, line.GetProperty("time_with_exclusions").GetProperty("frames").GetInt64());
                        Assert.Equal(stretches, line.GetProperty("stretches").GetArrayLength());
                        Assert.Equal(Recount.Seconds(net, json.RootElement), line.GetProperty("time").GetProperty("seconds").GetString());
                    }
                }
            }, iter: 400);
    }

    private string OwnRule(long bridgeFrames, long minimumFrames, string within)
    {
        var path = Path.Combine(_folder, $"{bridgeFrames}-{minimumFrames}-{within}.json");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, $$"""
                { "schema": 1, "id": "own", "counts": "visible", "bridge": "{{bridgeFrames}}/24", "minimumRun": "{{minimumFrames}}/25", "within": "{{within}}",
                  "text": { "en": { "name": "Own", "summary": "A rule of our own.", "guide": [] } } }
                """);
        }

        return path;
    }
}
