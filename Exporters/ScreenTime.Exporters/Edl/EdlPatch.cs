using System.Globalization;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Writes markers into the list that the timeline was read from: every line stays as it is, only ScreenTime's own go and come. Taking them out again
/// gives the original's bytes.
/// </summary>
internal sealed class EdlPatch
{
    private readonly EdlText _text;
    private readonly EdlList _list;
    private readonly TimelineDocument _document;
    private readonly EdlAssembly _assembly;
    private readonly bool _semicolons;
    private readonly HashSet<int> _removed = [];
    private readonly HashSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<int, List<string>> _added = [];

    private EdlPatch(TimelineDocument document)
    {
        _document = document;
        _text = EdlText.Load(document.Path);
        var remarks = new EdlRemarks();
        // What was malformed has been refused, or skipped by the user's leave, when the list was read; here it stays as it is.
        _list = EdlLexer.Read(_text, remarks);
        _assembly = EdlAssembly.Of(_text, _list, EdlClock.Of(_text, _list, document.Rate, document.DropFrame, remarks), remarks, lenient: true);
        _semicolons = _list.Events.Any(edit => edit.RecordIn.Contains(';', StringComparison.Ordinal));
    }

    /// <summary>Writes the list with the markers of the export in place of earlier ones.</summary>
    public static IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var patch = new EdlPatch(export.Source);
        var notes = new List<string>();
        if (!export.KeepOwnMarkers)
            patch.RemoveOwn(export.Result?.Cast, notes);
        if (export.Result is { } result)
            patch.Add(result, export.Markers, notes);
        patch._text.Save(output, patch.Lines());
        return notes;
    }

    private void RemoveOwn(Cast? cast, List<string> notes)
    {
        foreach (var note in _list.Events.SelectMany(edit => edit.Notes).Concat(_list.Head))
        {
            if (EdlOwnLine.Owner(note, out var edited) is not { } owner || !owner.IsOf(cast))
                continue;
            if (!edited)
            {
                _removed.Add(note.Line);
                continue;
            }

            _kept.Add(owner.Digits);
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"kept the locator in line {note.Line} of {_text.Name} (\"{note.Comment}\"): a person edited it since ScreenTime wrote it"));
        }
    }

    private void Add(AnalysisResult result, MarkerSettings settings, List<string> notes)
    {
        var places = Places();
        foreach (var marker in MarkerPlan.Of(result, settings, MarkerShapes.Avid, notes))
        {
            var frame = _document.StartFrame + marker.Record.Start;
            var locator = EdlOwnLine.Locator(marker, EdlTimecode.Record(_document, marker.Record.Start, _semicolons));
            // What a person made of this very marker, and where they moved it, stands for it.
            if (!_kept.Contains(OwnText.Parse(locator)!.Digits))
                AddAfter(places.LineFor(frame), locator);
        }

        foreach (var summary in ScreenTimeSummary.Of(result))
            AddAfter(LastLineOf(_list.Events[^1]), EdlOwnLine.Total(summary));
    }

    private void AddAfter(int line, string content)
    {
        if (!_added.TryGetValue(line, out var lines))
            _added[line] = lines = [];
        lines.Add(content);
    }

    private EdlPlaces Places() => new(_assembly.Edits.Select(edit => (edit.RecordIn, edit.RecordOut, LastLineOf(edit.Event))));

    /// <summary>The last comment or M2 line of an event, own ones not counted; else the event's line.</summary>
    private int LastLineOf(EdlEvent edit)
    {
        var last = edit.Line;
        foreach (var note in edit.Notes)
        {
            if ((note.Text.StartsWith('*') || note.Text.StartsWith("M2", StringComparison.OrdinalIgnoreCase)) && !_removed.Contains(note.Line))
                last = note.Line;
        }

        return last;
    }

    private IEnumerable<EdlLine> Lines()
    {
        var kept = new List<EdlLine>(_text.Lines.Count);
        var unended = _text.Lines.Count > 0 && _text.Lines[^1].Ending.Length == 0;
        var ending = _text.Ending;
        for (var i = 0; i < _text.Lines.Count; i++)
        {
            if (!_removed.Contains(i + 1))
                kept.Add(_text.Lines[i] with { Ending = _text.Lines[i].Ending.Length > 0 ? _text.Lines[i].Ending : ending });
            if (_added.TryGetValue(i + 1, out var added))
                kept.AddRange(added.Select(line => new EdlLine(line, ending)));
        }

        // A file whose last line is not ended stays one, so that taking our lines out restores it.
        if (unended && kept.Count > 0)
            kept[^1] = kept[^1] with { Ending = "" };
        return kept;
    }
}

/// <summary>Where in the text a record frame belongs: below the event that shows it, else below the last one before it.</summary>
internal sealed class EdlPlaces
{
    private readonly List<(long In, long Out, int Line)> _events;

    /// <summary>Takes events in the order of the file: record in, record out, and the line after which something about it is put.</summary>
    public EdlPlaces(IEnumerable<(long In, long Out, int Line)> events) => _events = [.. events.OrderBy(e => e.In).ThenBy(e => e.Line)];

    /// <summary>The line after which something about this record frame is put.</summary>
    public int LineFor(long frame)
    {
        var (low, high) = (0, _events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_events[middle].In <= frame)
                low = middle + 1;
            else
                high = middle;
        }

        // Of events that overlap, the one that begins last lies on top.
        return _events[Math.Max(low - 1, 0)].Line;
    }
}
