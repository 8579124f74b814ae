namespace OpenTimelineIO;

/// <summary>Empty time in a track (<c>Gap.1</c>); what lies below shows.</summary>
public class Gap : Item
{
    /// <summary>An empty gap.</summary>
    public Gap() => SourceRange = TimeRange.Zero;

    /// <summary>A gap of a length.</summary>
    public Gap(RationalTime duration) => SourceRange = new(new(0, duration.Rate), duration);

    /// <inheritdoc/>
    public override string SchemaName => "Gap";

    /// <inheritdoc/>
    public override bool Visible => false;
}
