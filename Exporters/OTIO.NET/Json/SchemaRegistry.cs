using System.Collections.Immutable;
using System.Globalization;

namespace OpenTimelineIO;

/// <summary>The schemas that reading and writing know. Immutable: adding one gives a new registry, to be set in the options.</summary>
public sealed class SchemaRegistry
{
    private sealed record Entry(string Name, int Version, Func<SerializableObject> Create,
        ImmutableSortedDictionary<int, Action<Metadata>> Upgrades, ImmutableDictionary<int, Action<Metadata>> Downgrades);

    private readonly ImmutableDictionary<string, Entry> _entries;

    private SchemaRegistry(ImmutableDictionary<string, Entry> entries) => _entries = entries;

    /// <summary>The schemas of OpenTimelineIO.</summary>
    public static SchemaRegistry Standard { get; } = StandardSchemas();

    /// <summary>This registry with one more schema, or another class for a schema.</summary>
    /// <param name="schemaName">The name in files.</param>
    /// <param name="version">The version that the class holds, from 1.</param>
    /// <param name="create">Makes an empty object of the class.</param>
    /// <param name="upgrades">By version: what turns the fields of the version before into those of this one.</param>
    /// <param name="downgrades">By version: what turns the fields of this version into those of the version before.</param>
    public SchemaRegistry With(string schemaName, int version, Func<SerializableObject> create,
        IReadOnlyDictionary<int, Action<Metadata>>? upgrades = null, IReadOnlyDictionary<int, Action<Metadata>>? downgrades = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(schemaName);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentNullException.ThrowIfNull(create);
        return new(_entries.SetItem(schemaName, new(schemaName, version, create,
            (upgrades ?? ImmutableDictionary<int, Action<Metadata>>.Empty).ToImmutableSortedDictionary(),
            (downgrades ?? ImmutableDictionary<int, Action<Metadata>>.Empty).ToImmutableDictionary())));
    }

    /// <summary>Whether a schema is known.</summary>
    public bool Contains(string schemaName) => _entries.ContainsKey(schemaName);

    internal SerializableObject Create(string schemaName) => _entries.TryGetValue(schemaName, out var entry)
        ? entry.Create()
        : throw new InvalidOperationException($"a class of the schema {schemaName} must override NewInstance");

    /// <summary>An object from a file's fields, upgraded when they are of an older version.</summary>
    /// <param name="schemaName">The schema's name in the file.</param>
    /// <param name="version">The schema's version in the file.</param>
    /// <param name="fields">The fields, which may be kept by the object: always by an unknown one, perhaps by one that was upgraded.</param>
    /// <param name="reader">The document's reader.</param>
    /// <param name="line">The line of the file.</param>
    /// <param name="kept">Whether the fields may be kept.</param>
    internal SerializableObject Build(string schemaName, int version, Metadata fields, FieldReader reader, int line, out bool kept)
    {
        kept = true;
        reader.On(fields, line);
        if (!_entries.TryGetValue(schemaName, out var entry))
            return new UnknownSchema(schemaName, version, fields);
        if (version > entry.Version)
            throw reader.Error(OtioError.NewerSchemaVersion, "", string.Create(CultureInfo.InvariantCulture,
                $"the schema {schemaName}.{version} is newer than {schemaName}.{entry.Version}, the newest known one; write the file for an older version"));
        kept = version != entry.Version;
        if (kept)
            foreach (var (target, upgrade) in entry.Upgrades)
                if (target > version)
                    Upgrade(schemaName, target, upgrade, fields, reader);
        var value = entry.Create();
        value.ReadFields(reader);
        reader.KeepRest(value);
        return value;
    }

    /// <summary>Changes an object's fields step by step into those of an older version.</summary>
    internal void Downgrade(string schemaName, int from, int to, Metadata fields)
    {
        if (to > from)
            throw CannotDowngrade(schemaName, from, to);
        for (var version = from; version > to; version--)
        {
            if (!_entries.TryGetValue(schemaName, out var entry) || !entry.Downgrades.TryGetValue(version, out var step))
                throw CannotDowngrade(schemaName, from, to);
            try
            {
                step(fields);
            }
            catch (Exception e) when (e is not OtioException)
            {
                throw CannotDowngrade(schemaName, from, to, e);
            }
        }
    }

    private static OtioException CannotDowngrade(string schemaName, int from, int to, Exception? inner = null)
    {
        var why = inner is null ? "" : $": {inner.Message}";
        var message = string.Create(CultureInfo.InvariantCulture, $"{schemaName}.{from} can't be written as {schemaName}.{to}{why}");
        return inner is null ? new(OtioError.CannotDowngrade, message) : new(OtioError.CannotDowngrade, message, inner);
    }

    // What an application registers meets files that nobody foresaw: whatever it throws gets the place in the document.
    private static void Upgrade(string schemaName, int target, Action<Metadata> upgrade, Metadata fields, FieldReader reader)
    {
        try
        {
            upgrade(fields);
        }
        catch (Exception e)
        {
            throw reader.Error((e as OtioException)?.Error ?? OtioError.WrongType, "",
                string.Create(CultureInfo.InvariantCulture, $"a {schemaName} of an older version can't become {schemaName}.{target}: {e.Message}"), e);
        }
    }

    private static SchemaRegistry StandardSchemas()
    {
        var empty = new SchemaRegistry(ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal));
        return empty
            .With("SerializableObject", 1, () => new SerializableObject())
            .With("SerializableObjectWithMetadata", 1, () => new SerializableObjectWithMetadata())
            .With("Composable", 1, () => new Composable())
            .With("Composition", 1, () => new Composition())
            .With("Item", 1, () => new Item())
            .With("MediaReference", 1, () => new MediaReference())
            .With("Timeline", 1, () => new Timeline())
            .With("Stack", 1, () => new Stack())
            .With("Track", 1, () => new Track())
            .With("Sequence", 1, () => new Track())
            .With("Clip", 2, () => new Clip(), ClipVersions.Upgrades, ClipVersions.Downgrades)
            .With("Gap", 1, () => new Gap())
            .With("Filler", 1, () => new Gap())
            .With("Transition", 1, () => new Transition())
            // Marker.3 exists only in unreleased OpenTimelineIO; it is read down to Marker.2, which everyone reads.
            .With("Marker", 3, () => new Marker(), MarkerVersions.Upgrades)
            .With("Effect", 1, () => new Effect())
            .With("TimeEffect", 1, () => new TimeEffect())
            .With("LinearTimeWarp", 1, () => new LinearTimeWarp())
            .With("FreezeFrame", 1, () => new FreezeFrame())
            .With("ExternalReference", 1, () => new ExternalReference())
            .With("MissingReference", 1, () => new MissingReference())
            .With("GeneratorReference", 1, () => new GeneratorReference())
            .With("ImageSequenceReference", 1, () => new ImageSequenceReference())
            .With("SerializableCollection", 1, () => new SerializableCollection())
            .With("SerializeableCollection", 1, () => new SerializableCollection());
    }
}
