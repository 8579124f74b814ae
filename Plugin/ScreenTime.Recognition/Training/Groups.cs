using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Training;

/// <summary>Examples that must stay together when some are held out: near-copies on both sides would flatter.</summary>
/// <param name="Numbers">The group of each example, counted from 0.</param>
/// <param name="Count">Number of groups.</param>
/// <param name="Kind">What a group is, in words: title, shot.</param>
internal sealed record Groups(IReadOnlyList<int> Numbers, int Count, string Kind)
{
    // Neighbouring loose images whose looks have at least this cosine are of one shot (FrameFeatures.Look).
    private const double SameLook = 0.85;

    /// <summary>By title.</summary>
    public static Groups ByTitle(IReadOnlyList<TrainingExample> examples) => Of([.. examples.Select(e => e.Title)], "title");

    /// <summary>By shot; loose images by look.</summary>
    /// <param name="examples">The examples, in order.</param>
    /// <param name="looks">What each looks like: vectors of length 1.</param>
    public static Groups ByShot(IReadOnlyList<TrainingExample> examples, IReadOnlyList<float[]> looks)
    {
        var keys = new string[examples.Count];
        var (run, last) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < examples.Count; i++)
        {
            var example = examples[i];
            if (example.Shot is >= 0)
            {
                keys[i] = string.Create(CultureInfo.InvariantCulture, $"shot {example.Shot} {example.Title}");
            }
            else
            {
                if (!last.TryGetValue(example.Title, out var before) || Cosine(looks[before], looks[i]) < SameLook)
                    run++;
                keys[i] = string.Create(CultureInfo.InvariantCulture, $"look {run}");
                last[example.Title] = i;
            }
        }

        return Of(keys, "shot");
    }

    /// <summary>Every example on its own: what a random split does.</summary>
    public static Groups Single(int examples) => new([.. Enumerable.Range(0, examples)], examples, "frame");

    private static Groups Of(IReadOnlyList<string> keys, string kind)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in keys)
            numbers.TryAdd(key, numbers.Count);
        return new Groups([.. keys.Select(k => numbers[k])], numbers.Count, kind);
    }

    private static double Cosine(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
