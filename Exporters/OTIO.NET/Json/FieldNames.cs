using Newtonsoft.Json;

namespace OpenTimelineIO;

/// <summary>The names that most files consist of, so that each is one string in memory.</summary>
internal static class FieldNames
{
    public static readonly DefaultJsonNameTable Table = Make();

    private static DefaultJsonNameTable Make()
    {
        var table = new DefaultJsonNameTable();
        foreach (var name in (string[])[
            "OTIO_SCHEMA", "active_media_reference_key", "available_image_bounds", "available_range", "children", "color", "comment",
            "duration", "effect_name", "effects", "enabled", "global_start_time", "in_offset", "kind", "marked_range", "markers",
            "media_reference", "media_references", "metadata", "name", "out_offset", "rate", "source_range", "start_time",
            "target_url", "time_scalar", "tracks", "transition_type", "value", "DEFAULT_MEDIA"])
            table.Add(name);
        return table;
    }
}
