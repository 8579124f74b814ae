using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipes;

namespace ScreenTime.Host.Media;

/// <summary>
/// Hands chosen images of a sequence to ffmpeg over a named pipe (a Unix socket elsewhere than on Windows), in a Matroska stream: each image's bytes are a block of
/// its own, whose timestamp is the image's number. ffmpeg is told no file's name, opens nothing, and reads only what is wanted; holes and steps are timestamps like
/// any other, and a picture that is damaged is one picture's damage.
/// </summary>
/// <remarks>
/// RFC 9559 (Matroska) and RFC 8794 (EBML). Its blocks say that they are key frames, without which ffmpeg adds a PNG to the one before. The codec is not named in it,
/// since Matroska has no name for most: the decoder is named on ffmpeg's command line.
/// </remarks>
internal sealed class SequencePipe : IAsyncDisposable
{
    /// <summary>Units of the stream's timestamps in a second. They are images' numbers, whatever the rate, so it is as good as any that Matroska can say.</summary>
    public const int UnitsASecond = 1000;

    private readonly NamedPipeServerStream _pipe;
    private readonly MediaIndex _index;
    private readonly SequenceImages _images;
    private readonly IReadOnlyList<int> _frames;
    private readonly ConcurrentDictionary<int, string> _unreadable = new();

    /// <param name="folder">A folder of the run's own, for the socket.</param>
    /// <param name="index">The sequence.</param>
    /// <param name="frames">The images to hand on, in order.</param>
    public SequencePipe(string folder, MediaIndex index, IReadOnlyList<int> frames)
    {
        (_index, _images, _frames) = (index, index.Images!, frames);
        var name = OperatingSystem.IsWindows() ? "screentime-" + Guid.NewGuid().ToString("N") : Path.Combine(folder, "pictures");
        Url = OperatingSystem.IsWindows() ? @"\\.\pipe\" + name : "unix:" + name;
        _pipe = new NamedPipeServerStream(
            name, PipeDirection.Out, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly, 0, 1 << 16);
    }

    /// <summary>Where ffmpeg reads from.</summary>
    public string Url { get; }

    /// <summary>Why an image could not be handed on; null when it was.</summary>
    public string? WhyUnreadable(int image) => _unreadable.GetValueOrDefault(_images.Shown(image));

    /// <summary>Writes the images until all are written or ffmpeg ends.</summary>
    /// <param name="alive">Called for every image.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WriteAsync(Action alive, CancellationToken cancellationToken)
    {
        try
        {
            await _pipe.WaitForConnectionAsync(cancellationToken);
            await _pipe.WriteAsync(Header(), cancellationToken);
            foreach (var frame in _frames)
            {
                await WriteAsync(frame, cancellationToken);
                alive();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // ffmpeg has all that it wanted, or is being ended.
        }
        finally
        {
            // The end of the pipe is the end of the sequence.
            await _pipe.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _pipe.DisposeAsync();

    private byte[] Header()
    {
        // Reads and writes of version 2 know SimpleBlock; a unit of the timestamps is one of UnitsASecond.
        byte[] document =
        [
            .. Element(0x1A45DFA3, [.. Element(0x4282, "matroska"u8), .. Number(0x4287, 2), .. Number(0x4285, 2)]),
            // The segment, of unknown length.
            0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            .. Element(0x1549A966, Number(0x2AD7B1, 1_000_000_000 / UnitsASecond)),
        ];
        byte[] video = [.. Number(0xB0, _index.Picture.Width), .. Number(0xBA, _index.Picture.Height)];
        byte[] track = [.. Number(0xD7, 1), .. Number(0x73C5, 1), .. Number(0x83, 1), .. Element(0x86, "V_IMAGES"u8), .. Element(0xE0, video)];
        return [.. document, .. Element(0x1654AE6B, Element(0xAE, track))];
    }

    /// <summary>A cluster with one block in it, up to the image's bytes.</summary>
    private static byte[] Cluster(long timestamp, long length)
    {
        var time = Number(0xE7, timestamp);
        // Track 1, no time after the cluster's, a key frame.
        byte[] block = [0x81, 0, 0, 0x80];
        byte[] simpleBlock = [.. Id(0xA3), .. Size(block.Length + length), .. block];
        return [.. Id(0x1F43B675), .. Size(time.Length + simpleBlock.Length + length), .. time, .. simpleBlock];
    }

    private static byte[] Number(uint id, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Element(id, bytes);
    }

    private static byte[] Element(uint id, ReadOnlySpan<byte> content) => [.. Id(id), .. Size(content.Length), .. content];

    private static byte[] Id(uint id)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return bytes.TrimStart((byte)0).ToArray();
    }

    // Always in eight bytes, the first of which says so.
    private static byte[] Size(long length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        bytes[0] = 0x01;
        return bytes;
    }

    private async Task WriteAsync(int frame, CancellationToken cancellationToken)
    {
        var image = _images.Shown(frame);
        if (image < 0)
            return;
        FileStream file;
        try
        {
            file = _images.Open(image);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _unreadable[image] = "it could not be read: " + failure.Message.ReplaceLineEndings(" ");
            return;
        }

        await using (file)
        {
            var left = file.Length;
            await _pipe.WriteAsync(Cluster(_index.Frames.TimestampOf(frame), left), cancellationToken);
            var buffer = new byte[(int)Math.Min(left, 1 << 18)];
            while (left > 0)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
                // What is cut off meanwhile is made up with zeros, which no decoder takes for a picture, so that the next image is found.
                var read = await ReadAsync(file, part, image, cancellationToken);
                part.Span[read..].Clear();
                await _pipe.WriteAsync(part, cancellationToken);
                left -= part.Length;
            }
        }
    }

    private async Task<int> ReadAsync(FileStream file, Memory<byte> part, int image, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (IOException failure)
        {
            _unreadable[image] = "it could not be read: " + failure.Message.ReplaceLineEndings(" ");
            return 0;
        }
    }
}
