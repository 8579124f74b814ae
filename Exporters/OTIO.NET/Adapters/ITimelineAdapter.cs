namespace OpenTimelineIO;

/// <summary>
/// A file format that timelines are read from or written to. Options that only one format has are properties of its class; what any format may have to be
/// told is in the options of the call.
/// </summary>
public interface ITimelineAdapter
{
    /// <summary>What people call the format in a command or a settings file, in lower case: <c>otio_json</c>, <c>otioz</c>.</summary>
    string Name { get; }

    /// <summary>The endings of its files, in lower case with the dot: <c>.otio</c>. The first is the usual one.</summary>
    IReadOnlyList<string> Suffixes { get; }

    /// <summary>Whether <see cref="Read"/> works.</summary>
    bool CanRead { get; }

    /// <summary>Whether <see cref="Write"/> works.</summary>
    bool CanWrite { get; }

    /// <summary>Reads a file, or a folder where the format is one.</summary>
    /// <exception cref="OtioException">
    /// The file is malformed, beyond the limits, or does not say what the options have to give (<see cref="OtioError.MissingOption"/>).
    /// </exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    /// <exception cref="NotSupportedException"><see cref="CanRead"/> is false.</exception>
    AdapterReading Read(string path, AdapterReadOptions options);

    /// <summary>Writes a file, whole or not at all (<see cref="WholeFile"/>). The object stays as it is.</summary>
    /// <returns>A sentence for each thing that the format could not carry or that had to be assumed; empty when the file says all that the object did.</returns>
    /// <exception cref="OtioException">The format can't hold such an object at all, or the options lack something (<see cref="OtioError.MissingOption"/>).</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="NotSupportedException"><see cref="CanWrite"/> is false.</exception>
    IReadOnlyList<string> Write(string path, SerializableObject value, AdapterWriteOptions options);
}
