using ScreenTime.Examples.ShortFilm.Characters;

namespace ScreenTime.Examples.ShortFilm.Story;

/// <summary>Where someone is at a time: seconds from the start of the shot, and the world's x.</summary>
internal readonly record struct Mark(double Seconds, float X);

/// <summary>Where a figure is in one frame.</summary>
/// <param name="X">The world's x of its middle.</param>
/// <param name="Up">How far it is off the ground, in the world's units.</param>
/// <param name="FacesLeft">Whether it is mirrored.</param>
/// <param name="Turn">Degrees of a somersault.</param>
/// <param name="Pose">How it holds itself.</param>
internal readonly record struct Placement(float X, float Up, bool FacesLeft, float Turn, Pose Pose);

/// <summary>What a character does in a shot: a pure function of time, so that frames can be drawn in any order.</summary>
internal sealed class Act(IReadOnlyList<Mark> marks, bool facesLeft, float hop, bool somersaults, bool turnsAbout, bool waves, bool talks, float phase)
{
    private const float StepLength = 74;
    private const double HopSeconds = 0.72;

    public Placement At(double seconds)
    {
        var (x, travelled, speed) = Travel(seconds);
        var going = MathF.Min(1, MathF.Abs(speed) / 30);
        var left = speed == 0 ? LastDirection(seconds) ?? facesLeft : speed < 0;
        if (going < 0.1f && turnsAbout && Math.Sin((seconds * 2.1) + phase) > 0.35)
            left = !left;

        float up = 0, turn = 0;
        if (hop > 0)
        {
            var (whole, part) = Math.DivRem((long)((seconds + phase) * 1_000_000), (long)(HopSeconds * 1_000_000));
            var share = (float)(part / (HopSeconds * 1_000_000));
            up = hop * 4 * share * (1 - share);
            if (somersaults && whole % 3 == 1)
                turn = 360 * share * (left ? -1 : 1);
        }

        var blink = (seconds + phase) % 2.7 < 0.14 ? 1f : 0f;
        var wave = waves ? Ease((float)Math.Clamp(Math.Sin((seconds * 1.5) + phase) * 2, 0, 1)) : 0;
        var mouth = talks && Math.Sin((seconds * 1.1) + (phase * 2)) > -0.2 ? (float)Math.Abs(Math.Sin(seconds * 9.5)) : 0;
        var pose = new Pose(
            travelled / StepLength,
            going,
            (float)Math.Sin((seconds * 3.1) + phase),
            wave,
            (float)Math.Sin((seconds * (waves ? 8 : 4.2)) + phase),
            blink,
            0.45f + (0.55f * (float)Math.Sin((seconds * 0.9) + (phase * 3))),
            mouth);
        // A step lifts the whole body a little.
        return new Placement(x, up + (going * 5 * MathF.Abs(MathF.Sin(pose.Stride * MathF.Tau))), left, turn, pose);
    }

    private (float X, float Travelled, float Speed) Travel(double seconds)
    {
        var travelled = 0f;
        for (var i = 1; i < marks.Count; i++)
        {
            var (from, to) = (marks[i - 1], marks[i]);
            var duration = to.Seconds - from.Seconds;
            if (seconds < to.Seconds)
            {
                var share = (float)Math.Clamp((seconds - from.Seconds) / duration, 0, 1);
                var moved = (to.X - from.X) * share;
                return (from.X + moved, travelled + MathF.Abs(moved), (float)((to.X - from.X) / duration));
            }

            travelled += MathF.Abs(to.X - from.X);
        }

        return (marks[^1].X, travelled, 0);
    }

    private bool? LastDirection(double seconds)
    {
        bool? left = null;
        for (var i = 1; i < marks.Count && marks[i - 1].Seconds <= seconds; i++)
            if (marks[i].X != marks[i - 1].X)
                left = marks[i].X < marks[i - 1].X;
        return left;
    }

    private static float Ease(float share) => share * share * (3 - (2 * share));
}
