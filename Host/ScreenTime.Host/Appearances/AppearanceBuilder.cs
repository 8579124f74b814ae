using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Appearances;

/// <summary>
/// From readings to appearances. Within a shot the samples of the regular grid decide who is there (<see cref="PresenceModel"/>); between two of them that
/// differ lies one edge, which bisection finds to the frame. Before the first and after the last sample of a shot its state holds: edges near a cut
/// are the cut. Where a dissolve mixes two shots neither is seen as it is, so samples there do not count: the shots' clear parts decide, and the edge is the
/// dissolve's middle. A shot that no sample fell into is decided as a whole by one frame from before its middle (behind it, where a dissolve is before it), or another where that cannot be read. Other readings only place
/// edges, so noise in them never makes an appearance. Where frames between two that differ cannot be read, nobody can say on which of them the edge lies: they are unseen,
/// and nobody is said to be there or not.
/// </summary>
/// <param name="cast">The characters.</param>
/// <param name="shots">The shots, in order.</param>
/// <param name="unknowns">Record that could not be looked at; nobody appears there.</param>
public sealed class AppearanceBuilder(Cast cast, IReadOnlyList<Shot> shots, IReadOnlyList<Unknown> unknowns)
{
    private const float Threshold = 0.5f;

    private readonly IReadOnlyList<FrameRange> _blind = FrameRange.Union(unknowns.Select(unknown => unknown.Record));

    /// <summary>
    /// The record frames to look at next: a frame of every shot without a sample, one after another until one can be read or
    /// eight could not, and the middle between two frames of which one shows a character and the other does not. Empty when every edge is exact.
    /// </summary>
    public IReadOnlyList<long> Wanted(FrameReadings readings)
    {
        var wanted = new SortedSet<long>();
        var samples = SamplesByShot(readings);
        for (var i = 0; i < shots.Count; i++)
        {
            if (samples[i].Count == 0)
            {
                if (Looks(shots[i]).FirstOrDefault(frame => !readings.Knows(frame), -1) is >= 0 and var look)
                    wanted.Add(look);
                continue;
            }

            for (var character = 0; character < cast.Characters.Count; character++)
            {
                foreach (var (low, high) in Edges(samples[i], readings, character))
                {
                    if (high - low > 1 && Next(low, high, readings) is { } next)
                        wanted.Add(next);
                }
            }
        }

        return [.. wanted];
    }

    /// <summary>The record frames that <see cref="Wanted"/> may ask for in the rounds to come: those not looked at yet between the two frames that an edge lies between.</summary>
    public IReadOnlyList<long> WantedLater(FrameReadings readings) =>
        [.. new SortedSet<long>(AllEdges(SamplesByShot(readings), readings).SelectMany(edge => Between(edge)).Where(frame => !readings.Knows(frame)))];

    private static IEnumerable<long> Between((long Low, long High) edge)
    {
        for (var frame = edge.Low + 1; frame < edge.High; frame++)
            yield return frame;
    }

    /// <summary>
    /// What is unknown beside what is known to be: shots in which no frame could be read (unless nothing shows there at all), and the frames between two that
    /// differ that could not be read, or that were never looked at because looking ended.
    /// </summary>
    /// <param name="readings">Readings to which <see cref="Wanted"/> has nothing to add, or all that there will be.</param>
    public IReadOnlyList<Unseen> Unseen(FrameReadings readings)
    {
        var samples = SamplesByShot(readings);
        var bare = shots.Where((_, i) => samples[i].Count == 0).SelectMany(shot => Without([shot.Record], _blind)).Select(record => new Unseen(record, UnseenKind.Shot));
        var edges = Without(FrameRange.Union(AllEdges(samples, readings).Select(edge => new FrameRange(edge.Low + 1, edge.High))), _blind).Select(record => new Unseen(record, UnseenKind.Edge));
        return [.. bare.Concat(edges).OrderBy(unseen => unseen.Record.Start)];
    }

