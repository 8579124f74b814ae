namespace ScreenTime.Sdk;

/// <summary>What gets a marker (<c>--markers</c>).</summary>
public enum MarkerUnit
{
    /// <summary>Each character in each shot, on the first frame of the shot that shows the character.</summary>
    Shot,

    /// <summary>Each appearance, on its first frame and as long as it.</summary>
    Appearance,

    /// <summary>The first appearance of each character alone.</summary>
    First,
}
