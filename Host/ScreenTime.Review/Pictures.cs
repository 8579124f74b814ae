using System.Collections.Concurrent;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Review;

/// <summary>
/// The pictures that the page shows: single frames at once, and a small film of the whole programme, frame for frame, that is made meanwhile and kept in the cache.
/// </summary>
public sealed class Pictures : IAsyncDisposable
{
    private const int FilmWidth = 640;
    private const int FilmHeight = 360;
    private const int MostFrames = 512;

    private readonly RecordPictures _record;
    private readonly string _proxy;
    private readonly SemaphoreSlim _decoders = new(2);
    private readonly ConcurrentDictionary<(long, int), byte[]> _frames = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _making;
    private long _done;

    /// <summary>Begins to make the film, unless it is in the cache.</summary>
    /// <param name="record">What shows.</param>
    /// <param name="cacheFolder">Where films are kept.</param>
    /// <param name="key">A hash of timeline and media: the film's name.</param>
    public Pictures(RecordPictures record, string cacheFolder, string key)
    {
        _record = record;
        _proxy = Path.Combine(cacheFolder, "proxies", key + ".mp4");
        _making = File.Exists(_proxy) ? Task.CompletedTask : Task.Run(() => MakeAsync(_stop.Token));
    }

    /// <summary>The film's path, or null while it is not ready.</summary>
    public string? Film => _making.IsCompletedSuccessfully && File.Exists(_proxy) ? _proxy : null;

    /// <summary>How far the film is: frames done, frames in all, and what went wrong, or null.</summary>
    public (long Done, long Total, string? Problem) Progress =>
        (Film is null ? Interlocked.Read(ref _done) : _record.FrameCount, _record.FrameCount, _making.IsFaulted ? _making.Exception!.GetBaseException().Message.ReplaceLineEndings(" ") : null);

    /// <summary>One frame as a JPEG; null where nothing can be shown.</summary>
    public async Task<byte[]?> FrameAsync(long recordFrame, int width, CancellationToken cancellationToken)
    {
        if (recordFrame < 0 || recordFrame >= _record.FrameCount)
            return null;
        if (_frames.TryGetValue((recordFrame, width), out var known))
            return known;
        await _decoders.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var taken = await _record.TakeAsync([recordFrame], width, null, null, cancellationToken).ConfigureAwait(false);
            if (!taken.TryGetValue(recordFrame, out var jpeg))
                return null;
            if (_frames.Count >= MostFrames)
                _frames.Clear();
            return _frames[(recordFrame, width)] = jpeg;
        }
        finally
        {
            _decoders.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _decoders.Dispose();
    }

    private Task MakeAsync(CancellationToken cancellationToken) =>
        new RecordFilm(_record).WriteAsync(_proxy, FilmWidth, FilmHeight, done => Interlocked.Exchange(ref _done, done), cancellationToken);
}
