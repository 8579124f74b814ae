using ScreenTime.Examples.ShortFilm.Characters;
using ScreenTime.Examples.ShortFilm.Drawing;
using ScreenTime.Examples.ShortFilm.Places;

namespace ScreenTime.Examples.ShortFilm.Story;

/// <summary>All that a scene's shot shows.</summary>
/// <param name="Place">Where.</param>
/// <param name="From">The camera at the first frame.</param>
/// <param name="To">The camera at the last.</param>
/// <param name="Backdrop">What stands still behind everyone.</param>
/// <param name="Things">Everyone and what may hide them, far to near.</param>
/// <param name="Plants">Numbers of the plants at the lower edge, or null for none.</param>
/// <param name="DriftKey">Numbers of what drifts through the air.</param>
internal sealed record Scene(
    Place Place, Camera From, Camera To, IReadOnlyList<Thing> Backdrop, IReadOnlyList<Thing> Things, long? Plants, long DriftKey)
{
    public Camera CameraAt(int frame, int length)
    {
        var share = length > 1 ? (float)frame / (length - 1) : 0;
        return Camera.Between(From, To, share * share * (3 - (2 * share)));
    }
}

/// <summary>Something that stands in a scene.</summary>
/// <param name="Foot">The world's y of its foot: the larger, the nearer.</param>
internal abstract record Thing(float Foot)
{
    /// <summary>Draws it as it is at a time of the shot.</summary>
    public abstract void Draw(Sketch s, double seconds);
}

/// <summary>A prop that stands still.</summary>
internal sealed record Furniture(Prop Prop, float X, float Foot, bool Mirrored) : Thing(Foot)
{
    public override void Draw(Sketch s, double seconds)
    {
        s.Canvas.Save();
        s.Canvas.Translate(X, Foot);
        s.Glow(0, 0, Prop.Width * 0.62f, new(0x20, 0x14, 0x38, 0x60), 0.16f);
        if (Mirrored)
            s.Canvas.Scale(-1, 1);
        Prop.Draw(s);
        s.Canvas.Restore();
    }
}

/// <summary>A creature that is none of the characters.</summary>
internal sealed record Critter(Creature Creature, float X, float Foot, float Speed, float Phase) : Thing(Foot)
{
    public override void Draw(Sketch s, double seconds)
    {
        s.Canvas.Save();
        s.Canvas.Translate(X + (float)(Speed * seconds), Foot);
        s.Glow(0, 0, 44, new(0x20, 0x14, 0x38, 0x50), 0.16f);
        if (Speed < 0)
            s.Canvas.Scale(-1, 1);
        Creatures.Draw(s, Creature, seconds + Phase);
        s.Canvas.Restore();
    }
}

/// <summary>A character at work.</summary>
internal sealed record Actor(int Number, Character Character, Act Act, float Foot) : Thing(Foot)
{
    public override void Draw(Sketch s, double seconds)
    {
        var at = Act.At(seconds);
        var scale = Character.Height / 105;
        s.Canvas.Save();
        s.Canvas.Translate(at.X, Foot);
        s.Glow(0, 0, Character.Figure.Reach * scale * (1.15f - (at.Up / 300)), new(0x20, 0x14, 0x38, 0x70), 0.18f);
        s.Canvas.Translate(0, -at.Up);
        if (at.Turn != 0)
            s.Canvas.RotateDegrees(at.Turn, 0, -48 * scale);
        s.Canvas.Scale(at.FacesLeft ? -scale : scale, scale);
        Character.Figure.Draw(s, at.Pose);
        s.Canvas.Restore();
    }
}
