namespace ScreenTime.Sdk;

/// <summary>A stretch of time: from <see cref="Start"/> on, up to but not including <see cref="End"/>.</summary>
public readonly record struct MediaRange(MediaTime Start, MediaTime Duration)
{
    /// <summary>The first time after the range.</summary>
    public MediaTime End => Start + Duration;

    /// <summary>Whether the time lies inside.</summary>
    public bool Contains(MediaTime time) => time >= Start && time < End;
}
