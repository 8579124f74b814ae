namespace OpenTimelineIO;

/// <summary>An upright rectangle (OTIO schema <c>Box2d.1</c>).</summary>
/// <param name="Min">The corner with the smallest coordinates.</param>
/// <param name="Max">The corner with the largest coordinates.</param>
public sealed record Box2d(V2d Min, V2d Max)
{
    /// <summary>The smallest rectangle around both.</summary>
    public Box2d ExtendedBy(Box2d other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(new(Math.Min(Min.X, other.Min.X), Math.Min(Min.Y, other.Min.Y)), new(Math.Max(Max.X, other.Max.X), Math.Max(Max.Y, other.Max.Y)));
    }
}
