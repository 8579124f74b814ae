using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>The long jobs of the page, one at a time: each shows how far it is and can be stopped, and the page stays usable meanwhile. Safe to use from several requests at once.</summary>
public sealed class Work : IJobProgress, IAsyncDisposable
{
    private const int MostMessages = 20;

    private readonly Lock _lock = new();
    private readonly List<string> _messages = [];
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private WorkMessage _state = new(0, "", false, "", 0, 0, null, "", []);

    /// <summary>How far it is.</summary>
    public WorkMessage State
    {
        get
        {
            lock (_lock)
                return _state with { Messages = [.. _messages] };
        }
    }

    /// <summary>Begins a job.</summary>
    /// <param name="name">What it is, for the page's own words.</param>
    /// <param name="job">Does it.</param>
    /// <returns>False while another one runs.</returns>
    public bool Start(string name, Func<IJobProgress, CancellationToken, Task> job)
    {
        lock (_lock)
        {
            if (_state.Running)
                return false;
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            _messages.Clear();
            _state = new WorkMessage(_state.Number + 1, name, true, "", 0, 0, null, "", []);
            var token = _stop.Token;
            _running = Task.Run(() => RunAsync(job, token), CancellationToken.None);
            return true;
        }
    }

    /// <summary>Stops what runs; what is kept on the disk so far is taken up by the next.</summary>
    public void Stop()
    {
        lock (_lock)
            _stop?.Cancel();
    }

    /// <summary>Waits until nothing runs.</summary>
    public Task WaitAsync()
    {
        lock (_lock)
            return _running;
    }

    /// <inheritdoc/>
    public void Stage(string name)
    {
        lock (_lock)
            _state = _state with { Stage = name, Done = 0, Total = 0, SecondsLeft = null };
    }

    /// <inheritdoc/>
    public void Done(long done, long total, TimeLeft? left)
    {
        lock (_lock)
            _state = _state with { Done = done, Total = total, SecondsLeft = left?.Time.TotalSeconds };
    }

    /// <inheritdoc/>
    public void Message(string sentence)
    {
        lock (_lock)
        {
            _messages.Add(sentence);
            if (_messages.Count > MostMessages)
                _messages.RemoveAt(0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await WaitAsync().ConfigureAwait(false);
        _stop?.Dispose();
    }

    private async Task RunAsync(Func<IJobProgress, CancellationToken, Task> job, CancellationToken cancellationToken)
    {
        var problem = "";
        try
        {
            await job(this, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            problem = "stopped";
        }
        catch (UserException exception)
        {
            problem = exception.Message;
        }
        catch (Exception exception)
        {
            // A defect, ours or a plugin's: the page says so and goes on.
            problem = $"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" ");
        }

        lock (_lock)
            _state = _state with { Running = false, Problem = problem };
    }
}
