namespace ScreenTime.Recognition.Faces;

/// <summary>A rectangle in pixels of the frame that faces are looked for in.</summary>
internal readonly record struct FaceBox(float Left, float Top, float Width, float Height)
{
    public float Area => Width * Height;

    public (float X, float Y) Centre => (Left + (Width / 2), Top + (Height / 2));

    /// <summary>The share that two rectangles have in common of all that they cover together, 0 to 1.</summary>
    public float Overlap(FaceBox other)
    {
        var shared = Shared(other);
        return shared > 0 ? shared / (Area + other.Area - shared) : 0;
    }

    /// <summary>The area that two rectangles have in common.</summary>
    public float Shared(FaceBox other)
    {
        var width = Math.Min(Left + Width, other.Left + other.Width) - Math.Max(Left, other.Left);
        var height = Math.Min(Top + Height, other.Top + other.Height) - Math.Max(Top, other.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }
}

/// <summary>Four points of a face in pixels of the frame: the eyes' centres (the one that is left in the picture first), the tip of the nose, the middle of the mouth.</summary>
internal readonly record struct FacePoints((double X, double Y) LeftEye, (double X, double Y) RightEye, (double X, double Y) Nose, (double X, double Y) Mouth)
{
    /// <summary>Whether all of it are numbers.</summary>
    public bool IsFinite => double.IsFinite(LeftEye.X + LeftEye.Y + RightEye.X + RightEye.Y + Nose.X + Nose.Y + Mouth.X + Mouth.Y);

    /// <summary>The distance between the eyes, in pixels; from the side they come together.</summary>
    public double EyeDistance => Math.Sqrt(Square(LeftEye, RightEye));

    /// <summary>
    /// How far the face is turned to the side: where the nose stands between the eyes along the line that joins them, 0 in the middle, ±1 below an eye, beyond that a profile.
    /// </summary>
    public double Turn
    {
        get
        {
            var (ex, ey) = (RightEye.X - LeftEye.X, RightEye.Y - LeftEye.Y);
            var length = (ex * ex) + (ey * ey);
            return length > 0 ? (2 * (((Nose.X - LeftEye.X) * ex) + ((Nose.Y - LeftEye.Y) * ey)) / length) - 1 : 2;
        }
    }

    private static double Square((double X, double Y) a, (double X, double Y) b) => ((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y));
}

/// <summary>A face in a frame.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Score">How sure the detector is that it is one, 0 to 1.</param>
/// <param name="Points">Where its parts are.</param>
/// <param name="Descriptor">What it looks like: numbers that lie near each other for one person.</param>
internal sealed record Face(FaceBox Box, float Score, FacePoints Points, float[] Descriptor)
{
    /// <summary>The Euclidean distance between two descriptors.</summary>
    public static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
