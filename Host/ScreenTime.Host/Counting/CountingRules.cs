using ScreenTime.Host.Appearances;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Counting;

/// <summary>The counting rules: what "screen time" means, named and versioned. Their text goes into every result.</summary>
public static class CountingRules
{
    /// <summary>The id of the rule that counts intervals.</summary>
    public const string Visible = "visible-v1";

    /// <summary>The id of the rule that counts the time in which a person's face can be seen.</summary>
    public const string FaceVisible = "face-visible-v1";

    /// <summary>The id of the tutorial's rule.</summary>
    public const string Tutorial = "tutorial-1fps";

    /// <summary>Every rule's text by id, in ordinal order.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [Tutorial] = CountingRuleFile.Read(Tutorial, "en").Summary,
        [Visible] = CountingRuleFile.Read(Visible, "en").Summary,
    };

    /// <summary>The same with the rule about faces, for results of a recogniser that looks for them.</summary>
    public static IReadOnlyDictionary<string, string> TextsWithFaces { get; } = new SortedDictionary<string, string>(Texts.ToDictionary(), StringComparer.Ordinal)
    {
        [FaceVisible] =
            "A person's face is visible in every frame in which it was found and recognised; the time is the number of those frames among the ones that visible-v1 counts, divided by the "
            + "frame rate. A head that is turned away, hidden or too small to be recognised is not counted here, and is under visible-v1.",
    };

    /// <summary>The record frames that <see cref="Tutorial"/> counts.</summary>
    public static IEnumerable<long> TutorialFrames(FrameRange programme, FrameRate rate)
    {
        var step = Math.Max(1, rate.Numerator / rate.Denominator);
        for (var frame = programme.Start; frame < programme.End; frame += step)
            yield return frame;
    }

    /// <summary>Whom <see cref="Tutorial"/> gives each of its frames: an index of the cast, -1 for nobody, null where the frame could not be looked at.</summary>
    /// <param name="cast">The characters.</param>
    /// <param name="rate">The record rate.</param>
    /// <param name="programme">The record that counts.</param>
    /// <param name="blind">What could not be looked at, as a union.</param>
    /// <param name="readings">Readings, those at <see cref="TutorialFrames"/> among them.</param>
    internal static IEnumerable<(long Frame, int? Character)> TutorialAnswers(
        Cast cast, FrameRate rate, FrameRange programme, IReadOnlyList<FrameRange> blind, FrameReadings readings)
    {
        foreach (var frame in TutorialFrames(programme, rate))
        {
            // Offline media gives no reading, and a layer above it gives only a part of one: unknown time counts for nobody under every rule.
            if (StretchCount.Cut(blind, new FrameRange(frame, frame + 1)).Count > 0 || (readings.Knows(frame) && readings.At(frame) is null))
                yield return (frame, null);
            else
                yield return (frame, readings.At(frame) is { } probabilities ? MostProbable(cast, probabilities) : -1);
        }
    }

    /// <summary>Every character's screen time under every rule: characters in the cast's order; the tutorial's rule, then the visible time, then that of faces.</summary>
    /// <param name="cast">The characters.</param>
    /// <param name="rate">The record rate.</param>
    /// <param name="programme">The record that counts.</param>
    /// <param name="appearances">Who is on screen when.</param>
    /// <param name="unknowns">What could not be looked at.</param>
    /// <param name="readings">Readings, those at <see cref="TutorialFrames"/> among them.</param>
    /// <param name="faces">When people's faces can be seen; null where nobody looked for faces.</param>
    public static IReadOnlyList<ScreenTimeTotal> Count(
        Cast cast,
        FrameRate rate,
        FrameRange programme,
        IReadOnlyList<Appearance> appearances,
        IReadOnlyList<Unknown> unknowns,
        FrameReadings readings,
        IReadOnlyList<Appearance>? faces = null)
    {
        var blind = FrameRange.Union(unknowns.Select(unknown => unknown.Record.Intersect(programme)));
        var unknownFrames = blind.Sum(range => range.Length);
        var unknownSeconds = MediaTime.FromFrames(unknownFrames, rate);
        var counted = new int[cast.Characters.Count];
        var unread = 0;
        foreach (var (_, character) in TutorialAnswers(cast, rate, programme, blind, readings))
        {
            if (character is null)
                unread++;
            else if (character >= 0)
                counted[character.Value]++;
        }

        var totals = new List<ScreenTimeTotal>();
        for (var i = 0; i < cast.Characters.Count; i++)
        {
            var id = cast.Characters[i].Id;
            var union = FrameRange.Union(appearances.Where(appearance => appearance.CharacterId == id).Select(appearance => appearance.Record.Intersect(programme)));
            var frames = union.Sum(range => range.Length);
            totals.Add(new ScreenTimeTotal(id, Tutorial, null, new MediaTime(counted[i], 1), counted[i], new MediaTime(unread, 1)));
            totals.Add(new ScreenTimeTotal(id, Visible, frames, MediaTime.FromFrames(frames, rate), union.Count, unknownSeconds));
            // Last: readers that want one total a character take the first that counts frames.
            if (faces is not null && cast.Characters[i].Kind == CharacterKind.Person)
            {
                var visible = FrameRange.Union(from face in faces
                                               where face.CharacterId == id
                                               from present in union
                                               select face.Record.Intersect(present) into both
                                               where !both.IsEmpty
                                               select both);
                var count = visible.Sum(range => range.Length);
                totals.Add(new ScreenTimeTotal(id, FaceVisible, count, MediaTime.FromFrames(count, rate), visible.Count, unknownSeconds));
            }
        }

        return totals;
    }

    /// <summary>The index of the most probable character at 0.5 or above; -1 for nobody.</summary>
    private static int MostProbable(Cast cast, float[] probabilities)
    {
        var best = -1;
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] >= 0.5f
                && (best < 0
                    || probabilities[i] > probabilities[best]
                    || (probabilities[i] == probabilities[best] && string.CompareOrdinal(cast.Characters[i].Id, cast.Characters[best].Id) < 0)))
                best = i;
        }

        return best;
    }
}
