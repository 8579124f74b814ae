namespace OpenTimelineIO;

/// <summary>What to show for a frame of an image sequence that is not there.</summary>
public enum MissingFramePolicy
{
    /// <summary>Fail (<c>error</c>).</summary>
    Error,
    /// <summary>Show the last frame before it (<c>hold</c>).</summary>
    Hold,
    /// <summary>Show black (<c>black</c>).</summary>
    Black,
}
