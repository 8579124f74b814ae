using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Models;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Characters;

/// <summary>Where in the frame a character is most evident.</summary>
internal static class WinningCell
{
    // A cell is shown as the square of this many strides around its centre: it saw more, but its evidence comes mostly from there.
    private const double Strides = 2;

    /// <summary>The cell with the strongest evidence for a character over all stages, as a part of the frame.</summary>
    /// <param name="character">The character's index.</param>
    /// <param name="stages">The stages.</param>
    /// <param name="evidence">For each stage [character, row, column].</param>
    /// <param name="input">The frame's size.</param>
    public static SightingRegion? Find(int character, IReadOnlyList<Stage> stages, IReadOnlyList<float[]> evidence, PictureInput input)
    {
        var (best, winner, cell) = (float.NegativeInfinity, -1, 0);
        for (var s = 0; s < stages.Count; s++)
        {
            for (var i = 0; i < stages[s].Cells; i++)
            {
                if (evidence[s][(character * stages[s].Cells) + i] is var value && value > best)
                    (best, winner, cell) = (value, s, i);
            }
        }

        if (winner < 0)
            return null;
        var stage = stages[winner];
        var half = stage.Stride * Strides / 2;
        var (x, y) = (stage.FirstColumn + (cell % stage.Columns * stage.Stride), stage.FirstRow + (cell / stage.Columns * stage.Stride));
        var (left, top) = (Math.Clamp(x - half, 0, input.Width), Math.Clamp(y - half, 0, input.Height));
        var (right, bottom) = (Math.Clamp(x + half, 0, input.Width), Math.Clamp(y + half, 0, input.Height));
        return new SightingRegion(
            (float)(left / input.Width), (float)(top / input.Height), (float)((right - left) / input.Width), (float)((bottom - top) / input.Height));
    }
}
