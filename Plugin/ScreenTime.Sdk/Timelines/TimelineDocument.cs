using OpenTimelineIO;

namespace ScreenTime.Sdk;

/// <summary>A timeline as it was read, with what the file said of its time, and what had to be assumed.</summary>
/// <param name="Timeline">The timeline. Never changed after reading: writers work on a clone.</param>
/// <param name="FormatId">The format it was read from: <c>otio</c>, <c>edl</c>, <c>media</c>.</param>
/// <param name="Path">The file's full path.</param>
/// <param name="Rate">The record rate.</param>
/// <param name="DropFrame">Whether record timecode is drop frame.</param>
/// <param name="StartFrame">The record timecode of the first frame, as a frame number at <paramref name="Rate"/>.</param>
/// <param name="Assumptions">What the file cannot say and was assumed, what was skipped, and what a timeline of OTIO's cannot hold: one sentence each.</param>
public sealed record TimelineDocument(
    Timeline Timeline,
    string FormatId,
    string Path,
    FrameRate Rate,
    bool DropFrame,
    long StartFrame,
    IReadOnlyList<string> Assumptions)
{
    /// <summary>
    /// SHA-256 of each file that it was read from, in hexadecimal; the first is that of the file at <see cref="Path"/>. ScreenTime fills it in, for results and to notice that a file has changed since: a reader need not.
    /// </summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>The record timecode of a frame counted from the timeline's first.</summary>
    public string TimecodeOf(long recordFrame) => Timecode.Format(StartFrame + recordFrame, Rate, DropFrame);
}

/// <summary>What the user said of a timeline whose file does not say it.</summary>
/// <param name="Rate">The record rate (<c>--rate</c>).</param>
/// <param name="DropFrame">Drop frame (<c>--drop</c>); null when not said.</param>
/// <param name="StartTimecode">The record timecode of the first frame (<c>--start</c>).</param>
/// <param name="Lenient">
/// Whether to go on past a malformed line or element (<c>--lenient</c>): what was skipped is named, with its line, in <see cref="TimelineDocument.Assumptions"/>.
/// </param>
/// <param name="Sequence">The name of the sequence to read, of a file that holds several (<c>--sequence</c>); null leaves the choice to the reader.</param>
public sealed record TimelineReadOptions(FrameRate? Rate = null, bool? DropFrame = null, string? StartTimecode = null, bool Lenient = false, string? Sequence = null)
{
    /// <summary>A folder, of this file's content alone, for media that lies packed inside the file; null when nobody will look at it.</summary>
    public string? UnpackFolder { get; init; }

    /// <summary>The schemas that are known; the host adds those of all plugins (<see cref="TimelineSchema"/>).</summary>
    public OpenTimelineIO.SchemaRegistry Schemas { get; init; } = OpenTimelineIO.SchemaRegistry.Standard;
}

/// <summary>Reads one timeline format: an extension point.</summary>
public interface ITimelineReader
{
    /// <summary>The format's id: <c>otio</c>, <c>edl</c>.</summary>
    string FormatId { get; }

    /// <summary>File name endings, lower case with the dot.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">
    /// The file is missing, malformed (named by line or by path inside the document), or lacks something that the options do not give: the
    /// message says which option.
    /// </exception>
    TimelineDocument Read(string path, TimelineReadOptions options);
}

/// <summary>Writes a timeline with ScreenTime's markers: an extension point.</summary>
public interface ITimelineWriter
{
    /// <summary>The name that <c>--export</c> takes: <c>otio</c>, <c>edl</c>, <c>resolve-edl</c>.</summary>
    string FormatId { get; }

    /// <summary>The ending of the file name: <c>.otio</c>, <c>.edl</c>, <c>.resolve.edl</c>.</summary>
    string Suffix { get; }

    /// <summary>
    /// Writes the timeline with the markers of <paramref name="export"/>, in place of those of an earlier run (key: tool, cast, character); markers
    /// that a person edited, and everyone else's, stay. An export without markers takes ScreenTime's own out (<c>clean</c>).
    /// </summary>
    /// <returns>Sentences about what was kept or could not be carried.</returns>
    IReadOnlyList<string> Write(TimelineExport export, Stream output);

    /// <summary>Whether a file of the format may hold markers and no cut: an empty sequence to nest or to copy from (<c>--markers-only</c>).</summary>
    bool HoldsMarkersOnly => false;

    /// <summary>
    /// As <see cref="Write(TimelineExport, Stream)"/>, for formats that may need several files (a list that holds 999 events, a bundle with its media). Unless a
    /// writer says otherwise, one file is all that it needs.
    /// </summary>
    /// <returns>Sentences about what was kept or could not be carried.</returns>
    IReadOnlyList<string> Write(TimelineExport export, IExportFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var output = files.Create(Suffix);
        return Write(export, output);
    }
}

/// <summary>The files of one export. All of them appear in the end, or none.</summary>
public interface IExportFiles
{
    /// <summary>Makes a file and gives the stream to write it to, which the writer disposes.</summary>
    /// <param name="ending">
    /// What follows the timeline's name in the file's: <c>.edl</c>, <c>_02.resolve.edl</c>; <c>.otiod/media/a.mov</c> for a file inside a folder.
    /// </param>
    Stream Create(string ending);
}

/// <summary>What a timeline writer writes.</summary>
/// <param name="Source">The timeline that was analysed.</param>
/// <param name="Cast">The cast, or null when cleaning.</param>
/// <param name="Result">The result, or null when cleaning: all of ScreenTime's markers go, of any cast.</param>
public sealed record TimelineExport(TimelineDocument Source, Cast? Cast, AnalysisResult? Result)
{
    /// <summary>Whether markers that ScreenTime wrote earlier stay, as everyone else's do: a conversion carries all that the timeline holds.</summary>
    public bool KeepOwnMarkers { get; init; }

    /// <summary>What markers say and look like.</summary>
    public MarkerSettings Markers { get; init; } = MarkerSettings.Default;

    /// <summary>Source frames to leave before and after each event of a selects reel (<c>--handles</c>), at the record rate.</summary>
    public int HandleFrames { get; init; }
}

/// <summary>Writes a result as a report file: an extension point.</summary>
public interface IReportWriter
{
    /// <summary>The name that <c>--export</c> takes: <c>csv</c>, <c>json</c>.</summary>
    string FormatId { get; }

    /// <summary>The ending of the file name: <c>.csv</c>.</summary>
    string Suffix { get; }

    /// <summary>Writes the report.</summary>
    void Write(AnalysisResult result, Stream output);
}
