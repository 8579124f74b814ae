using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// Walks a timeline's compositions and lays their pictures on the record. Each composition sees the record through a <see cref="Window"/>; which of its items shows is
/// decided for every record frame by the composition's own time at which that frame is looked at.
/// </summary>
internal sealed class RecordLayout(TimelineDocument document, IReadOnlyDictionary<Clip, MediaLink> links)
{
    private const int MaximumDepth = 64;
    private const long MaximumFrames = 100_000_000;

    private readonly List<Picture> _pictures = [];
    private readonly SortedSet<string> _assumptions = new(StringComparer.Ordinal);

    /// <summary>A window of the record onto a composition's time, which is <paramref name="Origin"/> + <paramref name="Speed"/> × record time.</summary>
    private readonly record struct Window(FrameRange Record, MediaTime Origin, Speed Speed, FrameRate Rate)
    {
        public MediaTime LocalAt(long frame) => Origin + Speed.Of(MediaTime.FromFrames(frame, Rate));

        /// <summary>The record frames that show a stretch of local time.</summary>
        public FrameRange Showing(MediaTime from, MediaTime to)
        {
            if (Speed.Numerator == 0)
                return Origin >= from && Origin < to ? Record : new FrameRange(Record.Start, Record.Start);
            var (first, last) = (FirstFrom(from), FirstFrom(to));
            return Record.Intersect(Speed.IsReverse ? new FrameRange(last, first) : new FrameRange(first, last));
        }

        // The first record frame that is looked at when, or after, the local time is reached.
        private long FirstFrom(MediaTime local)
        {
            var frame = Rate.FrameDuration;
            return (Speed.Undo(local - Origin) - Speed.Undo(Speed.IntoFrame(frame, frame))).CeilingToFrame(Rate);
        }
    }

