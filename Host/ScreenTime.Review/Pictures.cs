using System.Collections.Concurrent;
using ScreenTime.Host.Cache;
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
    private readonly UsedMark _mark;
    private readonly SemaphoreSlim _decoders = new(2);
    private readonly ConcurrentDictionary<(long, int), byte[]> _frames = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Task> _making;
    private long _done;

    /// <param name="record">What shows.</param>
    /// <param name="cacheFolder">Where films are kept.</param>
    public Pictures(RecordPictures record, string cacheFolder)
    {
        _record = record;
        var films = Path.Combine(cacheFolder, CacheContents.Films);
        _proxy = Path.Combine(films, record.Key + ".mp4");
        _mark = new UsedMark(_proxy);
        _making = new Lazy<Task>(() =>
        {
            AbandonedDrafts.Sweep(films);
            return File.Exists(_proxy) ? Task.CompletedTask : Task.Run(() => MakeAsync(_stop.Token));
        });
    }

    /// <summary>The film's path, or null while it is not ready. Asking for it is using it.</summary>
    public string? Film
    {
        get
        {
            if (!_making.IsValueCreated || !_making.Value.IsCompletedSuccessfully || !File.Exists(_proxy))
                return null;
            _mark.Set();
            return _proxy;
        }
    }

    /// <summary>How far the film is, which is begun when this is first asked: frames done, frames in all, and what went wrong, or null.</summary>
    public (long Done, long Total, string? Problem) Progress()
    {
        var making = _making.Value;
        return (Film is null ? Interlocked.Read(ref _done) : _record.FrameCount, _record.FrameCount, making.IsFaulted ? making.Exception!.GetBaseException().Message.ReplaceLineEndings(" ") : null);
    }

    /// <summary>Takes several frames at once, so that they are there when they are asked for.</summary>
    public async Task PrepareAsync(IReadOnlyCollection<long> recordFrames, int width, IJobProgress progress, CancellationToken cancellationToken)
    {
        var missing = recordFrames.Where(frame => !_frames.ContainsKey((frame, width))).ToList();
        if (missing.Count == 0)
            return;
        progress.Stage("Taking pictures");
        foreach (var (frame, jpeg) in await _record.TakeAsync(missing, width, null, progress, cancellationToken).ConfigureAwait(false))
            _frames[(frame, width)] = jpeg;
    }

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
        if (_making.IsValueCreated)
            await _making.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _decoders.Dispose();
    }

    private Task MakeAsync(CancellationToken cancellationToken) =>
        new RecordFilm(_record).WriteAsync(_proxy, FilmWidth, FilmHeight, done => Interlocked.Exchange(ref _done, done), cancellationToken);
}
