namespace OpenTimelineIO;

/// <summary>What a <see cref="MetadataValue"/> holds.</summary>
public enum MetadataKind
{
    /// <summary>Nothing (JSON <c>null</c>).</summary>
    Null,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>A whole number of 64 bits.</summary>
    Integer,
    /// <summary>A floating-point number, NaN and the infinities included.</summary>
    Double,
    /// <summary>A text.</summary>
    String,
    /// <summary>A <see cref="MetadataList"/>.</summary>
    List,
    /// <summary>A nested <see cref="Metadata"/>.</summary>
    Map,
    /// <summary>A <see cref="OpenTimelineIO.RationalTime"/>.</summary>
    RationalTime,
    /// <summary>A <see cref="OpenTimelineIO.TimeRange"/>.</summary>
    TimeRange,
    /// <summary>A <see cref="OpenTimelineIO.TimeTransform"/>.</summary>
    TimeTransform,
    /// <summary>A <see cref="OpenTimelineIO.Color"/>.</summary>
    Color,
    /// <summary>A <see cref="OpenTimelineIO.V2d"/>.</summary>
    V2d,
    /// <summary>A <see cref="OpenTimelineIO.Box2d"/>.</summary>
    Box2d,
    /// <summary>A <see cref="SerializableObject"/>.</summary>
    Object,
}
