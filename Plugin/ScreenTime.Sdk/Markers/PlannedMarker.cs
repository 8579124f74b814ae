namespace ScreenTime.Sdk;

/// <summary>One marker to write.</summary>
/// <param name="Record">Where, in record frames; a format of points takes the first.</param>
/// <param name="Parts">Whom it names, by the cast's order; empty for the summary alone.</param>
/// <param name="Name">A name: <c>TOM + JERRY</c></param>
/// <param name="Comment">What goes with a name: <c>TOM 5.3 s, confidence 97 %</c></param>
/// <param name="Text">Both in one: <c>TOM 5.3 s</c></param>
/// <param name="Color">The colour in the format's words: that of the first character.</param>
/// <param name="IsSummary">Whether it sums up the screen time, too.</param>
public sealed record PlannedMarker(
    FrameRange Record, IReadOnlyList<PlannedPart> Parts, string Name, string Comment, string Text, string Color, bool IsSummary)
{
    /// <summary>The ids of whom it names.</summary>
    public IEnumerable<string> CharacterIds => Parts.Select(part => part.Character.Id);
}

/// <summary>One character's part of a marker.</summary>
/// <param name="Character">Who.</param>
/// <param name="Record">From the first frame to the last that it stands for.</param>
/// <param name="Frames">On how many of these frames the character is seen.</param>
/// <param name="Confidence">The mean confidence, 0 to 1.</param>
/// <param name="ClipName">The clip at its start.</param>
/// <param name="Shot">The shot's number in the programme, from 1; 0 where it is not known.</param>
public sealed record PlannedPart(Character Character, FrameRange Record, long Frames, double Confidence, string ClipName, int Shot);
