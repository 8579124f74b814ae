using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Gpu;

/// <summary>What a recogniser made of frames: features, as they are cached, and probabilities.</summary>
internal sealed record Outputs(IReadOnlyList<byte[]> Features, float[][] Probabilities, double Seconds, bool Repeats)
{
    public string Hash => Convert.ToHexStringLower(SHA256.HashData([.. Features.SelectMany(feature => feature)]));

    /// <summary>Describes frames twice, the second time by the clock, and judges them.</summary>
    public static async Task<Outputs> OfAsync(IRecognizer recognizer, IReadOnlyList<Frame> frames)
    {
        var first = await recognizer.DescribeAsync(frames, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var features = await recognizer.DescribeAsync(frames, CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        var sightings = await recognizer.JudgeAsync(features, CancellationToken.None);
        return new Outputs(features, [.. sightings.Select(sighting => sighting.Probabilities.ToArray())], seconds, first.Zip(features).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));
    }

    public string Against(Outputs right) => Sentence(Probabilities, right.Probabilities);

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "features.sha256"), Hash);
        File.WriteAllLines(Path.Combine(folder, "probabilities.csv"), Probabilities.Select(row => string.Join(',', row.Select(p => p.ToString("R", CultureInfo.InvariantCulture)))));
    }

    /// <summary>Compares what two machines wrote, each kind of device for itself.</summary>
    public static int Compare(string one, string other)
    {
        foreach (var folder in Directory.GetDirectories(one).Order(StringComparer.Ordinal).Where(folder => Directory.Exists(Path.Combine(other, Path.GetFileName(folder)))))
        {
            var mine = Path.Combine(other, Path.GetFileName(folder));
            var same = File.ReadAllText(Path.Combine(folder, "features.sha256")) == File.ReadAllText(Path.Combine(mine, "features.sha256"));
            Console.WriteLine($"{Path.GetFileName(folder)}: features {(same ? "are the same bytes" : "differ")}; {Sentence(Read(folder), Read(mine))}");
        }

        return 0;

        static float[][] Read(string folder) =>
            [.. File.ReadLines(Path.Combine(folder, "probabilities.csv")).Select(line => line.Split(',').Select(p => float.Parse(p, CultureInfo.InvariantCulture)).ToArray())];
    }

    private static string Sentence(float[][] actual, float[][] right)
    {
        var pairs = actual.SelectMany(row => row).Zip(right.SelectMany(row => row)).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"largest difference of a probability {pairs.Max(pair => Math.Abs(pair.First - pair.Second)):G3}, {pairs.Count(pair => pair.First >= 0.5f != pair.Second >= 0.5f)} of {pairs.Count} answers differ, {pairs.Count(pair => pair.First.Equals(pair.Second))} are equal to the last bit");
    }
}
