namespace OpenTimelineIO;

/// <summary>Media that could not be found (<c>MissingReference.1</c>).</summary>
public class MissingReference : MediaReference
{
    /// <inheritdoc/>
    public override string SchemaName => "MissingReference";

    /// <inheritdoc/>
    public override bool IsMissingReference => true;
}
