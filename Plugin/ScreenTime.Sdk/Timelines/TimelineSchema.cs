using System.Collections.Immutable;
using OpenTimelineIO;

namespace ScreenTime.Sdk;

/// <summary>A schema of OpenTimelineIO that a plugin makes known: an extension point.</summary>
/// <param name="Name">The schema's name in files; none that is known already.</param>
/// <param name="Version">The version that the class holds, from 1.</param>
/// <param name="Create">Makes an empty object of the class.</param>
public sealed record TimelineSchema(string Name, int Version, Func<SerializableObject> Create)
{
    /// <summary>By version: what turns the fields of the version before into those of this one.</summary>
    public IReadOnlyDictionary<int, Action<Metadata>> Upgrades { get; init; } = ImmutableDictionary<int, Action<Metadata>>.Empty;

    /// <summary>By version: what turns the fields of this version into those of the version before.</summary>
    public IReadOnlyDictionary<int, Action<Metadata>> Downgrades { get; init; } = ImmutableDictionary<int, Action<Metadata>>.Empty;
}
