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
    public ITimelineAdapter ReaderOf(string path) => Find(path, adapter => adapter.CanRead, "read");

    /// <summary>The adapter that writes files of this ending, whatever its case. Of several the longest ending wins, then the one added last.</summary>
    /// <exception cref="OtioException">There is none (<see cref="OtioError.UnknownFileKind"/>).</exception>
    public ITimelineAdapter WriterOf(string path) => Find(path, adapter => adapter.CanWrite, "written");

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

    private ITimelineAdapter Find(string path, Func<ITimelineAdapter, bool> can, string done)
    {
        ArgumentNullException.ThrowIfNull(path);
        // A bundle that is a folder may be named with a slash at its end.
        var name = path.TrimEnd('/', Path.DirectorySeparatorChar);
        var candidates = Adapters.Where(can).ToList();
        var found = candidates.SelectMany(adapter => adapter.Suffixes, (adapter, suffix) => (adapter, suffix))
            .Where(candidate => name.EndsWith(candidate.suffix, StringComparison.OrdinalIgnoreCase))
            .Reverse().OrderByDescending(candidate => candidate.suffix.Length).Select(candidate => candidate.adapter).FirstOrDefault();
        return found ?? throw new OtioException(OtioError.UnknownFileKind,
            $"'{Path.GetFileName(name)}' is of no kind that can be {done}: {string.Join(", ", candidates.SelectMany(adapter => adapter.Suffixes).Distinct().Order(StringComparer.Ordinal))}");
    }
}
