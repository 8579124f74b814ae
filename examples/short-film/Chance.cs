namespace ScreenTime.Examples.ShortFilm;

/// <summary>
/// Seeded random numbers (SplitMix64, Steele, Lea and Flood 2014): the same on every machine and runtime, which System.Random does not promise.
/// </summary>
internal sealed class Chance
{
    private ulong _state;

    /// <summary>A stream of its own for each purpose, so that one more draw in one shot changes no other shot.</summary>
    public Chance(params ReadOnlySpan<long> keys)
    {
        foreach (var key in keys)
        {
            _state ^= unchecked((ulong)key * 0xD6E8FEB86659FD93UL);
            _state = Next();
        }
    }

    public float Between(float low, float high) => low + ((high - low) * (float)((Next() >> 40) / (double)(1 << 24)));

    public int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    public bool Happens(float probability) => Between(0, 1) < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
