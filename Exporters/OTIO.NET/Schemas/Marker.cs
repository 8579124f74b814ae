namespace OpenTimelineIO;

/// <summary>A note on a stretch of an item's own time (<c>Marker.2</c>). A duration of 0 marks an instant.</summary>
public class Marker : SerializableObjectWithMetadata
{
    /// <inheritdoc/>
    public override string SchemaName => "Marker";

    /// <inheritdoc/>
    public override int SchemaVersion => 2;

    /// <summary>The colour's name; <see cref="MarkerColor"/> lists the usual ones, any text is kept.</summary>
    public string Color { get; set; } = MarkerColor.Green;

    /// <summary>What is marked, in the time of the item that has the marker.</summary>
    public TimeRange MarkedRange { get; set; } = TimeRange.Zero;

    /// <summary>A remark for people.</summary>
    public string Comment { get; set; } = "";

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        // Marker.3 of unreleased OpenTimelineIO has a colour object here; its name is what Marker.2 would say.
        if (reader.TryTake("color", out var color) && color.TryGetColor(out var named))
            Color = named.Name.Length > 0 ? named.Name.ToUpperInvariant() : MarkerColor.Nearest(named);
        else
            Color = reader.String("color", MarkerColor.Green);
        MarkedRange = reader.RequiredTimeRange("marked_range");
        Comment = reader.String("comment");
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("color", Color);
        writer.Write("marked_range", MarkedRange);
        writer.Write("comment", Comment);
    }
}
