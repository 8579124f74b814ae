using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Report.Contract;

/// <summary>Contract reports of made-up results.</summary>
internal static class Reports
{
    public static AnalysisResult Result(string timeline, IReadOnlyList<string> names, int appearances, long frames = 1440)
    {
        var characters = names.Select((name, i) => new Character($"c{i}", name, "BLUE")).ToList();
        var found = Enumerable.Range(0, names.Count == 0 ? 0 : appearances).Select(i =>
        {
            var start = frames * i / Math.Max(1, appearances);
            var end = Math.Min(frames, start + 1 + (i % 7 * 5));
            return new Appearance($"c{i % names.Count}", new FrameRange(start, end), 0.5 + (i % 50 / 100.0), "clip A", "00:00:01:00", "00:00:03:00", start);
        });
        return new AnalysisResult(
            timeline, new FrameRate(24, 1), false, 24 * 36000, frames, new FrameRange(0, frames), new Cast("cast", characters), [],
            [new Shot(new FrameRange(0, frames / 2), "clip A"), new Shot(new FrameRange(frames / 2, frames), "clip B")],
            [.. found],
            [new Unknown(new FrameRange(frames - 24, frames), "clip \"B\": media is offline")], [],
            [new MediaUse(new string('d', 64), "a.mov", "found", "by its address", 0)],
            new Provenance(
                "0123456789abcdef", "0.1.0", new string('a', 64), new string('b', 64), new string('c', 64), "7.1", new DeviceReport("cpu", "cpu", "asked for", "1.31", "fp32", null), "avx2",
                new Dictionary<string, string> { ["sample-rate"] = "2" }, new Dictionary<string, string>()),
            []);
    }

    /// <summary>A result as a recogniser of faces gives it: who plays whom, in more than one look, and when their faces can be seen.</summary>
    public static AnalysisResult People(string timeline)
    {
        var result = Result(timeline, ["ANN", "ANN AS A CHILD", "BEN", "ROBOT"], 40);
        var people = result.Cast.Characters.Select((character, i) => character with { Kind = i < 3 ? CharacterKind.Person : CharacterKind.Drawn });
        return result with
        {
            Cast = result.Cast with { Characters = [.. people] },
            FaceAppearances = [.. result.Appearances.Where((appearance, i) => appearance.CharacterId != "c3" && i % 3 > 0)],
            Castings =
            [
                new Casting("c0", "Ann Lee", "Dr. Stone", [], null, null), new Casting("c0", "Ann Lee", "Stone's sister", ["104", "105"], null, null),
                new Casting("c1", "Joy Lee", "Dr. Stone", [], null, null), new Casting("c2", "Ben Mars", "Ben", [], new DateOnly(2026, 3, 1), null),
            ],
            Provenance = result.Provenance with { Rules = new Dictionary<string, string> { ["face-visible-v1"] = "text" } },
        };
    }

    public static ContractReport Of(AnalysisResult result, ReportSettings? settings = null) => ReportBuilder.Build(result, null, settings ?? new ReportSettings([]));

    public static byte[] Write(IContractReportWriter writer, ContractReport report)
    {
        using var stream = new MemoryStream();
        writer.Write(report, stream);
        return stream.ToArray();
    }
}
