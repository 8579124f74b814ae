namespace ScreenTime.Examples.ShortFilm.Truth;

/// <summary>Who is visible in one frame.</summary>
/// <param name="Cast">Bit n: character n is visible.</param>
/// <param name="Ambiguous">Somebody is visible, but too little to count.</param>
internal readonly record struct FrameTruth(byte Cast, bool Ambiguous)
{
    /// <summary>The share of a character's drawing that must be visible for it to count.</summary>
    public const float Visible = 0.25f;

    /// <summary>Below this share nobody would notice it.</summary>
    public const float Unnoticed = 0.05f;

    public bool Shows(int character) => (Cast >> character & 1) == 1;

    /// <summary>Judges the visible share of each character.</summary>
    public static FrameTruth From(ReadOnlySpan<float> shares)
    {
        byte cast = 0;
        var ambiguous = false;
        for (var i = 0; i < shares.Length; i++)
        {
            if (shares[i] >= Visible)
                cast |= (byte)(1 << i);
            else if (shares[i] >= Unnoticed)
                ambiguous = true;
        }

        return new FrameTruth(cast, ambiguous);
    }
}
