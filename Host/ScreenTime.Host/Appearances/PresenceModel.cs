namespace ScreenTime.Host.Appearances;

/// <summary>
/// Whether a character is there at each sample of one shot: the most probable path of a two-state chain (Viterbi) whose states last. One odd sample among
/// many does not make or end an appearance unless it is very sure.
/// </summary>
internal static class PresenceModel
{
    /// <summary>
    /// What a change of state costs, in units of log-odds. At 0.5 a single sample must be surer than 0.73 (log-odds above 1) to stand against its
    /// neighbours; a shot with one sample is decided at 0.5.
    /// </summary>
    public const double ChangeCost = 0.5;

    /// <summary>
    /// The probability above which a lone sample stands against its neighbours' state: it changes the state twice, and the two paths differ by its log-odds, so
    /// those must be above twice the <see cref="ChangeCost"/>.
    /// </summary>
    public static double LoneSample => 1 / (1 + Math.Exp(-2 * ChangeCost));

    // Beyond this the classifier's own certainty says nothing: 0.98.
    private const double MaximumLogOdds = 4;

    /// <summary>The states along one shot.</summary>
    /// <param name="probabilities">The character's probability at each sample, in order.</param>
    public static bool[] Decide(IReadOnlyList<float> probabilities)
    {
        var count = probabilities.Count;
        var states = new bool[count];
        if (count == 0)
            return states;
        var from = new bool[count, 2];
        double absent = 0, present = 0;
        for (var i = 0; i < count; i++)
        {
            var p = Math.Clamp(probabilities[i], 1e-6f, 1 - 1e-6f);
            var evidence = Math.Clamp(Math.Log(p / (1.0 - p)), -MaximumLogOdds, MaximumLogOdds) / 2;
            // A tie keeps the state: nothing changes without evidence.
            var stayAbsent = i == 0 || absent >= present - ChangeCost;
            var stayPresent = i == 0 || present >= absent - ChangeCost;
            from[i, 0] = !stayAbsent;
            from[i, 1] = stayPresent;
            (absent, present) = (
                (stayAbsent ? absent : present - ChangeCost) - evidence,
                (stayPresent ? present : absent - ChangeCost) + evidence);
        }

        var state = present >= absent;
        for (var i = count - 1; i >= 0; i--)
        {
            states[i] = state;
            state = from[i, state ? 1 : 0];
        }

        return states;
    }
}
