namespace ScreenTime.Review;

/// <summary>What <c>screentime review</c> was asked for.</summary>
/// <param name="ResultFolder">The folder of the analysis.</param>
/// <param name="Reviewer">Who decides: stands beside every correction.</param>
/// <param name="MediaRoots">More folders to look for media in.</param>
/// <param name="Port">The port on loopback; 0 for any that is free.</param>
public sealed record ReviewSettings(string ResultFolder, string Reviewer, IReadOnlyList<string> MediaRoots, int Port);
