using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ScreenTime.Tests.Windows;

/// <summary>
/// Runs Linux' ffmpeg and ffprobe for the ffmpeg.exe of tests/windows-ffmpeg, which a Windows program starts under wine: their arguments' paths of Windows
/// become those of Linux, their standard streams and named pipes are carried both ways, and they end when the Windows side does.
/// </summary>
internal sealed class FfmpegBridge : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private const string Pipes = @"\\.\pipe\";
    private readonly string _pipes = Directory.CreateTempSubdirectory("screentime-pipes-").FullName;
    private readonly Func<string, string> _toLinux;
    private readonly Task _accepting;

    /// <param name="toLinux">The path on Linux of an absolute path of Windows.</param>
    public FfmpegBridge(Func<string, string> toLinux)
    {
        _toLinux = toLinux;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        Directory.Delete(_pipes, recursive: true);
    }

    private async Task AcceptAsync()
    {
        var runs = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                runs.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(runs);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var reader = new BinaryReader(stream, Encoding.UTF8);
            var program = reader.ReadString();
            if (program == "pipe")
            {
                await CarryPipeAsync(stream, Path.Combine(_pipes, reader.ReadString()), reader.ReadBoolean(), gone.Token);
                return;
            }

            var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.WorkingDirectory = Linux(reader.ReadString());
            var pipes = new List<string>();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var argument = reader.ReadString();
                if (argument.StartsWith(Pipes, StringComparison.Ordinal))
                {
                    pipes.Add(argument = Path.Combine(_pipes, argument[Pipes.Length..]));
                    using var made = Process.Start("mkfifo", [argument]);
                    await made.WaitForExitAsync(gone.Token);
                }

                start.ArgumentList.Add(Linux(argument));
            }

            await stream.WriteAsync(new byte[1], gone.Token);
            using var process = Process.Start(start)!;
            try
            {
                var input = CopyInputAsync(stream, process, gone.Token);
                var writing = new SemaphoreSlim(1);
                await Task.WhenAll(
                    CopyAsync(1, process.StandardOutput.BaseStream, stream, writing, gone.Token), CopyAsync(2, process.StandardError.BaseStream, stream, writing, gone.Token));
                await process.WaitForExitAsync(gone.Token);
                // A pipe that was never opened would wait for ever: open to both sides, it ends.
                foreach (var pipe in pipes)
                    new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite).Dispose();
                await stream.WriteAsync(Header(0, process.ExitCode), gone.Token);
                await gone.CancelAsync();
                await input;
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException)
            {
                // The Windows side is gone, so must this be.
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>An argument with the paths of Windows in it made Linux': a path, or one behind <c>file:</c>.</summary>
    private string Linux(string argument)
    {
        var at = argument.StartsWith("file:", StringComparison.Ordinal) ? 5 : 0;
        var path = argument[at..];
        return path.Length > 2 && ((char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/') || path.StartsWith(@"\\", StringComparison.Ordinal))
            ? argument[..at] + _toLinux(path)
            : argument;
    }

    /// <summary>Carries one pipe; programs open its ends, since opening one waits for the other side.</summary>
    private static async Task CarryPipeAsync(NetworkStream stream, string pipe, bool isInput, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(isInput ? "tee" : "cat", [pipe]) { RedirectStandardInput = isInput, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        try
        {
            if (isInput)
            {
                var echo = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
                await stream.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
                process.StandardInput.Close();
                await echo;
            }
            else
            {
                await process.StandardOutput.BaseStream.CopyToAsync(stream, cancellationToken);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            process.Kill();
        }
    }

    private static async Task CopyInputAsync(NetworkStream from, Process process, CancellationToken cancellationToken)
    {
        try
        {
            await from.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
            process.StandardInput.Close();
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // ffmpeg wants no more of it, or has ended.
        }
    }

    private static async Task CopyAsync(byte kind, Stream from, NetworkStream to, SemaphoreSlim writing, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await writing.WaitAsync(cancellationToken);
            try
            {
                await to.WriteAsync(Header(kind, count), cancellationToken);
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            finally
            {
                writing.Release();
            }
        }
    }

    private static byte[] Header(byte kind, int number) => [kind, .. BitConverter.GetBytes(number)];
}
