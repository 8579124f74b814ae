using System.Globalization;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Writes a timeline as a list. The format has one picture track: that with the most clip time is written, generators not counted (a title or a matte above the pictures is not the cut, however long), the
/// upper one of two equals; what is left out is said.
/// </summary>
internal sealed class EdlGeneration
{
    private const string Ending = "\r\n";
    private const int ShortNumbers = 999;

    private readonly TimelineExport _export;
    private readonly TimelineDocument _document;
    private readonly Timeline _timeline;
    private readonly EdlReels _reels = new();
    private readonly EdlRemarks _remarks = new();
    private readonly StringBuilder _text = new();
    private readonly List<string> _notes = [];

    private EdlGeneration(TimelineExport export)
    {
        _export = export;
        _document = export.Source;
        _timeline = NewDocument.Copy(export, _notes);
    }

    /// <summary>Writes the list.</summary>
    /// <exception cref="UserException">The timeline has no picture track with a clip.</exception>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var generation = new EdlGeneration(export);
        generation.Write();
        output.Write(Encoding.UTF8.GetBytes(generation._text.ToString()));
        return [.. generation._notes, .. generation._remarks.Sentences()];
    }

    /// <summary>Writes events of the timeline's picture track in another order: what <paramref name="choose"/> makes of its cuts, a comment below each.</summary>
    /// <exception cref="UserException">The timeline has no picture track with a clip.</exception>
    public static IReadOnlyList<string> Write(
        TimelineExport export, string title, Func<IReadOnlyList<EdlCut>, Func<Item?, FrameRate>, IReadOnlyList<(EdlCut Cut, string Comment)>> choose, Stream output)
    {
        var generation = new EdlGeneration(export);
        var chosen = choose(generation.Cuts(), generation.SourceRate);
        var cuts = chosen.Select(each => each.Cut).ToList();
        foreach (var cut in cuts)
            generation._reels.Of(cut.Item);
        generation.Line($"TITLE: {EdlText.Field(title)}");
        generation.Line(generation._document.DropFrame ? "FCM: DROP FRAME" : "FCM: NON-DROP FRAME");
        for (var i = 0; i < cuts.Count; i++)
        {
            generation.WriteEvent(i + 1, cuts, i);
            generation.Line($"* {EdlText.Field(chosen[i].Comment)}");
        }

        output.Write(Encoding.UTF8.GetBytes(generation._text.ToString()));
        return [.. generation._remarks.Sentences()];
    }

    private IReadOnlyList<EdlCut> Cuts()
    {
        var cuts = NewDocument.Made(_timeline, "an EDL", () => EdlCuts.Of(ChooseTrack(), _timeline.Tracks, _document.Rate));
        // Events of no length alone are no list that anybody could read.
        if (!cuts.Any(cut => cut.Out > cut.In))
            throw new UserException(ExitCode.InputInvalid, $"'{_timeline.Name}' has no clip with a length on a picture track, so there is nothing to write as an EDL: leave edl out of --export");
        // Drop-frame timecode leaves out 108 numbers an hour at 29.97.
        var day = (86_400L * _document.Rate.Nominal) - (_document.DropFrame ? _document.Rate.Nominal / 30 * 2592 : 0);
        if (cuts.Any(cut => cut.Out - cut.In >= day))
            throw new UserException(ExitCode.InputInvalid, $"'{_timeline.Name}' has a clip of 24 hours or more, which an EDL cannot say: its clock begins again then");
        return cuts;
    }

    private void Write()
    {
        var cuts = Cuts();
        foreach (var cut in cuts)
            _reels.Of(cut.Item);
        Line($"TITLE: {EdlText.Field(_timeline.Name)}");
        Line(_document.DropFrame ? "FCM: DROP FRAME" : "FCM: NON-DROP FRAME");
        var locators = Locators(cuts);
        for (var i = 0; i < cuts.Count; i++)
        {
            WriteEvent(i + 1, cuts, i);
            if (locators.TryGetValue(i, out var lines))
                lines.ForEach(Line);
        }

        if (_export.Result is { } result)
        {
            foreach (var summary in ScreenTimeSummary.Of(result))
                Line(EdlOwnLine.Total(summary));
        }
    }

    private Track ChooseTrack()
    {
        var tracks = _timeline.VideoTracks().Where(track => track.Enabled).ToList();
        // Of a track of titles or mattes no picture was looked at.
        var looked = _export.Result?.Samples.Select(sample => sample.Track).ToHashSet() ?? [];
        var pictures = tracks.Where(track => looked.Contains(_timeline.Tracks.Children.IndexOf(track))).ToList();
        var chosen = (pictures.Count > 0 ? pictures : tracks).Select((track, index) => (track, index)).OrderByDescending(t => PictureTime(t.track)).ThenBy(t => t.index).FirstOrDefault().track
            ?? throw new UserException(ExitCode.InputInvalid, $"'{_timeline.Name}' has no picture track to write as an EDL: leave edl out of --export");
        foreach (var track in tracks.Where(track => track != chosen && track.Children.Any(child => child is Item and not Gap)))
            _remarks.Add($"an EDL has one picture track: '{chosen.Name}' was written, '{track.Name}' was not");
        if (_timeline.AudioTracks().Any(track => track.Children.Count > 0))
            _remarks.Add("sound tracks are not written to an EDL");
        return chosen;
    }

    private static double PictureTime(Track track) =>
        track.Children.OfType<Item>().Where(item => item is not Gap and not Clip { MediaReference: GeneratorReference } && item.Enabled)
            .Sum(item => item.TrimmedRange().Duration.ToSeconds());

    private void WriteEvent(int number, IReadOnlyList<EdlCut> cuts, int index)
    {
        var cut = cuts[index];
        var isDissolve = cut.Transition is not null && cut.TransitionFrames > 0;
        var before = cut.Outgoing ?? (index > 0 && cuts[index - 1].Out == cut.In ? cuts[index - 1] : null);
        var digits = number.ToString(cuts.Count > ShortNumbers ? "000000" : "000", CultureInfo.InvariantCulture);
        if (isDissolve)
        {
            var source = before?.Item is null ? "00:00:00:00" : Source(before, before.SourceAt(cut.In, _document.Rate));
            var point = EdlTimecode.Record(_document, cut.In);
            Event(digits, _reels.Of(before?.Item), "C    ", "    ", source, source, point, point);
        }

        var sourceIn = cut.Item is null ? "00:00:00:00" : SourceIn(cut);
        Event(
            digits, _reels.Of(cut.Item), isDissolve ? Code(cut.Transition!).PadRight(5) : "C    ",
            isDissolve ? cut.TransitionFrames.ToString("000", CultureInfo.InvariantCulture) + " " : "    ",
            sourceIn, SourceOut(cut), EdlTimecode.Record(_document, cut.In), EdlTimecode.Record(_document, cut.Out));
        WriteSpeed(cut, sourceIn);
        WriteNames(cut, isDissolve ? before : null, isDissolve);
    }

    private void Event(string number, string reel, string transition, string length, string sourceIn, string sourceOut, string recordIn, string recordOut) =>
        Line($"{number}  {reel.PadRight(_reels.Width)} V     {transition}{length}{sourceIn} {sourceOut} {recordIn} {recordOut}");

    private void WriteNames(EdlCut cut, EdlCut? before, bool isTransition)
    {
        if (isTransition)
            Line($"* FROM CLIP NAME:  {Name(before?.Item)}");
        Line($"* {(isTransition ? "TO" : "FROM")} CLIP NAME:  {Name(cut.Item)}{(cut.Scalar == 0 ? " FF" : "")}");
        if (cut.Scalar == 0)
            Line("* * FREEZE FRAME");
        if (cut.Item is not Clip clip)
        {
            if (cut.Item is not null)
                _remarks.Add($"the nested sequence '{cut.Item.Name}' became one event without its contents");
            return;
        }

        if (EdlReels.SourceFile(clip) is { } file)
            Line($"* SOURCE FILE: {EdlText.Field(file)}");
        if (clip.Metadata.TryGetMap("cdl", out var cdl))
            WriteCdl(cdl);
        if (clip.Metadata.TryGetMap(EdlTimelineBuilder.MetadataKey, out var columns) && columns.TryGetList("comments", out var comments))
        {
            foreach (var comment in comments)
            {
                if (comment.TryGetString(out var text))
                    Line($"* {EdlText.Field(text)}");
            }
        }
    }

    private void WriteCdl(Metadata cdl)
    {
        if (cdl.TryGetMap("asc_sop", out var sop)
            && Triple(sop, "slope") is { } slope && Triple(sop, "offset") is { } offset && Triple(sop, "power") is { } power)
            Line($"* ASC_SOP {slope}{offset}{power}");
        if (cdl.TryGetDouble("asc_sat", out var saturation))
            Line($"* ASC_SAT {saturation.ToString("0.0###", CultureInfo.InvariantCulture)}");
    }

    private static string? Triple(Metadata sop, string part) =>
        sop.TryGetList(part, out var list) && list.Count == 3 && list.All(value => value.TryGetDouble(out _))
            ? "(" + string.Join(' ', list.Select(value => value.TryGetDouble(out var number) ? number.ToString("0.0000##", CultureInfo.InvariantCulture) : "")) + ")"
            : null;

    /// <summary>An M2 line counts source frames a second, so media of another rate needs one at normal speed, too.</summary>
    private void WriteSpeed(EdlCut cut, string sourceIn)
    {
        var rate = SourceRate(cut.Item);
        if (cut.Item?.Effects.Any(effect => effect is TimeEffect and not LinearTimeWarp && effect.Enabled) == true)
            _remarks.Add($"'{Name(cut.Item)}' changes its speed in a way that is not known; it was written at one speed");
        if (cut.Item is null || (cut.Scalar == 1 && rate.Nominal == _document.Rate.Nominal))
            return;
        var exact = cut.Scalar * rate.Value;
        var written = exact.ToString("000.0", CultureInfo.InvariantCulture);
        // What is read of it again is a whole percentage where it can be one.
        var shown = double.Parse(written, CultureInfo.InvariantCulture) / rate.Value;
        if (Math.Abs(shown - cut.Scalar) > 1e-9 && (rate.Denominator == 1 || Math.Abs((cut.Scalar * 100) - Math.Round(cut.Scalar * 100)) > 1e-7))
            _remarks.Add($"the speed of '{Name(cut.Item)}' was rounded to {written} frames a second, all that an M2 line can say");
        var speed = written.StartsWith('-') ? written : " " + written;
        var reel = _reels.Of(cut.Item).PadRight(_reels.Width);
        Line(_reels.Width == 8 ? $"M2   {reel}      {speed}                {sourceIn}" : $"M2      {reel} {speed} {sourceIn}");
    }

    private string SourceOut(EdlCut cut)
    {
        if (cut.Item is null)
            return EdlTimecode.Format(cut.Out - cut.In, _document.Rate, _document.DropFrame);
        var rate = SourceRate(cut.Item);
        var length = EdlCut.Scaled(MediaTime.FromFrames(cut.Out - cut.In, _document.Rate), Math.Abs(cut.Scalar));
        // Rates that count alike (23.976 in 24) go frame by frame; a freeze frame names one frame.
        var frames = cut.Scalar == 0 || NamesOneFrame(cut) ? 1
            : rate.Nominal == _document.Rate.Nominal ? (long)Math.Round((cut.Out - cut.In) * Math.Abs(cut.Scalar)) : length.RoundToFrame(rate);
        return SourceTimecode(cut.Item, FirstFrame(cut, rate) + frames, rate);
    }

    private string SourceIn(EdlCut cut)
    {
        var rate = SourceRate(cut.Item);
        return SourceTimecode(cut.Item, FirstFrame(cut, rate), rate);
    }

    private static bool NamesOneFrame(EdlCut cut) => cut.Scalar < 0 && cut.Item is Clip clip && EdlBackward.NamesOneFrame(clip);

    /// <summary>
    /// The media frame of an event's source in. A backward one names the stretch that it uses, as Premiere has it (the reference adapter reads that as the source range); one from a list that named
    /// the frame that shows first does so again.
    /// </summary>
    private long FirstFrame(EdlCut cut, FrameRate rate) => NamesOneFrame(cut) ? FrameAt(cut, cut.SourceStart, rate)
        : Math.Max(0, (cut.Scalar < 0 ? cut.SourceAt(cut.Out, _document.Rate) : cut.SourceStart).RoundToFrame(rate));

    private string Source(EdlCut cut, MediaTime time)
    {
        var rate = SourceRate(cut.Item);
        return SourceTimecode(cut.Item, FrameAt(cut, time, rate), rate);
    }

    /// <summary>The source frame that shows at a source time: backwards, the one that ends there.</summary>
    private static long FrameAt(EdlCut cut, MediaTime time, FrameRate rate) => Math.Max(0, time.RoundToFrame(rate) - (cut.Scalar < 0 ? 1 : 0));

    private string SourceTimecode(Item? item, long frame, FrameRate rate)
    {
        var drop = SourceDrop(item, rate);
        // The list's mode speaks for colons; where the source counts otherwise its timecode says so itself.
        return EdlTimecode.Format(frame, rate, drop, drop && !_document.DropFrame);
    }

    private bool SourceDrop(Item? item, FrameRate rate)
    {
        if (!rate.HasDropFrame)
            return false;
        return item is not null && item.Metadata.TryGetMap(EdlTimelineBuilder.MetadataKey, out var columns) && columns.TryGetString("source_in", out var text)
            && text.Contains(';', StringComparison.Ordinal) || _document.DropFrame;
    }

    /// <summary>The rate of an item's media, by which its source timecode counts.</summary>
    private FrameRate SourceRate(Item? item)
    {
        var rate = (item as Clip)?.MediaReference?.AvailableRange?.StartTime.Rate ?? item?.SourceRange?.StartTime.Rate;
        return rate is >= 10 and <= 240 ? FrameRate.FromDouble(rate.Value) : _document.Rate;
    }

    private static string Code(Transition transition)
    {
        if (transition.TransitionType != "SMPTE_Wipe")
            return "D";
        return transition.Metadata.TryGetMap(EdlTimelineBuilder.MetadataKey, out var columns) && columns.TryGetString("transition", out var code)
            && code is ['W', _, _, _] && code.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 ? code : "W001";
    }

    private Dictionary<int, List<string>> Locators(IReadOnlyList<EdlCut> cuts)
    {
        var lines = new List<(long Frame, string Line)>();
        foreach (var marker in RecordMarkers.Of(_timeline, _document.Rate))
        {
            if (OtioRates.Frame(marker.MarkedRange.StartTime, _document.Rate) is { } frame)
            {
                lines.Add((frame, EdlOwnLine.Locator(EdlTimecode.Record(_document, frame), MarkerColors.ToAvid(marker.Color), RecordMarkers.TextOf(marker))));
            }
        }

        if (_export.Result is { } result)
        {
            lines.AddRange(MarkerPlan.Of(result, _export.Markers, MarkerShapes.Avid, _notes).Select(marker =>
                (marker.Record.Start, EdlOwnLine.Locator(marker, EdlTimecode.Record(_document, marker.Record.Start)))));
        }

        var places = new EdlPlaces(cuts.Select((cut, index) => (cut.In, cut.Out, index)));
        return lines.GroupBy(line => places.LineFor(line.Frame)).ToDictionary(group => group.Key, group => group.Select(line => line.Line).ToList());
    }

    private static string Name(Item? item) => item is null ? "BL" : EdlText.Field(item.Name);

    private void Line(string text) => _text.Append(text).Append(Ending);
}
