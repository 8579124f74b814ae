namespace OpenTimelineIO;

/// <summary>Timelines as files, by their ending: <c>.otio</c>, <c>.otioz</c> or <c>.otiod</c>.</summary>
public static class OtioFile
{
    /// <summary>Reads an <c>.otio</c> file, or the timeline of an <c>.otioz</c> or <c>.otiod</c> bundle. Other endings are read as <c>.otio</c>.</summary>
    /// <exception cref="OtioException">The file is malformed, beyond the limits or not OTIO; the place in it is in the message.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static SerializableObject Read(string path, OtioReadOptions? options = null)
    {
        if (HasEnding(path, ".otioz"))
            return OtioBundle.ReadZip(path, new() { Json = options ?? OtioReadOptions.Default });
        if (HasEnding(path, ".otiod"))
            return OtioBundle.ReadFolder(path, new() { Json = options ?? OtioReadOptions.Default });
        using var stream = File.OpenRead(path);
        return OtioJson.Read(stream, options);
    }

    /// <summary>Reads a file whose object must be of one class.</summary>
    /// <exception cref="OtioException">As <see cref="Read(string, OtioReadOptions?)"/>, or the object is of another class.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static T Read<T>(string path, OtioReadOptions? options = null) where T : SerializableObject => OtioJson.RequireType<T>(Read(path, options));

    /// <summary>
    /// Writes an <c>.otio</c> file, whole or not at all: beside it first, then renamed over what was there. A timeline can also be
    /// written as an <c>.otioz</c> or <c>.otiod</c>; <see cref="OtioBundle"/> has more choices.
    /// </summary>
    /// <exception cref="OtioException">The object contains itself, is nested too deep or can't be written in the wanted version or as a bundle.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, SerializableObject value, OtioWriteOptions? options = null)
    {
        var bundle = new BundleWriteOptions { Json = options ?? OtioWriteOptions.Default };
        if (HasEnding(path, ".otioz"))
            OtioBundle.WriteZip(path, OtioJson.RequireType<Timeline>(value), bundle);
        else if (HasEnding(path, ".otiod"))
            OtioBundle.WriteFolder(path, OtioJson.RequireType<Timeline>(value), bundle);
        else
            WriteJson(path, value, options);
    }

    internal static void WriteJson(string path, SerializableObject value, OtioWriteOptions? options) =>
        WholeFile.Write(path, stream => OtioJson.Write(value, stream, options));

    private static bool HasEnding(string path, string ending) =>
        path.TrimEnd('/', Path.DirectorySeparatorChar).EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
