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

    /// <summary>How long this is, if that can be known; see <see cref="Duration"/>.</summary>
    public bool TryGetDuration(out RationalTime duration) => TryGet(Duration, out duration);

    /// <summary>Tells the compositions above that a duration may have changed. Own schemas call it when what <see cref="Duration"/> returns changes.</summary>
    protected void RangeChanged() => Parent?.ForgetRanges();

    /// <summary>Asks what cannot always be known.</summary>
    private protected static bool TryGet<T>(Func<T> ask, out T answer) where T : struct
    {
        try
        {
            answer = ask();
            return true;
        }
        catch (OtioException e) when (e.Error is OtioError.NoRange or OtioError.NotAChild or OtioError.NoCommonAncestor)
        {
            answer = default;
            return false;
        }
    }

    /// <summary>The composition at the top, or this when it has no parent.</summary>
    internal Composable HighestAncestor()
    {
        var top = this;
        while (top.Parent is { } parent)
            top = parent;
        return top;
    }
}
