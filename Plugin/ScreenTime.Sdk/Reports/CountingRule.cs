namespace ScreenTime.Sdk;

/// <summary>What "on screen" means, as data: named, versioned by its id, hashed. Its text is also the guide by which people label.</summary>
/// <param name="Id">Its name and version: <c>visible-v1</c>.</param>
/// <param name="Sha256">The hash of the rule's file, lower-case hex: two reports with one hash were counted in the same way.</param>
/// <param name="Counts">What is counted.</param>
/// <param name="Bridge">Gaps of at most this length are counted along, where every frame of them was looked at; zero bridges nothing.</param>
/// <param name="MinimumRun">Stretches shorter than this are dropped, after bridging; zero drops nothing.</param>
/// <param name="Within">Inside of what stretches are bridged and measured.</param>
/// <param name="Name">What people call it, in the report's language.</param>
/// <param name="Summary">The rule in one paragraph.</param>
/// <param name="Guide">What it says of the cases that are disputed, in the order in which they are printed.</param>
public sealed record CountingRule(
    string Id,
    string Sha256,
    CountedEvidence Counts,
    MediaTime Bridge,
    MediaTime MinimumRun,
    CountingScope Within,
    string Name,
    string Summary,
    IReadOnlyList<RuleClause> Guide)
{
    /// <summary>The rule's file as it is, in every language: its UTF-8 bytes have the hash <see cref="Sha256"/>.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether each frame counts by itself alone, so that a look at single frames can audit the rule.</summary>
    public bool IsFrameByFrame => Counts != CountedEvidence.Samples && Bridge == MediaTime.Zero && MinimumRun == MediaTime.Zero;
}

/// <summary>One case that a rule decides.</summary>
/// <param name="Heading">The case: <c>Back of the head</c>.</param>
/// <param name="Text">What counts.</param>
public sealed record RuleClause(string Heading, string Text);

/// <summary>What a rule counts.</summary>
public enum CountedEvidence
{
    /// <summary>Frames in which any part of the character can be recognised.</summary>
    Visible,

    /// <summary>Frames in which the face can be seen.</summary>
    Face,

    /// <summary>Frames at fixed steps, as the tutorial did; they were counted by the analysis and cannot be counted again from intervals.</summary>
    Samples,
}

/// <summary>Inside of what a rule bridges gaps and measures stretches: neither reaches across the border of two.</summary>
public enum CountingScope
{
    /// <summary>The whole programme.</summary>
    Timeline,

    /// <summary>Shots of one clip that follow each other.</summary>
    Clip,

    /// <summary>The stretch between two cuts.</summary>
    Shot,

    /// <summary>A scene, as a list names it that the report is given; what lies in no scene is apart, each stretch by itself.</summary>
    Scene,
}
