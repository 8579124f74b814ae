using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>Turns the times of a list into frames: record times at the record rate, source times at the rate that their media must have.</summary>
internal sealed class EdlClock
{
    private readonly EdlText _text;
    private readonly EdlRemarks _remarks;
    private readonly bool _usesSemicolons;

    private EdlClock(EdlText text, FrameRate rate, bool drop, bool usesSemicolons, EdlRemarks remarks) =>
        (_text, Rate, Drop, _usesSemicolons, _remarks) = (text, rate, drop, usesSemicolons, remarks);

    /// <summary>The record rate.</summary>
    public FrameRate Rate { get; }

    /// <summary>Whether record timecode is drop frame.</summary>
    public bool Drop { get; }

    /// <summary>The frames of a day, at which timecode begins again.</summary>
    public long Day => FramesOf(24, Rate, Drop);

    /// <summary>
    /// The clock of a list. Drop frame is what the user says, else what a <c>;</c> in record times says, else the mode that opens the list.
    /// </summary>
    /// <exception cref="UserException">What they say cannot be at this rate.</exception>
    public static EdlClock Of(EdlText text, EdlList list, FrameRate rate, bool? drop, EdlRemarks remarks)
    {
        var marked = list.Events.FirstOrDefault(e => e.RecordIn.Contains(';', StringComparison.Ordinal) || e.RecordOut.Contains(';', StringComparison.Ordinal));
        var semicolons = marked is not null || list.Events.Any(e => e.SourceIn.Contains(';', StringComparison.Ordinal));
        if (drop == true && !rate.HasDropFrame)
            throw new UserException(ExitCode.Usage, $"--drop cannot be at --rate {rate}: drop frame exists at 29.97 and 59.94 only");
        if (marked is not null && !rate.HasDropFrame)
        {
            throw new UserException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"{text.Name} line {marked.Line} counts in drop frame ({marked.RecordIn}), which exists at 29.97 and 59.94 only: --rate {rate} cannot be right"));
        }

        var resolved = drop ?? (marked is not null || list.RecordDrop == true);
        if (resolved && !rate.HasDropFrame)
        {
            resolved = false;
            remarks.Add($"{text.Name} says FCM: DROP FRAME, which does not exist at {rate}: its timecode was read as non-drop");
        }

        return new EdlClock(text, rate, resolved, semicolons, remarks);
    }

    /// <summary>A record time in frames from 00:00:00:00.</summary>
    /// <exception cref="UserException">No such timecode exists at the record rate.</exception>
    public long Record(string text, int line, string column)
    {
        if (IsFrameNumber(text))
            return long.Parse(text, CultureInfo.InvariantCulture);
        if (!Timecode.TryParse(text, Rate, Drop, out var frame, out var error))
            throw Impossible(line, column, text, error!);
        // 24:00:00:00 is how some editors write the end of a day.
        return frame <= Day ? frame : throw Impossible(line, column, text, "hours end at 23");
    }

    /// <summary>
    /// A source time in record frames. The list does not know the media's rate: frame numbers that the record rate lacks are counted at the lowest
    /// usual rate that has them.
    /// </summary>
    /// <exception cref="UserException">No such timecode exists at any rate.</exception>
    public long Source(EdlEvent edit, string text, string column)
    {
        if (IsFrameNumber(text))
            return long.Parse(text, CultureInfo.InvariantCulture);
        var semicolon = text.Contains(';', StringComparison.Ordinal);
        var counted = CountingRate(edit, text, column, semicolon);
        var drop = counted.HasDropFrame && (semicolon || (!_usesSemicolons && (edit.SourceDrop ?? false)));
        var spelled = semicolon ? text : text.Replace('.', ':').Replace(',', ':');
        if (!Timecode.TryParse(spelled, counted, drop, out var frame, out var error)
            // A colon under FCM: DROP FRAME may still be a non-drop camera.
            && (semicolon || !Timecode.TryParse(spelled, counted, false, out frame, out error)))
            throw Impossible(edit.Line, column, text, error!);
        if (frame > FramesOf(24, counted, drop && counted.HasDropFrame))
            throw Impossible(edit.Line, column, text, "hours end at 23");
        if (counted == Rate)
            return frame;
        if (counted.Nominal != Rate.Nominal)
            _remarks.Add("source timecode counts more frames a second than the record does and was taken as that of faster media", edit.Line);
        return MediaTime.FromFrames(frame, counted).FloorToFrame(Rate);
    }

    /// <summary>Whether a time is a plain count of frames.</summary>
    public static bool IsFrameNumber(string text) => text.All(char.IsAsciiDigit);

    private FrameRate CountingRate(EdlEvent edit, string text, string column, bool semicolon)
    {
        var last = text.AsSpan(text.LastIndexOfAny([':', ';', '.', ',']) + 1);
        if (!int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var frames))
            throw Impossible(edit.Line, column, text, "a timecode has the form HH:MM:SS:FF");
        if (frames < Rate.Nominal && (!semicolon || Rate.HasDropFrame))
            return Rate;
        if (semicolon)
            return frames < 30 ? new FrameRate(30000, 1001) : new FrameRate(60000, 1001);
        // Beside an NTSC record (23.976) stands NTSC media (29.97).
        var ntsc = Rate.Denominator == 1001;
        foreach (var nominal in ntsc ? (ReadOnlySpan<int>)[30, 60, 120] : [25, 30, 50, 60, 120])
        {
            if (frames < nominal)
                return ntsc ? new FrameRate(nominal * 1000, 1001) : new FrameRate(nominal, 1);
        }

        throw Impossible(edit.Line, column, text, "no frame rate has so many frames");
    }

    private static long FramesOf(int hours, FrameRate rate, bool drop)
    {
        _ = Timecode.TryParse(string.Create(CultureInfo.InvariantCulture, $"{hours:00}:00:00:00"), rate, drop, out var frame, out _);
        return frame;
    }

    private UserException Impossible(int line, string column, string text, string why) =>
        EdlLexer.Invalid(_text, line, $"has the impossible timecode {text} ({column}): {why}; correct the line, or give the rate that the list counts in (--rate)");
}
