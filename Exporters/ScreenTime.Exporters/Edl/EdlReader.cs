using System.Globalization;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Reads CMX3600 edit decision lists: 8- and 32-character reels, all channel forms, dissolves, wipes, keys, M2, freeze frames, black and bars, CDL, locators,
/// frame-number times. A list of DaVinci Resolve's timeline markers, which has the same ending, is known by its <c>|C: |M: |D:</c> notes.
/// </summary>
public sealed class EdlReader : ITimelineReader
{
    /// <inheritdoc/>
    public string FormatId => "edl";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".edl"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var text = EdlText.Load(path);
        var remarks = new EdlRemarks();
        var list = EdlLexer.Read(text, options.Lenient ? remarks : null);
        if (list.Events.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{text.Name} has no events: is it a CMX3600 EDL?");
        if (options.Rate is not { } rate)
            throw AskForRate(text, list);

        var clock = EdlClock.Of(text, list, rate, options.DropFrame, remarks);
        if (ResolveMarkerList.IsOne(list))
            return ResolveMarkerList.Read(text, list, clock, options, remarks);
        var assembly = EdlAssembly.Of(text, list, clock, remarks, options.Lenient);
        var start = Start(text, options, clock, assembly.Start);
        var timeline = EdlTimelineBuilder.Build(text, list, clock, assembly, start, remarks, options.Lenient);
        return new TimelineDocument(timeline, FormatId, Path.GetFullPath(path), rate, clock.Drop, start, remarks.Sentences());
    }

    /// <summary>The first frame: that of the first event, or an earlier one that the user gives.</summary>
    internal static long Start(EdlText text, TimelineReadOptions options, EdlClock clock, long first)
    {
        if (options.StartTimecode is not { } given)
            return first;
        if (!Timecode.TryParse(given, clock.Rate, clock.Drop, out var start, out var error))
            throw new UserException(ExitCode.Usage, $"--start {given} is no timecode at {clock.Rate}: {error}");
        return start <= first
            ? start
            : throw new UserException(ExitCode.Usage,
                $"--start {given} lies after the first event of {text.Name}, which begins at {Timecode.Format(first, clock.Rate, clock.Drop)}: leave --start out or give an earlier one");
    }

    private static UserException AskForRate(EdlText text, EdlList list)
    {
        var highest = list.Events.SelectMany(edit => (string[])[edit.RecordIn, edit.RecordOut]).Select(LastField).Max();
        var drop = list.RecordDrop == true || list.Events.Any(edit => edit.RecordIn.Contains(';', StringComparison.Ordinal));
        var seen = drop ? "; it counts in drop frame, so 29.97 or 59.94"
            : highest >= 23 ? string.Create(CultureInfo.InvariantCulture, $"; its frames count up to {highest}") : "";
        return new UserException(ExitCode.Usage, $"{text.Name} does not say its frame rate: give --rate 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60{seen}");
    }

    private static int LastField(string timecode) =>
        EdlClock.IsFrameNumber(timecode) ? 0
            : int.TryParse(timecode.AsSpan(timecode.LastIndexOfAny([':', ';', '.', ',']) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var frames) ? frames : 0;
}
