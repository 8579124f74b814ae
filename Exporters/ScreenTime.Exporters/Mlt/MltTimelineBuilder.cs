using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>
/// Makes a timeline of what a document plays: a tractor's tracks with their clips, blanks, transitions and nested sequences. Kdenlive lays the clips that a mix joins on two playlists of one track,
/// Shotcut puts a small tractor between them; both become a transition at the cut that the user made.
/// </summary>
internal sealed class MltTimelineBuilder
{
    /// <summary>The property with the frames of a transition before its cut.</summary>
    public const string CutProperty = "screentime:cut";

    // Deeper than people nest sequences, and far above what they hold; a document in which each playlist plays the one before twice would have no end.
    private const int MaximumDepth = 60, MaximumItems = 500_000;

    private readonly MltDocument _document;
    private readonly List<XElement> _open = [];
    private int _items;

    private MltTimelineBuilder(MltDocument document) => _document = document;

    /// <summary>Builds it.</summary>
    /// <param name="document">The document.</param>
    /// <param name="name">The timeline's name where the document has none.</param>
    /// <exception cref="UserException">A time is none, something contains itself, or nothing is left.</exception>
    public static Timeline Build(MltDocument document, string name)
    {
        var builder = new MltTimelineBuilder(document);
        var main = document.Main();
        var timeline = new Timeline(MarkerPlan.OneLine(MltDocument.Property(main, "kdenlive:clipname") ?? name));
        builder.Fill(timeline.Tracks, main);
        return timeline;
    }

    /// <summary>The tracks of a service, pictures from the bottom and then sound, into a stack.</summary>
    private void Fill(Stack stack, XElement service)
    {
        Enter(service);
        var tracks = new List<(Track Track, bool IsKdenlive)>();
        if (service.Name.LocalName == "tractor")
        {
            foreach (var track in MltDocument.Tracks(service))
            {
                var shown = MltDocument.IsService(track) ? track : _document.ServiceOf(track);
                if (shown is null)
                    throw _document.Source.Invalid(track, $"the track plays \"{MltDocument.Short((string?)track.Attribute("producer") ?? "")}\", which is not there");
                if (MltClips.IsBackground(shown))
                    continue;
                tracks.Add((Track(track, shown), MltDocument.Property(shown, "kdenlive:track_name") is not null || MltDocument.Flag(shown, "kdenlive:audio_track")));
            }
        }
        else
        {
            tracks.Add((Track(service, service), false));
        }

        Name(tracks.Where(track => track.Track.Kind == OpenTimelineIO.Track.KindVideo).Select(track => track.Track), "V");
        // Kdenlive's first sound track lies next to the pictures, so the lowest in the document is the last.
        var sound = tracks.Where(track => track.Track.Kind == OpenTimelineIO.Track.KindAudio).ToList();
        if (sound.Exists(track => track.IsKdenlive))
            sound.Reverse();
        Name(sound.Select(track => track.Track), "A");
        foreach (var (track, _) in tracks.Where(track => track.Track.Kind == OpenTimelineIO.Track.KindVideo).Concat(sound))
            stack.Children.Add(track);
        MarkComposited(service, [.. tracks.Select(track => track.Track)]);
        _open.RemoveAt(_open.Count - 1);
    }

    private static void Name(IEnumerable<Track> tracks, string letter)
    {
        foreach (var (track, index) in tracks.Select((track, index) => (track, index)))
        {
            if (track.Name.Length == 0)
                track.Name = FormattableString.Invariant($"{letter}{index + 1}");
        }
    }

    private Track Track(XElement user, XElement service)
    {
        var (isSound, isHidden) = Visibility(user, service);
        var track = new Track(
            MltDocument.Property(service, "kdenlive:track_name") ?? MltDocument.Property(service, "shotcut:name") ?? "",
            isSound ? OpenTimelineIO.Track.KindAudio : OpenTimelineIO.Track.KindVideo)
        {
            Enabled = !isHidden,
        };
        var mixes = new List<MltMix>();
        Lay(track, Pieces(user, service, mixes), mixes);
        return track;
    }

    private List<MltPiece> Pieces(XElement user, XElement service, List<MltMix> mixes)
    {
        var isMixed = service.Name.LocalName == "tractor" && IsMixedTrack(service);
        if (!isMixed && service.Name.LocalName != "playlist")
            return Single(user, service);
        // A document that is one playlist has been entered as the sequence that it is.
        if (user != service)
            Enter(service);
        var pieces = isMixed ? Mixed(service, mixes) : Entries(service, mixes);
        if (user != service)
            _open.RemoveAt(_open.Count - 1);
        return pieces;
    }

