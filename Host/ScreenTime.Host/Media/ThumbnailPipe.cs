using System.IO.Pipes;
using System.Threading.Channels;

namespace ScreenTime.Host.Media;

/// <summary>Receives the small pictures of every frame from ffmpeg over a named pipe (a Unix socket elsewhere than on Windows), and finds shot changes in them.</summary>
internal sealed class ThumbnailPipe : IAsyncDisposable
{
    private readonly NamedPipeServerStream _pipe;
    private readonly ShotDetector _detector = new();
    private readonly Lock _lock = new();

    /// <param name="folder">A folder of the run's own, for the socket.</param>
    public ThumbnailPipe(string folder)
    {
        var name = OperatingSystem.IsWindows() ? "screentime-" + Guid.NewGuid().ToString("N") : Path.Combine(folder, "thumbnails");
        Url = OperatingSystem.IsWindows() ? @"\\.\pipe\" + name : "unix:" + name;
        _pipe = new NamedPipeServerStream(
            name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly, 1 << 16, 0);
    }

    /// <summary>Where ffmpeg writes to.</summary>
    public string Url { get; }

    /// <summary>Whether ffmpeg has opened the pipe.</summary>
    public bool Connected { get; private set; }

    /// <summary>Reads pictures until ffmpeg ends. What shows in damaged ones is not the same each time: there the last whole one stands still.</summary>
    /// <param name="progress">Which frames they are.</param>
    /// <param name="isDamagedAsync">Whether one of the frames is damaged.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task ReadAsync(RunProgress progress, Func<int, ValueTask<bool>> isDamagedAsync, CancellationToken cancellationToken)
    {
        try
        {
            await _pipe.WaitForConnectionAsync(cancellationToken);
            Connected = true;
            var (picture, whole) = (new byte[ShotDetector.PictureBytes], new byte[ShotDetector.PictureBytes]);
            while (await _pipe.ReadAtLeastAsync(picture, picture.Length, false, cancellationToken) == picture.Length)
            {
                // The line is written before its picture, so this waits for the reader of the lines only.
                if (!await isDamagedAsync(await progress.NextDecodedAsync(cancellationToken)))
                    (picture, whole) = (whole, picture);
                lock (_lock)
                    _detector.Add(whole);
                progress.Alive();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ObjectDisposedException or ChannelClosedException)
        {
            // The run is over; what was seen until now stands.
        }
    }

    /// <summary>What there is from one picture to another, as far as they have come.</summary>
    public SeenChanges ChangesIn(int first, int last)
    {
        lock (_lock)
            return _detector.ChangesIn(first, last);
    }

    /// <summary>What tells of shot changes, counted in pictures of this run.</summary>
    public ShotEvidence Evidence() => _detector.Finish();

    public ValueTask DisposeAsync() => _pipe.DisposeAsync();
}
