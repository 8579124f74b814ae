using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>Walks a timeline's compositions and lays their pictures on the record.</summary>
internal sealed class RecordLayout(TimelineDocument document, IReadOnlyDictionary<Clip, MediaLink> links)
{
    private const int MaximumDepth = 64;
    private const long MaximumFrames = 100_000_000;

    private readonly List<Picture> _pictures = [];
    private readonly SortedSet<string> _assumptions = new(StringComparer.Ordinal);
    private int _order;

    /// <summary>One item with a picture on the record, before it is known what hides what.</summary>
    /// <param name="Record">Where it shows.</param>
    /// <param name="Order">Higher lies above.</param>
    /// <param name="Track">The index of the root track.</param>
    /// <param name="EditStart">Where its edit begins.</param>
    /// <param name="Name">The clip's name.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Opaque">Whether it hides what lies below.</param>
    /// <param name="Link">The media, for <see cref="PictureKind.Media"/>.</param>
    /// <param name="Problem">Why the media time is not known.</param>
    /// <param name="SourceStart">The media time at the start of the first record frame.</param>
    /// <param name="Speed">Media seconds a record second.</param>
    private sealed record Picture(
        FrameRange Record, int Order, int Track, long EditStart, string Name, PictureKind Kind, bool Opaque, MediaLink? Link, string? Problem,
        MediaTime SourceStart, Ratio Speed);

    private enum PictureKind
    {
        Media,
        Generated,
    }

    /// <summary>An exact factor.</summary>
    private readonly record struct Ratio(long Numerator, long Denominator)
    {
        public static Ratio One => new(1, 1);

        public Ratio Times(Ratio other)
        {
            var product = new MediaTime((Int128)Numerator * other.Numerator, (Int128)Denominator * other.Denominator);
            return new Ratio(product.Numerator, product.Denominator);
        }

        public MediaTime Of(MediaTime time) => time.Scale(Numerator, Denominator);
    }

    /// <summary>
    /// A window of the record onto a composition: over <paramref name="Start"/> to <paramref name="End"/> (record seconds) it shows its time
    /// <paramref name="Local"/> + <paramref name="Speed"/> × (record − start).
    /// </summary>
    private readonly record struct Window(MediaTime Start, MediaTime End, MediaTime Local, Ratio Speed)
    {
        public MediaTime LocalAt(MediaTime record) => Local + Speed.Of(record - Start);

        /// <summary>The part of the window that shows a stretch of local time; empty when none does.</summary>
        public (MediaTime Start, MediaTime End) Showing(MediaTime from, MediaTime to)
        {
            if (Speed.Numerator == 0)
                return Local >= from && Local < to ? (Start, End) : (Start, Start);
            var first = Start + (from - Local).Scale(Speed.Denominator, Speed.Numerator);
            var last = Start + (to - Local).Scale(Speed.Denominator, Speed.Numerator);
            if (first > last)
                (first, last) = (last, first);
            first = MediaTime.Max(first, Start);
            return (first, MediaTime.Max(first, MediaTime.Min(last, End)));
        }
    }

    public RecordMap Build(IReadOnlyList<int> tracks)
    {
        var root = document.Timeline.Tracks;
        var length = Length(root);
        var frames = length.RoundToFrame(document.Rate);
        if (frames > MaximumFrames)
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} is longer than {MaximumFrames} frames: its times are damaged");
        var origin = root.SourceRange is { } trimmed ? Exact(trimmed.StartTime) : MediaTime.Zero;
        var window = new Window(MediaTime.Zero, length, origin, Ratio.One);
        var video = 0;
        var wanted = 0;
        for (var index = 0; index < root.Children.Count; index++)
        {
            if (root.Children[index] is not Item item || item is Track { Kind: not Track.KindVideo })
                continue;
            video++;
            if (tracks.Count > 0 && !tracks.Contains(video))
                continue;
            wanted++;
            if (item.Enabled)
                Place(item, window, MediaTime.Zero, Length(item), index, 1, bare: true, veiled: false);
        }

