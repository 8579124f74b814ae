using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace OpenTimelineIO;

/// <summary>The formats that files are read from and written to, found by the endings of their names. Immutable: adding one gives a new registry.</summary>
public sealed class AdapterRegistry
{
    private AdapterRegistry(ImmutableArray<ITimelineAdapter> adapters) => Adapters = adapters;

    /// <summary>OTIO's own formats: <c>.otio</c>, <c>.otioz</c> and <c>.otiod</c>.</summary>
    public static AdapterRegistry Standard { get; } = new([new OtioAdapter(), new OtiozAdapter(), new OtiodAdapter()]);

    /// <summary>All adapters, in the order in which they were added.</summary>
    public IReadOnlyList<ITimelineAdapter> Adapters { get; }

    /// <summary>This registry with one more adapter, which comes before those that are there already; one of the same name is replaced.</summary>
    public AdapterRegistry With(ITimelineAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        return new([.. Adapters.Where(other => !string.Equals(other.Name, adapter.Name, StringComparison.OrdinalIgnoreCase)), adapter]);
    }

    /// <summary>The adapter of a name, whatever its case.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out ITimelineAdapter? adapter)
    {
        adapter = Adapters.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase));
        return adapter is not null;
    }

    /// <summary>The adapter that reads files of this ending, whatever its case. Of several the longest ending wins, then the one added last.</summary>
    /// <exception cref="OtioException">There is none (<see cref="OtioError.UnknownFileKind"/>).</exception>
    public ITimelineAdapter ReaderOf(string path) => TryGetReader(path, out var adapter) ? adapter : throw UnknownKind(path, adapter => adapter.CanRead, "read");

    /// <summary>The adapter that reads files of this ending, if there is one; see <see cref="ReaderOf"/>.</summary>
    public bool TryGetReader(string path, [NotNullWhen(true)] out ITimelineAdapter? adapter) => TryFind(path, candidate => candidate.CanRead, out adapter);

    /// <summary>The adapter that writes files of this ending, whatever its case. Of several the longest ending wins, then the one added last.</summary>
    /// <exception cref="OtioException">There is none (<see cref="OtioError.UnknownFileKind"/>).</exception>
    public ITimelineAdapter WriterOf(string path) => TryGetWriter(path, out var adapter) ? adapter : throw UnknownKind(path, adapter => adapter.CanWrite, "written");

    /// <summary>The adapter that writes files of this ending, if there is one; see <see cref="WriterOf"/>.</summary>
    public bool TryGetWriter(string path, [NotNullWhen(true)] out ITimelineAdapter? adapter) => TryFind(path, candidate => candidate.CanWrite, out adapter);

    /// <summary>Reads a file with the adapter of its ending.</summary>
    /// <exception cref="OtioException">There is no adapter, or it refuses the file.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public AdapterReading Read(string path, AdapterReadOptions? options = null) => ReaderOf(path).Read(path, options ?? AdapterReadOptions.Default);

    /// <summary>Writes a file with the adapter of its ending.</summary>
    /// <returns>What the format could not carry or had to be assumed, a sentence each.</returns>
    /// <exception cref="OtioException">There is no adapter, or it refuses the object.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public IReadOnlyList<string> Write(string path, SerializableObject value, AdapterWriteOptions? options = null) =>
        WriterOf(path).Write(path, value, options ?? AdapterWriteOptions.Default);

    private bool TryFind(string path, Func<ITimelineAdapter, bool> can, [NotNullWhen(true)] out ITimelineAdapter? adapter)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = Trimmed(path);
        adapter = Adapters.Where(can).SelectMany(candidate => candidate.Suffixes, (candidate, suffix) => (candidate, suffix))
            .Where(pair => name.EndsWith(pair.suffix, StringComparison.OrdinalIgnoreCase))
            .Reverse().OrderByDescending(pair => pair.suffix.Length).Select(pair => pair.candidate).FirstOrDefault();
        return adapter is not null;
    }

    private OtioException UnknownKind(string path, Func<ITimelineAdapter, bool> can, string done) => new(OtioError.UnknownFileKind,
        $"'{Path.GetFileName(Trimmed(path))}' is of no kind that can be {done}: {string.Join(", ", Adapters.Where(can).SelectMany(adapter => adapter.Suffixes).Distinct().Order(StringComparer.Ordinal))}");

    // A bundle that is a folder may be named with a slash at its end.
    private static string Trimmed(string path) => path.TrimEnd('/', Path.DirectorySeparatorChar);
}
