using System.Runtime.InteropServices;

namespace ScreenTime.Cli;

/// <summary>
/// What a person (Ctrl-C) and the system (SIGTERM) stop a command with. It is told once, however often they ask: people press Ctrl-C twice, and farms signal whole groups of processes.
/// </summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;
    private volatile bool _bySystem;

    public Stopping() => _signals = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM]).Select(signal => PosixSignalRegistration.Create(signal, Ask))];

    /// <summary>Ends what runs.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Whether it was the system.</summary>
    public bool BySystem => _bySystem;

    /// <summary>Ends when a command that was asked to stop has had its time to.</summary>
    /// <param name="time">How long it may keep what was done.</param>
    public async Task OverdueAsync(TimeSpan time)
    {
        await Task.Delay(Timeout.Infinite, _asked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(time).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _asked.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _bySystem |= context.Signal == PosixSignal.SIGTERM;
        try
        {
            _asked.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has just ended.
        }
    }
}
