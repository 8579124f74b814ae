using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Evaluation;

/// <summary>A result of ten seconds at 24 frames a second from 10:00:00:00, with tom and jerry, to be filled by a test.</summary>
internal static class Findings
{
    public static readonly FrameRate Rate = new(24, 1);

    public static AnalysisResult Empty { get; } = new(
        "cut",
        Rate,
        DropFrame: false,
        10 * 3600 * 24,
        240,
        new FrameRange(0, 240),
        new Cast("cast", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "RED")]),
        [],
        [new Shot(new FrameRange(0, 120), "first"), new Shot(new FrameRange(120, 240), "second")],
        [],
        [],
        [],
        [],
        new Provenance(
            "run", "0.1", "t", "c", "m", "5.1", new DeviceReport("auto", "cpu", "why", "1.31", "fp32", null), "avx2",
            new Dictionary<string, string>(), new Dictionary<string, string>()),
        []);

    public static Sample Sample(long frame, params float[]? probabilities) =>
        new(frame, new FrameRange(frame, frame + 1), "media", MediaTime.FromFrames(frame, Rate), "clip", 0, false, 0, probabilities);

    public static Appearance Appearance(string character, long start, long end) =>
        new(character, new FrameRange(start, end), 0.9, "clip", "", "", start);
}
