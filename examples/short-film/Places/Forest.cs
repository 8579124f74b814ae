using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>Tall trunks, ferns, light between them; by day or at night.</summary>
internal sealed class Forest(long number, bool night) : Place(number)
{
    public override IReadOnlyList<Creature> Creatures { get; } = [Creature.Hedgehog, Creature.Snail, Creature.Butterfly];

    public override SKColor Light => night ? new SKColor(0x1E, 0x3A, 0x6E, 0x38) : new SKColor(0xC8, 0xE6, 0x6A, 0x18);

    public override Drift Drift => night ? Drift.Fireflies : Drift.Leaves;

    public override SKColor Foreground => new(0x1F, 0x4D, 0x38);

    public override void Paint(Sketch s)
    {
        var chance = Numbers(2);
        Sky(s, night ? 0xFF16324A : 0xFF3F7D5A, night ? 0xFF4A8A88 : 0xFFD4EDA8);
        Trunks(s, chance, 46, 26, night ? 0xFF3A6C6C : 0xFF8DBF8A, Horizon + 10);
        Trunks(s, chance, 34, 42, night ? 0xFF2A4F54 : 0xFF5F9468, Horizon + 20);
        if (!night)
            for (var i = 0; i < 9; i++)
            {
                var x = chance.Between(Left, Right);
                s.Polygon([x, -700, x + 90, -700, x - 160, Horizon + 60, x - 330, Horizon + 60], new SKColor(0xFF, 0xFB, 0xC8, 0x2A));
            }

        Ground(s, night ? 0xFF4A7A58 : 0xFF7FA653, night ? 0xFF24453A : 0xFF3E6B34);
        for (var i = 0; i < 20; i++)
        {
            var x = Left + (i * 240) + chance.Between(0, 150);
            var wide = chance.Between(26, 46);
            s.Svg(FormattableString.Invariant($"M{x - wide - 30},{Horizon + 50} Q{x - wide},{Horizon + 20} {x - wide},-900 L{x + wide},-900 Q{x + wide},{Horizon + 20} {x + wide + 34},{Horizon + 52} Q{x},{Horizon + 30} {x - wide - 30},{Horizon + 50} Z"), Ink.Between(0xFF5B4334, night ? 0xFF4E3A32 : 0xFF7A5A42), 2.4f);
            s.Oval(x + (wide * 0.2f), chance.Between(140, 300), wide * 0.3f, wide * 0.42f, 0xFF3E2C22, 2);
            for (var k = 0; k < 4; k++)
                s.Line(x + chance.Between(-wide * 0.7f, wide * 0.7f), chance.Between(-200, 250), x + chance.Between(-wide * 0.7f, wide * 0.7f), chance.Between(250, 380), new SKColor(0x3E, 0x2C, 0x22, 0x90), 3);
        }

        for (var i = 0; i < 60; i++)
            s.Oval(chance.Between(Left, Right), chance.Between(-520, -60), chance.Between(90, 190), chance.Between(50, 90), Ink.Lit(SKColor.FromHsl(chance.Between(95, 140), 40, night ? 24 : 34)));
        // Nothing grows on the trunks, which reach down to here.
        const float Clear = Horizon + 54;
        Strew(chance, 150, (x, y, size) =>
        {
            if (y < Clear)
                return;
            var colour = SKColor.FromHsl(chance.Between(90, 140), 42, night ? 30 : 38);
            for (var k = -2; k <= 2; k++)
                s.Curve(x, y, x + (k * 7 * size), y - (26 * size), x + (k * 15 * size), y - ((20 - (3 * Math.Abs(k))) * size), colour, 3 * size);
        });
        Strew(chance, 40, (x, y, size) =>
        {
            if (y < Clear)
                return;
            s.Box(x - (3 * size), y - (9 * size), x + (3 * size), y, 0xFFF0E4C8, 2, 1.2f * size);
            s.Svg(FormattableString.Invariant($"M{x - (9 * size)},{y - (8 * size)} C{x - (9 * size)},{y - (22 * size)} {x + (9 * size)},{y - (22 * size)} {x + (9 * size)},{y - (8 * size)} Z"), 0xFFCF4B3F, 1.4f * size);
        });
        Owl(s, chance.Between(300, 980), 150);
    }

    public override Prop SmallProp(Chance chance) => chance.Below(3) switch
    {
        0 => Prop.Mushrooms(chance),
        1 => Prop.Rock(chance, new SKColor(0x6F, 0x7F, 0x76)),
        _ => Prop.Bush(chance, new SKColor(0x35, 0x7A, 0x4A)),
    };

    public override Prop Hideaway(Chance chance) => Prop.Boulder(chance, new SKColor(0x74, 0x80, 0x7A));

    private static void Trunks(Sketch s, Chance chance, int count, float wide, uint colour, float foot)
    {
        for (var i = 0; i < count; i++)
        {
            var x = Left + ((Right - Left) * i / count) + chance.Between(-30, 30);
            var half = wide * chance.Between(0.3f, 0.6f);
            s.Box(x - half, -1000, x + half, foot, colour);
        }
    }

    // On a branch, looking on: alive, drawn, and not in the cast.
    private static void Owl(Sketch s, float x, float y)
    {
        s.Limb(x - 80, y + 42, x, y + 36, x + 70, y + 44, new SKColor(0x6B, 0x4E, 0x39), 9);
        s.Svg(FormattableString.Invariant($"M{x - 24},{y + 40} C{x - 36},{y} {x - 26},{y - 34} {x - 22},{y - 40} L{x - 10},{y - 30} L{x + 10},{y - 30} L{x + 22},{y - 40} C{x + 26},{y - 34} {x + 36},{y} {x + 24},{y + 40} Z"), Ink.Between(0xFFA1887F, 0xFF6D4C41), 2.2f);
        s.Oval(x, y + 18, 15, 18, 0xFFD7C1A8);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            s.Oval(x + (side * 11), y - 14, 10, 10, 0xFFFFF3C4, 1.8f);
            s.Oval(x + (side * 10), y - 14, 4.5f, 4.5f, Sketch.Outline);
        }

        s.Polygon([x - 4, y - 8, x + 4, y - 8, x, y + 1], 0xFFFFA726, 1.4f);
    }
}
