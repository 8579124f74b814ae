using OpenTimelineIO;
using ScreenTime.Exporters.Otio;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Edl;

/// <summary>Makes a timeline of an assembly: clips, gaps, transitions, speeds and markers.</summary>
internal sealed class EdlTimelineBuilder
{
    /// <summary>The metadata key under which the reference adapter, too, keeps what the format says.</summary>
    public const string MetadataKey = "cmx_3600";

    private readonly EdlText _text;
    private readonly EdlList _list;
    private readonly EdlClock _clock;
    private readonly EdlAssembly _assembly;
    private readonly EdlRemarks _remarks;
    private readonly double _rate;

    private EdlTimelineBuilder(EdlText text, EdlList list, EdlClock clock, EdlAssembly assembly, EdlRemarks remarks) =>
        (_text, _list, _clock, _assembly, _remarks, _rate) = (text, list, clock, assembly, remarks, clock.Rate.Value);

    /// <summary>Builds the timeline; <paramref name="start"/> is the record frame at which it begins, not after the first event.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="list">The events.</param>
    /// <param name="clock">Reads times.</param>
    /// <param name="assembly">The events laid out.</param>
    /// <param name="start">The record frame at which the timeline begins.</param>
    /// <param name="remarks">Receives what is left open.</param>
    /// <param name="lenient">Whether a locator whose time is impossible is left out and noted.</param>
    public static Timeline Build(EdlText text, EdlList list, EdlClock clock, EdlAssembly assembly, long start, EdlRemarks remarks, bool lenient = false)
    {
        var builder = new EdlTimelineBuilder(text, list, clock, assembly, remarks);
        var timeline = new Timeline(list.Title is { Length: > 0 } title ? title : Path.GetFileNameWithoutExtension(text.Name))
        {
            GlobalStartTime = builder.Time(start),
        };
        foreach (var (name, track) in assembly.Tracks)
            timeline.Tracks.Children.Add(builder.Track(name, track, start));
        builder.AddMarkers(timeline, start, lenient);
        if (list.Head.Count > 0)
            timeline.Metadata[MetadataKey] = new Metadata { ["comments"] = new MetadataList(list.Head.Select(note => (MetadataValue)note.Comment)) };
        return timeline;
    }

    private Track Track(string name, EdlTrack assembled, long start)
    {
        var track = new Track(name, EdlChannels.IsPicture(name) ? OpenTimelineIO.Track.KindVideo : OpenTimelineIO.Track.KindAudio);
        var end = start;
        EdlPiece? before = null;
        foreach (var piece in assembled.Pieces)
        {
            if (piece.In > end)
                track.Children.Add(new Gap(Time(piece.In - end)));
            var clip = Clip(piece);
            if (piece.Edit.Event.TransitionFrames > 0 && piece.In == piece.Edit.RecordIn
                && piece.Edit.Event.Kind is EdlTransitionKind.Dissolve or EdlTransitionKind.Wipe)
            {
                if (!Goes(before, piece) && Outgoing(piece.Edit) is { } outgoing)
                    track.Children.Add(outgoing);
                else if (before is { } neighbour && neighbour.Out == piece.In && IsBlack(piece.Edit.Outgoing?.Reel ?? "") && !IsBlack(neighbour.Edit.Event.Reel))
                    // What lies before is cut off, and the picture comes out of black.
                    track.Children.Add(new Gap(Time(0)));
                track.Children.Add(Transition(piece, clip.Name));
            }

            track.Children.Add(clip);
            end = piece.Out;
            before = piece;
        }

        return track;
    }

    /// <summary>
    /// Whether what lies before a transition is the picture that goes: it reaches up to it, and the transition names no other. Some lists name the picture that comes
    /// twice, and go on where the source of the one before ended.
    /// </summary>
    private static bool Goes(EdlPiece? before, EdlPiece piece) => before is { } neighbour && neighbour.Out == piece.In
        && (piece.Edit.Outgoing is not { } outgoing || IsBlack(outgoing.Reel) || string.Equals(outgoing.Reel, neighbour.Edit.Event.Reel, StringComparison.OrdinalIgnoreCase)
            || string.Equals(outgoing.Reel, piece.Edit.Event.Reel, StringComparison.OrdinalIgnoreCase) || outgoing.SourceIn == neighbour.Edit.Event.SourceOut);

    private Clip Clip(EdlPiece piece)
    {
        var (edit, notes) = (piece.Edit, piece.Edit.Notes);
        // TO names what comes, and stands beside FROM under transitions and effects; the reference adapter takes it so, too.
        var name = notes.ToClipName ?? notes.ClipName
            ?? (notes.MediaPath is { } path ? Path.GetFileNameWithoutExtension(path.Replace('\\', '/')) : null)
            ?? edit.Event.Number;
        var into = piece.In - edit.RecordIn;
        var clip = new Clip(name, Media(edit.Event.Reel, notes.MediaPath), new TimeRange(Time(edit.RangeStart(into, piece.Out - piece.In)), Time(piece.Out - piece.In)));
        AddSpeed(clip, edit.Scalar);
        if (edit.Event.Kind is EdlTransitionKind.Key or EdlTransitionKind.KeyOut)
            clip.Effects.Add(new Effect { Name = "Key", EffectName = "Key" });
        clip.Metadata[MetadataKey] = Columns(edit, into, piece.Out - piece.In);
        if (notes.Cdl is { } cdl)
            clip.Metadata["cdl"] = cdl;
        return clip;
    }

