namespace ScreenTime.Examples.ShortFilm.Truth;

/// <summary>
/// Chooses the frames that a user would have labelled by hand: a few in each of two shots out of three, every company among them, none ambiguous
/// and none in a dissolve. The other shots stay unseen, so that an evaluation on the film is not only one of frames next to labelled ones.
/// </summary>
internal static class LabelledFrames
{
    private const int Most = 60;
    private const int PerShot = 3;

    public static IReadOnlyList<int> Choose(Film film)
    {
        var chance = new Chance(film.Settings.Seed, 6);
        // One company after the other, so that a short list still has all of them.
        var waiting = film.Shots.GroupBy(shot => shot.Cast).OrderBy(group => group.Key).Select(group => group.ToList()).ToList();
        foreach (var group in waiting)
            chance.Shuffle(group);
        var wanted = Math.Min(Most / PerShot, (int)Math.Ceiling(film.Shots.Count * 2 / 3.0));
        var shots = Enumerable.Range(0, film.Shots.Count).SelectMany(i => waiting.Where(group => i < group.Count).Select(group => group[i])).Take(wanted);
        var frames = new SortedSet<int>();
        foreach (var shot in shots)
        {
            var (first, end) = (shot.Cut + (shot.DissolveIn / 2), shot.End - (shot.DissolveOut / 2));
            for (var i = 0; i < PerShot; i++)
            {
                var frame = first + (int)((end - first) * (i + chance.Between(0.25f, 0.75f)) / PerShot);
                if (!film.Truth[frame].Ambiguous)
                    frames.Add(frame);
            }
        }

        return [.. frames];
    }
}
