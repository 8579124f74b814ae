namespace OpenTimelineIO;

/// <summary>Timelines as files.</summary>
public static class OtioFile
{
    /// <summary>Reads an <c>.otio</c> file.</summary>
    /// <exception cref="OtioException">The file is malformed, beyond the limits or not OTIO; the place in it is in the message.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static SerializableObject Read(string path, OtioReadOptions? options = null)
    {
        using var stream = File.OpenRead(path);
        return OtioJson.Read(stream, options);
    }

    /// <summary>Reads an <c>.otio</c> file whose object must be of one class.</summary>
    /// <exception cref="OtioException">As <see cref="Read(string, OtioReadOptions?)"/>, or the object is of another class.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static T Read<T>(string path, OtioReadOptions? options = null) where T : SerializableObject
    {
        using var stream = File.OpenRead(path);
        return OtioJson.Read<T>(stream, options);
    }

    /// <summary>Writes an <c>.otio</c> file, whole or not at all: beside it first, then renamed over what was there.</summary>
    /// <exception cref="OtioException">The object contains itself, is nested too deep or can't be written in the wanted version.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, SerializableObject value, OtioWriteOptions? options = null) =>
        WholeFile.Write(path, stream => OtioJson.Write(value, stream, options));
}
