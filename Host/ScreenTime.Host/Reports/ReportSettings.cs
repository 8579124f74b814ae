using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>What a report was asked for.</summary>
/// <param name="Rules">Counting rules by id or path; empty for <c>visible-v1</c>.</param>
/// <param name="Language"><c>en</c>, <c>zh-Hant</c> or <c>zh-Hans</c>.</param>
/// <param name="Only">Characters by id, or performers and those they play by name; empty for all.</param>
/// <param name="Programme">In and out point, <c>TC-TC</c>; null for what was analysed.</param>
/// <param name="Exclusions">What is left out of the figures, <c>NAME=TC-TC</c>.</param>
/// <param name="CutVersion">What the production calls this version of the cut.</param>
/// <param name="Threshold">A screen time to compare with; null for none.</param>
/// <param name="Recipient">Who this copy is for; empty for nobody in particular.</param>
/// <param name="KeyFingerprint">The key that it will be signed with; empty for none.</param>
/// <param name="Evidence">Which pictures it shows.</param>
/// <param name="Scenes">A list of scenes (<see cref="Breakdowns.SceneFile"/>), or what of the timeline says them (<see cref="Breakdowns.TimelineScenes"/>); null for none.</param>
public sealed record ReportSettings(
    IReadOnlyList<string> Rules,
    string Language = "en",
    IReadOnlyList<string>? Only = null,
    string? Programme = null,
    IReadOnlyList<string>? Exclusions = null,
    string CutVersion = "",
    MediaTime? Threshold = null,
    string Recipient = "",
    string KeyFingerprint = "",
    EvidenceKind Evidence = EvidenceKind.None,
    string? Scenes = null)
{
    /// <summary>The languages that reports are written in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "zh-Hant", "zh-Hans"];
}
