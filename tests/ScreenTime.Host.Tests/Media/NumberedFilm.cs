using System.Collections.Concurrent;
using System.Diagnostics;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

/// <summary>
/// Films made with ffmpeg whose every frame carries its number in 4 × 3 black and white fields, so that a decoded frame proves which one it is. The
/// field in the top left corner is always white, the one beside it always black: a picture that is turned or mirrored does not read.
/// </summary>
internal sealed class NumberedFilm : IDisposable
{
    // What was encoded already, by all that it is made of: many tests begin with the same film.
    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> s_encoded = new();

    private const int Columns = 4;
    private const int Rows = 3;

    public string Folder { get; } = Directory.CreateTempSubdirectory("screentime-film-").FullName;

    public static FfmpegTools Tools { get; } = FfmpegTools.FindAsync().GetAwaiter().GetResult();

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Encodes numbered frames.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="frames">How many.</param>
    /// <param name="rate">As ffmpeg takes it.</param>
    /// <param name="output">Encoder options.</param>
    /// <param name="size">The picture's size.</param>
    /// <param name="draw">Changes the drawn RGB picture of a frame.</param>
    public async Task<string> MakeAsync(
        string name, int frames, string rate, string[] output, (int Width, int Height)? size = null, Action<byte[], int>? draw = null)
    {
        var path = Path(name);
        var (width, height) = size ?? (192, 108);
        // What a closure draws, and a sequence of images, are made anew.
        if (draw?.Target is not null || name.Contains('%', StringComparison.Ordinal))
        {
            await EncodeAsync(path, frames, rate, output, width, height, draw);
            return path;
        }

        var key = string.Join('\n', [.. output, $"{frames} {rate} {width}x{height} {System.IO.Path.GetExtension(name)} {draw?.Method.DeclaringType} {draw?.Method.Name}"]);
        await File.WriteAllBytesAsync(path, await s_encoded.GetOrAdd(key, _ => new(async () =>
        {
            await EncodeAsync(path, frames, rate, output, width, height, draw);
            return await File.ReadAllBytesAsync(path);
        })).Value);
        return path;
    }

    private static Task EncodeAsync(string path, int frames, string rate, string[] output, int width, int height, Action<byte[], int>? draw) => RunAsync(
        ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{width}x{height}", "-r", rate, "-i", "pipe:0", .. output, "file:" + path],
        async input =>
        {
            for (var frame = 0; frame < frames; frame++)
            {
                var picture = Draw(frame, width, height);
                draw?.Invoke(picture, frame);
                await input.WriteAsync(picture);
            }
        });

    /// <summary>Runs ffmpeg and asserts that it went well.</summary>
    public static async Task RunAsync(string[] arguments, Func<Stream, Task>? feed = null)
    {
        var start = new ProcessStartInfo(Tools.Ffmpeg) { RedirectStandardInput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-v", "error", "-y", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        try
        {
            if (feed is not null)
                await feed(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // ffmpeg gave up; its complaint is asserted on below.
        }

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"ffmpeg {string.Join(' ', arguments)}: {await complaints}");
    }

    /// <summary>Writes a shell script, in the place of a program.</summary>
    /// <returns>Its path.</returns>
    public string Script(string name, string commands)
    {
        var path = Path(name);
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The number that a decoded picture carries inside a part of the frame; -1 when it cannot be read.</summary>
    public static int Read(ReadOnlySpan<byte> pixels, FrameRequest request, PictureFit? where = null)
    {
        var area = where ?? new PictureFit(0, 0, request.Width, request.Height);
        var number = 0;
        for (var field = 0; field < Columns * Rows; field++)
        {
            var x = area.X + (int)(((field % Columns) + 0.5) * area.Width / Columns);
            var y = area.Y + (int)(((field / Columns) + 0.5) * area.Height / Rows);
            var offset = ((y * request.Width) + x) * 3;
            var level = (pixels[offset] + pixels[offset + 1] + pixels[offset + 2]) / 3;
            if (level is > 90 and < 165 || (field == 0 && level < 128) || (field == 1 && level > 128))
                return -1;
            if (field > 1 && level > 128)
                number |= 1 << (field - 2);
        }

        return number;
    }

    private static byte[] Draw(int frame, int width, int height)
    {
        var bits = 1 | (frame << 2);
        var picture = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var field = (y * Rows / height * Columns) + (x * Columns / width);
                if ((bits >> field & 1) != 0)
                    picture.AsSpan(((y * width) + x) * 3, 3).Fill(235);
                else
                    picture.AsSpan(((y * width) + x) * 3, 3).Fill(20);
            }
        }

        return picture;
    }
}
