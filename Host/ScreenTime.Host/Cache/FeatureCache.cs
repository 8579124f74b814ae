using System.Buffers.Binary;
using System.Security.Cryptography;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Cache;

/// <summary>
/// Features of frames that were described before, by media content, exact frame time and the recogniser's <see cref="IRecognizer.FeaturesId"/>. Packs
/// are immutable files, written whole and renamed, with a checksum: several processes may share the folder, and a pack that does not match its checksum is
/// thrown away and its frames are described again. While it is open its folder is marked as used every few minutes, so that nobody prunes it (<see cref="CacheContents"/>).
/// </summary>
public sealed class FeatureCache
{
    // Changes when the layout of a pack does.
    private static readonly byte[] Magic = "STFP0001"u8.ToArray();
    private const int MaximumFeatureBytes = 64 * 1024 * 1024;

    private readonly string _root;
    private readonly string _folder;
    private readonly Dictionary<MediaTime, (string Pack, long Offset, int Length)> _index = [];
    private readonly List<(MediaTime Time, byte[] Features)> _pending = [];
    private readonly Dictionary<MediaTime, byte[]> _pendingIndex = [];
    private readonly int _pendingLimit;
    private int _pendingBytes;

    private readonly string? _name;
    private readonly UsedMark _mark;

    private FeatureCache(string root, string folder, int pendingLimit, string? name)
    {
        _root = root;
        _folder = folder;
        _pendingLimit = pendingLimit;
        _name = name;
        _mark = new UsedMark(folder);
    }

    /// <summary>How many frames are known.</summary>
    public int Count => _index.Count + _pending.Count;

    /// <summary>Opens the cache of one media file for one recogniser.</summary>
    /// <param name="cacheFolder">The cache's root.</param>
    /// <param name="featuresId">The recogniser's id of its features.</param>
    /// <param name="mediaId">The media's content hash.</param>
    /// <param name="packBytes">How many bytes of features are gathered before a pack is written: what a kill may lose.</param>
    /// <param name="name">How the media is called, for <c>screentime cache list</c>.</param>
    public static FeatureCache Open(string cacheFolder, string featuresId, string mediaId, int packBytes = 16 * 1024 * 1024, string? name = null)
    {
        var cache = new FeatureCache(cacheFolder, Path.Combine(cacheFolder, "features", Safe(featuresId), Safe(mediaId)), packBytes, name);
        if (!Directory.Exists(cache._folder))
            return cache;
        foreach (var pack in Directory.GetFiles(cache._folder, "*.pack").Order(StringComparer.Ordinal))
            cache.ReadIndex(pack);
        AbandonedDrafts.Sweep(cache._folder);
        cache._mark.Set();
        return cache;
    }

    /// <summary>Whether any recogniser may have features of a media file here.</summary>
    /// <param name="cacheFolder">The cache's root.</param>
    /// <param name="mediaId">The media's content hash.</param>
    public static bool HasAny(string cacheFolder, string mediaId) => Path.Combine(cacheFolder, "features") is var all
        && Directory.Exists(all) && Directory.EnumerateDirectories(all).Any(features => Directory.Exists(Path.Combine(features, Safe(mediaId))));

    /// <summary>The times of the frames that are known, in no order.</summary>
    public IEnumerable<MediaTime> Times => _index.Keys.Concat(_pendingIndex.Keys);

    /// <summary>Whether a frame's features are known.</summary>
    public bool Contains(MediaTime time) => _index.ContainsKey(time) || _pendingIndex.ContainsKey(time);

    /// <summary>A frame's features.</summary>
    /// <exception cref="KeyNotFoundException">They are not known.</exception>
    public byte[] Get(MediaTime time)
    {
        if (_pendingIndex.TryGetValue(time, out var pending))
            return pending;
        var (pack, offset, length) = _index[time];
        _mark.Set();
        using var file = File.OpenHandle(pack);
        var features = new byte[length];
        if (RandomAccess.Read(file, features, offset) != length)
            throw new IOException($"the cache file {Path.GetFileName(pack)} became shorter while it was read");
        return features;
    }

    /// <summary>Adds a frame's features; every so often they are written as a pack.</summary>
    public void Add(MediaTime time, byte[] features)
    {
        if (Contains(time))
            return;
        _pending.Add((time, features));
        _pendingIndex.Add(time, features);
        _pendingBytes += features.Length;
        if (_pendingBytes >= _pendingLimit)
            Flush();
    }

    /// <summary>Writes what was added since the last pack.</summary>
    /// <exception cref="UserException">The disk is full or cannot be written.</exception>
    public void Flush()
    {
        if (_pending.Count == 0)
            return;
        using var memory = new MemoryStream();
        memory.Write(Magic);
        Span<byte> header = stackalloc byte[20];
        foreach (var (time, features) in _pending)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header, time.Numerator);
            BinaryPrimitives.WriteInt64LittleEndian(header[8..], time.Denominator);
            BinaryPrimitives.WriteInt32LittleEndian(header[16..], features.Length);
            memory.Write(header);
            memory.Write(features);
        }

        var body = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        var hash = SHA256.HashData(body);
        memory.Write(hash);
        var name = Convert.ToHexStringLower(hash.AsSpan(0, 12));
        var pack = Path.Combine(_folder, name + ".pack");
        try
        {
            if (!Directory.Exists(_folder))
            {
                Directory.CreateDirectory(_folder);
                if (_name is not null)
                    WholeFile.WriteText(Path.Combine(_folder, CacheContents.NameFile), _name);
            }

            WholeFile.Write(pack, memory.WriteTo);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheDisk.Unwritable(_root, exception);
        }

        _pending.Clear();
        _pendingIndex.Clear();
        _pendingBytes = 0;
        ReadIndex(pack);
    }

    private static string Safe(string id) =>
        id.Length is > 0 and <= 100 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));

    private void ReadIndex(string pack)
    {
        try
        {
            var entries = ReadEntries(pack);
            foreach (var (time, offset, length) in entries)
                _index.TryAdd(time, (pack, offset, length));
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            Delete(pack);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is as good as not there.
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays, and is passed over.
        }
    }

    private static List<(MediaTime Time, long Offset, int Length)> ReadEntries(string pack)
    {
        using var file = File.OpenRead(pack);
        var bodyLength = file.Length - SHA256.HashSizeInBytes;
        if (bodyLength < Magic.Length)
            throw new InvalidDataException("too short");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] Take(int count)
        {
            var bytes = new byte[count];
            file.ReadExactly(bytes);
            hash.AppendData(bytes);
            return bytes;
        }

        if (!Take(Magic.Length).AsSpan().SequenceEqual(Magic))
            throw new InvalidDataException("not a pack");
        var entries = new List<(MediaTime, long, int)>();
        while (file.Position < bodyLength)
        {
            var header = Take(20);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16));
            if (length is < 0 or > MaximumFeatureBytes || file.Position + length > bodyLength)
                throw new InvalidDataException("a length is out of bounds");
            entries.Add((
                new MediaTime(BinaryPrimitives.ReadInt64LittleEndian(header), BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8))),
                file.Position,
                length));
            Take(length);
        }

        var expected = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(expected);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(expected) ? entries : throw new InvalidDataException("the checksum does not match");
    }
}
