using ScreenTime.Sdk;

namespace ScreenTime.Fuzz;

/// <summary>A result that an analysis of any timeline could have had.</summary>
internal static class Findings
{
    private static readonly Cast s_cast = new("tj", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY <&> \"x\"", "ORANGE")]);

    /// <summary>Two characters, together on the first frame, one again later.</summary>
    public static AnalysisResult Of(TimelineDocument document, long frames)
    {
        var appearances = new List<Appearance>();
        void Add(string id, long start, long end)
        {
            if (start < frames)
                appearances.Add(new Appearance(id, new FrameRange(start, Math.Min(end, frames)), 0.97, "clip", "00:00:01:00", "00:00:03:00", start));
        }

        Add("tom", 0, 30);
        Add("jerry", 0, 12);
        Add("tom", 40, 41);
        var shots = new List<Shot> { new(new FrameRange(0, Math.Min(frames, 35)), "clip") };
        if (frames > 35)
            shots.Add(new Shot(new FrameRange(35, frames), "clip"));
        return new AnalysisResult(
            document.Timeline.Name, document.Rate, document.DropFrame, document.StartFrame, frames, new FrameRange(0, frames), s_cast, [], shots, appearances, [],
            [.. s_cast.Characters.Select(character => new ScreenTimeTotal(character.Id, "visible-v1", 30, MediaTime.FromFrames(30, document.Rate), 1, MediaTime.Zero))], [],
            new Provenance("run-1", "0.1.0", "t", "c", "m", "7.1", new DeviceReport("auto", "cpu", "no GPU", "1.31.1", "fp32", null), "avx2", new Dictionary<string, string>(), new Dictionary<string, string>()), []);
    }
}
