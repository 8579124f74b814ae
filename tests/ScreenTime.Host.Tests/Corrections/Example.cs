using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Corrections;

internal static class Example
{
    public const int Frames = 200;

    public static AnalysisResult Result(params Appearance[] appearances) => new(
        "cut", new FrameRate(24, 1), false, 86400, Frames, new FrameRange(0, Frames),
        new Cast("toons", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "RED")]),
        [], [new Shot(new FrameRange(0, 100), "A"), new Shot(new FrameRange(100, Frames), "B")], appearances, [],
        [Total("tom", appearances), Total("jerry", appearances)], [],
        new Provenance("run", "", "", "", "", "", new DeviceReport("auto", "cpu", "", "", "fp32", null), "", new Dictionary<string, string>(), new Dictionary<string, string>()),
        []);

    public static Appearance Appearance(string id, long start, long end) =>
        new(id, new FrameRange(start, end), 0.9, start < 100 ? "A" : "B", "10:00:00:00", "10:00:01:00", start);

    private static ScreenTimeTotal Total(string id, IEnumerable<Appearance> appearances)
    {
        var frames = FrameRange.Union(appearances.Where(appearance => appearance.CharacterId == id).Select(appearance => appearance.Record)).Sum(range => range.Length);
        return new ScreenTimeTotal(id, "visible-v1", frames, MediaTime.FromFrames(frames, new FrameRate(24, 1)), 0, MediaTime.Zero);
    }
}
