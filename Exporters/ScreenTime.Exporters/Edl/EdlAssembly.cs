using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>The events of a list laid out on record tracks.</summary>
internal sealed class EdlAssembly
{
    // A list that runs over midnight begins late and goes on early; anything else that lies half a day before the first event is meant so.
    private const int HoursOfADayInHalf = 12;

    private readonly EdlText _text;
    private readonly EdlClock _clock;
    private readonly EdlRemarks _remarks;
    private readonly SortedDictionary<string, EdlTrack> _tracks = new(TrackOrder.Instance);
    private long? _first;

    private EdlAssembly(EdlText text, EdlClock clock, EdlRemarks remarks) => (_text, _clock, _remarks) = (text, clock, remarks);

    /// <summary>The tracks by name: pictures from the bottom (<c>V</c>, <c>V2</c>, keyed pictures above their track), then sound.</summary>
    public IReadOnlyDictionary<string, EdlTrack> Tracks => _tracks;

    /// <summary>All edits that were laid out, in the order of the file.</summary>
    public List<EdlEdit> Edits { get; } = [];

    /// <summary>The lowest record frame.</summary>
    public long Start { get; private set; }

    /// <summary>Lays out all events.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="list">The events.</param>
    /// <param name="clock">Reads their times.</param>
    /// <param name="remarks">Receives what is left open.</param>
    /// <param name="lenient">Whether events whose times are impossible are left out and noted.</param>
    /// <exception cref="UserException">A time is impossible, or nothing is left to lay out.</exception>
    public static EdlAssembly Of(EdlText text, EdlList list, EdlClock clock, EdlRemarks remarks, bool lenient = false)
    {
        var assembly = new EdlAssembly(text, clock, remarks);
        EdlEvent? before = null;
        foreach (var edit in list.Events)
        {
            var after = before;
            EdlLexer.Leniently(lenient ? remarks : null, () => assembly.Add(edit, after), false);
            before = edit;
        }

        if (assembly.Edits.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{text.Name} has no event with a length on a picture or sound track: is it a CMX3600 EDL?");
        assembly.Start = assembly.Edits.Min(edit => edit.RecordIn);
        return assembly;
    }

    /// <summary>A record timecode of the list, a day later where the list runs over midnight.</summary>
    public long Record(string timecode, int line, string column)
    {
        var frame = _clock.Record(timecode, line, column);
        return _first - frame > _clock.Day / 24 * HoursOfADayInHalf ? frame + _clock.Day : frame;
    }

    /// <summary>Lays out one event; whether it shows anything.</summary>
    private bool Add(EdlEvent edit, EdlEvent? before)
    {
        var recordIn = Record(edit.RecordIn, edit.Line, "record in");
        var recordOut = Record(edit.RecordOut, edit.Line, "record out");
        _first ??= recordIn;
        if (recordOut < recordIn && recordIn - recordOut > _clock.Day / 2)
            recordOut += _clock.Day;
        if (recordOut < recordIn)
            throw EdlLexer.Invalid(_text, edit.Line, $"(event {edit.Number}) ends before it begins: record in {edit.RecordIn}, record out {edit.RecordOut}");
        var sourceIn = _clock.Source(edit, edit.SourceIn, "source in");
        var sourceOut = _clock.Source(edit, edit.SourceOut, "source out");
        if (recordOut == recordIn)
        {
            // The first half of a pair; by itself it is a point and shows nothing.
            return false;
        }

        if (edit.Channels.Tracks.Count == 0)
        {
            _remarks.Add("events on no channel (NONE) were left out", edit.Line);
            return false;
        }

        var isPair = before is not null && edit.Kind != EdlTransitionKind.Cut && before.Kind is EdlTransitionKind.Cut
            && string.Equals(before.Number, edit.Number, StringComparison.Ordinal)
            && string.Equals(before.RecordIn, before.RecordOut, StringComparison.Ordinal);
        var notes = EdlNotes.Read(edit);
        if (isPair)
            notes.AddOutgoing(before!, edit);
        var sourceLength = sourceOut - sourceIn;
        if (sourceLength < -(_clock.Day / 2))
            sourceLength += _clock.Day;
        var read = new EdlEdit(edit, notes, isPair ? before : null, recordIn, recordOut, sourceIn, sourceLength, 1);
        Lay(WithSpeed(read));
        return true;
    }

    private EdlEdit WithSpeed(EdlEdit edit)
    {
        if (edit.Notes.Speed is { } speed)
        {
            var scalar = speed.Scalar(_clock.Rate);
            // One source frame over one record frame is that frame, at whatever speed.
            if (edit.Length == 1 && edit.SourceLength <= 1)
                return edit;
            // A backward event of a true length names the stretch that it uses, so it begins at its end; one of a single frame names where it begins.
            var stretch = edit.SourceLength > 1 && Math.Abs(edit.SourceLength + (edit.Length * scalar)) <= 1 + Math.Abs(scalar);
            return scalar < 0 && stretch
                ? edit with { Scalar = scalar, FromItsEnd = true }
                : edit with { Scalar = scalar };
        }

        if (edit.Notes.Freeze && edit.Length > 1)
            return edit with { Scalar = 0 };
        if (edit.SourceLength != edit.Length && edit.Event.Reel.ToUpperInvariant() is not ("BL" or "BLACK" or "BARS"))
            _remarks.Add("source and record have different lengths and no M2 line says why; taken at normal speed for the record's length", edit.Event.Line);
        return edit;
    }

    private void Lay(EdlEdit edit)
    {
        Edits.Add(edit);
        var key = edit.Event.Kind is EdlTransitionKind.Key or EdlTransitionKind.KeyOut;
        foreach (var channel in edit.Event.Channels.Tracks)
        {
            var name = key && EdlChannels.IsPicture(channel) ? channel + TrackOrder.KeySuffix : channel;
            if (!_tracks.TryGetValue(name, out var track))
                _tracks[name] = track = new EdlTrack();
            if (track.Record(edit))
                _remarks.Add("an event goes over an earlier one in record time; the later event shows", edit.Event.Line);
        }
    }

    /// <summary>Pictures before sound, by number; a keyed picture directly above its track.</summary>
    private sealed class TrackOrder : IComparer<string>
    {
        public const string KeySuffix = " key";

        public static TrackOrder Instance { get; } = new();

        public int Compare(string? x, string? y) => Key(x!).CompareTo(Key(y!));

        private static (bool Sound, int Number, bool Keyed) Key(string name)
        {
            var keyed = name.EndsWith(KeySuffix, StringComparison.Ordinal);
            var digits = keyed ? name[1..^KeySuffix.Length] : name[1..];
            return (!EdlChannels.IsPicture(name), digits.Length == 0 ? 0 : int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture), keyed);
        }
    }
}
