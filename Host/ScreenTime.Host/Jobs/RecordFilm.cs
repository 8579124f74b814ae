using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>A small film of the record, frame for frame at the record's rate, with a key frame twice a second at least, to scrub through in a browser. Without sound.</summary>
/// <param name="record">What shows.</param>
public sealed class RecordFilm(RecordPictures record)
{
    /// <summary>Writes the film, whole or not at all: H.264 in MP4, letterboxed into the given size; grey where nothing can be shown.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Even.</param>
    /// <param name="height">Even.</param>
    /// <param name="progress">Receives how many frames are done.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="IOException">ffmpeg could not encode, or the file cannot be written.</exception>
    public async Task WriteAsync(string path, int width, int height, Action<long> progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await EncodeAsync(temporary, width, height, progress, cancellationToken).ConfigureAwait(false);
            Renaming.Replace(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task EncodeAsync(string temporary, int width, int height, Action<long> progress, CancellationToken cancellationToken)
    {
        var rate = record.Rate;
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{width}x{height}", "-r", $"{rate.Numerator}/{rate.Denominator}", "-i", "pipe:0",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", "-bf", "0", "-g", Math.Max(1, rate.Nominal / 2).ToString(CultureInfo.InvariantCulture),
            "-movflags", "+faststart", "-f", "mp4", temporary,
        ];
        var encoder = MediaProcess.Start(record.Tools.Ffmpeg, arguments);
        await using (encoder.ConfigureAwait(false))
        {
            var said = encoder.Error.ReadToEndAsync(cancellationToken);
            try
            {
                await FeedAsync(encoder.Input, width, height, progress, cancellationToken).ConfigureAwait(false);
                encoder.Input.Close();
            }
            catch (IOException exception)
            {
                throw new IOException($"ffmpeg could not make the film: {(await said.ConfigureAwait(false)).Trim()}", exception);
            }

            var words = (await said.ConfigureAwait(false)).Trim();
            if (await encoder.WaitAsync(cancellationToken).ConfigureAwait(false) != 0)
                throw new IOException($"ffmpeg could not make the film: {words}");
        }
    }

    private async Task FeedAsync(Stream input, int width, int height, Action<long> progress, CancellationToken cancellationToken)
    {
        var canvas = new byte[width * height * 3];
        long done = 0;
        await foreach (var picture in record.ReadAsync(new FrameRange(0, record.FrameCount), width, height, cancellationToken).ConfigureAwait(false))
        {
            Draw(picture, canvas, width, height);
            await input.WriteAsync(canvas, cancellationToken).ConfigureAwait(false);
            progress(++done);
        }
    }

    private static void Draw(RecordPicture picture, byte[] canvas, int width, int height)
    {
        Array.Fill(canvas, picture.Problem is null ? (byte)0 : (byte)64);
        if (picture.Problem is not null)
            return;
        var (left, top) = ((width - picture.Width) / 2, (height - picture.Height) / 2);
        for (var row = 0; row < picture.Height; row++)
            picture.Rgb.Span.Slice(row * picture.Width * 3, picture.Width * 3).CopyTo(canvas.AsSpan((((top + row) * width) + left) * 3));
    }
}