    /// <summary>The appearances, by start, then in the cast's order.</summary>
    /// <param name="readings">Readings to which <see cref="Wanted"/> has nothing to add; with fewer, more is <see cref="Unseen"/>.</param>
    /// <param name="source">Clip name and source timecode of the frame that shows at a record frame, and of the frame after it.</param>
    public IReadOnlyList<Appearance> Build(FrameReadings readings, Func<long, SourceMoment> source)
    {
        var samples = SamplesByShot(readings);
        var blind = FrameRange.Union([.. _blind, .. Unseen(readings).Select(unseen => unseen.Record)]);
        var appearances = new List<(int Character, Appearance Appearance)>();
        for (var character = 0; character < cast.Characters.Count; character++)
        {
            var stretches = new List<FrameRange>();
            for (var i = 0; i < shots.Count; i++)
                stretches.AddRange(Stretches(shots[i].Record, samples[i], readings, character));
            foreach (var stretch in Without(FrameRange.Union(stretches), blind))
            {
                var inside = readings.All.Where(pair => pair.Value is not null && stretch.Contains(pair.Key)).Select(pair => pair.Key).ToList();
                if (inside.Count == 0)
                    inside.Add(Witness(stretch, samples, readings, character));
                var best = inside.MaxBy(frame => readings.At(frame)![character]);
                var confidence = inside.Average(frame => readings.At(frame)![character]);
                var first = source(stretch.Start);
                var last = source(stretch.End - 1);
                appearances.Add((character, new Appearance(
                    cast.Characters[character].Id, stretch, Math.Round(confidence, 4), first.ClipName, first.Timecode, last.TimecodeAfter, best)));
            }
        }

        return [.. appearances.OrderBy(item => item.Appearance.Record.Start).ThenBy(item => item.Character).Select(item => item.Appearance)];
    }

    private IEnumerable<(long Low, long High)> AllEdges(IReadOnlyList<List<long>> samples, FrameReadings readings) =>
        Enumerable.Range(0, cast.Characters.Count).SelectMany(character => samples.SelectMany(shot => Edges(shot, readings, character)));

    /// <summary>Where bisection stands at each change of a character's state within a shot.</summary>
    private static IEnumerable<(long Low, long High)> Edges(List<long> samples, FrameReadings readings, int character)
    {
        var states = States(samples, readings, character);
        for (var i = 1; i < states.Length; i++)
            if (states[i] != states[i - 1])
                yield return Bracket(samples[i - 1], samples[i], states[i], readings, character);
    }

    private static List<FrameRange> Stretches(FrameRange shot, List<long> samples, FrameReadings readings, int character)
    {
        var stretches = new List<FrameRange>();
        if (samples.Count == 0)
            return stretches;
        var states = States(samples, readings, character);
        var start = shot.Start;
        for (var i = 1; i <= states.Length; i++)
        {
            var end = shot.End;
            if (i < states.Length)
            {
                if (states[i] == states[i - 1])
                    continue;
                end = Bracket(samples[i - 1], samples[i], states[i], readings, character).High;
            }

            if (states[i - 1])
                stretches.Add(new FrameRange(start, end));
            start = end;
        }

        return stretches;
    }

    /// <summary>The frame that a stretch without a reading of its own rests on: the nearest sample of its shots at which the character is there.</summary>
    private long Witness(FrameRange stretch, List<long>[] samples, FrameReadings readings, int character) =>
        Enumerable.Range(0, shots.Count)
            .Where(i => !shots[i].Record.Intersect(stretch).IsEmpty)
            .SelectMany(i => samples[i].Zip(States(samples[i], readings, character)))
            .Where(sample => sample.Second)
            .MinBy(sample => Math.Abs(sample.First - stretch.Middle)).First;

    /// <summary>The readable grid samples of each shot; of a shot without any, the one frame nearest to its middle that was read.</summary>
    private List<long>[] SamplesByShot(FrameReadings readings)
    {
        var samples = new List<long>[shots.Count];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = [];
        Assign(readings.Grid.Keys);
        var bare = Enumerable.Range(0, shots.Count).Where(i => samples[i].Count == 0).ToHashSet();
        if (bare.Count > 0)
            Assign(readings.All.Keys.Where(frame => !IsUnknown(frame)), bare);
        foreach (var i in bare.Where(i => samples[i].Count > 1))
            samples[i] = [samples[i].MinBy(frame => Math.Abs(frame - shots[i].Telling().Middle))];
        return samples;

        void Assign(IEnumerable<long> frames, HashSet<int>? only = null)
        {
            var shot = 0;
            foreach (var frame in frames)
            {
                while (shot < shots.Count && shots[shot].Record.End <= frame)
                    shot++;
                if (shot < shots.Count && shots[shot].Telling().Contains(frame) && readings.At(frame) is not null && only?.Contains(shot) != false)
                    samples[shot].Add(frame);
            }
        }
    }

