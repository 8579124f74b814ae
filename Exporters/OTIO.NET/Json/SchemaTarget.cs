using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

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

    /// <summary>The target of a release's name: <c>0.14</c>, <c>0.15+</c>, or a release from 0.15 to 0.18 (<c>0.15.0</c>, <c>0.17</c> …).</summary>
    /// <exception cref="OtioException">There is no such release (<see cref="OtioError.CannotDowngrade"/>).</exception>
    public static SchemaTarget Named(string release) => TryNamed(release, out var target) ? target
        : throw new OtioException(OtioError.CannotDowngrade, $"there is no schema target '{release}'; use 0.14, or 0.15 to 0.18, or 0.15+");

    /// <summary>The target of a release's name, if there is such a release; see <see cref="Named"/>.</summary>
    public static bool TryNamed(string release, [NotNullWhen(true)] out SchemaTarget? target)
    {
        ArgumentNullException.ThrowIfNull(release);
        var minor = release == "0.15+" ? 15 : Version.TryParse(release, out var version) && version.Major == 0 ? version.Minor : -1;
        target = minor == 14 ? Otio014 : minor is >= 15 and <= 18 ? Current : null;
        return target is not null;
    }

    /// <summary>This target with another version of one schema. Writing throws where an object's schema can't be written in it, newer versions than its own included.</summary>
    /// <param name="schemaName">The schema's name in files.</param>
    /// <param name="version">The version to write, from 1.</param>
    public SchemaTarget With(string schemaName, int version)
    {
        ArgumentException.ThrowIfNullOrEmpty(schemaName);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return new(_versions.SetItem(schemaName, version));
    }

    internal bool TryGetVersion(string schemaName, out int version) => _versions.TryGetValue(schemaName, out version);
}
