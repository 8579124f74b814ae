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
    /// <param name="oldResult">Its result.</param>
    /// <param name="fresh">The report of the new cut.</param>
    /// <param name="freshResult">Its result.</param>
    /// <exception cref="UserException">A result does not say what its shots show.</exception>
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

    /// <summary>Where in which media a record frame lies, in quarters of a frame.</summary>
    private sealed class Footage
    {
        private const int StepsAFrame = 4;

        private readonly Dictionary<long, (string Media, long Step)> _places = [];
        private readonly HashSet<(string, long)> _shown;

        public Footage(AnalysisResult result, FrameRate unit)
        {
            // Samples would not do in its place: of a short shot there is one, and one tells no speed.
            if (result.Samples.Count > 0 && result.Shots.All(shot => shot.Footage is null))
                throw new UserException(ExitCode.InputInvalid, $"the result of {result.TimelineName} was written by an older ScreenTime and does not say what its shots show: run the analysis again");
            foreach (var shot in result.Shots)
            {
                if (shot.Footage is not { } footage)
                    continue;
                for (var frame = shot.Record.Start; frame < shot.Record.End; frame++)
                {
                    var time = footage.Start.Seconds + (footage.Speed.Seconds * (frame - shot.Record.Start) / result.Rate.Value);
                    _places[frame] = (footage.MediaId, (long)Math.Round(time * unit.Value * StepsAFrame));
                }
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
    }
}
