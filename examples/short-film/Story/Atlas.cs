using ScreenTime.Examples.ShortFilm.Places;

namespace ScreenTime.Examples.ShortFilm.Story;

/// <summary>The places of a film: six kinds, two lights each, in an order by the seed; no two alike in a row.</summary>
internal static class Atlas
{
    private const int Kinds = 6;

    public static Place Find(long seed, int location)
    {
        var round = location / Kinds;
        var kinds = Enumerable.Range(0, Kinds).ToList();
        var chance = new Chance(seed, 3);
        chance.Shuffle(kinds);
        var key = new Chance(seed, 4, location).Below(int.MaxValue);
        // Light changes from round to round, so that a kind comes back looking different.
        var late = (kinds[location % Kinds] + round + (int)(seed & 1)) % 2 == 1;
        return kinds[location % Kinds] switch
        {
            0 => new Meadow(key, late),
            1 => new Forest(key, late),
            2 => new Town(key, !late),
            3 => new Room(key, late),
            4 => new Beach(key, late),
            _ => new Winter(key, late),
        };
    }
}
