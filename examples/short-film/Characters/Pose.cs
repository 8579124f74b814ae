namespace ScreenTime.Examples.ShortFilm.Characters;

/// <summary>How a figure holds itself in one frame.</summary>
/// <param name="Stride">Where in its step it is, in steps.</param>
/// <param name="Going">How much it walks: 0 stands, 1 walks.</param>
/// <param name="Breath">-1 to 1: a slow swell of the body.</param>
/// <param name="Wave">How far an arm is raised, 0 to 1.</param>
/// <param name="Swing">-1 to 1: whatever dangles.</param>
/// <param name="Blink">0 open, 1 closed.</param>
/// <param name="Look">-1 back, 1 ahead.</param>
/// <param name="Mouth">0 closed, 1 wide open.</param>
internal readonly record struct Pose(float Stride, float Going, float Breath, float Wave, float Swing, float Blink, float Look, float Mouth)
{
    /// <summary>The swing of a leg, -1 to 1; legs of one pair are half a step apart.</summary>
    public float Leg(float offset) => MathF.Sin((Stride + offset) * MathF.Tau) * Going;

    /// <summary>How far a leg is off the ground, 0 to 1.</summary>
    public float Lift(float offset) => MathF.Max(0, MathF.Cos((Stride + offset) * MathF.Tau)) * Going;
}
