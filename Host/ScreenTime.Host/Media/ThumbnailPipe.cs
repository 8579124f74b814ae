using System.IO.Pipes;

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

    /// <summary>Reads pictures until ffmpeg ends.</summary>
    public async Task ReadAsync(RunProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await _pipe.WaitForConnectionAsync(cancellationToken);
            Connected = true;
            var picture = new byte[ShotDetector.PictureBytes];
            while (await _pipe.ReadAtLeastAsync(picture, picture.Length, false, cancellationToken) == picture.Length)
            {
                lock (_lock)
                    _detector.Add(picture);
                progress.Alive();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ObjectDisposedException)
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
