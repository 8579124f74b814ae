using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Finished fits of a training run, kept in its work folder: a run that was killed takes them up again and comes to the same model, since a fit depends on nothing
/// but what its key is a hash of.
/// </summary>
internal sealed class Checkpoints
{
    private readonly string _folder;
    private readonly string _runKey;

    /// <param name="folder">The work folder.</param>
    /// <param name="runKey">A hash of everything that a fit of this run depends on beside which examples teach it.</param>
    public Checkpoints(string folder, string runKey)
    {
        (_folder, _runKey) = (folder, runKey);
        Directory.CreateDirectory(folder);
    }

    /// <summary>The fit that was kept under <paramref name="name"/>, or the one that <paramref name="make"/> makes, kept.</summary>
    public Fit Take(string name, Func<Fit> make)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_runKey}\n{name}")).AsSpan(0, 16));
        var path = Path.Combine(_folder, $"fit-{key}.bin");
        if (Read(path) is { } kept)
            return kept;
        var fit = make();
        Write(path, fit);
        return fit;
    }

    // Layout: SHA-256 of the rest; number of points; for each its parameters (length, doubles), step, softness and figures.
    private static void Write(string path, Fit fit)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(fit.Points.Count);
            foreach (var point in fit.Points)
            {
                writer.Write(point.Vector.Length);
                writer.Write(MemoryMarshal.AsBytes(point.Vector.AsSpan()));
                writer.Write(point.Step);
                writer.Write(point.Tau);
                foreach (var value in (double[])[point.Loss, point.HeldOutLoss, point.Accuracy, point.HeldOutAccuracy])
                    writer.Write(value);
            }
        }

        var body = memory.ToArray();
        ModelFile.Write(path, [.. SHA256.HashData(body), .. body]);
    }

    private static Fit? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 36 || !SHA256.HashData(bytes.AsSpan(32)).AsSpan().SequenceEqual(bytes.AsSpan(0, 32)))
            return null; // damaged: made again
        using var reader = new BinaryReader(new MemoryStream(bytes, 32, bytes.Length - 32));
        var points = new FitPoint[reader.ReadInt32()];
        for (var i = 0; i < points.Length; i++)
        {
            var vector = new double[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
            points[i] = new FitPoint(
                reader.ReadInt32(), reader.ReadSingle(), vector, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        }

        return new Fit(points);
    }
}
