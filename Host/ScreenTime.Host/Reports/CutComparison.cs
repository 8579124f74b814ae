using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>Why a shot shows a character longer or shorter than the other cut.</summary>
public enum ShotDifference
{
    /// <summary>Its footage is in this cut alone.</summary>
    Footage,

    /// <summary>Both cuts show its footage, but the character was found in one of them only: a correction, another model, or an edge that fell elsewhere.</summary>
    Finding,
}

/// <summary>A shot that shows a character where the other cut does not.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="InNew">Whether it is a shot of the new cut (gained), else of the old one (lost).</param>
/// <param name="Record">The shot's record frames in its cut.</param>
/// <param name="ClipName">The clip.</param>
/// <param name="Frames">For how many frames of it.</param>
/// <param name="Why">Why.</param>
public sealed record ShotChangeLine(string CharacterId, bool InNew, FrameRange Record, string ClipName, long Frames, ShotDifference Why);

/// <summary>What a character gained or lost between two cuts.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Old">Screen time in the old cut.</param>
/// <param name="New">Screen time in the new cut.</param>
/// <param name="Shots">The shots that make the difference, the old cut's first.</param>
/// <param name="Repeated">What remains: footage that one cut shows more often, or at another speed; may be negative.</param>
public sealed record CharacterDifference(string CharacterId, MediaTime Old, MediaTime New, IReadOnlyList<ShotChangeLine> Shots, MediaTime Repeated);

/// <summary>
/// <c>screentime compare</c>: who gained or lost between two cuts, and by which shots. Shots are told by their footage: media and source time, wherever the cut puts them.
/// </summary>
public static class CutComparison
{
    /// <summary>Compares two cuts, counted by the same rule; characters are the same where their ids are.</summary>
    /// <param name="old">The report of the old cut.</param>
    /// <param name="oldResult">Its result, samples among it.</param>
    /// <param name="fresh">The report of the new cut.</param>
    /// <param name="freshResult">Its result.</param>
    public static IReadOnlyList<CharacterDifference> Of(ContractReport old, AnalysisResult oldResult, ContractReport fresh, AnalysisResult freshResult)
    {
        var (before, after) = (new Footage(oldResult, oldResult.Rate), new Footage(freshResult, oldResult.Rate));
        var ids = oldResult.Cast.Characters.Concat(freshResult.Cast.Characters).Select(character => character.Id).Distinct(StringComparer.OrdinalIgnoreCase);
        return [.. ids.Select(id =>
        {
            var (a, b) = (Stretches(old, id), Stretches(fresh, id));
            var (inOld, inFresh) = (before.Of(a), after.Of(b));
            var shots = Lines(id, false, oldResult, before, a, after, inFresh).Concat(Lines(id, true, freshResult, after, b, before, inOld)).ToList();
            var (oldTime, freshTime) = (Time(a, oldResult), Time(b, freshResult));
            var explained = Sum(shots.Where(shot => shot.InNew), freshResult.Rate) - Sum(shots.Where(shot => !shot.InNew), oldResult.Rate);
            return new CharacterDifference(id, oldTime, freshTime, shots, freshTime - oldTime - explained);
        })];
    }

    private static IReadOnlyList<FrameRange> Stretches(ContractReport report, string id) =>
        report.Rules[0].Characters.FirstOrDefault(line => line.CharacterId.Equals(id, StringComparison.OrdinalIgnoreCase))?.Stretches ?? [];

