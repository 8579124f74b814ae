using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>A character of the film.</summary>
/// <param name="Id">As in label files.</param>
/// <param name="Name">As in the credits.</param>
/// <param name="Figure">What it looks like.</param>
/// <param name="Height">Its height in the world's units.</param>
internal sealed record Character(string Id, string Name, Figure Figure, float Height);

/// <summary>Casts the film: three characters of different kinds and of colours far apart, by the seed.</summary>
internal static class Troupe
{
    public static IReadOnlyList<string> Ids { get; } = ["momo", "pip", "bolt"];

    public static IReadOnlyList<Character> Cast(long seed)
    {
        var chance = new Chance(seed, 1);
        var kinds = new List<Func<Look, Figure>>
        {
            look => new Monster(look), look => new Bird(look), look => new Robot(look), look => new Cat(look), look => new Gnome(look), look => new Octopus(look),
        };
        chance.Shuffle(kinds);
        var extras = new List<int> { 0, 1, 2, 3 };
        chance.Shuffle(extras);
        var hue = chance.Between(0, 360);
        var cast = new List<Character>();
        for (var i = 0; i < Ids.Count; i++)
        {
            var own = hue + (i * 120) + chance.Between(-22, 22);
            var look = new Look(
                Colour(own, chance.Between(62, 84), chance.Between(52, 62)),
                Colour(own + chance.Between(15, 40), chance.Between(55, 80), 86),
                Colour(own + chance.Between(140, 220), chance.Between(75, 92), chance.Between(50, 60)),
                Colour(chance.Between(0, 360), 60, 42),
                chance.Below(3),
                extras[i],
                chance.Between(0.9f, 1.1f),
                chance.Below(3));
            cast.Add(new Character(Ids[i], Ids[i].ToUpperInvariant(), kinds[i](look), chance.Between(140, 168)));
        }

        return cast;
    }

    private static SKColor Colour(float hue, float saturation, float lightness) => SKColor.FromHsl(((hue % 360) + 360) % 360, saturation, lightness);
}
