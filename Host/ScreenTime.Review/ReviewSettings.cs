using ScreenTime.Host.Jobs;

namespace ScreenTime.Review;

/// <summary>What <c>screentime review</c> was asked for.</summary>
/// <param name="ResultFolder">The folder of the analysis.</param>
/// <param name="Reviewer">Who decides: stands beside every correction.</param>
/// <param name="MediaRoots">More folders to look for media in.</param>
/// <param name="Port">The port on loopback; 0 for any that is free.</param>
public sealed record ReviewSettings(string ResultFolder, string Reviewer, IReadOnlyList<string> MediaRoots, int Port)
{
    /// <summary>What to analyse where the folder holds no result yet; null for a folder that holds one.</summary>
    public AnalysisSettings? Analysis { get; init; }

    /// <summary>The private key (PEM) that the report is signed with; null where it is not signed in the page.</summary>
    public string? Key { get; init; }

    /// <summary>The key's passphrase; null for a key without one.</summary>
    public string? Passphrase { get; init; }
}