    /// <summary>Whether a track is of sound, and whether it is switched off.</summary>
    private (bool IsSound, bool IsHidden) Visibility(XElement user, XElement service)
    {
        var hide = (string?)user.Attribute("hide") ?? "";
        if (MltDocument.Flag(service, "kdenlive:audio_track") || MltDocument.Flag(service, "shotcut:audio"))
            return (true, hide is "audio" or "both");
        if (MltDocument.Flag(service, "shotcut:video"))
            return (false, hide is "video" or "both");
        if (service.Name.LocalName == "tractor" && IsMixedTrack(service))
        {
            var inner = MltDocument.Tracks(service).Select(track => (string?)track.Attribute("hide") ?? "").ToList();
            // What Kdenlive hides of both playlists says what kind of track it is; all of it hidden is a track that is switched off.
            var isSound = inner.Count > 0 && inner.TrueForAll(each => each == "video");
            return (isSound, inner.Count > 0 && inner.TrueForAll(each => each == "both") || hide == "both" || (!isSound && hide == "video"));
        }

        return (hide == "video", hide == "both");
    }

    /// <summary>Whether a tractor is one track of Kdenlive's: two playlists between which clips mix.</summary>
    private bool IsMixedTrack(XElement service) =>
        service.Elements("property").Any(property => ((string?)property.Attribute("name") ?? "").StartsWith("kdenlive:", StringComparison.Ordinal))
        && MltDocument.Property(service, "kdenlive:uuid") is null
        && MltDocument.Tracks(service).ToList() is { Count: 1 or 2 } tracks
        && tracks.TrueForAll(track => _document.ServiceOf(track) is { Name.LocalName: "playlist" });

    private List<MltPiece> Single(XElement user, XElement service)
    {
        var length = _document.Length(service) ?? throw _document.Source.Invalid(service, "the producer does not say how long it is");
        var from = user == service ? _document.Time(service, "in", 0) : _document.Time(user, "in", _document.Time(service, "in", 0));
        var last = user == service ? from + length - 1 : _document.Time(user, "out", from + length - 1);
        return last < from ? [] : [Piece(service, null, 0, from, last - from + 1)];
    }

    /// <summary>The entries of a playlist. Shotcut's transitions among them go to <paramref name="mixes"/>, their clips are cut in the middle.</summary>
    private List<MltPiece> Entries(XElement playlist, List<MltMix> mixes)
    {
        var pieces = new List<MltPiece>();
        long at = 0;
        foreach (var child in playlist.Elements())
        {
            if (child.Name.LocalName == "blank")
            {
                at += Math.Max(0, _document.Time(child, "length", 0));
                continue;
            }

            if (child.Name.LocalName != "entry")
                continue;
            var service = _document.ServiceOf(child)
                ?? throw _document.Source.Invalid(child, $"the entry plays \"{MltDocument.Short((string?)child.Attribute("producer") ?? "")}\", which is not there");
            var from = _document.Time(child, "in", _document.Time(service, "in", 0));
            var last = child.Attribute("out") is not null ? _document.Time(child, "out", 0)
                : from + (_document.Length(service) ?? throw _document.Source.Invalid(child, "the entry does not say how long it is")) - 1;
            var length = last - from + 1;
            if (length <= 0)
                continue;
            if (MltDocument.Property(service, "shotcut:transition") is { } kind && service.Name.LocalName == "tractor")
                AddTransition(service, kind, at, length, pieces, mixes);
            else
                pieces.Add(Piece(service, child, at, from, length));
            at += length;
        }

        return pieces;
    }

    private void AddTransition(XElement tractor, string kind, long at, long length, List<MltPiece> pieces, List<MltMix> mixes)
    {
        var sides = MltDocument.Tracks(tractor).Select(track => (User: track, Service: _document.ServiceOf(track))).Where(side => side.Service is not null).ToList();
        if (sides.Count < 2)
        {
            _document.Remarks.Add("a transition has not two sides and was read as blank", XmlSource.Line(tractor));
            return;
        }

        // Shotcut knows no cut inside a transition; where this program wrote the document, it noted the one there was.
        var before = MltDocument.Property(tractor, CutProperty) is { } cut ? Math.Clamp(_document.Time(tractor, CutProperty, cut), 0, length) : length / 2;
        for (var side = 0; side < 2; side++)
        {
            var (user, service) = sides[side];
            var from = _document.Time(user, "in", _document.Time(service!, "in", 0));
            var (start, frames) = side == 0 ? (at, before) : (at + before, length - before);
            if (frames > 0)
                pieces.Add(Piece(service!, null, start, side == 0 ? from : from + before, frames));
        }

        var luma = tractor.Elements("transition").FirstOrDefault(transition => MltDocument.Property(transition, "mlt_service") is "luma" or "movit.luma_mix");
        var isWipe = luma is not null && MltDocument.Property(luma, "resource") is not null;
        mixes.Add(new MltMix(at + before, before, length - before, isWipe ? "SMPTE_Wipe" : Transition.SmpteDissolve, kind));
    }

