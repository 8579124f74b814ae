using ScreenTime.Examples.ShortFilm.Drawing;
using ScreenTime.Examples.ShortFilm.Story;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>Blades before the lens at a picture's lower corners. They hide who is behind them, in the picture and in the mask. In a picture 720 lines high.</summary>
internal static class Undergrowth
{
    public static void Draw(Sketch s, Scene scene, float width, double seconds)
    {
        if (scene.Plants is not { } key)
            return;
        var chance = new Chance(key, 8);
        var sway = 5 * (float)Math.Sin(seconds * 1.7);
        for (var i = 0; i < 22; i++)
        {
            // Denser towards the corners.
            var along = chance.Between(0, 0.3f);
            var x = (i % 2 == 0 ? along : 1 - along) * width;
            var tall = chance.Between(40, 150) * (1 - (2.2f * along));
            var lean = chance.Between(-40, 40);
            s.Curve(x, 730, x + (lean * 0.2f), 730 - (tall * 0.7f), x + lean + sway, 720 - tall, Ink.Shade(scene.Place.Foreground, chance.Between(-0.4f, -0.05f)), 13);
        }
    }
}
