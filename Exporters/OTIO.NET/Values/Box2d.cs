namespace OpenTimelineIO;

/// <summary>An upright rectangle (OTIO schema <c>Box2d.1</c>).</summary>
/// <param name="Min">The corner with the smallest coordinates.</param>
/// <param name="Max">The corner with the largest coordinates.</param>
public sealed record Box2d(V2d Min, V2d Max);
