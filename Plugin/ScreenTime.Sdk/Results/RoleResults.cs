namespace ScreenTime.Sdk;

/// <summary>How a breakdown and the pictures disagree.</summary>
public enum ContradictionKind
{
    /// <summary>The breakdown lists somebody for the shot who was not found in it.</summary>
    ListedNotFound,

    /// <summary>Somebody was seen in the shot whom the breakdown does not list.</summary>
    FoundNotListed,

    /// <summary>The breakdown has a shot that the timeline does not.</summary>
    NoSuchShot,
}

/// <summary>One disagreement of a breakdown with the pictures.</summary>
/// <param name="Shot">The shot, as the breakdown names it.</param>
/// <param name="Record">Its record frames; empty where the timeline does not have it.</param>
/// <param name="CharacterId">Who; empty where it is the shot that is missing.</param>
/// <param name="Kind">How they disagree.</param>
public sealed record Contradiction(string Shot, FrameRange Record, string CharacterId, ContradictionKind Kind);

/// <summary>Whether a total is a performer's or a character's.</summary>
public enum RoleKind
{
    /// <summary>Somebody who plays.</summary>
    Performer,

    /// <summary>Somebody who is played.</summary>
    Character,
}

/// <summary>The screen time of a performer or of a character, where a cast says who plays whom.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Name">The name.</param>
/// <param name="Looks">The entries of the cast that are theirs.</param>
/// <param name="Frames">Record frames in the union of their looks' appearances.</param>
/// <param name="Seconds">The same in exact seconds.</param>
/// <param name="CertainFrames">Those of looks that are nobody else's; fewer where a look may be one of several people.</param>
/// <param name="CertainSeconds">The same in exact seconds.</param>
public sealed record RoleTotal(
    RoleKind Kind, string Name, IReadOnlyList<string> Looks, long Frames, MediaTime Seconds, long CertainFrames, MediaTime CertainSeconds);
