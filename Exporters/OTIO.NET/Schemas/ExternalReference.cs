namespace OpenTimelineIO;

/// <summary>A media file (<c>ExternalReference.1</c>).</summary>
public class ExternalReference : MediaReference
{
    /// <summary>A reference to nowhere yet.</summary>
    public ExternalReference() { }

    /// <summary>A reference to a file, with the time it holds.</summary>
    public ExternalReference(string targetUrl, TimeRange? availableRange = null)
    {
        TargetUrl = targetUrl;
        AvailableRange = availableRange;
    }

    /// <inheritdoc/>
    public override string SchemaName => "ExternalReference";

    /// <summary>A URL or a path, as the file says it.</summary>
    public string TargetUrl { get; set; } = "";

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        TargetUrl = reader.String("target_url", required: true);
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("target_url", TargetUrl);
    }
}
