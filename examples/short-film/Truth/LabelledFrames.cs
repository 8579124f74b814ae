using ScreenTime.Examples.ShortFilm.Story;

namespace ScreenTime.Examples.ShortFilm.Truth;

/// <summary>
/// Chooses the frames that a user would have labelled by hand: one of each company in a shot, two where nobody comes or goes; all shots of a short film, the
/// title and the credits too; of a long film thirty shots, every company among them. None is ambiguous and none in a dissolve.
/// </summary>
internal static class LabelledFrames
{
    private const int MostShots = 30;
    private const int Shortest = 12;

    public static IReadOnlyList<int> Choose(Film film)
    {
        var chance = new Chance(film.Settings.Seed, 6);
        // One company after the other, so that a short list still has all of them.
        var waiting = film.Shots.GroupBy(shot => shot.Cast).OrderBy(group => group.Key).Select(group => group.ToList()).ToList();
        foreach (var group in waiting)
            chance.Shuffle(group);
        var wanted = Math.Min(MostShots, film.Shots.Count);
        var shots = Enumerable.Range(0, film.Shots.Count).SelectMany(i => waiting.Where(group => i < group.Count).Select(group => group[i])).Take(wanted);
        var frames = new SortedSet<int>();
        foreach (var shot in shots)
        {
            var clear = ClearRuns(film, shot);
            // One frame of each company, and two where it never changes.
            foreach (var (start, end) in clear.Count == 1 ? Halves(clear[0]) : clear)
                frames.Add(start + (int)((end - start) * chance.Between(0.25f, 0.75f)));
        }

        return [.. frames];
    }

    /// <summary>The stretches of a shot in which the same company is clearly there; what a user could not put a finger on is left out.</summary>
    private static List<(int Start, int End)> ClearRuns(Film film, Shot shot)
    {
        var runs = new List<(int Start, int End)>();
        var last = shot.End - (shot.DissolveOut / 2);
        for (var start = shot.Cut + (shot.DissolveIn / 2); start < last;)
        {
            var end = start + 1;
            while (end < last && film.Truth[end] == film.Truth[start])
                end++;
            if (!film.Truth[start].Ambiguous && end - start >= Shortest)
                runs.Add((start, end));
            start = end;
        }

        return runs;
    }

    private static List<(int Start, int End)> Halves((int Start, int End) run)
    {
        var middle = (run.Start + run.End) / 2;
        return [(run.Start, middle), (middle, run.End)];
    }
}
