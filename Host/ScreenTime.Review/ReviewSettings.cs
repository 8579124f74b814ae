using ScreenTime.Host.Jobs;

namespace ScreenTime.Review;

/// <summary>What <c>screentime review</c> was asked for.</summary>
/// <param name="ResultFolder">The folder of the analysis.</param>
/// <param name="Reviewer">Who decides: stands beside every correction.</param>
/// <param name="Sources">Where the timeline and its media are, to show pictures; null to review without.</param>
/// <param name="Port">The port on loopback; 0 for any that is free.</param>
public sealed record ReviewSettings(string ResultFolder, string Reviewer, AnalysisSettings? Sources, int Port);
