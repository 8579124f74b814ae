using System.Collections.Concurrent;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Backbones;

/// <summary>A backbone on a device: frames in, feature maps out.</summary>
internal sealed class Backbone : IDisposable
{
    // A GPU wants a fixed shape, and fills up better with several frames. On the CPU batches gain nothing, and one frame a run keeps a frame's features
    // independent of its neighbours to the last bit.
    private const int GpuBatch = 8;

    // While one is on the GPU, where the gate lets in one at a time, the maps of the one before are packed and the pictures of the next are put together.
    private const int GpuBatchesAtOnce = 3;

    // On the processor: of calls that overlap, together so many frames at once as of one alone. Further ones would only push each other's numbers out of the caches.
    private readonly SemaphoreSlim _cores = new(ProcessorShare.AtOnce);

    // Megabytes a frame, which would be new memory each time.
    private readonly ConcurrentBag<float[][]> _spareMaps = [];

    private readonly Lazy<OnnxModel> _session;
    private readonly int _batch;
    private readonly string[] _outputs;

    public Backbone(BackboneModel model, ExecutionProvider provider, IDeviceGate gate)
    {
        Model = model;
        _batch = provider.IsCpu || model.Input.Batch.Length == 0 ? 1 : GpuBatch;
        _outputs = [.. model.Stages.Select(s => s.Name)];
        // Where every frame is known from before, only the head runs: half a second of a processor less. A GPU is opened at once, since whether it works decides what the features are.
        _session = new Lazy<OnnxModel>(() => OnnxModel.Open(model.Folder, provider, gate, _batch));
        if (!provider.IsCpu)
            _ = _session.Value;
    }

    public BackboneModel Model { get; }

    /// <summary>
    /// Describes frames. <paramref name="take"/> gets each frame's maps (one array a stage, channels first), as they are done and from several threads at once; they are
    /// used again when it returns.
    /// </summary>
    /// <exception cref="UserException">The graph does not put out what its description says, or the device failed.</exception>
    public Task RunAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, Action<int, IReadOnlyList<float[]>> take, CancellationToken cancellationToken) => _batch == 1
        ? ProcessorShare.ForEachAsync(frames.Count, (i, token) => RunFrameAsync(frames, i, take, token), cancellationToken)
        : ProcessorShare.ForEachAsync((frames.Count + _batch - 1) / _batch, (i, token) => RunBatchAsync(frames, i * _batch, take, token), cancellationToken, GpuBatchesAtOnce);

    private async Task RunFrameAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, int index, Action<int, IReadOnlyList<float[]>> take, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RunBatchAsync(frames, index, take, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _cores.Release();
        }
    }

    private async Task RunBatchAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, int start, Action<int, IReadOnlyList<float[]>> take, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = Math.Min(_batch, frames.Count - start);
        var maps = Enumerable.Range(0, count).Select(_ => _spareMaps.TryTake(out var spare) ? spare : [.. Model.Stages.Select(s => new float[s.Values])]).ToArray();
        var session = _session.Value;
        using var input = Model.Input.Tensor([.. Enumerable.Range(start, count).Select(i => frames[i])], _batch);
        await session.RunAsync([(Model.Input.Name, input)], _outputs, Take, cancellationToken).ConfigureAwait(false);
        await ProcessorShare.ForEachAsync(
            count,
            (i, _) =>
            {
                take(start + i, maps[i]);
                _spareMaps.Add(maps[i]);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);

        void Take(int output, long[] shape, ReadOnlySpan<float> values)
        {
            var stage = Model.Stages[output];
            long[] wanted = stage.Flat ? [_batch, stage.Channels] : [_batch, stage.Channels, stage.Rows, stage.Columns];
            if (!shape.AsSpan().SequenceEqual(wanted))
            {
                throw new UserException(
                    ExitCode.InputInvalid,
                    $"The backbone \"{Model.Id}\" puts out \"{stage.Name}\" as [{string.Join(", ", shape)}], not as its model.json says; run 'screentime models prepare' to make it again.");
            }

            for (var i = 0; i < count; i++)
                values.Slice(i * stage.Values, stage.Values).CopyTo(maps[i][output]);
        }
    }

    public void Dispose()
    {
        if (_session.IsValueCreated)
            _session.Value.Dispose();
        _cores.Dispose();
    }
}
