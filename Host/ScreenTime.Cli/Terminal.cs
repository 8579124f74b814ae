using System.Globalization;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli;

/// <summary>
/// Progress and messages on standard error: one line that is rewritten where a person watches, a line every ten seconds at most where a file or pipe does. Results
/// go to standard output and nothing else does.
/// </summary>
/// <param name="error">Where lines go.</param>
/// <param name="interactive">Whether a person watches.</param>
/// <param name="clock">Says when the next line is due.</param>
internal sealed class Terminal(TextWriter error, bool interactive, TimeProvider clock) : IJobProgress
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_logLine = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string _stage = "";
    private long _last = clock.GetTimestamp();
    private bool _logged;
    private int _width;

    /// <summary>On this process's standard error.</summary>
    public Terminal()
        : this(Console.Error, !Console.IsErrorRedirected, TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public void Stage(string name)
    {
        lock (_lock)
        {
            if (name == _stage)
                return;
            EndLine();
            _stage = name;
            _last = clock.GetTimestamp();
            _logged = false;
            if (!interactive)
                error.WriteLine(name);
        }
    }

    /// <inheritdoc/>
    public void Done(long done, long total, TimeLeft? left)
    {
        lock (_lock)
        {
            if (total <= 0)
                return;
            // The last line of a stage is shown where it was not passed over in silence altogether.
            var due = clock.GetElapsedTime(_last) >= (interactive ? s_redraw : s_logLine);
            if (!due && (done < total || !(interactive || _logged)))
                return;
            _last = clock.GetTimestamp();
            _logged = true;
            var line = string.Create(CultureInfo.InvariantCulture, $"{_stage}: {done} of {total} ({done * 100 / total} %)");
            if (left is { } estimate && done < total)
                line += string.Create(CultureInfo.InvariantCulture, $", {estimate.PerSecond:0.0} a second, {Quantity.Of(estimate.Time)} left");
            if (interactive)
                error.Write($"\r{line.PadRight(_width)}");
            else
                error.WriteLine(line);
            _width = interactive ? line.Length : 0;
        }
    }

    /// <inheritdoc/>
    public void Message(string sentence)
    {
        lock (_lock)
        {
            EndLine();
            error.WriteLine(sentence);
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
        if (_width > 0)
            error.WriteLine();
        _width = 0;
    }
}
