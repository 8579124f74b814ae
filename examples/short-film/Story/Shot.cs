namespace ScreenTime.Examples.ShortFilm.Story;

internal enum ShotKind
{
    Title,
    Scene,
    Credits,
}

/// <summary>
/// A shot of the film. It owns the frames from <see cref="Cut"/> to the next shot's cut; a dissolve of d frames lies half before its cut and half
/// after, so that the owner is always the shot with at least half of the opacity.
/// </summary>
/// <param name="Number">From 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Cut">The first frame it owns.</param>
/// <param name="End">One after the last frame it owns.</param>
/// <param name="DissolveIn">Frames of the dissolve at its start, even; 0 for a hard cut.</param>
/// <param name="DissolveOut">Frames of the dissolve at its end.</param>
/// <param name="Cast">Who is to be seen in it: bit n is character n.</param>
/// <param name="Location">Which place, by number.</param>
internal sealed record Shot(int Number, ShotKind Kind, int Cut, int End, int DissolveIn, int DissolveOut, int Cast, int Location)
{
    /// <summary>The first frame of the film that shows anything of it.</summary>
    public int First => Cut - (DissolveIn / 2);

    /// <summary>Frames that show anything of it.</summary>
    public int Length => End + (DissolveOut / 2) - First;
}