    /// <summary>
    /// What the event says and the model has no place for. <c>source_in</c> and <c>source_out</c> count at the media's rate, which only the media knows;
    /// they stand in the order of playing, so that a clip that is played backwards from its end begins at <c>source_in</c>, too. Where a later event went over a part of
    /// this one, <c>event_source_in</c>, <c>event_offset</c> and <c>event_length</c> (record frames) tell of the whole, since only the media's rate can say what was cut off.
    /// </summary>
    private Metadata Columns(EdlEdit edit, long into, long length)
    {
        var columns = new Metadata { ["event"] = edit.Event.Number, ["reel"] = edit.Event.Reel };
        var file = edit.Notes.SourceFile ?? _list.ReelFiles.GetValueOrDefault(edit.Event.Reel);
        if (file is not null)
            columns["source_file"] = file;
        if (edit.Notes is { ToClipName: not null, ClipName: { } from })
            columns["from_clip_name"] = from;
        var (playedFrom, playedTo) = edit.FromItsEnd ? (edit.Event.SourceOut, edit.Event.SourceIn) : (edit.Event.SourceIn, edit.Event.SourceOut);
        columns["source_in"] = into == 0 ? playedFrom : Timecode.Format(edit.SourceAt(into), _clock.Rate, _clock.Drop);
        columns["source_out"] = playedTo;
        if (length != edit.Length)
        {
            columns["event_source_in"] = playedFrom;
            columns["event_offset"] = into;
            columns["event_length"] = edit.Length;
        }

        if (edit.Notes.Speed is { } speed)
            columns["m2"] = speed.Text;
        var comments = edit.Notes.Comments.Concat(edit.Notes.OtherSpeeds).ToList();
        if (comments.Count > 0)
            columns["comments"] = new MetadataList(comments.Select(comment => (MetadataValue)comment));
        return columns;
    }

    private Clip? Outgoing(EdlEdit edit)
    {
        if (edit.Outgoing is not { } outgoing || IsBlack(outgoing.Reel))
            return null;
        // Its picture is seen only while the transition lasts, so the clip has no length of its own.
        var from = new Clip(
            edit.Notes.ClipName ?? outgoing.Number, Media(outgoing.Reel, null),
            new TimeRange(Time(_clock.Source(outgoing, outgoing.SourceIn, "source in")), Time(0)));
        var columns = new Metadata
        {
            ["event"] = outgoing.Number,
            ["reel"] = outgoing.Reel,
            ["source_in"] = outgoing.SourceIn,
            ["source_out"] = outgoing.SourceOut,
        };
        if (edit.Notes.OutgoingSpeed is { } speed)
        {
            AddSpeed(from, speed.Scalar(_clock.Rate));
            columns["m2"] = speed.Text;
        }
        else if (edit.Notes.OutgoingFreeze)
        {
            AddSpeed(from, 0);
        }

        from.Metadata[MetadataKey] = columns;
        return from;
    }

    private static void AddSpeed(Clip clip, double scalar)
    {
        if (scalar == 0)
        {
            clip.Effects.Add(new FreezeFrame());
            // Avid marks its freeze frames by this ending; the name without it is the source's.
            if (clip.Name.EndsWith(" FF", StringComparison.Ordinal))
                clip.Name = clip.Name[..^3];
        }
        else if (scalar != 1)
        {
            clip.Effects.Add(new LinearTimeWarp { TimeScalar = scalar });
        }
    }

    private Transition Transition(EdlPiece piece, string clipName)
    {
        var edit = piece.Edit.Event;
        long frames = edit.TransitionFrames;
        if (frames > piece.Out - piece.In)
        {
            frames = piece.Out - piece.In;
            _remarks.Add("a transition is longer than its event and was cut to the event's length", edit.Line);
        }

        var wipe = edit.Kind == EdlTransitionKind.Wipe;
        var type = wipe ? "SMPTE_Wipe" : OpenTimelineIO.Transition.SmpteDissolve;
        var transition = new Transition
        {
            Name = $"{type} to {clipName}",
            TransitionType = type,
            InOffset = Time(0),
            OutOffset = Time(frames),
        };
        if (wipe)
            transition.Metadata[MetadataKey] = new Metadata { ["transition"] = edit.Wipe };
        return transition;
    }

    private void AddMarkers(Timeline timeline, long start, bool lenient)
    {
        foreach (var locator in _list.Events.SelectMany(edit => EdlNotes.Read(edit).Locators).Concat(HeadLocators()))
        {
            if (EdlLexer.Leniently<long?>(lenient ? _remarks : null, () => _assembly.Record(locator.Timecode, locator.Line, "locator"), null) is not { } frame)
                continue;
            if (frame < start)
                _remarks.Add("a locator lies before the first event", locator.Line);
            var marker = locator.ToMarker(Time(frame - start));
            if (EdlOwnLine.Owner(locator, out var edited) is { } own)
                OwnMarker.Adopt(marker, own, edited);
            timeline.Tracks.Markers.Add(marker);
        }
    }

    private IEnumerable<EdlLocator> HeadLocators() => _list.Head.Select(EdlLocator.Parse).OfType<EdlLocator>();

    private static MediaReference Media(string reel, string? path) => reel.ToUpperInvariant() switch
    {
        // Special source identifiers of the CMX3600 format.
        "BL" or "BLACK" => new GeneratorReference { GeneratorKind = "black" },
        "BARS" => new GeneratorReference { GeneratorKind = "SMPTEBars" },
        _ => path is null ? new MissingReference() : new ExternalReference { TargetUrl = path },
    };

    private static bool IsBlack(string reel) => reel.ToUpperInvariant() is "BL" or "BLACK";

    private RationalTime Time(long frames) => new(frames, _rate);
}
