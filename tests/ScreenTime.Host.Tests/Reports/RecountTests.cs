using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
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
            Gen.Select(Gen.Int[0, 2], ranges, Gen.Bool).Array[0, 25],
            Gen.Select(ranges.Array[0, 3], Gen.Select(Gen.Int[0, 1], ranges).Array[0, 12]),
            Gen.Select(Gen.Long[1, 399], Gen.Int[0, 2]).Array[0, 12],
            Gen.Select(Gen.Long[0, 80], Gen.Long[320, 400], Gen.Long[90, 300]),
            Gen.Select(Gen.Long[0, 12], Gen.Long[0, 20], Gen.OneOf(Gen.Const("timeline"), Gen.Const("clip"), Gen.Const("shot"), Gen.Const("scene"))),
            Gen.Select(Gen.Long[1, 60].Array[1, 5], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 1]).Array[0, 4], Gen.Int[20, 120], Gen.Int[0, 1000]))
            .Sample((fps, frames, appearances, others, cuts, programme, own, more) =>
            {
                var (unknowns, faces) = others;
                var borders = cuts.Select(cut => cut.Item1).Append(0).Append(frames).Distinct().Order().ToList();
                var shots = borders.Zip(borders.Skip(1)).Select((pair, index) => new Shot(new FrameRange(pair.First, pair.Second), "abc"[(index + cuts.Length) % 3 % (1 + (cuts.Length % 3))].ToString()));
                // Anna and Ben are people and have faces; Cleo is drawn.
                var cast = s_ids.Select(id => Found.Character(id) with { Kind = id == "cleo" ? CharacterKind.Drawn : CharacterKind.Person }).ToList();
                var result = Found.Result(fps, frames, cast, appearances.Select(item => (s_ids[item.Item1], item.Item2.Start, Math.Min(frames, item.Item2.End))), unknowns, shots) with
                {
                    FaceAppearances = [.. faces.Select(face => new Appearance(s_ids[face.Item1], face.Item2.Intersect(new FrameRange(0, frames)), 0.9, "a", "", "", face.Item2.Start))],
                    Castings = [.. more.Item2.Select(casting => new Casting(s_ids[casting.Item1], "pq"[casting.Item2].ToString(), "xy"[casting.Item3].ToString(), [], null, null)).Distinct()],
                    Provenance = Found.Provenance with { Rules = new Dictionary<string, string> { [CountingRules.FaceVisible] = "" } },
                };
                var corrected = new CorrectedResult(result, [.. appearances.Select(item => item.Item3)], []);
                var audit = Answered(AuditSample.Draw(result, more.Item3, more.Item4), more.Item4);
                var report = ReportBuilder.Build(corrected, audit, new ReportSettings(
                    ["visible-v1", "bridged-v1", "face-v1", OwnRule(own.Item1, own.Item2, own.Item3)],
                    Programme: $"{result.TimecodeOf(programme.Item1)}-{result.TimecodeOf(programme.Item2)}",
                    Exclusions: [$"titles={result.TimecodeOf(programme.Item3)}-{result.TimecodeOf(programme.Item3 + 15)}"],
                    Scenes: Scenes(result, more.Item1)));
                using var stream = new MemoryStream();
                new ContractJsonWriter().Write(report, stream);
                using var json = JsonDocument.Parse(stream.ToArray());
                foreach (var counted in json.RootElement.GetProperty("rules").EnumerateArray())
                {
                    Assert.Equal(counted.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(counted.GetProperty("file").GetString()!))));
                    foreach (var line in counted.GetProperty("counts_of").EnumerateArray())
                        Check(json.RootElement, counted, line, [line.GetProperty("character").GetString()!], [line.GetProperty("character").GetString()!]);
                    foreach (var role in counted.GetProperty("roles").EnumerateArray())
                        CheckRole(json.RootElement, counted, role);
                }

                foreach (var pair in json.RootElement.GetProperty("together").EnumerateArray())
                {
                    Assert.Equal(
                        Recount.Together(json.RootElement.GetProperty("rules")[0], pair.GetProperty("first").GetString()!, pair.GetProperty("second").GetString()!, frames),
                        pair.GetProperty("frames").GetInt64());
                }
            }, iter: 150);
    }

    private static readonly string[] s_ids = ["anna", "ben", "cleo"];

    private static void CheckRole(JsonElement report, JsonElement rule, JsonElement role)
    {
        var (kind, name) = (role.GetProperty("kind").GetString() == "performer" ? "performer" : "plays", role.GetProperty("name").GetString()!);
        var castings = report.GetProperty("castings").EnumerateArray().Select(item => (Look: item.GetProperty("character").GetString()!, Who: item.GetProperty(kind).GetString()!)).ToList();
        var looks = castings.Where(casting => casting.Who == name).Select(casting => casting.Look).Distinct().ToArray();
        var own = looks.Where(look => castings.TrueForAll(casting => casting.Look != look || casting.Who == name)).ToArray();
        Check(report, rule, role, looks, own);
        if (role.GetProperty("certain").ValueKind != JsonValueKind.Null)
            Assert.Equal(Recount.Of(report, rule, own).Net, role.GetProperty("certain").GetProperty("frames").GetInt64());
    }

    private static void Check(JsonElement report, JsonElement rule, JsonElement line, string[] looks, string[] own)
    {
        var (hasFace, needsFace) = (!looks.Contains("cleo"), rule.GetProperty("counts").GetString() == "face");
        if (needsFace && !hasFace)
        {
            Assert.Equal(JsonValueKind.Null, line.GetProperty("time").ValueKind);
            return;
        }

        var (net, whole, stretches, face, reviewed) = Recount.Of(report, rule, looks);
        Assert.Equal(net, line.GetProperty("time").GetProperty("frames").GetInt64());
        Assert.Equal(whole, line.GetProperty("time_with_exclusions").GetProperty("frames").GetInt64());
        Assert.Equal(stretches, line.GetProperty("stretches").GetArrayLength());
        Assert.Equal(reviewed, line.GetProperty("reviewed_frames").GetInt64());
        Assert.Equal(hasFace ? face : -1, line.TryGetProperty("face_frames", out var said) ? said.GetInt64() : -1);
        Assert.Equal(Recount.Seconds(net, report), line.GetProperty("time").GetProperty("seconds").GetString());
        // The audit was answered by the text of visible-v1: no other rule has bounds.
        Assert.Equal(rule.GetProperty("id").GetString() == "visible-v1", line.TryGetProperty("bounds", out var bounds));
        if (bounds.ValueKind == JsonValueKind.Undefined)
            return;
        var (lower, upper) = Recount.Bounds(report, looks, own);
        Assert.Equal((Recount.Seconds(lower, report), Recount.Seconds(upper, report)), (bounds.GetProperty("lower").GetString(), bounds.GetProperty("upper").GetString()));
    }

    private static Audit Answered(AuditPlan plan, int seed)
    {
        var chance = new Random(seed);
        return new Audit(plan, [.. plan.Frames.Select(_ => chance.Next(12) == 0
            ? new AuditAnswer([.. plan.CharacterIds.Select(_ => (bool?)null)], true)
            : new AuditAnswer([.. plan.CharacterIds.Select(_ => (bool?)(chance.Next(3) == 0))], false))]);
    }

    private string Scenes(AnalysisResult result, long[] lengths)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.csv");
        var (rows, at) = (new List<string> { "scene,in,out" }, 0L);
        foreach (var (index, length) in lengths.Index())
        {
            // Between every second pair lies a stretch of no scene.
            rows.Add($"{index},{result.TimecodeOf(at)},{result.TimecodeOf(at + length)}");
            at += length + (index % 2 * 7);
        }

        File.WriteAllLines(path, rows);
        return path;
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
