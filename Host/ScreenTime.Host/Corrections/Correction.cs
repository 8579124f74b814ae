using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>A character on screen over record frames, as a person said it.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Record">When; never empty.</param>
public readonly record struct Stretch(string CharacterId, FrameRange Record);

/// <summary>
/// What a person decided about some stretches: whoever <paramref name="Before"/> or <paramref name="After"/> names is, over the frames of both, on screen in the
/// stretches of <paramref name="After"/> and nowhere else. It says nothing of other frames, so it holds for a later analysis of the same timeline, too.
/// </summary>
/// <param name="Number">Its place in the log, from 1.</param>
/// <param name="When">UTC, <c>2026-11-25T15:04:05Z</c>.</param>
/// <param name="Who">Who decided.</param>
/// <param name="Action">What was done, for people to read: <c>accept</c>, <c>reject</c>, <c>trim</c>, <c>split</c>, <c>join</c>, <c>reassign</c>, <c>add</c>, <c>pull</c>, <c>undo</c>.</param>
/// <param name="Before">The stretches that it replaces, as they were.</param>
/// <param name="After">The stretches in their place.</param>
/// <param name="Undoes">The number of the correction that this one takes back; 0 for none. To take back an undo is to redo.</param>
/// <param name="Note">What the person wrote beside it, or the file it came from; may be empty.</param>
public sealed record Correction(
    int Number, string When, string Who, string Action, IReadOnlyList<Stretch> Before, IReadOnlyList<Stretch> After, int Undoes = 0, string Note = "")
{
    /// <summary>The frames that it decides about, for each character in the order in which it names them.</summary>
    public IEnumerable<(string CharacterId, IReadOnlyList<FrameRange> Record)> Scope() =>
        Before.Concat(After).GroupBy(stretch => stretch.CharacterId, StringComparer.Ordinal)
            .Select(group => (group.Key, FrameRange.Union(group.Select(stretch => stretch.Record))));

    /// <summary>Whether both decide about some frame of one character.</summary>
    public bool Touches(Correction other) => Scope().Any(mine => other.Scope().Any(theirs =>
        mine.CharacterId == theirs.CharacterId
        && mine.Record.Any(a => theirs.Record.Any(b => !a.Intersect(b).IsEmpty))));
}
