using ScreenTime.Examples.ShortFilm.Drawing;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Places;

/// <summary>A street with houses; at night under a moon, or by day.</summary>
internal sealed class Town(long number, bool night) : Place(number)
{
    public override IReadOnlyList<Creature> Creatures { get; } = [Creature.Hedgehog, Creature.Snail];

    public override SKColor Light => night ? new SKColor(0x16, 0x1C, 0x62, 0x60) : SKColors.Transparent;

    public override Drift Drift => night ? Drift.Fireflies : Drift.None;

    public override SKColor Foreground => new(0x2E, 0x4A, 0x3E);

    public override void Paint(Sketch s)
    {
        var chance = Numbers(3);
        Sky(s, night ? 0xFF101A46 : 0xFF7EC3EE, night ? 0xFF4A4E8C : 0xFFF2E6D0);
        if (night)
        {
            for (var i = 0; i < 260; i++)
                s.Oval(chance.Between(Left, Right), chance.Between(-900, 260), chance.Between(0.8f, 2.2f), chance.Between(0.8f, 2.2f), 0xFFFFF9D6);
            var moon = chance.Between(200, 1080);
            s.Glow(moon, 70, 220, new SKColor(0xFF, 0xF6, 0xC8, 0x90));
            s.Oval(moon, 70, 52, 52, 0xFFFFF6D0);
            s.Oval(moon - 16, 58, 10, 10, 0xFFE9DDB0);
            s.Oval(moon + 14, 86, 14, 12, 0xFFE9DDB0);
        }
        else
        {
            for (var i = 0; i < 12; i++)
                Cloud(s, chance.Between(Left, Right), chance.Between(-700, 120), chance.Between(0.7f, 1.5f), Ink.Between(0xFFFFFFFF, 0xFFF3EBDD));
        }

        for (var x = Left; x < Right;)
        {
            var wide = chance.Between(150, 250);
            House(s, chance, x, wide, chance.Between(180, 330));
            x += wide + chance.Between(-4, 16);
        }

        Ground(s, night ? 0xFF6C6A8A : 0xFFCFC4B4, night ? 0xFF3D3C5C : 0xFF9A8E82);
        s.Box(Left, Horizon, Right, Horizon + 22, night ? 0xFF8886A6 : 0xFFE3DBCE, 0, 2);
        Strew(chance, 420, (x, y, size) => s.Oval(x, y + 12, 20 * size, 8 * size, new SKColor(0xFF, 0xFF, 0xFF, (byte)chance.Between(14, 40))));
        for (var x = Left + chance.Between(0, 300); x < Right; x += 460)
            Lamp(s, x);
    }

    public override Prop SmallProp(Chance chance) => chance.Below(4) switch
    {
        0 => Prop.Dustbin(chance),
        1 => Prop.Postbox(chance),
        2 => Prop.Barrel(chance),
        _ => Prop.Crate(chance),
    };

    public override Prop Hideaway(Chance chance) => Prop.Crates(chance);

    private void House(Sketch s, Chance chance, float x, float wide, float high)
    {
        var wall = SKColor.FromHsl(chance.Between(0, 360), 34, night ? 38 : 74);
        var roof = SKColor.FromHsl(chance.Between(0, 30), 48, night ? 26 : 46);
        var eaves = Horizon + 6 - high;
        s.Box(x, eaves, x + wide, Horizon + 6, Ink.Lit(wall, 0.08f), 0, 2.4f);
        s.Polygon([x - 12, eaves + 4, x + (wide / 2), eaves - (wide * 0.42f), x + wide + 12, eaves + 4], Ink.Lit(roof), 2.4f);
        s.Box(x + (wide * 0.68f), eaves - (wide * 0.34f), x + (wide * 0.8f), eaves - (wide * 0.06f), Ink.Lit(roof, 0.2f), 0, 2.2f);
        for (var row = 0; row < (int)(high / 92); row++)
            for (var column = 0; column < 2; column++)
            {
                var left = x + (wide * (0.16f + (0.42f * column)));
                var top = eaves + 22 + (82 * row);
                if (row == (int)(high / 92) - 1 && column == 0)
                {
                    s.Box(left, Horizon - 72, left + (wide * 0.24f), Horizon + 6, Ink.Lit(SKColor.FromHsl(chance.Between(0, 360), 45, 36)), 8, 2.2f);
                    s.Oval(left + (wide * 0.19f), Horizon - 34, 3, 3, 0xFFFFD54F);
                    continue;
                }

                var lit = night && chance.Happens(0.6f);
                s.Box(left, top, left + (wide * 0.26f), top + 50, lit ? Ink.Between(0xFFFFE9A0, 0xFFFFC04D) : night ? Ink.Between(0xFF2A3260, 0xFF394478) : Ink.Between(0xFFD9F1FF, 0xFF9CCBE6), 3, 2.2f);
                s.Line(left + (wide * 0.13f), top, left + (wide * 0.13f), top + 50, Sketch.Outline, 2);
                s.Line(left, top + 25, left + (wide * 0.26f), top + 25, Sketch.Outline, 2);
                s.Box(left - 4, top + 48, left + (wide * 0.26f) + 4, top + 55, 0xFFEDE7DC, 1, 1.8f);
            }
    }

    private void Lamp(Sketch s, float x)
    {
        s.Box(x - 4, Horizon - 150, x + 4, Horizon + 26, 0xFF37394D, 2, 1.8f);
        s.Box(x - 12, Horizon + 14, x + 12, Horizon + 28, 0xFF37394D, 2, 1.8f);
        s.Polygon([x - 10, Horizon - 150, x - 16, Horizon - 184, x + 16, Horizon - 184, x + 10, Horizon - 150], night ? 0xFFFFF0B0 : 0xFFDDE6EA, 2.2f);
        s.Polygon([x - 20, Horizon - 184, x, Horizon - 202, x + 20, Horizon - 184], 0xFF37394D, 2);
        if (night)
            s.Glow(x, Horizon - 166, 150, new SKColor(0xFF, 0xE0, 0x82, 0x90));
    }
}
