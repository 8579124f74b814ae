namespace OpenTimelineIO;

/// <summary>A piece of media (<c>Clip.2</c>). It may know several versions of its media by key; one is active.</summary>
public class Clip : Item
{
    /// <summary>The key of the only media reference of most clips.</summary>
    public const string DefaultMediaKey = "DEFAULT_MEDIA";

    private string _activeKey = DefaultMediaKey;

    /// <summary>A clip whose media is missing.</summary>
    public Clip() => MediaReferences = new(RangeChanged) { [DefaultMediaKey] = new MissingReference() };

    /// <summary>A clip of a name, a media and a part of it.</summary>
    public Clip(string name, MediaReference? mediaReference = null, TimeRange? sourceRange = null) : this()
    {
        Name = name;
        SourceRange = sourceRange;
        if (mediaReference is not null)
            MediaReference = mediaReference;
    }

    /// <inheritdoc/>
    public override string SchemaName => "Clip";

    /// <inheritdoc/>
    public override int SchemaVersion => 2;

    /// <summary>The media by key.</summary>
    public MediaReferenceMap MediaReferences { get; }

    /// <summary>The key of the media in use.</summary>
    public string ActiveMediaReferenceKey
    {
        get => _activeKey;
        set
        {
            _activeKey = value ?? throw new ArgumentNullException(nameof(value));
            RangeChanged();
        }
    }

    /// <summary>The media in use; null when the active key names none. Setting null sets a <see cref="MissingReference"/>.</summary>
    public MediaReference? MediaReference
    {
        get => MediaReferences.TryGetValue(_activeKey, out var media) ? media : null;
        set => MediaReferences[_activeKey] = value ?? new MissingReference();
    }

    /// <summary>The available range of the media in use.</summary>
    /// <exception cref="OtioException">There is no media, or it has no available range (<see cref="OtioError.NoRange"/>).</exception>
    public override TimeRange AvailableRange() => MediaReference?.AvailableRange
        ?? throw new OtioException(OtioError.NoRange, $"the clip '{Name}' has no source range and its media has no available range");

    /// <inheritdoc/>
    public override bool TryGetAvailableRange(out TimeRange range)
    {
        var known = MediaReference?.AvailableRange;
        range = known.GetValueOrDefault();
        return known is not null;
    }

    /// <inheritdoc/>
    public override Box2d? AvailableImageBounds() => MediaReference?.AvailableImageBounds;

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        MediaReferences.Clear();
        foreach (var (key, value) in reader.Map("media_references", required: true))
            MediaReferences[key] = value.IsNull ? new MissingReference() : reader.Convert<MediaReference>($"media_references.{key}", value);
        _activeKey = reader.String("active_media_reference_key", required: true);
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        var media = new Metadata();
        foreach (var (key, value) in MediaReferences)
            media[key] = value;
        writer.Write("media_references", media);
        writer.Write("active_media_reference_key", ActiveMediaReferenceKey);
    }
}
