using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>A shot of a clip and who is in it.</summary>
internal sealed record LabelledShot(double Start, double End, bool[] Present)
{
    public bool Holds(double seconds) => seconds >= Start && seconds < End;
}

/// <summary>A frame of a clip; <paramref name="Teaching"/> is empty but in the middle of each second.</summary>
internal sealed record ClipFrame(double Seconds, ShotFrame Frame, byte[] Teaching);

/// <summary>A clip that is labelled shot by shot, looked at five times a second.</summary>
internal static class Clip
{
    public const int FramesPerSecond = 5;

    /// <summary>Who is in fewer shots cannot be taught by some and asked of others.</summary>
    public const int LeastShots = 3;

    private static readonly string[] s_notCharacters = ["start", "end", "note"];

    public static (List<string> Names, List<LabelledShot> Shots) ReadShots(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        var columns = Enumerable.Range(0, header.Length).Where(i => !s_notCharacters.Contains(header[i])).ToList();
        double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        return ([.. columns.Select(i => header[i])], [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new LabelledShot(Number(cells[0]), Number(cells[1]), [.. columns.Select(i => cells[i] == "1")]))]);
    }

    /// <summary>Describes a clip's frames; they are kept in <paramref name="kept"/>. Those that do not teach are described once.</summary>
    public static async Task<List<ClipFrame>> DescribeAsync(string path, IRecognizer recognizer, string kept, bool teach = true)
    {
        var folder = Directory.CreateDirectory(Path.Combine(kept, "clips", recognizer.FeaturesId[..16], Path.GetFileNameWithoutExtension(path))).FullName;
        var done = Path.Combine(folder, "done");
        if (!File.Exists(done))
        {
            var clock = Stopwatch.StartNew();
            var size = recognizer.FrameRequest;
            using var ffmpeg = Decode(path, size);
            var pixels = new byte[size.ByteCount];
            var n = 0;
            for (; await ffmpeg.StandardOutput.BaseStream.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false) == pixels.Length; n++)
            {
                var frame = new Frame(size, pixels, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))), Time(n), -1);
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{n:0000}.features"), (await recognizer.DescribeAsync([frame], default))[0]);
                if (teach && Teaches(n))
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{n:0000}.teaching"), await recognizer.DescribeForTrainingAsync(frame, default));
            }

            await ffmpeg.WaitForExitAsync();
            await File.WriteAllTextAsync(done, string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalMilliseconds / Math.Max(1, n):0} ms a frame, those that teach twice"));
        }

        Console.WriteLine($"time      {Path.GetFileName(path)}: {await File.ReadAllTextAsync(done)}");
        return [.. Directory.GetFiles(folder, "*.features").Order(StringComparer.Ordinal).Select((file, n) =>
            new ClipFrame(Time(n).Seconds, new ShotFrame(Time(n), File.ReadAllBytes(file)), teach && Teaches(n) ? File.ReadAllBytes(Path.ChangeExtension(file, "teaching")) : []))];
    }

    private static bool Teaches(int n) => n % FramesPerSecond == FramesPerSecond / 2;

    // The frames that ffmpeg's fps filter gives lie in the middle of their fifth of a second.
    private static MediaTime Time(int n) => new((2 * n) + 1, 2 * FramesPerSecond);

    private static Process Decode(string path, FrameRequest size)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        var filter = string.Create(
            CultureInfo.InvariantCulture,
            $"fps={FramesPerSecond},scale={size.Width}:{size.Height}:force_original_aspect_ratio=decrease:flags=bicubic,pad={size.Width}:{size.Height}:-1:-1");
        foreach (var argument in (string[])["-v", "error", "-i", path, "-vf", filter, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start");
    }
}
