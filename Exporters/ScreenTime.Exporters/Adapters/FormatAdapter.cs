using OpenTimelineIO;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Adapters;

/// <summary>
/// A format of ScreenTime's as an adapter of OTIO.NET, for programs that convert without analysing. What the reader assumes and the writer leaves out are
/// the adapter's notes. Markers that ScreenTime wrote earlier are carried like everyone else's.
/// </summary>
/// <param name="reader">The format's reader, if it has one.</param>
/// <param name="writer">The format's writer, if it has one; of the same format.</param>
public sealed class FormatAdapter(ITimelineReader? reader, ITimelineWriter? writer) : ITimelineAdapter
{
    /// <summary>OTIO's formats and all of ScreenTime's.</summary>
    public static AdapterRegistry All { get; } = AdapterRegistry.Standard
        .With(new FormatAdapter(new Edl.EdlReader(), new Edl.EdlWriter()))
        .With(new FormatAdapter(null, new Resolve.ResolveMarkerEdlWriter()))
        .With(new FormatAdapter(new Avid.AvidMarkerReader(), new Avid.AvidMarkerWriter()))
        .With(new FormatAdapter(new Xmeml.XmemlReader(), new Xmeml.XmemlWriter()))
        .With(new FormatAdapter(new Fcpxml.FcpxmlReader(), new Fcpxml.FcpxmlWriter()))
        .With(new FormatAdapter(new Kdenlive.KdenliveReader(), new Kdenlive.KdenliveWriter()))
        .With(new FormatAdapter(new Mlt.MltReader(), new Mlt.MltWriter()));

    /// <inheritdoc/>
    public string Name { get; } = reader?.FormatId ?? writer?.FormatId ?? throw new ArgumentNullException(nameof(reader));

    /// <inheritdoc/>
    public IReadOnlyList<string> Suffixes { get; } = [.. (reader?.Extensions ?? []).Union(writer is null ? [] : [writer.Suffix], StringComparer.Ordinal)];

    /// <inheritdoc/>
    public bool CanRead => reader is not null;

    /// <inheritdoc/>
    public bool CanWrite => writer is not null;

    /// <inheritdoc/>
    public AdapterReading Read(string path, AdapterReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (reader is null)
            throw new NotSupportedException($"{Name} is not read");
        return Translated(() =>
        {
            var document = reader.Read(path, Told(options.Rate, options.DropFrame, options.StartTimecode) with { Lenient = options.Lenient });
            return new AdapterReading(document.Timeline, document.Assumptions);
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(string path, SerializableObject value, AdapterWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        if (writer is null)
            throw new NotSupportedException($"{Name} is not written");
        if (value is not Timeline timeline)
            throw new OtioException(OtioError.WrongType, $"{Name} holds a Timeline, and this is a {value.SchemaName}");
        return Translated(() =>
        {
            var document = OtioReader.Document(timeline, path, Told(options.Rate, options.DropFrame, options.StartTimecode));
            using var files = new AdapterFiles(path, writer.Suffix);
            var left = writer.Write(new TimelineExport(document, null, null) { KeepOwnMarkers = true }, files);
            files.Keep();
            return (IReadOnlyList<string>)[.. document.Assumptions, .. left];
        });
    }

    private static TimelineReadOptions Told(double? rate, bool? drop, string? start) => new(rate is { } value ? Rate(value) : null, drop, start);

    private static FrameRate Rate(double rate)
    {
        try
        {
            return FrameRate.FromDouble(rate);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new OtioException(OtioError.InvalidTime, FormattableString.Invariant($"{rate} is no frame rate"), exception);
        }
    }

    private static T Translated<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (UserException exception) when (exception.ExitCode == ExitCode.InputMissing)
        {
            throw new IOException(exception.Message, exception);
        }
        catch (UserException exception)
        {
            throw new OtioException(exception.ExitCode == ExitCode.Usage ? OtioError.MissingOption : OtioError.MalformedFile, exception.Message, exception);
        }
    }
}
