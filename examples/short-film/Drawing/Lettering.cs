using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Drawing;

/// <summary>
/// Capital letters drawn as strokes on a grid of 4 by 6. Fonts differ from machine to machine; these do not.
/// </summary>
internal static class Lettering
{
    // Strokes are separated by spaces; each is a row of points, x then y, y downwards.
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['A'] = "0602204246 0444",
        ['B'] = "060030414233030 3344453606",
        ['C'] = "4130100105163645",
        ['D'] = "06002042442606",
        ['E'] = "40000646 0333",
        ['F'] = "400006 0333",
        ['G'] = "41301001051636454323",
        ['H'] = "0006 4046 0343",
        ['I'] = "2026 1030 1636",
        ['J'] = "4045361605",
        ['K'] = "0006 400346",
        ['L'] = "000646",
        ['M'] = "0600234046",
        ['N'] = "06004640",
        ['O'] = "1001051636454130 3010",
        ['P'] = "06003041423303",
        ['Q'] = "100105163645413010 2446",
        ['R'] = "06003041423303 2346",
        ['S'] = "4130100102134445361605",
        ['T'] = "0040 2026",
        ['U'] = "000516364540",
        ['V'] = "002640",
        ['W'] = "0016233640",
        ['X'] = "0046 4006",
        ['Y'] = "002340 2326",
        ['Z'] = "00400646",
        ['0'] = "100105163645413010",
        ['1'] = "112026",
        ['2'] = "0110304142060646",
        ['3'] = "0010304142133344453606",
        ['4'] = "36300444",
        ['5'] = "40000233444536 3606",
        ['6'] = "30100105163645443303",
        ['7'] = "004016",
        ['8'] = "1001021333444536160504133342413010",
        ['9'] = "4313020110304145361606",
        ['.'] = "2526",
        [','] = "2516",
        ['-'] = "1333",
        ['!'] = "2024 2626",
        ['\''] = "2021",
        ['&'] = "46110110212206164643",
        [':'] = "2222 2525",
    };

    public static float Width(string text, float height) => ((text.Length * 6) - 2) * height / 6;

    /// <summary>Draws centred on <paramref name="x"/>, with <paramref name="top"/> as the letters' top.</summary>
    public static void Draw(Sketch sketch, string text, float x, float top, float height, SKColor colour, float weight = 0.14f)
    {
        var unit = height / 6;
        var left = x - (Width(text, height) / 2);
        foreach (var letter in text)
        {
            if (Letters.TryGetValue(letter, out var strokes))
            {
                using var path = new SKPath();
                foreach (var stroke in strokes.Split(' '))
                    for (var i = 0; i + 1 < stroke.Length; i += 2)
                    {
                        var point = new SKPoint(left + ((stroke[i] - '0') * unit), top + ((stroke[i + 1] - '0') * unit));
                        if (i == 0)
                            path.MoveTo(point);
                        else
                            path.LineTo(point);
                    }

                sketch.Stroke(path, colour, height * weight);
            }

            left += 6 * unit;
        }
    }
}