    // Where a spare frame may lie (of what a dissolve has left of a shot, before its end), then the middle of each part of a shot that is not unknown, its quarters, its eighths: what cannot be read often lies together.
    private IEnumerable<long> Looks(Shot shot)
    {
        var parts = Without([shot.Telling()], _blind).ToList();
        return parts.Select(part => part.Start > shot.Record.Start && part.End == shot.Record.End ? part.End - 1 - SpareFrames.PlaceIn(part.Length) : part.Start + SpareFrames.PlaceIn(part.Length))
            .Concat(from eighth in (int[])[4, 2, 6, 1, 3, 5, 7] from part in parts select part.Start + (part.Length * eighth / 8));
    }

    private static bool[] States(List<long> samples, FrameReadings readings, int character) =>
        PresenceModel.Decide(samples.ConvertAll(frame => readings.At(frame)![character]));

    /// <summary>
    /// Where bisection stands between two samples that differ: the last frame known to have the old state and the first known to have the new one. Only
    /// frames on the bisection's own way are asked, so that other readings in between cannot lead it astray.
    /// </summary>
    private static (long Low, long High) Bracket(long low, long high, bool stateAtHigh, FrameReadings readings, int character)
    {
        while (high - low > 1)
        {
            if (NextReadable(low, high, readings) is not { } middle)
                return (low, high);
            if (readings.At(middle)![character] >= Threshold == stateAtHigh)
                high = middle;
            else
                low = middle;
        }

        return (low, high);
    }

    // The frame nearest to the middle that was read; null when the middle itself must be looked at first, or nothing between can be read.
    private static long? NextReadable(long low, long high, FrameReadings readings)
    {
        var candidate = Candidate(low, high, readings);
        return candidate is { } frame && readings.Knows(frame) ? frame : null;
    }

    private static long? Next(long low, long high, FrameReadings readings) =>
        Candidate(low, high, readings) is { } frame && !readings.Knows(frame) ? frame : null;

    // The frame nearest to the middle that is not known to be unreadable.
    private static long? Candidate(long low, long high, FrameReadings readings)
    {
        var middle = low + ((high - low) / 2);
        for (var step = 0L; step < high - low; step++)
        {
            foreach (var frame in (ReadOnlySpan<long>)[middle - step, middle + step])
                if (frame > low && frame < high && (!readings.Knows(frame) || readings.At(frame) is not null))
                    return frame;
        }

        return null;
    }

    private bool IsUnknown(long frame) => _blind.Any(range => range.Contains(frame));

    private static IEnumerable<FrameRange> Without(IReadOnlyList<FrameRange> ranges, IReadOnlyList<FrameRange> holes)
    {
        foreach (var range in ranges)
        {
            var start = range.Start;
            foreach (var hole in holes.Where(hole => hole.End > range.Start && hole.Start < range.End))
            {
                if (hole.Start > start)
                    yield return new FrameRange(start, hole.Start);
                start = Math.Max(start, hole.End);
            }

            if (start < range.End)
                yield return new FrameRange(start, range.End);
        }
    }
}

/// <summary>Why record is unseen.</summary>
public enum UnseenKind
{
    /// <summary>No frame of a shot could be read.</summary>
    Shot,

    /// <summary>Somebody comes or goes among frames that could not be read.</summary>
    Edge,
}

/// <summary>Record of which nobody can say who is there.</summary>
/// <param name="Record">The frames.</param>
/// <param name="Kind">Why.</param>
public sealed record Unseen(FrameRange Record, UnseenKind Kind);

/// <summary>What shows at a record frame.</summary>
/// <param name="ClipName">The clip.</param>
/// <param name="Timecode">Source timecode of the frame, or empty where the media has none.</param>
/// <param name="TimecodeAfter">Source timecode of the media frame after it, or empty.</param>
public sealed record SourceMoment(string ClipName, string Timecode, string TimecodeAfter);
