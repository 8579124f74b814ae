using System.Buffers.Binary;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>
/// The bytes of what is known of one frame: its faces, and the whole frame's features as the recogniser <c>characters</c> keeps them. Little-endian: magic, number of faces, values
/// a descriptor; a face: box, score, four points, descriptor; then the rest.
/// </summary>
/// <param name="Faces">The faces, the surest first.</param>
/// <param name="Whole">The whole frame's features.</param>
internal sealed record PeopleFeatures(IReadOnlyList<Face> Faces, byte[] Whole)
{
    /// <summary>Names the encoding in what features depend on.</summary>
    public const string Id = "faces-1";

    private const int HeaderLength = 12;
    private const int FixedValues = 13;
    private const int MostFaces = 1024;
    private const int MostValues = 4096;

    private static ReadOnlySpan<byte> Magic => "SFF1"u8;

    public byte[] Encode()
    {
        var values = Faces.Count == 0 ? 0 : Faces[0].Descriptor.Length;
        var numbers = new float[Faces.Count * (FixedValues + values)];
        for (var f = 0; f < Faces.Count; f++)
        {
            var face = Faces[f];
            var (box, points) = (face.Box, face.Points);
            float[] head =
            [
                box.Left, box.Top, box.Width, box.Height, face.Score,
                (float)points.LeftEye.X, (float)points.LeftEye.Y, (float)points.RightEye.X, (float)points.RightEye.Y,
                (float)points.Nose.X, (float)points.Nose.Y, (float)points.Mouth.X, (float)points.Mouth.Y,
            ];
            head.CopyTo(numbers, f * (FixedValues + values));
            face.Descriptor.CopyTo(numbers, (f * (FixedValues + values)) + FixedValues);
        }

        var bytes = new byte[HeaderLength + (4 * numbers.Length) + Whole.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Faces.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), values);
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(HeaderLength + (4 * i)), numbers[i]);
        Whole.CopyTo(bytes, bytes.Length - Whole.Length);
        return bytes;
    }

    /// <exception cref="UserException">The bytes are no such features.</exception>
    public static PeopleFeatures Decode(byte[] bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw Invalid();
        var (count, values) = (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)));
        if (count is < 0 or > MostFaces || values is < 0 or > MostValues || HeaderLength + (4L * count * (FixedValues + values)) > bytes.Length)
            throw Invalid();
        var faces = new Face[count];
        for (var f = 0; f < count; f++)
        {
            var numbers = new float[FixedValues + values];
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(HeaderLength + (4 * ((f * numbers.Length) + i))));
            if (!numbers.All(float.IsFinite))
                throw Invalid();
            faces[f] = new Face(
                new FaceBox(numbers[0], numbers[1], numbers[2], numbers[3]),
                numbers[4],
                new FacePoints((numbers[5], numbers[6]), (numbers[7], numbers[8]), (numbers[9], numbers[10]), (numbers[11], numbers[12])),
                numbers[FixedValues..]);
        }

        return new PeopleFeatures(faces, bytes[(HeaderLength + (4 * count * (FixedValues + values)))..]);
    }

    private static UserException Invalid() => new(
        ExitCode.InputInvalid, "The kept faces of a frame are damaged; delete the job's features folder and run this again.");
}
