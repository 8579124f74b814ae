namespace OpenTimelineIO;

/// <summary>The changes of the Marker schema. Version 2 renamed the range; version 3 made the colour an object.</summary>
internal static class MarkerVersions
{
    public static readonly Dictionary<int, Action<Metadata>> Upgrades = new()
    {
        [2] = fields =>
        {
            if (!fields.TryGetValue("range", out var range))
                return;
            fields.Remove("range");
            fields.TryAdd("marked_range", range);
        },
    };
}
