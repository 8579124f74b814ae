namespace OpenTimelineIO;

/// <summary>How an item is fitted into a gap by <see cref="TrackEditing.Fill"/>.</summary>
public enum FillReference
{
    /// <summary>The item keeps its length, and overwrites what follows the gap if it is longer.</summary>
    Source,
    /// <summary>The item is cut to what is left of the gap.</summary>
    Sequence,
    /// <summary>The item's speed is changed so that it fills what is left of the gap.</summary>
    Fit,
}