    /// <summary>The clips of both playlists of one track of Kdenlive's; where two overlap, a mix joins them at the cut that it names.</summary>
    private List<MltPiece> Mixed(XElement tractor, List<MltMix> mixes)
    {
        var pieces = MltDocument.Tracks(tractor).Select(_document.ServiceOf).Where(playlist => playlist is not null)
            .SelectMany(playlist => Entries(playlist!, mixes)).OrderBy(piece => piece.Start).ThenBy(piece => piece.End).ToList();
        var transitions = tractor.Elements("transition").Where(transition => transition.Attribute("out") is not null || transition.Attribute("in") is not null).ToList();
        Dictionary<long, int>? starts = null;
        var joined = new List<MltPiece>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (joined.Count == 0 || joined[^1].End <= piece.Start)
            {
                joined.Add(piece);
                continue;
            }

            var (start, end) = (piece.Start, Math.Min(joined[^1].End, piece.End));
            starts ??= Starts(transitions);
            // Within a frame of where the clips begin to overlap; of several the first in the document.
            var found = new[] { start - 1, start, start + 1 }.Min(frame => starts.TryGetValue(frame, out var index) ? index : int.MaxValue);
            var transition = found < transitions.Count ? transitions[found] : null;
            var after = transition is not null && MltDocument.Property(transition, "kdenlive:mixcut") is { } cutText ? _document.Time(transition, "kdenlive:mixcut", cutText) : (end - start) / 2;
            var cut = Math.Clamp(end - after, start, end);
            if (cut <= joined[^1].Start || cut >= piece.End)
            {
                _document.Remarks.Add("clips overlap so that one hides the other; the later one was left out", XmlSource.Line(tractor));
                continue;
            }

            joined[^1] = joined[^1].Lasting(cut - joined[^1].Start, _document.Rate);
            joined.Add(piece.Advanced(cut - start, _document.Rate));
            if (transition is null)
                _document.Remarks.Add("clips overlap without a mix and were cut in the middle", XmlSource.Line(tractor));
            else
                mixes.Add(new MltMix(cut, cut - start, end - cut, TypeOf(transition), MltDocument.Property(transition, "kdenlive_id") ?? MltDocument.Property(transition, "mlt_service") ?? "mix"));
        }

