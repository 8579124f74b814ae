using System.Numerics;

namespace ScreenTime.Host.Labels;

/// <summary>Why a frame was chosen.</summary>
public enum ChoiceReason
{
    /// <summary>It looks least like those that are labelled or chosen already.</summary>
    Unlike,

    /// <summary>A character is probably in it.</summary>
    Probable,

    /// <summary>Who is in it is doubtful.</summary>
    Doubtful,
}

/// <summary>A frame to label.</summary>
/// <param name="Index">Which of the candidates.</param>
/// <param name="Reason">Why.</param>
/// <param name="Character">The index of the character that is probably in it; -1 for the other reasons.</param>
public readonly record struct Choice(int Index, ChoiceReason Reason, int Character);

/// <summary>
/// Chooses the frames whose labels teach most: each time the one that stands for most of what is doubtful of a character, everybody's turn coming round, and that no labelled or chosen frame stands for
/// yet (greedy facility location, Cornuéjols, Fisher and Nemhauser, Location of Bank Accounts to Optimize Float, 1977). A frame stands for another as far as they look alike, so a label is asked for
/// where the film dwells, not for its oddest frame; and nobody waits for others to be known (measured: docs/recognition.md). Without a trained model every look is asked for once: farthest-first traversal (Gonzalez, Clustering to Minimize the Maximum
/// Intercluster Distance, 1985).
/// </summary>
public static class LabelChoice
{
    // Frames of all but any two shots are this much alike: it tells nothing (docs/recognition.md).
    private const double Unrelated = 0.3;

    // Three of four neighbouring seconds of a film in which the company stays are this much alike, and hardly any where it changes (docs/recognition.md).
    private const double SameLook = 0.9;

    // What a frame counts in which nothing is doubtful: the model may be sure and wrong.
    private const double Undoubted = 0.1;

    // The similarities of all pairs are held, a byte each; of more frames than this, every second or third and so on stands for its neighbours.
    private const int MostCompared = 2000;

    /// <summary>Whether a frame looks like one that is labelled, as the seconds of a shot look like each other, so that the label speaks for it.</summary>
    /// <param name="look">What the frame looks like: a vector of length 1.</param>
    /// <param name="labelled">What the labelled frames look like.</param>
    public static bool IsSpokenFor(float[] look, IReadOnlyList<float[]> labelled) => labelled.Any(other => Dot(look, other) >= SameLook);

    /// <summary>Chooses, the most telling first.</summary>
    /// <param name="looks">What each candidate looks like: vectors of length 1; empty: not known.</param>
    /// <param name="known">What the labelled frames look like.</param>
    /// <param name="probabilities">Each candidate's probabilities; null: the cast is not trained.</param>
    /// <param name="count">How many; fewer come where all others look like one that was chosen.</param>
    public static IReadOnlyList<Choice> Of(
        IReadOnlyList<float[]> looks, IReadOnlyList<float[]> known, IReadOnlyList<IReadOnlyList<float>>? probabilities, int count)
    {
        if (probabilities is null)
            return Unlike(looks, known, count);
        return looks.Count == 0
            ? [.. Enumerable.Range(0, probabilities.Count).OrderByDescending(i => probabilities[i].Average(Doubt)).Take(count).Select(i => Reasoned(i, probabilities[i]))]
            : Standing(looks, known, probabilities, count);
    }

