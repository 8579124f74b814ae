using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>Sea, sand, palms, a boat; by day or at sunset.</summary>
internal sealed class Beach(long number, bool sunset) : Place(number)
{
    public override IReadOnlyList<Creature> Creatures { get; } = [Creature.Crab, Creature.Butterfly];

    public override SKColor Light => sunset ? new SKColor(0xFF, 0x6A, 0x4A, 0x34) : SKColors.Transparent;

    public override Drift Drift => Drift.None;

    public override SKColor Foreground => new(0x2F, 0x7D, 0x52);

    public override void Paint(Sketch s)
    {
        var chance = Numbers(5);
        Sky(s, sunset ? 0xFF6A4C93 : 0xFF3FA9F5, sunset ? 0xFFFF9E6D : 0xFFD4F1FF);
        var sun = chance.Between(250, 1000);
        s.Glow(sun, sunset ? 300 : 70, 260, new SKColor(0xFF, 0xE8, 0xA8, 0xC8));
        s.Oval(sun, sunset ? 300 : 70, 58, 58, sunset ? 0xFFFFCF6B : 0xFFFFF6BE);
        for (var i = 0; i < 12; i++)
            Cloud(s, chance.Between(Left, Right), chance.Between(-800, 200), chance.Between(0.6f, 1.5f), sunset ? Ink.Between(0xFFFFC3A0, 0xFFD98299) : Ink.Between(0xFFFFFFFF, 0xFFE6F5FC));
        var far = Horizon - 70;
        s.Box(Left, far, Right, Horizon + 40, sunset ? Ink.Between(0xFFB0637F, 0xFF5F6FA8) : Ink.Between(0xFF2C8FC9, 0xFF63D0D8));
        Island(s, chance.Between(-200, 500), far);
        Boat(s, chance, chance.Between(500, 1150), far + 26);
        for (var i = 0; i < 110; i++)
        {
            var x = chance.Between(Left, Right);
            var y = far + 10 + chance.Between(0, 84);
            s.Curve(x - 16, y, x, y - 5, x + 16, y, new SKColor(0xFF, 0xFF, 0xFF, 0x70), 2.2f);
        }

        Ground(s, sunset ? 0xFFE0A878 : 0xFFFBE3A6, sunset ? 0xFFB57C55 : 0xFFE2BC74);
        using var foam = new SKPath();
        foam.MoveTo(Left, Horizon - 4);
        for (var x = Left; x < Right; x += 120)
            foam.QuadTo(x + 60, Horizon + chance.Between(18, 34), x + 120, Horizon + 8);
        foam.LineTo(Right, Horizon - 4);
        foam.Close();
        s.Shape(foam, sunset ? 0xFF7A7FB0 : 0xFF7FDDE0, 5, SKColors.White);
        Strew(chance, 260, (x, y, size) => s.Oval(x, y + 30, 3 * size, 1.6f * size, new SKColor(0xA8, 0x7C, 0x3C, 0x80)));
        Strew(chance, 34, (x, y, size) => s.Svg(FormattableString.Invariant($"M{x - (10 * size)},{y + 40} C{x - (14 * size)},{y + 40 - (16 * size)} {x + (14 * size)},{y + 40 - (16 * size)} {x + (10 * size)},{y + 40} Z"), Ink.Lit(SKColor.FromHsl(chance.Between(0, 50), 70, 78)), 1.6f * size));
        for (var x = Left + chance.Between(0, 300); x < Right; x += chance.Between(420, 700))
            Palm(s, x, Horizon + chance.Between(30, 70), chance.Between(230, 330), chance.Between(-50, 50));
        Parasol(s, chance, chance.Between(700, 1100), Horizon + 66);
    }

    public override Prop SmallProp(Chance chance) => chance.Below(4) switch
    {
        0 => Prop.Rock(chance, new SKColor(0xB4, 0xA0, 0x90)),
        1 => Prop.Barrel(chance),
        2 => Prop.Crate(chance),
        _ => Prop.Sandcastle(chance),
    };

    public override Prop Hideaway(Chance chance) => Prop.Boulder(chance, new SKColor(0xA8, 0x96, 0x8A));

    private static void Island(Sketch s, float x, float far)
    {
        s.Svg(FormattableString.Invariant($"M{x - 130},{far + 4} C{x - 90},{far - 50} {x - 20},{far - 76} {x + 30},{far - 40} C{x + 80},{far - 50} {x + 120},{far - 14} {x + 150},{far + 4} Z"), Ink.Between(0xFF6FAE7E, 0xFF8FC08A));
    }

    private static void Boat(Sketch s, Chance chance, float x, float y)
    {
        s.Line(x, y, x, y - 96, Sketch.Outline, 3.5f);
        s.Polygon([x + 4, y - 94, x + 52, y - 18, x + 4, y - 18], Ink.Between(0xFFFFFFFF, 0xFFE4DFD2), 2);
        s.Polygon([x - 4, y - 82, x - 36, y - 18, x - 4, y - 18], Ink.Lit(SKColor.FromHsl(chance.Between(0, 360), 70, 60)), 2);
        s.Svg(FormattableString.Invariant($"M{x - 56},{y - 10} L{x + 62},{y - 10} Q{x + 48},{y + 18} {x + 22},{y + 18} L{x - 28},{y + 18} Q{x - 48},{y + 16} {x - 56},{y - 10} Z"), Ink.Lit(new SKColor(0x9C, 0x4A, 0x3A)), 2.2f);
    }

    private static void Palm(Sketch s, float x, float foot, float height, float lean)
    {
        s.Limb(x, foot, x + (lean * 0.2f), foot - (height * 0.6f), x + lean, foot - height, new SKColor(0x9A, 0x72, 0x4A), 15);
        for (var i = 0; i < 7; i++)
        {
            var angle = -MathF.PI + (i * MathF.PI / 6);
            var (dx, dy) = (MathF.Cos(angle), MathF.Sin(angle));
            s.Limb(x + lean, foot - height, x + lean + (62 * dx), foot - height + (58 * dy) - 16, x + lean + (108 * dx), foot - height + (50 * dy) + 46, i % 2 == 0 ? new SKColor(0x3F, 0x9A, 0x57) : new SKColor(0x2F, 0x7D, 0x48), 11, 1.8f);
        }

        s.Oval(x + lean - 8, foot - height + 8, 9, 9, 0xFF6D4C32, 1.8f);
        s.Oval(x + lean + 9, foot - height + 10, 9, 9, 0xFF7B573A, 1.8f);
    }

    private static void Parasol(Sketch s, Chance chance, float x, float foot)
    {
        var colour = SKColor.FromHsl(chance.Between(0, 360), 75, 60);
        s.Line(x, foot, x + 12, foot - 150, Sketch.Outline, 5);
        s.Svg(FormattableString.Invariant($"M{x - 100},{foot - 120} C{x - 80},{foot - 220} {x + 90},{foot - 230} {x + 124},{foot - 142} Z"), Ink.Lit(colour), 2.4f);
        s.Svg(FormattableString.Invariant($"M{x - 34},{foot - 128} C{x - 26},{foot - 190} {x},{foot - 206} {x + 10},{foot - 206} C{x + 24},{foot - 204} {x + 50},{foot - 184} {x + 54},{foot - 136} Z"), 0xFFFFF6E6, 2);
        s.Svg(FormattableString.Invariant($"M{x - 110},{foot + 8} L{x + 60},{foot + 8} L{x + 84},{foot + 34} L{x - 96},{foot + 34} Z"), Ink.Lit(SKColor.FromHsl(chance.Between(0, 360), 60, 66)), 2);
    }
}
