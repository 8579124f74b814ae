using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>A labelled frame of the benchmark.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">The cartoon that it is from.</param>
/// <param name="Jerry">Whether Jerry is in it.</param>
/// <param name="Tom">Whether Tom is in it.</param>
/// <param name="Class">The tutorial's label: 0 nobody, 1 Jerry, 2 Tom.</param>
/// <param name="Features">What the recogniser said of it.</param>
internal sealed record LabelledFrame(int Number, string Title, bool Jerry, bool Tom, int Class, byte[] Features, byte[] Teaching)
{
    public TrainingExample Example => new(
        string.Create(CultureInfo.InvariantCulture, $"frame{Number}.jpg"), Title, null, Teaching, [Jerry, Tom]);
}

/// <summary>The two cartoons of ../shared/data/tom-and-jerry.</summary>
internal static class LabelledFrames
{
    /// <summary>Frames of the first cartoon (0 to 101) and of the second (122 to 282); features are kept in <paramref name="cache"/>. Those that do not teach are described once.</summary>
    public static async Task<(LabelledFrame[] First, LabelledFrame[] Second)> ReadAsync(string folder, IRecognizer recognizer, string cache, bool teach = true)
    {
        var labels = Rows(Path.Combine(folder, "labels.csv"));
        // By the row's place: one frame is named twice there, its neighbour never.
        var classes = File.ReadLines(Path.Combine(folder, "mapping.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)).ToList();
        var features = await FeaturesAsync(folder, recognizer, cache);
        var teaching = teach ? await FeaturesAsync(folder, recognizer, cache, true) : [.. features.Select(_ => Array.Empty<byte>())];
        LabelledFrame[] Read(int from, int to, string title) => [.. Enumerable.Range(from, to - from + 1).Select(n =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"frame{n}.jpg");
            return new LabelledFrame(n, title, labels[name][1] == "1", labels[name][0] == "1", classes[n], features[n], teaching[n]);
        })];
        return (Read(0, 101, "first"), Read(122, 282, "second"));
    }

    private static Dictionary<string, string[]> Rows(string path) =>
        File.ReadLines(path).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[0], cells => cells[1..], StringComparer.Ordinal);

    private static async Task<byte[][]> FeaturesAsync(string folder, IRecognizer recognizer, string cache, bool teaching = false)
    {
        var files = Directory.GetFiles(Path.Combine(folder, "frames"), "*.jpg").Length;
        var known = Enumerable.Range(0, files).Select(n => Path.Combine(cache, teaching ? recognizer.TrainingFeaturesId : recognizer.FeaturesId, string.Create(CultureInfo.InvariantCulture, $"{n}.features"))).ToArray();
        Directory.CreateDirectory(Path.GetDirectoryName(known[0])!);
        if (!known.All(File.Exists))
        {
            var size = recognizer.FrameRequest;
            using var ffmpeg = Decode(Path.Combine(folder, "frames", "frame%d.jpg"), size);
            var pixels = new byte[size.ByteCount];
            for (var n = 0; n < files; n++)
            {
                await ffmpeg.StandardOutput.BaseStream.ReadExactlyAsync(pixels);
                var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(known[n])));
                var frame = new Frame(size, pixels, id, MediaTime.Zero, -1);
                await File.WriteAllBytesAsync(known[n], teaching ? await recognizer.DescribeForTrainingAsync(frame, default) : (await recognizer.DescribeAsync([frame], default))[0]);
            }

            await ffmpeg.WaitForExitAsync();
        }

        return [.. known.Select(File.ReadAllBytes)];
    }

    /// <summary>Pictures as <see cref="FrameRequest"/> has them; these frames have no bars to crop.</summary>
    private static Process Decode(string pattern, FrameRequest size)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        var filter = string.Create(
            CultureInfo.InvariantCulture,
            $"scale={size.Width}:{size.Height}:force_original_aspect_ratio=decrease:flags=area,pad={size.Width}:{size.Height}:-1:-1");
        foreach (var argument in (string[])["-v", "error", "-start_number", "0", "-i", pattern, "-vf", filter, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start");
    }
}
