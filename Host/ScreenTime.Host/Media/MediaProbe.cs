using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using ScreenTime.Host.Cache;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// Reads media files with ffprobe: streams, the timestamp of every frame, and the content's hash. A file is read once while it does not change.
/// </summary>
/// <param name="tools">ffmpeg and ffprobe.</param>
/// <param name="cacheFolder">The root of a cache that keeps what ffprobe said for other runs; null for none.</param>
public sealed class MediaProbe(FfmpegTools tools, string? cacheFolder = null) : IMediaProbe
{
    private static readonly string[] RawExtensions = [".braw", ".r3d", ".ari", ".arx", ".nev", ".crm", ".rmf", ".cine"];

    private readonly ConcurrentDictionary<(ImageSequence Sequence, DateTime Written), Task<(MediaFile Media, MediaIndex Index)>> _knownSequences = new();
    private readonly ConcurrentDictionary<(string Folder, DateTime Written), Lazy<ImageFolder>> _folders = new();

    private readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), Task<(MediaFile Media, MediaIndex Index)>> _known = new();

    private readonly ConcurrentDictionary<string, KnownMedia> _remembered = new(StringComparer.Ordinal);

    /// <summary>How long ffprobe waits for the hash, which may tell enough: starting it twice takes as long as hashing some 200 MB. What is longer is read by all of them side by side.</summary>
    internal TimeSpan HeadStart { get; init; } = TimeSpan.FromSeconds(0.15);

    /// <summary>Whether black bars will be asked for, so that a picture is looked at for them as soon as there is one to look at.</summary>
    internal bool LooksForBars { get; init; }

    /// <summary>What earlier runs found out; null without a cache.</summary>
    internal MediaCache? Cache { get; } = cacheFolder is null ? null : new MediaCache(cacheFolder, tools);

    /// <inheritdoc/>
    public async Task<MediaFile> ProbeAsync(string path, CancellationToken cancellationToken) =>
        _remembered.Values.FirstOrDefault(known => known.Media.Path == Path.GetFullPath(path) && known.IsUnchanged(path)) is { } remembered
            ? remembered.Media
            : (await ReadOnceAsync(path, cancellationToken)).Media;

    /// <summary>Takes over what another process found out about a media file, so that it is not read through again.</summary>
    internal void Remember(KnownMedia known) => _remembered[known.Media.Id] = known;

    /// <inheritdoc/>
    public async Task<MediaFile> ProbeAsync(ImageSequence sequence, CancellationToken cancellationToken) =>
        (await ReadOnceAsync(sequence, cancellationToken)).Media;

    /// <summary>What decoding the file needs to know.</summary>
    internal async Task<MediaIndex> IndexAsync(MediaFile media, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(media.Id, out var known) && known.IsUnchanged(media.Path))
            return known.Index;
        var (now, index) = await (media.Sequence is { } sequence ? ReadOnceAsync(sequence, cancellationToken) : ReadOnceAsync(media.Path, cancellationToken));
        return string.Equals(now.Id, media.Id, StringComparison.Ordinal)
            ? index
            : throw new UserException(ExitCode.MediaUnusable, $"{MediaNames.Show(media.Path)} has changed while it was in use; run again when it is finished.");
    }

    private async Task<(MediaFile Media, MediaIndex Index)> ReadOnceAsync(string path, CancellationToken cancellationToken)
    {
        var file = Examine(path);
        var key = (file.FullName, file.Length, file.LastWriteTimeUtc);
        var reading = _known.GetOrAdd(key, _ => ReadAsync(file, cancellationToken));
        try
        {
            return await reading;
        }
        catch
        {
            // What failed (or was stopped on someone else's behalf) may go well next time.
            _known.TryRemove(new(key, reading));
            throw;
        }
    }

    // A folder is listed, and a sequence read, again only when files have come to the folder or gone from it; an image that changes is noticed when it is opened.
    private async Task<(MediaFile Media, MediaIndex Index)> ReadOnceAsync(ImageSequence sequence, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(sequence.Folder))
            throw new UserException(ExitCode.InputMissing, $"There is no folder {MediaNames.Show(sequence.Folder)}: give it with --media-root.");
        var written = Directory.GetLastWriteTimeUtc(sequence.Folder);
        var key = (sequence, written);
        var reading = _knownSequences.GetOrAdd(key, _ => ReadAsync(sequence, written, cancellationToken));
        try
        {
            return await reading;
        }
        catch
        {
            _knownSequences.TryRemove(new(key, reading));
            throw;
        }
    }

    private async Task<(MediaFile Media, MediaIndex Index)> ReadAsync(ImageSequence sequence, DateTime written, CancellationToken cancellationToken)
    {
        var folder = _folders.GetOrAdd((sequence.Folder, written), key => new Lazy<ImageFolder>(() => ImageFolder.List(key.Folder)));
        var images = await SequenceImages.FindAsync(sequence, folder.Value, cancellationToken);
        var index = await new MediaIndexReader(tools).ReadAsync(sequence, images, cancellationToken);
        // Numbers from 0 or 1 count images; higher ones are the timecode of film scans and renders, counted in frames.
        long? start = sequence.First > 1 && sequence.Step == 1 ? sequence.First : null;
        var media = new MediaFile(
            Path.Combine(sequence.Folder, sequence.Name(images.Count)), images.Id, index.Frames.Rate, false, index.Frames.Duration, images.Count, start, false, index.Picture)
        {
            Sequence = sequence,
            MissingImages = images.MissingCount,
            Gaps = images.Gaps(),
        };
        return (media, index);
    }

    private static FileInfo Examine(string path)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        var name = MediaNames.Show(file.FullName);
        if (Directory.Exists(file.FullName))
            throw new UserException(ExitCode.InputMissing, $"{name} is a folder; name a media file in it.");
        if (!file.Exists)
            throw new UserException(ExitCode.InputMissing, $"There is no media file {name}; correct the path.");
        if (file.Length == 0)
            throw new UserException(ExitCode.MediaUnusable, $"{name} is empty (0 bytes); copy or export it again.");
        return RawExtensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase)
            ? throw new UserException(
                ExitCode.MediaUnusable,
                $"{name} is camera raw ({file.Extension}), which ffmpeg cannot read; make proxies or transcodes (ProRes, DNxHR, H.264) with the same timecode and give their folder with --media-root.")
            : file;
    }

    private async Task<(MediaFile Media, MediaIndex Index)> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var path = file.FullName;
        // Hash and index read the file side by side, so that the system fetches it once. Where the hash comes first and tells the index, ffprobe need not go on.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hashing = HashAsync(path, cancellationToken);
        Task<MediaIndex>? indexing = null;
        Task<long?>? glance = null;
        try
        {
            if (Cache is { IsEmpty: false })
                await Task.WhenAny(hashing, Task.Delay(HeadStart, cancellationToken));
            if (!hashing.IsCompletedSuccessfully || !await MayKnowAsync())
                indexing = Index();
            if ((indexing is null || await Task.WhenAny(hashing, indexing) == hashing) && await MayKnowAsync())
            {
                await tools.Known;
                if (Cache!.Read(await hashing, path) is { } kept)
                    return (kept.Media, kept.Index);
            }

            var index = await (indexing ??= Index()) with { RulesOutBars = glance };
            var media = Describe(path, await hashing, index);
            await tools.Known;
            // Of a file that is still being written, hash and index may not be of the same bytes.
            if (Cache is not null && new FileInfo(path) is var now && now.Length == file.Length && now.LastWriteTimeUtc == file.LastWriteTimeUtc)
                Cache.Write(KnownMedia.Of(media, index));
            return (media, index);
        }
        finally
        {
            await enough.CancelAsync();
            await ((Task)hashing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (indexing is not null)
                await ((Task)indexing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<MediaIndex> Index() => new MediaIndexReader(tools, LooksForBars ? Glance : null).ReadAsync(path, enough.Token);

        void Glance(PictureAhead picture)
        {
            // Of what is known nothing has to be looked at.
            if (!hashing.IsCompletedSuccessfully || Cache?.MayKnow(hashing.Result) != true)
                glance = new BlackBarSampler(tools, null).LookAheadAsync(path, picture, cancellationToken);
        }

        async Task<bool> MayKnowAsync() => Cache?.MayKnow(await hashing) == true;
    }

    private static Task<string> HashAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var block = ArrayPool<byte>.Shared.Rent(1 << 20);
            try
            {
                using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                long length = 0;
                while (RandomAccess.Read(file, block, length) is > 0 and var read)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    hash.AppendData(block, 0, read);
                    length += read;
                }

                return Convert.ToHexStringLower(hash.GetHashAndReset());
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new UserException(ExitCode.InputMissing, $"{MediaNames.Show(path)} cannot be read: {failure.Message}", failure);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(block);
            }
        },
        cancellationToken);

    private static MediaFile Describe(string path, string id, MediaIndex index)
    {
        var frames = index.Frames;
        long? start = null;
        var drop = false;
        if (index.StartTimecode is { } timecode && Timecode.TryParse(timecode, frames.Rate, false, out var frame, out _))
            (start, drop) = (frame, timecode.AsSpan().IndexOfAny(';', '.') >= 0);
        // A still shows for as long as a clip asks; a day stands for that.
        return new MediaFile(
            path, id, frames.Rate, frames.Varies, index.Still ? new MediaTime(86400, 1) : frames.Duration, frames.Count, start, drop, index.Picture)
        {
            SaidDuration = index.SaidDuration,
        };
    }
}
