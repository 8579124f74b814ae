using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>A count of frames at a rate.</summary>
internal sealed record Frames(long Count, FrameRate Rate)
{
    public Exact Seconds => new Exact(Count, 1) * Rate.Denominator / Rate.Numerator;

    public RationalTime Otio => new(Count, Rate.Value);
}

/// <summary>What a track of a random timeline holds.</summary>
internal abstract record Piece(Frames Length, bool Enabled, bool Veiled)
{
    /// <summary>What of it shows at a moment of the time of its own trimmed range; from the top.</summary>
    /// <param name="seconds">Its own time, from the start of its trimmed range, at the start of the record frame.</param>
    /// <param name="speed">Its own seconds a record second.</param>
    /// <param name="record">The record rate.</param>
    public abstract Seen Look(Exact seconds, Exact speed, FrameRate record);

    public abstract Item Otio();

    /// <summary>
    /// A frame is looked at half a frame after it begins: half of the shorter of a record frame, as far as time runs in it, and a frame of what is looked at.
    /// </summary>
    protected static Exact Ahead(Exact speed, FrameRate record, FrameRate shown)
    {
        var recordFrame = speed.Absolute * record.Denominator / record.Numerator;
        var shownFrame = new Exact(shown.Denominator, shown.Numerator);
        return new Exact(speed.Sign, 2) * (recordFrame < shownFrame ? recordFrame : shownFrame);
    }

    protected T Dressed<T>(T item) where T : Item
    {
        item.Enabled = Enabled;
        if (Veiled)
            item.Effects.Add(new Effect { EffectName = "Opacity" });
        return item;
    }
}

/// <summary>What is seen, from the top, whether it hides what lies below, and whether anything is shared.</summary>
internal sealed record Seen(IReadOnlyList<string> Layers, bool Opaque, bool Shared)
{
    public static Seen Nothing { get; } = new([], false, false);

    public Seen Over(Seen below) => Opaque ? this : new Seen([.. Layers, .. below.Layers], below.Opaque, Shared || below.Shared);

    public Seen Through(bool veil) => veil && (Layers.Count > 0 || Shared) ? this with { Opaque = false, Shared = true } : this;
}

internal sealed record Hole(Frames Length) : Piece(Length, true, false)
{
    public override Seen Look(Exact seconds, Exact speed, FrameRate record) => Seen.Nothing;

    public override Item Otio() => new Gap(Length.Otio);
}

internal sealed record Title(Frames Length, bool Enabled) : Piece(Length, Enabled, false)
{
    public override Seen Look(Exact seconds, Exact speed, FrameRate record) => new([], false, true);

    public override Item Otio() => Dressed(new Clip("title", new GeneratorReference { GeneratorKind = "title" }, new TimeRange(new RationalTime(0, Length.Rate.Value), Length.Otio)));
}

