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

    // Layout: SHA-256 of the rest; three int32 counts (points, loss history, best step); doubles.
    private static void Write(string path, Fit fit)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(fit.Vector.Length);
            writer.Write(fit.History.Count);
            writer.Write(fit.Steps);
            writer.Write(MemoryMarshal.AsBytes(fit.Vector.AsSpan()));
            foreach (var point in fit.History)
            {
                writer.Write(point.Step);
                foreach (var value in (double[])[point.Loss, point.HeldOutLoss, point.Accuracy, point.HeldOutAccuracy])
                    writer.Write(value);
            }
        }

        var body = memory.ToArray();
        WholeFile.Write(path, [.. SHA256.HashData(body), .. body]);
    }

    private static Fit? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 44 || !SHA256.HashData(bytes.AsSpan(32)).AsSpan().SequenceEqual(bytes.AsSpan(0, 32)))
            return null; // damaged: made again
        using var reader = new BinaryReader(new MemoryStream(bytes, 32, bytes.Length - 32));
        var (length, points, steps) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var vector = new double[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
        var history = new List<FitPoint>();
        for (var i = 0; i < points; i++)
            history.Add(new FitPoint(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));
        return new Fit(vector, steps, history);
    }
}

/// <summary>A fitted head.</summary>
/// <param name="Vector">Its parameters.</param>
/// <param name="Steps">After how many steps they were taken.</param>
/// <param name="History">How it went.</param>
internal sealed record Fit(double[] Vector, int Steps, IReadOnlyList<FitPoint> History);

/// <summary>Loss and accuracy after a number of steps; NaN for a held-out part that there is not.</summary>
internal readonly record struct FitPoint(int Step, double Loss, double HeldOutLoss, double Accuracy, double HeldOutAccuracy);
