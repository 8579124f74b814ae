using System.Diagnostics;
using System.Text;

namespace ScreenTime.Host.Media;

/// <summary>What a program wrote before it ended.</summary>
internal sealed record MediaProcessAnswer(int ExitStatus, string Output, string Error);

/// <summary>
/// One run of ffmpeg or ffprobe: arguments as a list, never through a shell; bounded in memory (<see cref="MemoryLimit"/>) and, by those who read what it says, in time; disposing ends it with all
/// that it started.
/// </summary>
internal sealed class MediaProcess : IAsyncDisposable
{
    /// <summary>More output than any answer that is read whole: two hours at 60 frames a second are 20 MB.</summary>
    private const int MaxAnswerChars = 512 * 1024 * 1024;

    private readonly Process _process;
    private bool _disposed;

    private MediaProcess(Process process) => _process = process;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public StreamReader Error => _process.StandardError;

    /// <param name="program">Full path.</param>
    /// <param name="arguments">One by one.</param>
    /// <param name="workingFolder">Where it runs; null for where this process does.</param>
    /// <param name="mostBytes">The memory that it may take.</param>
    public static MediaProcess Start(string program, IEnumerable<string> arguments, string? workingFolder = null, long mostBytes = MemoryLimit.OfUnknownPicture)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Either would change what comes back: a report file beside us, escape sequences between the words.
        start.Environment.Remove("FFREPORT");
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        // Distributions' ffmpeg loads libraries for matrices that nothing here uses, and OpenBLAS sets 133 MB aside for each core: with sixteen the bound on memory would be reached before the
        // first picture.
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        var process = Process.Start(start)!;
        MemoryLimit.Set(process, mostBytes);
        return new MediaProcess(process);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It wrote nothing for <paramref name="patience"/>.</exception>
    public static async Task<MediaProcessAnswer> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan patience, CancellationToken cancellationToken, string? workingFolder = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        await using var process = Start(program, arguments, workingFolder);
        process.Input.Close();
        try
        {
            var output = ReadAsync(process._process.StandardOutput, limit, patience);
            var error = ReadAsync(process.Error, limit, patience);
            await Task.WhenAll(output, error);
            await process._process.WaitForExitAsync(limit.Token);
            return new MediaProcessAnswer(process._process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Path.GetFileName(program)} said nothing for {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has already ended.
        }
        catch (Exception unclear) when (unclear is AggregateException or System.ComponentModel.Win32Exception or ArgumentOutOfRangeException)
        {
            // What it had started could not be told (wine gives some processes no valid time of start): it alone, then.
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationTokenSource limit, TimeSpan patience)
    {
        var text = new StringBuilder();
        var buffer = new char[16384];
        int count;
        while ((count = await reader.ReadAsync(buffer, limit.Token)) > 0)
        {
            if (text.Length + count > MaxAnswerChars)
                throw new InvalidDataException("the answer is larger than any media file could make it");
            text.Append(buffer, 0, count);
            limit.CancelAfter(patience);
        }

        return text.ToString();
    }
}
