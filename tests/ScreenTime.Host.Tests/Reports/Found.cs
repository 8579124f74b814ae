using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Reports;

/// <summary>Results as an analysis would give them, made by hand.</summary>
internal static class Found
{
    public static Provenance Provenance { get; } = new(
        "0123456789abcdef", "0.1.0", new string('a', 64), new string('b', 64), new string('c', 64), "7.1", new DeviceReport("cpu", "cpu", "asked for", "1.31", "fp32", null), "avx2",
        new Dictionary<string, string> { ["sample-rate"] = "2" }, new Dictionary<string, string>());

    public static AnalysisResult Result(
        FrameRate rate, long frames, IReadOnlyList<Character> characters, IEnumerable<(string Character, long Start, long End)> appearances,
        IEnumerable<FrameRange>? unknowns = null, IEnumerable<Shot>? shots = null)
    {
        var seen = appearances.ToList();
        return new AnalysisResult(
            "cut", rate, false, 0, frames, new FrameRange(0, frames), new Cast("cast", characters), [], [.. shots ?? [new Shot(new FrameRange(0, frames), "a")]],
            [.. seen.Select(item => new Appearance(item.Character, new FrameRange(item.Start, item.End), 0.9, "a", "", "", item.Start))],
            [.. (unknowns ?? []).Select(range => new Unknown(range, "offline"))], [],
            [new MediaUse(new string('d', 64), "a.mov", "found", "by its address", 0)], Provenance, []);
    }

    public static Character Character(string id) => new(id, id.ToUpperInvariant(), "BLUE");
}