        if (tracks.Count > 0 && tracks.Max() > video)
            throw new UserException(ExitCode.Usage, $"--tracks names V{tracks.Max()}, but the timeline has {video} video tracks");
        if (video == 0)
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} has no video track");
        if (wanted > 1)
            _assumptions.Add("Clips on upper tracks are taken to be opaque and to fill the frame unless the timeline says otherwise (effects, titles, generators).");
        return new RecordMap(Segments(frames), [.. document.Assumptions, .. _assumptions]);
    }

    /// <summary>Lays a stack or track as its parent shows it, through a window onto its own time.</summary>
    private void Walk(Composition composition, Window window, int track, int depth, bool veiled)
    {
        if (depth > MaximumDepth)
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} nests compositions deeper than {MaximumDepth}");
        if (composition is not Track)
        {
            foreach (var child in composition.Children.OfType<Item>().Where(child => child.Enabled && child is not Track { Kind: not Track.KindVideo }))
                Place(child, window, MediaTime.Zero, Length(child), track, depth + 1, bare: false, veiled);
            return;
        }

        var position = MediaTime.Zero;
        for (var i = 0; i < composition.Children.Count; i++)
        {
            if (composition.Children[i] is not Item item)
                continue;
            var end = position + Length(item);
            // In a transition each side shows up to, or from, the middle of the overlap: a picture counts while its weight is at least a half.
            var from = position;
            var to = end;
            if (i > 0 && composition.Children[i - 1] is Transition before)
                from += Middle(before);
            if (i + 1 < composition.Children.Count && composition.Children[i + 1] is Transition after)
                to += Middle(after);
            if (item.Enabled && to > from)
                Place(item, window, from, to, track, depth + 1, bare: false, veiled, position);
            position = end;
        }
    }

    // Where the half-way point of a transition lies, counted from the cut.
    private static MediaTime Middle(Transition transition) => (Exact(transition.OutOffset) - Exact(transition.InOffset)).Scale(1, 2);

    /// <summary>Lays one item that its parent shows over a stretch of the parent's time.</summary>
    /// <param name="item">The item.</param>
    /// <param name="window">The record onto the parent's time.</param>
    /// <param name="from">Where it begins to show, in the parent's time.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="track">The root track.</param>
    /// <param name="depth">Nesting so far.</param>
    /// <param name="bare">Whether it is a root track, which has no speed of its own.</param>
    /// <param name="veiled">Whether a composition around it lets what lies below through.</param>
    /// <param name="start">Where its trimmed range begins, in the parent's time; a transition shows more on either side.</param>
    private void Place(Item item, Window window, MediaTime from, MediaTime to, int track, int depth, bool bare, bool veiled, MediaTime? start = null)
    {
        var (recordStart, recordEnd) = window.Showing(from, to);
        if (recordStart >= recordEnd)
            return;
        var itemStart = start ?? from;
        var speed = bare ? Ratio.One : SpeedOf(item);
        var trimmedStart = item.SourceRange is { } range ? Exact(range.StartTime) : DefaultStart(item);
        // In reverse, an item plays its source range from the end.
        var localAtStart = speed.Numerator < 0 ? trimmedStart + new Ratio(-speed.Numerator, speed.Denominator).Of(Length(item)) : trimmedStart;
        if (speed.Numerator < 0)
            _assumptions.Add($"\"{item.Name}\" runs backwards: it is taken to play its source range from the end.");
        var into = window.LocalAt(recordStart) - itemStart;
        var total = window.Speed.Times(speed);
        var inside = new Window(recordStart, recordEnd, localAtStart + speed.Of(into), total);
        veiled |= item.Effects.Any(effect => effect.Enabled && effect is not TimeEffect);
        switch (item)
        {
            case Composition composition:
                Walk(composition, inside, track, depth, veiled);
                break;
            case Clip clip:
                Lay(clip, inside, track, veiled);
                break;
        }
    }

    private void Lay(Clip clip, Window window, int track, bool veiled)
    {
        var record = new FrameRange(window.Start.RoundToFrame(document.Rate), window.End.RoundToFrame(document.Rate));
        if (record.IsEmpty)
            return;
        var generated = clip.MediaReference is GeneratorReference;
        var link = links.GetValueOrDefault(clip);
        string? problem = null;
        var sourceStart = MediaTime.Zero;
        if (link?.Media is { } media)
        {
            if (ClipSource.TryStart(clip, media, document, out var start, out problem))
            {
                // The window's local time counts as the clip's source range does; the media's counts from its first frame.
                var trimmed = clip.SourceRange is { } range ? Exact(range.StartTime) : DefaultStart(clip);
                sourceStart = window.LocalAt(MediaTime.FromFrames(record.Start, document.Rate)) - trimmed + start;
            }
        }

        _pictures.Add(new Picture(
            record, _order++, track, record.Start, clip.Name, generated ? PictureKind.Generated : PictureKind.Media, !generated && !veiled, link, problem,
            sourceStart, window.Speed));
    }

    private List<RecordSegment> Segments(long frames)
    {
        var whole = new FrameRange(0, frames);
        var pictures = _pictures.Select(picture => (Picture: picture, Record: picture.Record.Intersect(whole))).Where(item => !item.Record.IsEmpty).ToList();
        var edges = new SortedSet<long>(pictures.SelectMany(item => new[] { item.Record.Start, item.Record.End })) { 0, frames };
        var starts = pictures.ToLookup(item => item.Record.Start, item => item.Picture);
        var active = new SortedDictionary<int, Picture>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        var segments = new List<RecordSegment>();
        long? previous = null;
        foreach (var edge in edges)
        {
            if (previous is { } start && edge > start)
                segments.Add(Segment(new FrameRange(start, edge), active.Values));
            foreach (var ended in active.Where(pair => pair.Value.Record.End <= edge).Select(pair => pair.Key).ToList())
                active.Remove(ended);
            foreach (var picture in starts[edge])
                active.Add(picture.Order, picture);
            previous = edge;
        }

        return segments;
    }

    private RecordSegment Segment(FrameRange record, IEnumerable<Picture> fromTop)
    {
        var layers = new List<Layer>();
        var shared = false;
        foreach (var picture in fromTop)
        {
            if (picture.Kind == PictureKind.Generated)
            {
                shared = true;
                continue;
            }

            var ahead = MediaTime.FromFrames(record.Start - picture.Record.Start, document.Rate);
            var missing = picture.Problem is { } problem
                ? $"the clip \"{picture.Name}\" {problem}"
                : picture.Link is null or { Media: null } ? $"the media of the clip \"{picture.Name}\" is {picture.Link?.Status ?? "offline"}: {picture.Link?.Detail ?? "no media"}" : null;
            layers.Add(new Layer(
                picture.Name, picture.Track, picture.EditStart, missing is null ? picture.Link!.Media : null, missing,
                picture.SourceStart + picture.Speed.Of(ahead), picture.Speed.Numerator, picture.Speed.Denominator));
            if (picture.Opaque)
                break;
            shared = true;
        }

        return new RecordSegment(record, layers, shared && layers.Count > 0);
    }

    private static Ratio SpeedOf(Item item)
    {
        var speed = Ratio.One;
        foreach (var effect in item.Effects.Where(effect => effect.Enabled))
        {
            if (effect is FreezeFrame)
                return new Ratio(0, 1);
            if (effect is LinearTimeWarp warp)
                speed = speed.Times(Factor(warp.TimeScalar));
        }

        return speed;
    }

    // A speed as people set it: whole hundredths of a percent, or the thirds and sixths between them.
    private static Ratio Factor(double scalar)
    {
        if (!double.IsFinite(scalar) || Math.Abs(scalar) > 10_000)
            throw new ArgumentOutOfRangeException(nameof(scalar), scalar, "a speed must lie between -10000 and 10000");
        for (var denominator = 1; denominator <= 1001; denominator++)
        {
            var numerator = Math.Round(scalar * denominator);
            if (Math.Abs(scalar - (numerator / denominator)) < 1e-12 * Math.Max(1, Math.Abs(scalar)))
                return new Ratio((long)numerator, denominator);
        }

        return new Ratio((long)Math.Round(scalar * 1e6), 1_000_000);
    }

    /// <summary>The length of an item in its parent: its trimmed duration, which speed changes do not alter.</summary>
    private MediaTime Length(Item item)
    {
        if (item.SourceRange is { } range)
            return Positive(Exact(range.Duration), item);
        switch (item)
        {
            case Track track:
                return track.Children.OfType<Item>().Aggregate(MediaTime.Zero, (sum, child) => sum + Length(child));
            case Composition stack:
                return stack.Children.OfType<Item>().Aggregate(MediaTime.Zero, (longest, child) => MediaTime.Max(longest, Length(child)));
            case Clip { MediaReference.AvailableRange: { } available }:
                return Positive(Exact(available.Duration), item);
            case Clip clip when links.GetValueOrDefault(clip)?.Media is { } media:
                return media.Duration;
            default:
                throw new UserException(
                    ExitCode.InputInvalid,
                    $"the length of \"{item.Name}\" is not known: it has no source range and its media is not at hand; give its folder with --media-root");
        }
    }

    private static MediaTime Positive(MediaTime length, Item item) =>
        length >= MediaTime.Zero ? length : throw new UserException(ExitCode.InputInvalid, $"\"{item.Name}\" has a negative length");

    private static MediaTime DefaultStart(Item item) =>
        item is Clip { MediaReference.AvailableRange: { } available } ? Exact(available.StartTime) : MediaTime.Zero;

    private static MediaTime Exact(RationalTime time) => MediaTime.FromValue(time.Value, time.Rate);
}
