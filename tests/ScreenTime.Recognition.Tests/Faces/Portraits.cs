using ScreenTime.Recognition.Faces;

namespace ScreenTime.Recognition.Tests.Faces;

/// <summary>Faces of made-up people: a direction each in descriptor space, with some noise a picture.</summary>
internal static class Portraits
{
    public const int Values = 16;

    /// <summary>A face of person <paramref name="person"/>; different people lie 0.85 apart, pictures of one about 0.3.</summary>
    public static Face Of(int person, int picture, double x = 300, double noise = 0.2)
    {
        var random = new Random((person * 1000) + picture);
        var descriptor = new float[Values];
        var norm = 0.0;
        for (var i = 0; i < Values; i++)
        {
            descriptor[i] = (float)((random.NextDouble() * 2) - 1);
            norm += descriptor[i] * descriptor[i];
        }

        for (var i = 0; i < Values; i++)
            descriptor[i] *= (float)(noise / Math.Sqrt(norm));
        descriptor[person] += 0.6f;
        return new Face(
            new FaceBox((float)x, 200, 100, 100), 0.9f, new FacePoints((x + 30, 240), (x + 70, 240), (x + 50, 260), (x + 50, 280)), descriptor);
    }
}
