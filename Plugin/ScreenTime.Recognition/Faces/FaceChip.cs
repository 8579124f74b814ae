namespace ScreenTime.Recognition.Faces;

/// <summary>
/// The aligned picture that a descriptor looks at: turned and scaled so that eyes, nose and mouth lie where they lie in dlib's mean face (Boost Software License; the positions are
/// those of its <c>get_face_chip_details</c>, with its padding of a quarter of the face on each side).
/// </summary>
internal static class FaceChip
{
    /// <summary>Names the alignment in what features depend on.</summary>
    public const string Id = "dlib-mean-face-1";

    private const double Padding = 0.25;

    // Eyes as the means of their corners, the tip of the nose, the mouth as the mean of its corners.
    private static readonly (double X, double Y)[] s_meanFace =
        [(0.2273295660, 0.2213958881), (0.7528138179, 0.2212333031), (0.490127, 0.515625), (0.490127, 0.780233)];

    /// <summary>Where a pixel of the chip lies in the frame.</summary>
    /// <param name="points">The face's parts.</param>
    /// <param name="size">The chip's width and height in pixels.</param>
    public static Similarity Of(FacePoints points, int size) => Similarity.Between(
        [.. s_meanFace.Select(p => ((Padding + p.X) / ((2 * Padding) + 1) * size, (Padding + p.Y) / ((2 * Padding) + 1) * size))],
        [points.LeftEye, points.RightEye, points.Nose, points.Mouth]);
}
