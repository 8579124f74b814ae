namespace ScreenTime.Recognition.Faces;

/// <summary>What is known of one person's face.</summary>
/// <param name="CharacterId">Whose.</param>
/// <param name="Exemplars">Descriptors of their face, from several frames and photographs.</param>
/// <param name="Threshold">The distance at which it is as probable as not that a face is theirs.</param>
/// <param name="Slope">Log-odds a unit of distance.</param>
/// <param name="Hit">The share of labelled frames with the person in which their face was found and known; between 0 and 1.</param>
/// <param name="FalseAlarm">The share of labelled frames without the person in which some face was taken for theirs; between 0 and 1.</param>
internal sealed record KnownPerson(string CharacterId, IReadOnlyList<Exemplar> Exemplars, double Threshold, double Slope, double Hit, double FalseAlarm)
{
    /// <summary>The log-odds that a face at this distance is theirs.</summary>
    public double LogOdds(double distance) => Slope * (Threshold - distance);

    /// <summary>The log-odds by which seeing no face of theirs makes it less probable that they are there.</summary>
    public double Missing => Math.Log((1 - Hit) / (1 - FalseAlarm));
}

/// <summary>A descriptor that a person's face is compared with.</summary>
/// <param name="Source">The label's key that it comes from.</param>
/// <param name="Descriptor">The descriptor.</param>
internal sealed record Exemplar(string Source, float[] Descriptor);

/// <summary>The people of a cast and what their faces look like; an open set: a face that is near nobody's is nobody's.</summary>
/// <param name="People">In the cast's order; characters without a known face are left out.</param>
internal sealed record Gallery(IReadOnlyList<KnownPerson> People)
{
    // One bad exemplar must not speak for all: the distance to a person is the mean of that to the nearest few.
    private const int Nearest = 3;

    /// <summary>The distance of a face from a person, leaving out exemplars that <paramref name="except"/> names; infinite where none is left.</summary>
    public static double Distance(ReadOnlySpan<float> descriptor, IReadOnlyList<Exemplar> exemplars, Func<Exemplar, bool>? except = null)
    {
        Span<double> nearest = stackalloc double[Nearest];
        nearest.Fill(double.PositiveInfinity);
        var count = 0;
        foreach (var exemplar in exemplars)
        {
            if (except?.Invoke(exemplar) == true)
                continue;
            count++;
            var distance = Face.Distance(descriptor, exemplar.Descriptor);
            for (var i = 0; i < Nearest; i++)
                if (distance < nearest[i])
                    (nearest[i], distance) = (distance, nearest[i]);
        }

        if (count == 0)
            return double.PositiveInfinity;
        double sum = 0;
        for (var i = 0; i < Math.Min(count, Nearest); i++)
            sum += nearest[i];
        return sum / Math.Min(count, Nearest);
    }
}
