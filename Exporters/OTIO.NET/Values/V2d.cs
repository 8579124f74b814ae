namespace OpenTimelineIO;

/// <summary>A point in the plane (OTIO schema <c>V2d.1</c>).</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public readonly record struct V2d(double X, double Y);