        return joined;
    }

    private Dictionary<long, int> Starts(List<XElement> transitions)
    {
        var starts = new Dictionary<long, int>();
        for (var i = 0; i < transitions.Count; i++)
            starts.TryAdd(_document.Time(transitions[i], "in", 0), i);
        return starts;
    }

    private static string TypeOf(XElement transition) => MltDocument.Property(transition, "mlt_service") switch
    {
        "luma" or "composite" when MltDocument.Property(transition, "resource") is not null || MltDocument.Property(transition, "luma") is not null => "SMPTE_Wipe",
        "luma" or "mix" or "dissolve" => Transition.SmpteDissolve,
        "wipe" => "SMPTE_Wipe",
        _ => "Custom_Transition",
    };

    private MltPiece Piece(XElement service, XElement? entry, long at, long from, long length)
    {
        if (++_items > MaximumItems)
            throw _document.Source.Invalid(service, $"more than {MaximumItems} clips are played from here, and no timeline has so many");
        Item item;
        if (service.Name.LocalName is "producer" or "chain")
        {
            item = MltClips.Of(_document, service, entry, from, length);
        }
        else
        {
            var stack = new Stack
            {
                Name = MltDocument.Property(service, "kdenlive:clipname") ?? MltDocument.Property(service, "shotcut:caption") ?? (string?)service.Attribute("id") ?? "",
                SourceRange = new TimeRange(from, length, _document.Rate.Value),
            };
            Fill(stack, service);
            stack.Markers.AddRange(Kdenlive.KdenliveGuides.Nested(_document, service));
            item = stack;
        }

        return new MltPiece(item, at, length) { Service = MltClips.NameOf(_document, service) + "\n" + (MltDocument.Property(service, "resource") ?? (string?)service.Attribute("id")), In = from };
    }

    private void Lay(Track track, List<MltPiece> pieces, List<MltMix> mixes)
    {
        var merged = Merged(pieces, mixes);
        var byCut = new Dictionary<long, MltMix>();
        foreach (var mix in mixes)
            byCut.TryAdd(mix.Cut, mix);
        long at = 0;
        foreach (var piece in merged)
        {
            if (piece.Start > at)
                track.Children.Add(new Gap(new RationalTime(piece.Start - at, _document.Rate.Value)));
            if (byCut.TryGetValue(piece.Start, out var cutBy))
            {
                track.Children.Add(new Transition
                {
                    Name = cutBy.Name,
                    TransitionType = cutBy.Type,
                    InOffset = new RationalTime(cutBy.Before, _document.Rate.Value),
                    OutOffset = new RationalTime(cutBy.After, _document.Rate.Value),
                });
            }

            track.Children.Add(piece.Item);
            at = piece.End;
        }
    }

    /// <summary>Puts the halves of Shotcut's transitions to the clips that they continue.</summary>
    private List<MltPiece> Merged(List<MltPiece> pieces, List<MltMix> mixes)
    {
        var cuts = mixes.Select(mix => mix.Cut).ToHashSet();
        var ends = mixes.SelectMany(mix => new[] { mix.Cut - mix.Before, mix.Cut + mix.After }).ToHashSet();
        var merged = new List<MltPiece>(pieces.Count);
        foreach (var piece in pieces)
        {
            var before = merged.Count > 0 ? merged[^1] : null;
            // Only what a transition's halves touch is one clip again; a user's own cut within a clip stays.
            var isHalf = before is not null && before.End == piece.Start && !cuts.Contains(piece.Start) && ends.Contains(piece.Start);
            if (isHalf && before!.Service == piece.Service && before.In + before.Length == piece.In && before.Item.GetType() == piece.Item.GetType())
            {
                // A half has no filters of its own; whichever of the two has them is the clip.
                merged[^1] = before.Item.Effects.Count >= piece.Item.Effects.Count
                    ? before.Lasting(before.Length + piece.Length, _document.Rate)
                    : piece.Advanced(-before.Length, _document.Rate);
            }
            else
            {
                merged.Add(piece);
            }
        }

        return merged;
    }

    /// <summary>Clips over which a user has laid a composition of two tracks do not hide what lies below them.</summary>
    private void MarkComposited(XElement service, IReadOnlyList<Track> tracks)
    {
        var shown = service.Name.LocalName == "tractor" ? MltDocument.Tracks(service).ToList() : [];
        var byIndex = new Dictionary<int, Track>();
        var next = 0;
        for (var index = 0; index < shown.Count; index++)
        {
            if (!MltClips.IsBackground(MltDocument.IsService(shown[index]) ? shown[index] : _document.ServiceOf(shown[index])))
                byIndex[index] = tracks[next++];
        }

        foreach (var transition in service.Elements("transition"))
        {
            if (MltDocument.Property(transition, "internal_added") is not null || MltDocument.Flag(transition, "always_active") || MltDocument.Flag(transition, "disable")
                || MltDocument.Property(transition, "mlt_service") is not { } kind || kind is "mix"
                || transition.Attribute("in") is null || transition.Attribute("out") is null
                || !int.TryParse(MltDocument.Property(transition, "b_track"), out var above) || !byIndex.TryGetValue(above, out var track) || track.Kind != OpenTimelineIO.Track.KindVideo)
                continue;
            var (from, last) = (_document.Time(transition, "in", 0), _document.Time(transition, "out", 0));
            double at = 0;
            foreach (var item in track.Children.OfType<Item>())
            {
                var length = item.SourceRange!.Value.Duration.Value;
                if (item is not Gap && at <= last && at + length > from)
                    item.Effects.Add(new Effect { Name = MltDocument.Property(transition, "kdenlive_id") ?? kind, EffectName = kind });
                at += length;
            }
        }
    }

    private void Enter(XElement service)
    {
        if (_open.Contains(service))
            throw _document.Source.Invalid(service, $"\"{MltDocument.Short((string?)service.Attribute("id") ?? "")}\" contains itself");
        if (_open.Count >= MaximumDepth)
            throw _document.Source.Invalid(service, "sequences are nested deeper than people nest them: the file is damaged");
        _open.Add(service);
    }
}
