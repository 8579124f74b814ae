using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Otio;

/// <summary>Reads OpenTimelineIO's own files and bundles through OTIO.NET. The media of a zipped bundle is unpacked where the options say a folder for it.</summary>
public sealed class OtioReader : ITimelineReader
{
    private const string Format = "otio";

    /// <inheritdoc/>
    public string FormatId => Format;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".otio", ".otioz", ".otiod"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var document = Document(Load(path, Path.GetFileName(path), new() { Schemas = options.Schemas }), path, options);
        // Media of an unpacked bundle is found from where its timeline lies.
        return IsFolder(path) ? document with { Path = Path.Combine(document.Path, "content.otio"), FormatId = "otiod" }
            : IsZip(path) ? document with { FormatId = "otioz", Path = Unpacked(path, options) is { } folder ? Path.Combine(folder, "content.otio") : document.Path }
            : document;
    }

    /// <summary>What a timeline and the user say of its time; <paramref name="path"/> is the file that it came from or goes to.</summary>
    /// <exception cref="UserException">Neither says the rate or the start.</exception>
    internal static TimelineDocument Document(Timeline timeline, string path, TimelineReadOptions options)
    {
        var name = Path.GetFileName(path);
        var assumptions = new List<string>();
        var rate = options.Rate ?? OtioRates.Find(timeline, name, assumptions)
            ?? throw new UserException(ExitCode.Usage,
                $"{name} names no frame rate, neither in global_start_time nor on a video clip: give --rate 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60");
        // A timecode counted at another rate than the file's is another place. What only clips say, or what they say otherwise, is the user's to tell.
        if (OtioRates.Stated(timeline) is { } stated && stated != rate)
            throw new UserException(ExitCode.Usage, $"{name} counts at {stated} frames a second, which --rate {rate} contradicts: leave --rate out");
        var (start, drop) = Start(timeline, name, rate, options, assumptions);
        return new TimelineDocument(timeline, Format, Path.GetFullPath(path), rate, drop, start, assumptions);
    }

    private static Timeline Load(string path, string name, OtioReadOptions options)
    {
        try
        {
            if (IsZip(path))
                return Sequence(OtioBundle.ReadZip(path, new() { Json = options }));
            if (IsFolder(path))
                return Sequence(OtioBundle.ReadFolder(path, new() { Json = options }));
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return OtioJson.Read<Timeline>(stream, options);
        }
        catch (OtioException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{name} is no timeline that can be read: {exception.Message}{Advice(exception)}", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} does not exist: check the path of the timeline", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read ({exception.Message.TrimEnd('.')}): check that it is a file you may read", exception);
        }
    }

    private static Timeline Sequence(SerializableObject content) =>
        content as Timeline ?? throw new OtioException(OtioError.WrongType, $"the bundle holds a {content.SchemaName}");

    /// <summary>The folder with the media of a zipped bundle, unpacked now if it was not yet; null when there is no place for it.</summary>
    private static string? Unpacked(string path, TimelineReadOptions options)
    {
        if (options.UnpackFolder is not { } folder || Directory.Exists(folder))
            return options.UnpackFolder;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            OtioBundle.ReadZip(path, new BundleReadOptions { ExtractTo = folder });
            return folder;
        }
        catch (OtioException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(path)} cannot be unpacked: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"{Path.GetFileName(path)} cannot be unpacked into {folder} ({exception.Message.TrimEnd('.')}): SCREENTIME_CACHE moves the cache", exception);
        }
    }

    private static bool IsZip(string path) => path.EndsWith(".otioz", StringComparison.OrdinalIgnoreCase);

    private static bool IsFolder(string path) =>
        Path.TrimEndingDirectorySeparator(path).EndsWith(".otiod", StringComparison.OrdinalIgnoreCase) && Directory.Exists(path);

    private static string Advice(OtioException exception) => exception.Error switch
    {
        OtioError.NewerSchemaVersion => "; export it for an older version of OpenTimelineIO",
        OtioError.MalformedJson => "; export it again",
        OtioError.WrongType or OtioError.NotAnObject => "; export the sequence itself",
        _ => "",
    };

    private static (long Start, bool Drop) Start(
        Timeline timeline, string name, FrameRate rate, TimelineReadOptions options, List<string> assumptions)
    {
        if (options.DropFrame == true && !rate.HasDropFrame)
            throw new UserException(ExitCode.Usage, $"--drop cannot be at {rate}: drop frame exists at 29.97 and 59.94 only");
        if (options.StartTimecode is { } given)
        {
            var dropped = options.DropFrame ?? given.AsSpan().IndexOfAny(';', '.') >= 0;
            return Timecode.TryParse(given, rate, dropped, out var frame, out var error)
                ? (frame, dropped)
                : throw new UserException(ExitCode.Usage, $"--start {given} is no timecode at {rate}: {error}");
        }

        if (timeline.GlobalStartTime is not { } start)
        {
            throw new UserException(ExitCode.Usage,
                $"{name} does not say the timecode of its first frame (global_start_time): give --start, for example --start 01:00:00:00");
        }

        var first = OtioRates.Frame(start, rate)
            ?? throw new UserException(ExitCode.InputInvalid, $"{name} begins at a global_start_time of {start}, which is no time: give --rate and --start");
        if (options.DropFrame is { } said || !rate.HasDropFrame)
            return (first, options.DropFrame ?? false);
        // The format cannot say it. Programmes begin on a whole second, which only one of the two ways of counting shows.
        var drop = LooksDropped(first, rate);
        assumptions.Add(string.Create(CultureInfo.InvariantCulture,
            $"{name} cannot say whether its timecode drops frames; its start is {Timecode.Format(first, rate, drop)}, so {(drop ? "drop" : "non-drop")} frame was taken (--drop or --start say otherwise)"));
        return (first, drop);
    }

    /// <summary>Whether a start is taken for one in drop frame where nothing says it.</summary>
    internal static bool LooksDropped(long first, FrameRate rate) => rate.HasDropFrame && !OnWholeSecond(first, rate, false) && OnWholeSecond(first, rate, true);

    private static bool OnWholeSecond(long frame, FrameRate rate, bool drop) => Timecode.Format(frame, rate, drop).EndsWith("00", StringComparison.Ordinal);
}
