namespace OpenTimelineIO;

/// <summary>Items over one another (<c>Stack.1</c>), the last on top, all starting at 0.</summary>
public class Stack : Composition
{
    /// <inheritdoc/>
    public override string SchemaName => "Stack";

    /// <inheritdoc/>
    public override TimeRange? TrimmedRangeOfChildAtIndex(int index)
    {
        var range = RangeOfChildAtIndex(index);
        return SourceRange is { } source ? new(source.StartTime, RationalTime.Min(range.Duration, source.Duration)) : range;
    }

    private protected override bool? Sequential => false;
}
