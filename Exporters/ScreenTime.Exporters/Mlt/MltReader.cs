using OpenTimelineIO;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Mlt;

/// <summary>
/// Reads what the MLT framework plays: Shotcut's projects and others' <c>.mlt</c>. Playlists, nested sequences, transitions, time warps and Shotcut's markers; where a clip plays a proxy, the
/// original is its media.
/// </summary>
public sealed class MltReader : ITimelineReader
{
    /// <inheritdoc/>
    public string FormatId => "mlt";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".mlt"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options) => Read(path, options, FormatId);

    /// <summary>Reads a document as one of the two formats.</summary>
    internal static TimelineDocument Read(string path, TimelineReadOptions options, string formatId)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var document = MltDocument.Load(path, options.Rate);
        var (start, drop) = Start(document, options);
        Timeline timeline;
        try
        {
            timeline = MltTimelineBuilder.Build(document, Path.GetFileNameWithoutExtension(path));
            timeline.GlobalStartTime = new RationalTime(start, document.Rate.Value);
            timeline.Tracks.Markers.AddRange(KdenliveGuides.Read(document).Concat(ShotcutMarkers.Read(document)));
            timeline.Duration();
        }
        catch (Exception exception) when (exception is OverflowException or OtioException or ArgumentOutOfRangeException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{document.Source.Name} has times that are none: {exception.Message}", exception);
        }

        // Guides alone are worth carrying.
        if (!timeline.FindClips().Any() && timeline.Tracks.Markers.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{document.Source.Name} has no clip on its timeline");
        return new TimelineDocument(timeline, formatId, Path.GetFullPath(path), document.Rate, drop, start, document.Remarks.Sentences());
    }

    /// <summary>Both editors count from zero, at 29.97 and 59.94 in drop frame, and their files have no place for another start.</summary>
    private static (long Start, bool Drop) Start(MltDocument document, TimelineReadOptions options)
    {
        if (options.DropFrame == true && !document.Rate.HasDropFrame)
            throw new UserException(ExitCode.Usage, $"--drop cannot be at {document.Rate}: drop frame exists at 29.97 and 59.94 only");
        var drop = options.DropFrame ?? (options.StartTimecode is { } text ? text.Contains(';', StringComparison.Ordinal) : document.Rate.HasDropFrame);
        if (options.StartTimecode is not { } given)
        {
            document.Remarks.Add($"{document.Source.Name} counts from {Timecode.Format(0, document.Rate, drop)}, as its editor shows it (--start gives another record timecode)");
            return (0, drop);
        }

        return Timecode.TryParse(given, document.Rate, drop, out var frame, out var error)
            ? (frame, drop)
            : throw new UserException(ExitCode.Usage, $"--start {given} is no timecode at {document.Rate}: {error}");
    }
}
