using System.Globalization;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Avid;

/// <summary>
/// Reads Avid Media Composer's marker text: lines of five to eight columns parted by tabs. It has no pictures: the timeline is empty time with markers. A semicolon in
/// its timecode says drop frame; the rate has to be given.
/// </summary>
public sealed class AvidMarkerReader : ITimelineReader
{
    /// <inheritdoc/>
    public string FormatId => "avid";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".txt"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var text = EdlText.Load(path);
        var remarks = new EdlRemarks();
        remarks.Add($"{text.Name} is a list of markers and has no pictures");
        var lines = Lines(text, options.Lenient ? remarks : null);
        if (lines.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{text.Name} has no markers: Avid's marker text has lines of user, timecode, track, colour and comment, parted by tabs");
        if (options.Rate is not { } rate)
            throw new UserException(ExitCode.Usage, $"{text.Name} does not say its frame rate: give --rate 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60");
        var semicolon = lines.Find(line => line.Timecode.Contains(';', StringComparison.Ordinal));
        if ((semicolon is not null || options.DropFrame == true) && !rate.HasDropFrame)
        {
            throw new UserException(ExitCode.Usage, semicolon is null
                ? $"--drop cannot be at --rate {rate}: drop frame exists at 29.97 and 59.94 only"
                : string.Create(CultureInfo.InvariantCulture, $"{text.Name} line {semicolon.Line} counts in drop frame ({semicolon.Timecode}), which exists at 29.97 and 59.94 only: --rate {rate} cannot be right"));
        }

        var drop = options.DropFrame ?? semicolon is not null;
        _ = Timecode.TryParse("24:00:00:00", rate, drop, out var day, out _);
        var placed = lines
            .Select(line => EdlLexer.Leniently<(long Frame, AvidMarkerLine Line)?>(options.Lenient ? remarks : null, () => (Frame(text, line, rate, drop, day), line), null))
            .OfType<(long Frame, AvidMarkerLine Line)>().ToList();
        var first = options.StartTimecode is { } given && Timecode.TryParse(given, rate, drop, out var told, out _) ? told : placed.Select(marker => marker.Frame).FirstOrDefault();
        var markers = placed.Select(marker => (Frame: MarkerListTimeline.OverMidnight(marker.Frame, first, day, isTold: false), marker.Line))
            .OrderBy(marker => marker.Frame).SelectMany(marker => Parted(marker.Frame, marker.Line)).ToList();
        if (markers.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{text.Name} has no marker whose timecode exists at {rate}: {remarks.Sentences()[^1]}");
        var start = Start(text, options, rate, drop, markers[0].Frame);
        var timeline = MarkerListTimeline.Of(
            Path.GetFileNameWithoutExtension(text.Name), rate, start, [.. markers.Select(marker => (marker.Frame, marker.Line.Length!.Value, marker.Line.ToMarker(default)))]);
        foreach (var (marker, (_, _, edited)) in timeline.Tracks.Markers.Zip(markers))
        {
            if (OwnText.Parse(marker.Comment) is { } own)
                OwnMarker.Adopt(marker, own, edited);
        }

        return new TimelineDocument(
            timeline, FormatId, Path.GetFullPath(path), rate, drop, start, remarks.Sentences());

        // A marker of somebody else's with ours behind its comment is both.
        IEnumerable<(long Frame, AvidMarkerLine Line, bool IsEdited)> Parted(long frame, AvidMarkerLine line)
        {
            if (OwnText.Parse(line.Comment) is not { } own)
                return [(frame, line, false)];
            var place = AvidMarkerWriter.Place(EdlTimecode.Format(frame, rate, drop), line.Length!.Value);
            return own.Shares(place, out var theirs, out var ours)
                // Theirs may be one of ours that a person edited.
                ? [(frame, line.Saying(theirs), true), (frame, line.Saying(ours), false)]
                : [(frame, line, own.IsEdited(place))];
        }
    }

    private static List<AvidMarkerLine> Lines(EdlText text, EdlRemarks? skipped)
    {
        var lines = new List<AvidMarkerLine>();
        for (var i = 0; i < text.Lines.Count; i++)
        {
            var (index, content) = (i, text.Lines[i].Text.TrimEnd('\u001A'));
            if (content.Trim().Length > 0 && EdlLexer.Leniently(skipped, () => Line(text, index, content), null) is { } line)
                lines.Add(line);
        }

        return lines;
    }

    private static AvidMarkerLine? Line(EdlText text, int i, string content)
    {
        var columns = content.Split('\t');
        if (columns.Length < AvidMarkerLine.Fewest)
            throw Invalid(text, i, string.Create(CultureInfo.InvariantCulture, $"has {columns.Length} columns and needs {AvidMarkerLine.Fewest}, parted by tabs: user, timecode, track, colour, comment"));
        // Whatever follows the eighth column was a tab in a comment of somebody's own making.
        var line = new AvidMarkerLine(i + 1, columns.Length <= AvidMarkerLine.Most ? columns : columns[..AvidMarkerLine.Most]);
        if (!EdlLexer.LooksLikeTimecode(line.Timecode))
            throw Invalid(text, i, $"has \"{Short(line.Timecode)}\" where its timecode belongs");
        if (line.Length is null)
            throw Invalid(text, i, $"has \"{Short(line.Columns[5])}\" where its length in frames belongs");
        return line;
    }

    private static long Frame(EdlText text, AvidMarkerLine line, FrameRate rate, bool drop, long day) => Timecode.TryParse(line.Timecode, rate, drop, out var frame, out var error) && frame < day
        ? frame
        : throw Invalid(text, line.Line - 1, $"has the impossible timecode {line.Timecode}: {error ?? "hours end at 23"}; correct the line, or give the rate that the list counts in (--rate)");

    private static long Start(EdlText text, TimelineReadOptions options, FrameRate rate, bool drop, long first)
    {
        if (options.StartTimecode is not { } given)
            return first;
        if (!Timecode.TryParse(given, rate, drop, out var start, out var error))
            throw new UserException(ExitCode.Usage, $"--start {given} is no timecode at {rate}: {error}");
        return start <= first
            ? start
            : throw new UserException(ExitCode.Usage, $"--start {given} lies after the first marker of {text.Name}, which is at {Timecode.Format(first, rate, drop)}: leave --start out or give an earlier one");
    }

    private static UserException Invalid(EdlText text, int index, string what) => EdlLexer.Invalid(text, index + 1, what);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