/// <summary>A stretch of media.</summary>
/// <param name="Media">The file; without timecode when <paramref name="RangeStart"/> is given, so that nothing is left to guess.</param>
/// <param name="First">Where in the media it begins.</param>
/// <param name="RangeStart">What the timeline calls the media's first frame; null where it says nothing.</param>
/// <param name="Speed">A time warp; null for none.</param>
/// <param name="Freeze">Whether a freeze frame is laid on it, whatever its warp.</param>
internal sealed record Footage(MediaFile? Media, Frames First, Frames? RangeStart, Frames Length, (int Numerator, int Denominator)? Speed, bool Freeze, bool Enabled, bool Veiled)
    : Piece(Length, Enabled, Veiled)
{
    public override Seen Look(Exact seconds, Exact speed, FrameRate record)
    {
        var opaque = !Veiled && Media is not { Picture.Alpha: true };
        if (Media is null)
            return new Seen(["lost.mov@?"], opaque, !opaque);
        var own = Freeze ? 0 : Speed is { } warp ? new Exact(warp.Numerator, warp.Denominator) : 1;
        var from = First.Seconds;
        if (own.Sign < 0)
            from += own.Absolute * Length.Seconds;
        var time = from + (own * seconds) + Ahead(own * speed, record, Media.Rate);
        var frame = (time * Media.Rate.Numerator / Media.Rate.Denominator).Floor();
        return new Seen([FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(Media.Name)}@{frame}")], opaque, !opaque);
    }

    public override Item Otio()
    {
        var name = Media is null ? "lost.mov" : Path.GetFileNameWithoutExtension(Media.Name);
        var origin = RangeStart?.Count ?? Media?.StartTimecode ?? 0;
        var range = RangeStart is null ? (TimeRange?)null : new TimeRange(RangeStart.Otio, new RationalTime(Media!.FrameCount, Media.Rate.Value));
        var clip = new Clip(
            name,
            new ExternalReference(name + ".mov") { AvailableRange = range },
            new TimeRange(new RationalTime(origin + First.Count, First.Rate.Value), Length.Otio));
        if (Speed is { } warp)
            clip.Effects.Add(new LinearTimeWarp { TimeScalar = (double)warp.Numerator / warp.Denominator });
        if (Freeze)
            clip.Effects.Add(new FreezeFrame());
        return Dressed(clip);
    }
}

/// <summary>A track: pieces, with transitions before some of them.</summary>
/// <param name="Pieces">What it holds.</param>
/// <param name="Transitions">For the cut before each piece: how far the transition reaches to both sides; null for none.</param>
internal sealed record Row(IReadOnlyList<Piece> Pieces, IReadOnlyList<(Frames In, Frames Out)?> Transitions, bool Enabled, bool Veiled)
{
    public Exact Seconds => Pieces.Aggregate((Exact)0, (sum, piece) => sum + piece.Length.Seconds);

    public Seen Look(Exact seconds, Exact speed, FrameRate record, Exact ahead)
    {
        var seen = Seen.Nothing;
        Exact position = 0;
        for (var i = 0; i < Pieces.Count; i++)
        {
            var end = position + Pieces[i].Length.Seconds;
            var from = position + Half(i);
            var to = end + (i + 1 < Pieces.Count ? Half(i + 1) : 0);
            if (Pieces[i].Enabled && Holds(from, to, seconds + ahead, speed))
                seen = Pieces[i].Look(seconds - position, speed, record).Over(seen);
            position = end;
        }

        return seen.Through(Veiled);
    }

    /// <summary>Whether a moment lies in a stretch, on whose edge it counts to what comes next in the direction of playing.</summary>
    public static bool Holds(Exact from, Exact to, Exact moment, Exact speed) =>
        speed.Sign < 0 ? from < moment && moment <= to : from <= moment && moment < to;

    public Track Otio()
    {
        var track = new Track("V") { Kind = Track.KindVideo, Enabled = Enabled };
        for (var i = 0; i < Pieces.Count; i++)
        {
            if (Transitions[i] is { } transition)
                track.Children.Add(new Transition { InOffset = transition.In.Otio, OutOffset = transition.Out.Otio });
            track.Children.Add(Pieces[i].Otio());
        }

        if (Veiled)
            track.Effects.Add(new Effect { EffectName = "Scale" });
        return track;
    }

    private Exact Half(int piece) => Transitions[piece] is { } transition ? (transition.Out.Seconds - transition.In.Seconds) / 2 : 0;
}

/// <summary>A cut within a cut.</summary>
/// <param name="Rows">Its tracks, the lowest first.</param>
/// <param name="First">Where in it the part that is used begins.</param>
internal sealed record Nested(IReadOnlyList<Row> Rows, Frames First, Frames Length, (int Numerator, int Denominator)? Speed, bool Enabled, bool Veiled)
    : Piece(Length, Enabled, Veiled)
{
    public override Seen Look(Exact seconds, Exact speed, FrameRate record)
    {
        var own = Speed is { } warp ? new Exact(warp.Numerator, warp.Denominator) : 1;
        var from = First.Seconds;
        if (own.Sign < 0)
            from += own.Absolute * Length.Seconds;
        return LookAt(Rows, from + (own * seconds), own * speed, record).Through(Veiled);
    }

    public static Seen LookAt(IReadOnlyList<Row> rows, Exact seconds, Exact speed, FrameRate record)
    {
        var ahead = Ahead(speed, record, record);
        return rows.Where(row => row.Enabled && Row.Holds(0, row.Seconds, seconds + ahead, speed))
            .Aggregate(Seen.Nothing, (below, row) => row.Look(seconds, speed, record, ahead).Over(below));
    }

    public override Item Otio()
    {
        var stack = Cuts.Stack([.. Rows.Select(row => row.Otio())]);
        stack.SourceRange = new TimeRange(First.Otio, Length.Otio);
        if (Speed is { } warp)
            stack.Effects.Add(new LinearTimeWarp { TimeScalar = (double)warp.Numerator / warp.Denominator });
        return Dressed(stack);
    }
}
