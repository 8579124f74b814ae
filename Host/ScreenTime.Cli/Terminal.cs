using System.Diagnostics;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli;

/// <summary>
/// Progress and messages on standard error: one line that is rewritten where a person watches, one line a tenth where a file or pipe does. Results go to
/// standard output and nothing else does.
/// </summary>
internal sealed class Terminal : IJobProgress
{
    private readonly bool _interactive = !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private string _stage = "";
    private int _tenth = -1;
    private long _lastDrawn;
    private bool _lineOpen;

    /// <inheritdoc/>
    public void Stage(string name)
    {
        lock (_lock)
        {
            EndLine();
            _stage = name;
            _tenth = -1;
            _lastDrawn = 0;
            if (!_interactive)
                Console.Error.WriteLine(name);
        }
    }

    /// <inheritdoc/>
    public void Done(long done, long total)
    {
        lock (_lock)
        {
            if (total <= 0)
                return;
            var tenth = (int)(done * 10 / total);
            if (_interactive)
            {
                if (done < total && _lastDrawn != 0 && Stopwatch.GetElapsedTime(_lastDrawn).TotalMilliseconds < 100)
                    return;
                _lastDrawn = Stopwatch.GetTimestamp();
                Console.Error.Write($"\r{_stage}: {done} of {total} ({done * 100 / total} %) ");
                _lineOpen = true;
            }
            else if (tenth != _tenth)
            {
                _tenth = tenth;
                Console.Error.WriteLine($"{_stage}: {done} of {total}");
            }
        }
    }

    /// <inheritdoc/>
    public void Message(string sentence)
    {
        lock (_lock)
        {
            EndLine();
            Console.Error.WriteLine(sentence);
        }
    }

    /// <summary>Ends a progress line that is still open.</summary>
    public void Finish()
    {
        lock (_lock)
            EndLine();
    }

    private void EndLine()
    {
        if (_lineOpen)
            Console.Error.WriteLine();
        _lineOpen = false;
    }
}
