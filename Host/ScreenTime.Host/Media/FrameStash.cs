namespace ScreenTime.Host.Media;

/// <summary>
/// Frames that were decoded on the way to others and may be wanted next, in a nameless temporary file: looking for an edge asks for one frame after another between the same two, and each
/// would be decoded from a key frame seconds before it.
/// </summary>
/// <param name="frameBytes">The bytes of a frame.</param>
/// <param name="mostBytes">What the file may grow to; what comes later is decoded again when it is wanted.</param>
internal sealed class FrameStash(int frameBytes, long mostBytes)
{
    private readonly Dictionary<(string Media, string Picture, int Frame), long> _places = [];
    private FileStream? _file;
    private long _length;
    private bool _full;

    /// <summary>How many frames more there is room for.</summary>
    public int Room => _full ? 0 : (int)Math.Min(int.MaxValue, (mostBytes - _length) / frameBytes);

    /// <summary>Whether a frame is there.</summary>
    public bool Contains(string media, string picture, int frame) => _places.ContainsKey((media, picture, frame));

    /// <summary>Keeps a frame if there is room.</summary>
    public void Add(string media, string picture, int frame, ReadOnlySpan<byte> pixels)
    {
        if (_full || pixels.Length != frameBytes || Contains(media, picture, frame))
            return;
        try
        {
            _file ??= Open();
            RandomAccess.Write(_file.SafeFileHandle, pixels, _length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It only saves time: without room for it frames are decoded again.
            _full = true;
            return;
        }

        _places[(media, picture, frame)] = _length;
        _length += frameBytes;
        _full = _length + frameBytes > mostBytes;
    }

    /// <summary>Reads a frame that is there.</summary>
    /// <param name="media">The media's id.</param>
    /// <param name="picture">What was made of its picture.</param>
    /// <param name="frame">The frame's number.</param>
    /// <param name="pixels">Takes its pixels.</param>
    public void Read(string media, string picture, int frame, Span<byte> pixels)
    {
        if (RandomAccess.Read(_file!.SafeFileHandle, pixels, _places[(media, picture, frame)]) != pixels.Length)
            throw new IOException("the temporary file of frames became shorter while it was used");
    }

    private static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), "screentime-frames-" + Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 0, FileOptions.DeleteOnClose);
        // Where a file may be open without a name, nothing is left of it even when the process is killed.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
