using System.Buffers;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// One frame of a media file that shows at one or more of the wanted times; or, without pixels, those times at which no frame can be had.
/// Its memory is pooled: dispose it when done.
/// </summary>
public sealed class DecodedFrame : IDisposable
{
    private byte[]? _pixels;
    private readonly int _byteCount;

    internal DecodedFrame(MediaTime time, int firstWanted, int wantedCount, byte[]? pixels, int byteCount, string? missingReason) =>
        (Time, FirstWanted, WantedCount, _pixels, _byteCount, MissingReason) = (time, firstWanted, wantedCount, pixels, byteCount, missingReason);

    /// <summary>The exact presentation time of the frame, counted from the media's first; of a missing one, the first wanted time.</summary>
    public MediaTime Time { get; }

    /// <summary>The index, in the list of wanted times, of the first at which this frame shows.</summary>
    public int FirstWanted { get; }

    /// <summary>At how many wanted times, one after the other in that list, it shows; 0 for one that may be wanted later (<see cref="DecodeOptions.ShotEdits"/>).</summary>
    public int WantedCount { get; }

    /// <summary>Of one that may be wanted later: whether it may have been chosen for lying near the end of a shot.</summary>
    internal bool IsNearEnd { get; init; }

    /// <summary>Frames of the same number come in order of time; of several, where <see cref="DecodeOptions.PartsAtOnce"/> lets there be several, as they are decoded.</summary>
    internal int Sequence { get; set; }

    /// <summary>Why there are no pixels, in a sentence that names the file; else null.</summary>
    public string? MissingReason { get; }

    /// <summary>RGB, rows from the top without padding; empty when missing.</summary>
    /// <exception cref="ObjectDisposedException">The memory has gone back to the pool.</exception>
    public ReadOnlyMemory<byte> Pixels =>
        MissingReason is not null ? default : (_pixels ?? throw new ObjectDisposedException(nameof(DecodedFrame))).AsMemory(0, _byteCount);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            ArrayPool<byte>.Shared.Return(pixels);
    }
}
