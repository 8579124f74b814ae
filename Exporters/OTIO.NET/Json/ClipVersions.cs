namespace OpenTimelineIO;

/// <summary>The changes of the Clip schema. Version 2 knows several media by key where version 1 knew one.</summary>
internal static class ClipVersions
{
    public static readonly Dictionary<int, Action<Metadata>> Upgrades = new()
    {
        [2] = fields =>
        {
            fields.TryGetValue("media_reference", out var media);
            fields.Remove("media_reference");
            fields["media_references"] = new Metadata { [Clip.DefaultMediaKey] = media.IsNull ? new MissingReference() : media };
            fields["active_media_reference_key"] = Clip.DefaultMediaKey;
        },
    };

    public static readonly Dictionary<int, Action<Metadata>> Downgrades = new()
    {
        [2] = fields =>
        {
            MetadataValue media = default;
            if (fields.TryGetString("active_media_reference_key", out var active) && fields.TryGetMap("media_references", out var all))
                all.TryGetValue(active, out media);
            fields["media_reference"] = media.IsNull ? new MissingReference() : media;
            fields.Remove("media_references");
            fields.Remove("active_media_reference_key");
        },
    };
}
