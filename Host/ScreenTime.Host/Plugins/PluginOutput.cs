using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>The file that a plugin writes to: forwards to the host's, and remembers when that is what failed (a full disk), which is not the plugin's fault.</summary>
internal sealed class PluginOutput(Stream output) : Stream
{
    private Exception? _failure;

    /// <summary>What the host's file failed with; null while it has not.</summary>
    public Exception? Failure => _failure;

    public override bool CanRead => false;

    public override bool CanSeek => output.CanSeek;

    public override bool CanWrite => true;

    public override long Length => output.Length;

    public override long Position
    {
        get => output.Position;
        set => output.Position = value;
    }

    /// <summary>Runs what writes; where the host's file failed, that is what is thrown, whatever the plugin made of it.</summary>
    public T Finish<T>(Func<T> write)
    {
        T written;
        try
        {
            written = write();
        }
        catch (UserException) when (_failure is not null)
        {
            throw new IOException(_failure.Message, _failure);
        }

        return _failure is null ? written : throw new IOException(_failure.Message, _failure);
    }

    public override void Flush() => Try(output.Flush);

    public override void Write(byte[] buffer, int offset, int count) => Try(() => output.Write(buffer, offset, count));

    public override void SetLength(long value) => Try(() => output.SetLength(value));

    public override long Seek(long offset, SeekOrigin origin) => output.Seek(offset, origin);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("the file is written only");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Try(output.Dispose);
        base.Dispose(disposing);
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _failure = failure;
            throw;
        }
    }
}
