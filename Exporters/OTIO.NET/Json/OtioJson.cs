using System.Globalization;
using System.Text;

namespace OpenTimelineIO;

/// <summary>Timelines as JSON, the text of <c>.otio</c> files.</summary>
public static class OtioJson
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the object at the top of a text.</summary>
    /// <exception cref="OtioException">The text is malformed, beyond the limits or not OTIO; the place is in the message.</exception>
    public static SerializableObject Read(string text, OtioReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var reader = new StringReader(text);
        return RequireObject(DocumentReader.Read(reader, options ?? OtioReadOptions.Default));
    }

    /// <summary>Reads the object at the top of a stream of UTF-8, which stays open.</summary>
    /// <exception cref="OtioException">The text is malformed, beyond the limits or not OTIO; the place is in the message.</exception>
    public static SerializableObject Read(Stream stream, OtioReadOptions? options = null) => RequireObject(ReadValue(stream, options));

    /// <summary>Reads the object at the top of a text, which must be of one class.</summary>
    /// <exception cref="OtioException">As <see cref="Read(string, OtioReadOptions?)"/>, or the object is of another class.</exception>
    public static T Read<T>(string text, OtioReadOptions? options = null) where T : SerializableObject => RequireType<T>(Read(text, options));

    /// <summary>Reads the object at the top of a stream of UTF-8, which must be of one class.</summary>
    /// <exception cref="OtioException">As <see cref="Read(Stream, OtioReadOptions?)"/>, or the object is of another class.</exception>
    public static T Read<T>(Stream stream, OtioReadOptions? options = null) where T : SerializableObject => RequireType<T>(Read(stream, options));

    /// <summary>Reads a document whose top may be any value, a list of timelines for instance.</summary>
    /// <exception cref="OtioException">The text is malformed or beyond the limits; the place is in the message.</exception>
    public static MetadataValue ReadValue(Stream stream, OtioReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= OtioReadOptions.Default;
        // Where the length is known, too much of it is refused before anything is read.
        if (stream.CanSeek && stream.Length - stream.Position > options.MaxBytes)
            throw new OtioException(OtioError.LimitExceeded, string.Create(CultureInfo.InvariantCulture,
                $"the document has {stream.Length - stream.Position} bytes, and {options.MaxBytes} are allowed"));
        using var reader = new StreamReader(stream, s_strictUtf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        return DocumentReader.Read(reader, options);
    }

    /// <summary>Writes an object as text.</summary>
    /// <exception cref="OtioException">The object contains itself, is nested too deep or can't be written in the wanted version.</exception>
    public static string Write(SerializableObject value, OtioWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        DocumentWriter.Write(value, writer, options ?? OtioWriteOptions.Default);
        return writer.ToString();
    }

    /// <summary>Writes an object to a stream as UTF-8 without a byte order mark; the stream stays open.</summary>
    /// <exception cref="OtioException">The object contains itself, is nested too deep or can't be written in the wanted version.</exception>
    public static void Write(SerializableObject value, Stream stream, OtioWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, s_strictUtf8, bufferSize: 1 << 16, leaveOpen: true);
        DocumentWriter.Write(value, writer, options ?? OtioWriteOptions.Default);
    }

    private static SerializableObject RequireObject(MetadataValue value) => value.TryGetObject<SerializableObject>(out var found)
        ? found
        : throw new OtioException(OtioError.NotAnObject, "the document holds no OTIO object: there is no OTIO_SCHEMA at its top");

    internal static T RequireType<T>(SerializableObject value) where T : SerializableObject => value as T
        ?? throw new OtioException(OtioError.WrongType, $"the document holds a {value.SchemaName} where a {typeof(T).Name} is needed");
}
