using ScreenTime.Examples.ShortFilm.Story;

namespace ScreenTime.Examples.ShortFilm.Cuts;

/// <summary>Cuts the film anew: one cut that shows what an editor does, and any number of random ones.</summary>
internal static class Editor
{
    /// <summary>
    /// Trimmed, re-ordered, two speeds, two dissolves, a gap, a disabled clip; above it titles, an adjustment and a matte, which change nothing.
    /// </summary>
    public static Cut Showcase(Film film)
    {
        var chance = new Chance(film.Settings.Seed, 10);
        var second = film.Settings.Rate.Nominal;
        var shots = film.Shots.Where(shot => shot.Kind == ShotKind.Scene).ToList();
        chance.Shuffle(shots);
        var next = 0;

        // As much of a shot as asked for, less a little at its head; the film may cut to the next shot within it.
        Footage Take(double seconds, Speed speed = Speed.Normal, bool enabled = true, int dissolve = 0)
        {
            var shot = shots[next++ % shots.Count];
            var footage = new Footage($"shot_{shot.Number:00}", 0, 2 * (int)(seconds * second / 2), speed, enabled, dissolve);
            return footage with { Source = Fit(film, shot.Cut + chance.Between(0.1f, 0.6f) * second, footage) };
        }

        var half = second / 2 / 2 * 2;
        List<Piece> picture =
        [
            Take(4), Take(5, dissolve: half * 2), Take(2), Take(3, Speed.Double), new Blank(second), Take(7), Take(2, enabled: false),
            Take(4, Speed.Half), Take(3), Take(6, dissolve: half), Take(2.5), Take(5),
        ];
        var length = picture.Sum(piece => piece.Length);
        List<Piece> titles =
        [
            new Blank(second), new Overlay("Title", "Opening title", 4 * second), new Blank(10 * second), new Overlay("Title", "Place and time", 3 * second),
        ];
        List<Piece> grade = [new Blank(6 * second), new Overlay("AdjustmentLayer", "Night grade", 9 * second)];
        List<Piece> matte = [new Overlay("Matte", "Widescreen matte", length)];
        return new Cut("cut", [picture, grade, titles, matte]);
    }

    /// <param name="film">The film.</param>
    /// <param name="number">Which of its random cuts.</param>
    /// <param name="mostSeconds">About its greatest length, drawn between a quarter of this and this; null: 6 to 15 pieces, whatever they come to.</param>
    /// <param name="step">Frames: everything begins and ends at a multiple of it, in the film and in the cut, so that many cuts show the same frames at their samples.</param>
    public static Cut Random(Film film, int number, double? mostSeconds = null, int step = 1)
    {
        var chance = new Chance(film.Settings.Seed, 11, number);
        var picture = Picture(film, chance, 6 + chance.Below(10), depth: 0);
        if (mostSeconds is { } most)
            for (var least = most * chance.Between(0.25f, 1) * film.Settings.Rate.Value; picture.Sum(piece => piece.Length) < least;)
                picture.AddRange(Picture(film, chance, 6, depth: 0));
        var tracks = new List<IReadOnlyList<Piece>> { Stepped(picture, step) };
        var length = tracks[0].Sum(piece => piece.Length);
        if (chance.Happens(0.5f))
            tracks.Add(Stepped(Cutaways(film, chance, length), step));
        if (chance.Happens(0.5f))
            tracks.Add(Overlays(film, chance, length));
        return new Cut(FormattableString.Invariant($"random {number:0000}"), tracks);
    }

    private static List<Piece> Picture(Film film, Chance chance, int count, int depth)
    {
        var second = film.Settings.Rate.Nominal;
        var pieces = new List<Piece>();
        for (var i = 0; i < count; i++)
        {
            var kind = chance.Below(20);
            if (kind < 2 && i > 0)
            {
                pieces.Add(new Blank(1 + chance.Below(2 * second)));
            }
            else if (kind < 4 && depth == 0)
            {
                var inner = new List<IReadOnlyList<Piece>> { Picture(film, chance, 2 + chance.Below(3), depth + 1) };
                var whole = inner[0].Sum(piece => piece.Length);
                var from = chance.Below(whole / 2);
                pieces.Add(new Nest(inner, from, 1 + chance.Below(whole - from)));
            }
            else
            {
                // A dissolve asks for two ordinary clips, each longer than its half of it.
                var dissolve = pieces.Count > 0 && pieces[^1] is Footage { Speed: Speed.Normal, Enabled: true } before && chance.Happens(0.3f)
                    ? Math.Min(2 * (1 + chance.Below(second / 2)), before.Length / 2 * 2)
                    : 0;
                pieces.Add(AnyFootage(film, chance, dissolve));
            }
        }

        return pieces;
    }

    // Pieces get longer by less than a step, which the handles that Fit leaves can bear; the part of an inner cut gets shorter, to stay within it.
    private static IReadOnlyList<Piece> Stepped(IReadOnlyList<Piece> pieces, int step)
    {
        int Down(int frames) => frames / step * step;
        int Up(int frames) => Down(frames + step - 1);
        return [.. pieces.Select<Piece, Piece>(piece => piece switch
        {
            Footage footage => footage with { Source = Down(footage.Source), Length = Up(footage.Length) },
            Nest nest => new Nest([.. nest.Inner.Select(track => Stepped(track, step))], Down(nest.In), Math.Max(step, Down(nest.Length))),
            Blank blank => new Blank(Up(blank.Length)),
            _ => piece,
        })];
    }

    private static Footage AnyFootage(Film film, Chance chance, int dissolve)
    {
        var second = film.Settings.Rate.Nominal;
        var speed = dissolve > 0 ? Speed.Normal : chance.Below(12) switch { 0 => Speed.Double, 1 => Speed.Half, 2 => Speed.Freeze, _ => Speed.Normal };
        var length = Math.Max(dissolve, 2 * (4 + chance.Below(2 * second)));
        var footage = new Footage("", 0, length, speed, dissolve > 0 || !chance.Happens(0.07f), dissolve);
        var source = Fit(film, chance.Below(film.Settings.FrameCount), footage);
        return footage with { Source = source, Name = $"shot_{film.Shots.Last(shot => shot.Cut <= source).Number:00}" };
    }

    private static List<Piece> Cutaways(Film film, Chance chance, int length)
    {
        var pieces = new List<Piece>();
        for (var left = length; left > 0; left -= pieces[^1].Length)
        {
            pieces.Add(pieces.Count % 2 == 0 ? new Blank(12 + chance.Below(length)) : AnyFootage(film, chance, 0));
            if (pieces[^1].Length >= left)
                return pieces[..^1];
        }

        return pieces;
    }

    private static List<Piece> Overlays(Film film, Chance chance, int length)
    {
        var second = film.Settings.Rate.Nominal;
        List<Piece> pieces = [new Blank(1 + chance.Below(length / 2)), new Overlay(chance.Pick(["Title", "AdjustmentLayer", "Matte"]), "Overlay", second + chance.Below(3 * second))];
        return pieces;
    }

    // So that the footage and what its dissolves show beyond it lie within the film.
    private static int Fit(Film film, double wish, Footage footage)
    {
        var handle = film.Settings.Rate.Nominal;
        return (int)Math.Clamp(wish, handle, film.Settings.FrameCount - handle - Math.Max(footage.SourceLength, 1));
    }
}
