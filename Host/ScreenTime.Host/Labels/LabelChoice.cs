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
/// Chooses the frames whose labels teach most. Turns are taken: one frame in which the first character is probable, one with the second and so on, one in which most is
/// doubtful; each time weighed by how little the frame looks like all that is labelled or chosen, so that no look is asked for twice (measured: docs/recognition.md).
/// Without a trained model looks alone decide: farthest-first traversal (Gonzalez, Clustering to Minimize the Maximum Intercluster Distance, 1985).
/// </summary>
public static class LabelChoice
{
    /// <summary>Chooses, the most telling first.</summary>
    /// <param name="looks">What each candidate looks like: vectors of length 1; empty: not known.</param>
    /// <param name="known">What the labelled frames look like.</param>
    /// <param name="probabilities">Each candidate's probabilities; null: the cast is not trained.</param>
    /// <param name="count">How many; fewer come where all others look like one that was chosen.</param>
    public static IReadOnlyList<Choice> Of(
        IReadOnlyList<float[]> looks, IReadOnlyList<float[]> known, IReadOnlyList<IReadOnlyList<float>>? probabilities, int count)
    {
        var candidates = probabilities?.Count ?? looks.Count;
        var distances = new double[candidates];
        Array.Fill(distances, 1);
        if (looks.Count > 0)
        {
            foreach (var look in known)
                Approach(look);
            // Nothing to be unlike, and nobody to look for: begin with the most usual look.
            if (known.Count == 0 && probabilities is null)
                distances = [.. looks.Select(look => Math.Max(0, (double)Dot(look, Mean(looks))) + 1e-9)];
        }

        var chosen = new List<Choice>();
        var taken = new bool[candidates];
        var characters = probabilities is { Count: > 0 } ? probabilities[0].Count : 0;
        while (chosen.Count < count)
        {
            var turn = characters == 0 ? -1 : chosen.Count % (characters + 1);
            var best = Enumerable.Range(0, candidates).Where(i => !taken[i]).Select(i => (Index: i, Worth: Worth(i, turn))).DefaultIfEmpty((Index: -1, Worth: 0)).MaxBy(pair => pair.Worth);
            if (best.Worth <= 0)
                break;
            taken[best.Index] = true;
            chosen.Add(new Choice(
                best.Index, turn < 0 ? ChoiceReason.Unlike : turn < characters ? ChoiceReason.Probable : ChoiceReason.Doubtful, turn >= 0 && turn < characters ? turn : -1));
            if (looks.Count == 0)
                continue;
            if (chosen.Count == 1 && known.Count == 0)
                Array.Fill(distances, 1);
            Approach(looks[best.Index]);
        }

        return chosen;

        double Worth(int i, int turn) => distances[i] * (turn < 0 ? 1 : turn < characters ? probabilities![i][turn] : probabilities![i].Sum(p => 4.0 * p * (1 - p)));

        void Approach(float[] look)
        {
            for (var i = 0; i < candidates; i++)
                distances[i] = Math.Min(distances[i], Math.Max(0, 1 - (double)Dot(looks[i], look)));
        }
    }

    private static float[] Mean(IReadOnlyList<float[]> looks) => [.. Enumerable.Range(0, looks[0].Length).Select(c => looks.Average(look => look[c]))];

    private static float Dot(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
