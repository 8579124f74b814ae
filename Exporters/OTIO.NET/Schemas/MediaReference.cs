namespace OpenTimelineIO;

/// <summary>Where a clip's pictures or sound come from.</summary>
public class MediaReference : SerializableObjectWithMetadata
{
    private static long s_changes;
    private TimeRange? _availableRange;

    /// <inheritdoc/>
    public override string SchemaName => "MediaReference";

    /// <summary>The time of the media that exists; null when unknown.</summary>
    public TimeRange? AvailableRange
    {
        get => _availableRange;
        set
        {
            _availableRange = value;
            // One medium may serve many clips and knows none of them: all remembered ranges are dropped.
            if (InUse)
                Interlocked.Increment(ref s_changes);
        }
    }

    /// <summary>The area of the picture that exists; null when unknown.</summary>
    public Box2d? AvailableImageBounds { get; set; }

    /// <summary>Whether the media is known to be missing.</summary>
    public virtual bool IsMissingReference => false;

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        AvailableRange = reader.TimeRange("available_range");
        AvailableImageBounds = reader.Box2d("available_image_bounds");
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("available_range", AvailableRange);
        writer.Write("available_image_bounds", AvailableImageBounds);
    }

    internal bool InUse { get; set; }

    internal static long Changes => Interlocked.Read(ref s_changes);
}
