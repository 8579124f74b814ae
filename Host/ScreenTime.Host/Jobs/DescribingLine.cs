using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// Frames on their way through a recogniser, batch by batch. Where its calls may overlap, a batch is begun before the one before is done: no core waits for the last frames of a batch,
/// nor while what came of it is judged and kept.
/// </summary>
/// <param name="recognizer">Describes.</param>
/// <param name="mediaId">The content hash of the media that the frames are of.</param>
/// <param name="doneAsync">Is given each batch and its features, in order; the frames are disposed after it.</param>
/// <param name="cancellationToken">Stops.</param>
internal sealed class DescribingLine(
    IRecognizer recognizer, string mediaId, Func<IReadOnlyList<DecodedFrame>, IReadOnlyList<byte[]>, Task> doneAsync, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly int _mostUnderway = recognizer.CallsMayOverlap ? 2 : 1;
    private readonly Queue<(List<DecodedFrame> Frames, Task<IReadOnlyList<byte[]>> Describing)> _underway = [];
    private List<DecodedFrame> _batch = [];

    /// <summary>How many frames wait until their batch is begun.</summary>
    public int Waiting => _batch.Count;

    /// <summary>Puts a frame into the next batch, and disposes it in the end.</summary>
    public void Add(DecodedFrame frame) => _batch.Add(frame);

    /// <summary>Begins with those that wait, and returns when a further batch may be begun.</summary>
    public async Task BeginAsync()
    {
        if (_batch.Count == 0)
            return;
        var frames = _batch;
        _batch = [];
        var describing = recognizer.DescribeAsync(frames.ConvertAll(frame => new Frame(recognizer.FrameRequest, frame.Pixels, mediaId, frame.Time, -1)), cancellationToken).AsTask();
        _underway.Enqueue((frames, describing));
        if (_underway.Count == _mostUnderway)
            await FinishAsync().ConfigureAwait(false);
    }

    /// <summary>Describes those that wait, and returns when all are done.</summary>
    public async Task EndAsync()
    {
        await BeginAsync().ConfigureAwait(false);
        while (_underway.Count > 0)
            await FinishAsync().ConfigureAwait(false);
    }

    private async Task FinishAsync()
    {
        var (frames, describing) = _underway.Peek();
        await doneAsync(frames, await describing.ConfigureAwait(false)).ConfigureAwait(false);
        _underway.Dequeue();
        frames.ForEach(frame => frame.Dispose());
    }

    /// <summary>Lets the frames go, when nobody works on them any more.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_underway.TryDequeue(out var batch))
        {
            // Why it failed, whoever waited for it has been told; of those behind it that is enough.
            await ((Task)batch.Describing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            batch.Frames.ForEach(frame => frame.Dispose());
        }

        _batch.ForEach(frame => frame.Dispose());
    }
}
