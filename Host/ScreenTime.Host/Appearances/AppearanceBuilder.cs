using ScreenTime.Sdk;

namespace ScreenTime.Host.Appearances;

/// <summary>
/// From readings to appearances. Within a shot the samples of the regular grid decide who is there (<see cref="PresenceModel"/>); between two of them that
/// differ lies one edge, which bisection finds to the frame. Before the first and after the last sample of a shot its state holds: edges near a cut
/// are the cut. Extra readings only place edges, so noise in them never makes an appearance.
/// </summary>
/// <param name="cast">The characters.</param>
/// <param name="shots">The shots, in order.</param>
/// <param name="unknowns">Record that could not be looked at; nobody appears there.</param>
public sealed class AppearanceBuilder(Cast cast, IReadOnlyList<Shot> shots, IReadOnlyList<Unknown> unknowns)
{
    private const float Threshold = 0.5f;

    /// <summary>
    /// The record frames to look at next: the middle of every shot without a sample, and the middle between two frames of which one shows a character
    /// and the other does not. Empty when every edge is exact.
    /// </summary>
    public IReadOnlyList<long> Wanted(FrameReadings readings)
    {
        var wanted = new SortedSet<long>();
        var samples = SamplesByShot(readings);
        for (var i = 0; i < shots.Count; i++)
        {
            var shot = shots[i].Record;
            if (samples[i].Count == 0)
            {
                if (!readings.Knows(shot.Middle) && !IsUnknown(shot.Middle))
                    wanted.Add(shot.Middle);
                continue;
            }

            for (var character = 0; character < cast.Characters.Count; character++)
            {
                var states = States(samples[i], readings, character);
                for (var pair = 1; pair < states.Length; pair++)
                {
                    if (states[pair] == states[pair - 1])
                        continue;
                    var (low, high) = Bracket(samples[i][pair - 1], samples[i][pair], states[pair], readings, character);
                    if (high - low > 1 && Next(low, high, readings) is { } next)
                        wanted.Add(next);
                }
            }
        }

        return [.. wanted];
    }

    /// <summary>The appearances, by start, then in the cast's order.</summary>
    /// <param name="readings">Readings to which <see cref="Wanted"/> has nothing to add; with fewer, edges lie half-way between samples.</param>
    /// <param name="source">Clip name and source timecode of the frame that shows at a record frame, and of the frame after it.</param>
    public IReadOnlyList<Appearance> Build(FrameReadings readings, Func<long, SourceMoment> source)
    {
        var samples = SamplesByShot(readings);
        var blind = FrameRange.Union(unknowns.Select(unknown => unknown.Record));
        var appearances = new List<(int Character, Appearance Appearance)>();
        for (var character = 0; character < cast.Characters.Count; character++)
        {
            var stretches = new List<FrameRange>();
            for (var i = 0; i < shots.Count; i++)
                stretches.AddRange(Stretches(shots[i].Record, samples[i], readings, character));
            foreach (var stretch in Without(FrameRange.Union(stretches), blind))
            {
                var inside = readings.All.Where(pair => pair.Value is not null && stretch.Contains(pair.Key)).ToList();
                var best = inside.Count == 0 ? stretch.Middle : inside.MaxBy(pair => pair.Value![character]).Key;
                var confidence = inside.Count == 0 ? Threshold : inside.Average(pair => pair.Value![character]);
                var first = source(stretch.Start);
                var last = source(stretch.End - 1);
                appearances.Add((character, new Appearance(
                    cast.Characters[character].Id, stretch, Math.Round(confidence, 4), first.ClipName, first.Timecode, last.TimecodeAfter, best)));
            }
        }

        return [.. appearances.OrderBy(item => item.Appearance.Record.Start).ThenBy(item => item.Character).Select(item => item.Appearance)];
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
                var (low, high) = Bracket(samples[i - 1], samples[i], states[i], readings, character);
                end = high - low > 1 ? low + ((high - low + 1) / 2) : high;
            }

            if (states[i - 1])
                stretches.Add(new FrameRange(start, end));
            start = end;
        }

        return stretches;
    }

    /// <summary>The readable grid samples of each shot; a shot without any takes whatever else was read in it.</summary>
    private List<long>[] SamplesByShot(FrameReadings readings)
    {
        var samples = new List<long>[shots.Count];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = [];
        Assign(readings.Grid.Keys);
        var bare = Enumerable.Range(0, shots.Count).Where(i => samples[i].Count == 0).ToHashSet();
        if (bare.Count > 0)
            Assign(readings.All.Keys, bare);
        return samples;

        void Assign(IEnumerable<long> frames, HashSet<int>? only = null)
        {
            var shot = 0;
            foreach (var frame in frames)
            {
                while (shot < shots.Count && shots[shot].Record.End <= frame)
                    shot++;
                if (shot < shots.Count && shots[shot].Record.Contains(frame) && readings.At(frame) is not null && only?.Contains(shot) != false)
                    samples[shot].Add(frame);
            }
        }
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

    private bool IsUnknown(long frame) => unknowns.Any(unknown => unknown.Record.Contains(frame));

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

/// <summary>What shows at a record frame.</summary>
/// <param name="ClipName">The clip.</param>
/// <param name="Timecode">Source timecode of the frame, or empty where the media has none.</param>
/// <param name="TimecodeAfter">Source timecode of the media frame after it, or empty.</param>
public sealed record SourceMoment(string ClipName, string Timecode, string TimecodeAfter);
