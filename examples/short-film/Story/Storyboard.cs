namespace ScreenTime.Examples.ShortFilm.Story;

/// <summary>Cuts a film of a given length into shots: who is in them, where they are set, how they join.</summary>
internal static class Storyboard
{
    public const int MinimumSeconds = 30;

    private const double ShortestShot = 2.0;
    private const double LongestShot = 6.0;
    private const double MeanShot = 3.7;

    public static IReadOnlyList<Shot> Draw(long seed, int frames, double rate)
    {
        var chance = new Chance(seed, 2);
        var seconds = frames / rate;
        var title = (int)(Math.Clamp(seconds * 0.045, 2.5, 4.5) * rate);
        var credits = (int)(Math.Clamp(seconds * 0.055, 3, 6) * rate);
        var lengths = Lengths(chance, frames - title - credits, rate);
        var casts = Casts(chance, lengths.Count);
        var cuts = new List<int> { 0, title };
        foreach (var length in lengths)
            cuts.Add(cuts[^1] + length);
        cuts.Add(frames);

        var locations = Locations(chance, lengths.Count);
        var dissolves = new int[cuts.Count];
        for (var i = 1; i <= lengths.Count + 1; i++)
        {
            var edge = i == 1 || i == lengths.Count + 1;
            var moves = !edge && locations[i - 1] != locations[i - 2];
            if (edge || chance.Happens(moves ? 0.55f : 0.08f))
                dissolves[i] = 2 * (int)Math.Round(chance.Between(6, 12) * rate / 24);
        }

        var shots = new List<Shot> { new(0, ShotKind.Title, 0, title, 0, dissolves[1], 0, 0) };
        for (var i = 0; i < lengths.Count; i++)
            shots.Add(new Shot(i + 1, ShotKind.Scene, cuts[i + 1], cuts[i + 2], dissolves[i + 1], dissolves[i + 2], casts[i], locations[i]));
        shots.Add(new Shot(shots.Count, ShotKind.Credits, cuts[^2], frames, dissolves[lengths.Count + 1], 0, 0, 0));
        return shots;
    }

    private static List<int> Lengths(Chance chance, int frames, double rate)
    {
        // No fewer than eight: every combination of three characters has a shot.
        var count = Math.Max(8, (int)Math.Round(frames / (MeanShot * rate)));
        var shortest = (int)Math.Ceiling(ShortestShot * rate);
        var longest = (int)(LongestShot * rate);
        var lengths = new List<int>();
        for (var i = 0; i < count; i++)
            lengths.Add((int)(chance.Between(2.2f, 5.2f) * rate));
        // Frames too many or too few go one at a time to shots that can bear it.
        for (var (i, rest) = (0, frames - lengths.Sum()); rest != 0; i = (i + 1) % count)
        {
            var step = Math.Sign(rest);
            if (lengths[i] + step < shortest || lengths[i] + step > longest)
                continue;
            lengths[i] += step;
            rest -= step;
        }

        return lengths;
    }

    private static List<int> Casts(Chance chance, int count)
    {
        var casts = new List<int>();
        while (casts.Count < count)
        {
            List<int> block = [0, 1, 2, 3, 4, 5, 6, 7, chance.Pick([1, 2, 4, 0]), chance.Pick([3, 5, 6, 7])];
            if (casts.Count + block.Count > count)
                block = [0, 1, 2, 3, 4, 5, 6, 7];
            chance.Shuffle(block);
            // The same company twice in a row would make the cut between them no edge of anyone.
            for (var i = 0; i + 1 < block.Count; i++)
                if (block[i] == (i == 0 ? (casts.Count > 0 ? casts[^1] : -1) : block[i - 1]))
                    (block[i], block[i + 1]) = (block[i + 1], block[i]);
            casts.AddRange(block);
        }

        return casts[..count];
    }

    private static List<int> Locations(Chance chance, int count)
    {
        var locations = new List<int>();
        for (var location = 1; locations.Count < count; location++)
            for (var stay = 2 + chance.Below(3); stay > 0; stay--)
                locations.Add(location);
        return locations[..count];
    }
}
