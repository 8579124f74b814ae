namespace OpenTimelineIO;

/// <summary>A colour of things on the screen, such as markers and clips, not of pictures (OTIO schema <c>Color.1</c>): components from 0 to 1, encoded as sRGB.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Opacity, 1 is opaque.</param>
/// <param name="Name">A name for people; may be empty.</param>
public sealed record Color(double R, double G, double B, double A = 1, string Name = "");