    private static List<Choice> Standing(IReadOnlyList<float[]> looks, IReadOnlyList<float[]> known, IReadOnlyList<IReadOnlyList<float>> probabilities, int count)
    {
        var step = (looks.Count + MostCompared - 1) / MostCompared;
        var compared = Enumerable.Range(0, (looks.Count + step - 1) / step).Select(n => n * step).ToArray();
        var alike = new byte[compared.Length][];
        // How well each is stood for already.
        var covered = new double[compared.Length];
        Parallel.For(0, compared.Length, n =>
        {
            alike[n] = new byte[compared.Length];
            for (var m = 0; m <= n; m++)
                alike[n][m] = (byte)Math.Round(byte.MaxValue * Alike(looks[compared[n]], looks[compared[m]]));
            covered[n] = known.Count == 0 ? 0 : byte.MaxValue * known.Max(look => Alike(looks[compared[n]], look));
        });
        for (var n = 0; n < compared.Length; n++)
            for (var m = 0; m < n; m++)
                alike[m][n] = alike[n][m];
        // Of each character how doubtful each frame is; who is most doubtful in all has the first turn.
        var doubts = Enumerable.Range(0, probabilities[0].Count).Select(k => compared.Select(i => Undoubted + Doubt(probabilities[i][k])).ToArray()).OrderByDescending(doubt => doubt.Sum()).ToArray();
        var gains = new double[compared.Length];
        var chosen = new List<Choice>();
        while (chosen.Count < Math.Min(count, compared.Length))
        {
            var weights = doubts[chosen.Count % doubts.Length];
            Parallel.For(0, compared.Length, n =>
            {
                gains[n] = 0;
                for (var m = 0; m < compared.Length; m++)
                    gains[n] += weights[m] * Math.Max(0, alike[n][m] - covered[m]);
            });
            var best = Array.IndexOf(gains, gains.Max());
            if (gains[best] <= 0)
                break;
            chosen.Add(Reasoned(compared[best], probabilities[compared[best]]));
            for (var m = 0; m < compared.Length; m++)
                covered[m] = Math.Max(covered[m], alike[best][m]);
        }

        return chosen;
    }

    private static List<Choice> Unlike(IReadOnlyList<float[]> looks, IReadOnlyList<float[]> known, int count)
    {
        if (looks.Count == 0)
            return [];
        var distances = new double[looks.Count];
        Array.Fill(distances, 1);
        foreach (var look in known)
            Approach(look);
        // Nothing to be unlike: begin with the most usual look.
        if (known.Count == 0)
        {
            var mean = Mean(looks);
            distances = [.. looks.Select(look => Math.Max(0, (double)Dot(look, mean)) + 1e-9)];
        }

        var chosen = new List<Choice>();
        while (chosen.Count < count && distances.Max() is > 0 and var farthest)
        {
            var best = Array.IndexOf(distances, farthest);
            if (chosen.Count == 0 && known.Count == 0)
                Array.Fill(distances, 1);
            chosen.Add(new Choice(best, ChoiceReason.Unlike, -1));
            Approach(looks[best]);
            distances[best] = 0;
        }

        return chosen;

        void Approach(float[] look)
        {
            for (var i = 0; i < looks.Count; i++)
                distances[i] = Math.Min(distances[i], Math.Max(0, 1 - (double)Dot(looks[i], look)));
        }
    }

    /// <summary>A choice and what a person will see in it: the character that is probably there, or doubt.</summary>
    private static Choice Reasoned(int index, IReadOnlyList<float> probabilities)
    {
        var character = Enumerable.Range(0, probabilities.Count).MaxBy(k => probabilities[k]);
        return probabilities[character] >= 0.5f ? new Choice(index, ChoiceReason.Probable, character) : new Choice(index, ChoiceReason.Doubtful, -1);
    }

    /// <summary>How doubtful it is whether a character is there: 0 where it is sure, 1 at one half.</summary>
    private static double Doubt(float probability) => 4.0 * probability * (1 - probability);

    /// <summary>How well one frame stands for another, 0 to 1.</summary>
    private static double Alike(float[] a, float[] b) => Math.Clamp((Dot(a, b) - Unrelated) / (1 - Unrelated), 0, 1);

    private static float[] Mean(IReadOnlyList<float[]> looks) => [.. Enumerable.Range(0, looks[0].Length).Select(c => looks.Average(look => look[c]))];

    private static float Dot(float[] a, float[] b)
    {
        var lanes = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            lanes += new Vector<float>(a, i) * new Vector<float>(b, i);
        var sum = Vector.Sum(lanes);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
