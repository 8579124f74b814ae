using System.Collections.Immutable;

namespace OpenTimelineIO;

/// <summary>The schema versions that a file is written in, for readers that know no newer ones. A schema not named is written as it is.</summary>
public sealed class SchemaTarget
{
    private readonly ImmutableDictionary<string, int> _versions;

    private SchemaTarget(ImmutableDictionary<string, int> versions) => _versions = versions;

    /// <summary>Everything as the classes hold it: what OpenTimelineIO 0.15 and later read.</summary>
    public static SchemaTarget Current { get; } = new(ImmutableDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>What OpenTimelineIO 0.14 reads, and DaVinci Resolve 18.5 with it: <c>Clip.1</c>, with its active media alone.</summary>
    public static SchemaTarget Otio014 { get; } = Current.With("Clip", 1);

    /// <summary>The target of a release's name: <c>0.14</c>, or <c>0.15</c> and later ones (<c>0.15.0</c>, <c>0.17</c> …).</summary>
    /// <exception cref="OtioException">There is no such release.</exception>
    public static SchemaTarget Named(string release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (Version.TryParse(release.TrimEnd('+'), out var version) && version.Major == 0)
        {
            if (version.Minor == 14)
                return Otio014;
            if (version.Minor is >= 15 and <= 18)
                return Current;
        }
        throw new OtioException(OtioError.CannotDowngrade, $"there is no schema target '{release}'; use 0.14 or 0.15 to 0.18");
    }

    /// <summary>This target with another version of one schema.</summary>
    public SchemaTarget With(string schemaName, int version) => new(_versions.SetItem(schemaName, version));

    internal bool TryGetVersion(string schemaName, out int version) => _versions.TryGetValue(schemaName, out version);
}
