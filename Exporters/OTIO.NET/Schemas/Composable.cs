namespace OpenTimelineIO;

/// <summary>What a composition can hold: items and transitions.</summary>
public class Composable : SerializableObjectWithMetadata
{
    // Where the parent last saw this child; a hint that is checked before use.
    internal int IndexHint;

    /// <inheritdoc/>
    public override string SchemaName => "Composable";

    /// <summary>The composition that holds this, or null.</summary>
    public Composition? Parent { get; internal set; }

    /// <summary>Whether this takes up time of its own in a track.</summary>
    public virtual bool Visible => false;

    /// <summary>Whether this lies over its neighbours and adds no length, as a transition does.</summary>
    public virtual bool Overlapping => false;

    /// <summary>How long this is.</summary>
    /// <exception cref="OtioException">The length cannot be known (<see cref="OtioError.NoRange"/>).</exception>
    public virtual RationalTime Duration() => throw new OtioException(OtioError.NoRange, $"a {SchemaName} named '{Name}' has no duration");

    /// <summary>Tells the compositions above that a duration may have changed. Own schemas call it when what <see cref="Duration"/> returns changes.</summary>
    protected void RangeChanged() => Parent?.ForgetRanges();

    /// <summary>The composition at the top, or this when it has no parent.</summary>
    internal Composable HighestAncestor()
    {
        var top = this;
        while (top.Parent is { } parent)
            top = parent;
        return top;
    }
}