    /// <summary>Lays the whole timeline.</summary>
    public RecordMap Build(IReadOnlyList<int> tracks)
    {
        var root = document.Timeline.Tracks;
        var length = Length(root, 0);
        var frames = length.RoundToFrame(document.Rate);
        if (frames > MaximumFrames)
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} is longer than {MaximumFrames} frames: its times are damaged");
        var origin = root.SourceRange is { } trimmed ? Exact(trimmed.StartTime) : MediaTime.Zero;
        var window = new Window(new FrameRange(0, frames), origin, Speed.Normal, document.Rate);
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
                Place(item, window, MediaTime.Zero, Length(item, 1), MediaTime.Zero, index, 1, null);
        }

        if (tracks.Count > 0 && tracks.Max() > video)
            throw new UserException(ExitCode.Usage, $"--tracks names V{tracks.Max()}, but the timeline has {video} video tracks");
        if (video == 0)
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} has no video track");
        if (wanted > 1)
            _assumptions.Add("Clips on upper tracks are taken to be opaque and to fill the frame unless the timeline says otherwise (effects, titles, generators).");
        return new RecordMap(PictureStack.Segments(_pictures, frames, document.Rate), [.. document.Assumptions, .. _assumptions]);
    }

    private void Walk(Composition composition, Window window, int track, int depth, Veil? veil)
    {
        if (composition is not Track)
        {
            foreach (var child in composition.Children.OfType<Item>().Where(child => child.Enabled && child is not Track { Kind: not Track.KindVideo }))
                Place(child, window, MediaTime.Zero, Length(child, depth), MediaTime.Zero, track, depth, veil);
            return;
        }

        var position = MediaTime.Zero;
        for (var i = 0; i < composition.Children.Count; i++)
        {
            if (composition.Children[i] is not Item item)
                continue;
            var end = position + Length(item, depth);
            // In a transition each side shows up to, or from, the middle of the overlap: a picture counts while its weight is at least a half.
            var from = position;
            var to = end;
            if (i > 0 && composition.Children[i - 1] is Transition before)
                from += Middle(before);
            if (i + 1 < composition.Children.Count && composition.Children[i + 1] is Transition after)
                to += Middle(after);
            if (item.Enabled && to > from)
                Place(item, window, from, to, position, track, depth, veil);
            position = end;
        }
    }

    private const string UnknownSpeed = "has a speed ramp that the timeline's format does not describe: which frames show cannot be known; analyse a render of the cut with --picture";

    private static bool HasUnknownSpeed(Item item) => item.Effects.Any(effect => effect.Enabled && effect is TimeEffect and not LinearTimeWarp);

    // Where the half-way point of a transition lies, counted from the cut.
    private static MediaTime Middle(Transition transition) => (Exact(transition.OutOffset) - Exact(transition.InOffset)).Scale(1, 2);

    /// <summary>Lays one item that its parent shows over a stretch of the parent's time.</summary>
    /// <param name="item">The item.</param>
    /// <param name="window">The record onto the parent's time.</param>
    /// <param name="from">Where it begins to show, in the parent's time.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="start">Where its trimmed range begins, in the parent's time; a transition shows more on either side.</param>
    /// <param name="track">The index of the root track.</param>
    /// <param name="depth">Nesting so far.</param>
    /// <param name="veil">The innermost composition around it that lets through what lies below.</param>
    private void Place(Item item, Window window, MediaTime from, MediaTime to, MediaTime start, int track, int depth, Veil? veil)
    {
        if (depth > MaximumDepth)
            throw TooDeep();
        var record = window.Showing(from, to);
        if (record.IsEmpty)
            return;
        var veiled = Occlusion.IsVeiled(item);
        switch (item)
        {
            case Composition when HasUnknownSpeed(item):
                // Which of its frames show is not known, so that none can be looked at.
                _pictures.Add(new Picture(record, track, item.Name, !veiled, veil, null, $"the sequence \"{item.Name}\" {UnknownSpeed}", MediaTime.Zero, Speed.Normal));
                break;
            case Composition composition:
                var speed = Speed.Of(item);
                var trimmed = TrimmedStart(composition, depth);
                // In reverse, an item plays its source range from the end.
                var begin = speed.IsReverse ? trimmed - speed.Of(Length(item, depth)) : trimmed;
                NoteReverse(item, speed);
                var inside = new Window(record, begin + speed.Of(window.Origin - start), window.Speed.Times(speed), document.Rate);
                Walk(composition, inside, track, depth + 1, veiled ? new Veil(veil) : veil);
                break;
            case Clip clip:
                Lay(clip, window with { Record = record }, start, track, veiled, veil, depth);
                break;
            // An adjustment may be a gap with effects.
            case Gap when veiled:
                _pictures.Add(Picture.Overlay(record, track, item.Name, veil));
                break;
        }
    }

    private void Lay(Clip clip, Window window, MediaTime start, int track, bool veiled, Veil? veil, int depth)
    {
        var link = links.GetValueOrDefault(clip);
        if (Occlusion.IsOverlay(clip, link))
        {
            if (clip.MediaReference is not GeneratorReference)
                _assumptions.Add($"\"{clip.Name}\" has no media and is taken for a title, matte or adjustment: it hides nothing.");
            _pictures.Add(Picture.Overlay(window.Record, track, clip.Name, veil));
            return;
        }

        if (Occlusion.IsMatte(clip))
        {
            _assumptions.Add($"\"{clip.Name}\" is taken for a matte by its name or its track's: it hides nothing and is not looked at.");
            _pictures.Add(Picture.Overlay(window.Record, track, clip.Name, veil));
            return;
        }

        var missing = link?.Media is null ? $"the media of the clip \"{clip.Name}\" is {link?.Status ?? "offline"}: {link?.Detail ?? "no media"}" : null;
        var sourceStart = MediaTime.Zero;
        var total = Speed.Normal;
        if (link?.Media is { } media)
        {
            if (media.Picture.Codec is "exr")
                _assumptions.Add($"{media.Name} is taken for linear light (OpenEXR): it is looked at with the curve of sRGB, and what is brighter than 1 is cut off.");
            if (HasUnknownSpeed(clip))
            {
                missing = $"the clip \"{clip.Name}\" {UnknownSpeed}";
            }
            else if (ClipSource.TryFind(clip, media, document, Length(clip, depth), out var source, out var problem))
            {
                total = window.Speed.Times(source.Speed);
                sourceStart = source.Start + source.Speed.Of(window.LocalAt(window.Record.Start) - start);
                if (EdlSource.Of(clip) is not { SourceIn: not null })
                    NoteReverse(clip, source.Speed);
            }
            else
            {
                missing = $"the clip \"{clip.Name}\" {problem}";
            }
        }

        var opaque = !veiled && link?.Media is not { Picture.Alpha: true };
        _pictures.Add(new Picture(window.Record, track, clip.Name, opaque, veil, link, missing, sourceStart, total));
    }

    /// <summary>Where the part that a composition shows begins in its own time.</summary>
    private MediaTime TrimmedStart(Composition composition, int depth)
    {
        if (composition.SourceRange is not { } range)
            return MediaTime.Zero;
        if (composition is not Track track || !TrackRange.LiesBeside(track, () => Contents(track, depth).Seconds))
            return Exact(range.StartTime);
        _assumptions.Add($"The track \"{composition.Name}\" shows a range beside its contents, of their length: it is taken to show all of them.");
        return MediaTime.Zero;
    }

    private void NoteReverse(Item item, Speed speed)
    {
        if (speed.IsReverse)
            _assumptions.Add($"\"{item.Name}\" runs backwards: it is taken to play its source range from the end.");
    }

    /// <summary>The length of an item in its parent: its trimmed duration, which speed changes do not alter.</summary>
    private MediaTime Length(Item item, int depth)
    {
        if (depth > MaximumDepth)
            throw TooDeep();
        if (item.SourceRange is { } range)
            return Positive(Exact(range.Duration), item);
        switch (item)
        {
            case Composition composition:
                return Contents(composition, depth);
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

    private MediaTime Contents(Composition composition, int depth)
    {
        var lengths = composition.Children.OfType<Item>().Select(child => Length(child, depth + 1));
        return composition is Track ? lengths.Aggregate(MediaTime.Zero, (sum, length) => sum + length) : lengths.Aggregate(MediaTime.Zero, MediaTime.Max);
    }

    private UserException TooDeep() =>
        new(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} nests compositions deeper than {MaximumDepth}: flatten it in the editor");

    private static MediaTime Positive(MediaTime length, Item item) =>
        length >= MediaTime.Zero ? length : throw new UserException(ExitCode.InputInvalid, $"\"{item.Name}\" has a negative length");

    private static MediaTime Exact(RationalTime time) => MediaTime.FromValue(time.Value, time.Rate);
}