    private static IEnumerable<ShotChangeLine> Lines(
        string id, bool inNew, AnalysisResult result, Footage here, IReadOnlyList<FrameRange> stretches, Footage other, HashSet<(string, long)> shownThere)
    {
        foreach (var shot in result.Shots)
        {
            var counts = new Dictionary<ShotDifference, long>();
            foreach (var part in Counting.StretchCount.Cut(stretches, shot.Record))
            {
                for (var frame = part.Start; frame < part.End; frame++)
                {
                    var place = here.At(frame);
                    if (place is { } known && Footage.Holds(shownThere, known))
                        continue;
                    var why = place is { } footage && other.Shows(footage) ? ShotDifference.Finding : ShotDifference.Footage;
                    counts[why] = counts.GetValueOrDefault(why) + 1;
                }
            }

            foreach (var (why, frames) in counts.OrderBy(pair => pair.Key))
                yield return new ShotChangeLine(id, inNew, shot.Record, shot.ClipName, frames, why);
        }
    }

    private static MediaTime Time(IReadOnlyList<FrameRange> stretches, AnalysisResult result) => MediaTime.FromFrames(stretches.Sum(stretch => stretch.Length), result.Rate);

    private static MediaTime Sum(IEnumerable<ShotChangeLine> shots, FrameRate rate) => MediaTime.FromFrames(shots.Sum(shot => shot.Frames), rate);

    /// <summary>Where in which media a record frame lies, in quarters of a frame, as its samples tell: between two of one shot in proportion, beyond the last at the same speed.</summary>
    private sealed class Footage
    {
        private const int StepsAFrame = 4;

        private readonly Dictionary<long, (string Media, long Step)> _places = [];
        private readonly HashSet<(string, long)> _shown;

        public Footage(AnalysisResult result, FrameRate unit)
        {
            var ordered = result.Samples.OrderBy(sample => sample.RecordFrame).ToList();
            var first = 0;
            foreach (var shot in result.Shots)
            {
                while (first < ordered.Count && ordered[first].RecordFrame < shot.Record.Start)
                    first++;
                // Of several layers the one that shows throughout.
                var samples = ordered.Skip(first).TakeWhile(sample => sample.RecordFrame < shot.Record.End).GroupBy(sample => (sample.MediaId, sample.Track)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Track).FirstOrDefault()?
                    .DistinctBy(sample => sample.RecordFrame).OrderBy(sample => sample.RecordFrame).ToList();
                if (samples is null)
                    continue;
                for (var frame = shot.Record.Start; frame < shot.Record.End; frame++)
                    _places[frame] = (samples[0].MediaId, (long)Math.Round(TimeAt(samples, frame, result.Rate) * unit.Value * StepsAFrame));
            }

            _shown = [.. _places.Values];
        }

        public (string, long)? At(long frame) => _places.TryGetValue(frame, out var place) ? place : null;

        public bool Shows((string, long) place) => Holds(_shown, place);

        public HashSet<(string, long)> Of(IReadOnlyList<FrameRange> stretches)
        {
            var places = new HashSet<(string, long)>();
            foreach (var stretch in stretches)
            {
                for (var frame = stretch.Start; frame < stretch.End; frame++)
                {
                    if (At(frame) is { } place)
                        places.Add(place);
                }
            }

            return places;
        }

        // Two cuts of the same footage lie at most half a frame apart.
        public static bool Holds(HashSet<(string Media, long Step)> places, (string Media, long Step) place)
        {
            for (var off = -StepsAFrame / 2; off <= StepsAFrame / 2; off++)
            {
                if (places.Contains((place.Media, place.Step + off)))
                    return true;
            }

            return false;
        }

        private static double TimeAt(List<Sample> samples, long frame, FrameRate rate)
        {
            if (samples.Count == 1)
                return samples[0].SourceTime.Seconds + ((frame - samples[0].RecordFrame) / rate.Value);
            var next = samples.FindIndex(sample => sample.RecordFrame >= frame);
            next = next < 0 ? samples.Count - 1 : Math.Max(1, next);
            var (a, b) = (samples[next - 1], samples[next]);
            return a.SourceTime.Seconds + ((b.SourceTime.Seconds - a.SourceTime.Seconds) * (frame - a.RecordFrame) / (b.RecordFrame - a.RecordFrame));
        }
    }
}
