using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>How exports are written.</summary>
/// <param name="Markers">What markers say and look like.</param>
/// <param name="HandleFrames">Frames to leave before and after each event of a selects reel.</param>
public sealed record ExportSettings(MarkerSettings Markers, int HandleFrames = 0)
{
    /// <summary>ScreenTime's own.</summary>
    public static ExportSettings Default { get; } = new(MarkerSettings.Default);
}
