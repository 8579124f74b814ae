using System.Collections.Concurrent;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Devices;

/// <summary>The host's gate: one inference at a time on each GPU across the whole process; the processor takes any number.</summary>
public sealed class DeviceGate : IDeviceGate, IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _devices = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken)
    {
        if (device == "cpu")
            return Pass.Free;
        var semaphore = _devices.GetOrAdd(device, _ => new SemaphoreSlim(1, 1));
        await semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Pass(semaphore);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var semaphore in _devices.Values)
            semaphore.Dispose();
    }

    private sealed class Pass(SemaphoreSlim? semaphore) : IDisposable
    {
        private SemaphoreSlim? _semaphore = semaphore;

        public static Pass Free { get; } = new(null);

        public void Dispose() => Interlocked.Exchange(ref _semaphore, null)?.Release();
    }
}
