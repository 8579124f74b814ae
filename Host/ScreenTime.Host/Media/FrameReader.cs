using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>Decodes chosen frames of media files with ffmpeg, each once, exactly the frames that show at the wanted times.</summary>
public sealed class FrameReader(FfmpegTools tools, MediaProbe probe)
{
    private const long LargestLut = 64 * 1024 * 1024;

    private readonly BlackBarSampler _bars = new(tools, probe.Cache);
    private ForeseenPass? _foreseen;

    /// <summary>Starts decoding. Frames wait, a few at a time, until they are read from the pass.</summary>
    /// <param name="media">The file, as probed.</param>
    /// <param name="times">The wanted times, counted from the media's first frame; sorted, repeats allowed.</param>
    /// <param name="request">The shape of the frames.</param>
    /// <param name="options">How to decode, and whether to look for cuts.</param>
    /// <param name="cancellationToken">Stops preparing and decoding.</param>
    /// <exception cref="UserException">The media has changed or gone, or the look-up table cannot be read. Frames that cannot be decoded are no exception.</exception>
    public async Task<MediaPass> OpenAsync(
        MediaFile media, IReadOnlyList<MediaTime> times, FrameRequest request, DecodeOptions options, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _foreseen, null) is { } foreseen)
        {
            if (foreseen.IsOf(media, times, request, options))
                return foreseen.Pass;
            await foreseen.Pass.DisposeAsync();
        }

        var (index, lut, crop, pictureId) = await PrepareAsync(media, options, cancellationToken);
        return new MediaPass(tools, media, index, times, request, options, crop, lut, pictureId, cancellationToken);
    }

    /// <summary>Starts decoding what will be asked for next, in the same words, while there is nobody yet who could use its frames. What is asked for in other words is decoded anew.</summary>
    /// <exception cref="UserException">As <see cref="OpenAsync"/>.</exception>
    internal async Task ForeseeAsync(
        MediaFile media, IReadOnlyList<MediaTime> times, FrameRequest request, DecodeOptions options, CancellationToken cancellationToken) =>
        _foreseen = new ForeseenPass(await OpenAsync(media, times, request, options, cancellationToken), media.Id, times, request, options);

    /// <summary>Ends what was foreseen and nobody asked for.</summary>
    internal async Task ForgetForeseenAsync()
    {
        if (Interlocked.Exchange(ref _foreseen, null) is { } foreseen)
            await foreseen.Pass.DisposeAsync();
    }

    /// <summary>What the pixels will depend on beside the media and the requested size (<see cref="MediaPass.PictureId"/>), without decoding them.</summary>
    /// <exception cref="UserException">As <see cref="OpenAsync"/>.</exception>
    public async Task<string> PictureIdAsync(MediaFile media, DecodeOptions options, CancellationToken cancellationToken) =>
        (await PrepareAsync(media, options, cancellationToken)).PictureId;

    /// <summary>The frames at the wanted times, in order; dispose each. See <see cref="OpenAsync"/>.</summary>
    public async IAsyncEnumerable<DecodedFrame> ReadAsync(
        MediaFile media,
        IReadOnlyList<MediaTime> times,
        FrameRequest request,
        DecodeOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pass = await OpenAsync(media, times, request, options, cancellationToken);
        await foreach (var frame in pass.Frames.WithCancellation(cancellationToken))
            yield return frame;
    }

    /// <summary>The picture's size as displayed, in square pixels after rotation, bars included: a request for full resolution.</summary>
    public async Task<FrameRequest> FullSizeAsync(MediaFile media, CancellationToken cancellationToken)
    {
        var index = await probe.IndexAsync(media, cancellationToken);
        return new FrameRequest(index.DisplayWidth, index.DisplayHeight);
    }

    /// <summary>Where shots begin within stretches of the media, by what tells of it.</summary>
    public async Task<IReadOnlyList<ShotChange>> ShotChangesAsync(
        MediaFile media, ShotEvidence evidence, IReadOnlyList<MediaRange> ranges, CancellationToken cancellationToken) =>
        evidence.Within(await probe.IndexAsync(media, cancellationToken), ranges);

    /// <summary>Which frame of the media shows at each time; see <see cref="FrameTable.FrameAt"/>.</summary>
    internal async Task<IReadOnlyList<int>> FramesAtAsync(MediaFile media, IEnumerable<MediaTime> times, CancellationToken cancellationToken)
    {
        var table = (await probe.IndexAsync(media, cancellationToken)).Frames;
        return [.. times.Select(table.FrameAt)];
    }

    /// <summary>When frames of the media start.</summary>
    internal async Task<IReadOnlyList<MediaTime>> TimesOfAsync(MediaFile media, IEnumerable<int> frames, CancellationToken cancellationToken)
    {
        var table = (await probe.IndexAsync(media, cancellationToken)).Frames;
        return [.. frames.Select(table.TimeOf)];
    }

    /// <summary>The picture's size as coded, after rotation: a request for its alpha channel.</summary>
    internal async Task<FrameRequest> AlphaSizeAsync(MediaFile media, CancellationToken cancellationToken)
    {
        var picture = (await probe.IndexAsync(media, cancellationToken)).Picture;
        return picture.Rotation is 90 or 270 ? new FrameRequest(picture.Height, picture.Width) : new FrameRequest(picture.Width, picture.Height);
    }

    private async Task<(MediaIndex Index, byte[]? Lut, PictureCrop? Crop, string PictureId)> PrepareAsync(
        MediaFile media, DecodeOptions options, CancellationToken cancellationToken)
    {
        var index = await probe.IndexAsync(media, cancellationToken);
        var lut = options.LutPath is { } path ? await ReadLutAsync(path, cancellationToken) : null;
        var crop = options.CropBars ? await _bars.FindAsync(media, index, options.Patience, cancellationToken) : null;
        var pictureId = PictureChain.Describe(index, crop, lut is null ? null : Convert.ToHexStringLower(SHA256.HashData(lut)));
        return (index, lut, crop, pictureId);
    }

    private static async Task<byte[]> ReadLutAsync(string path, CancellationToken cancellationToken)
    {
        var name = MediaNames.Show(path);
        if (!Path.GetExtension(path).Equals(".cube", StringComparison.OrdinalIgnoreCase))
            throw new UserException(ExitCode.Usage, $"{name} is not a .cube file; give --lut a look-up table in that form.");
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new UserException(ExitCode.InputMissing, $"There is no look-up table {name}; correct --lut.");
        if (file.Length > LargestLut)
            throw new UserException(ExitCode.InputInvalid, $"{name} is larger than any look-up table (64 MiB); correct --lut.");
        var lut = await File.ReadAllBytesAsync(path, cancellationToken);
        var text = System.Text.Encoding.Latin1.GetString(lut);
        return text.Contains("LUT_3D_SIZE", StringComparison.Ordinal)
            ? lut
            : throw new UserException(ExitCode.InputInvalid, $"{name} has no LUT_3D_SIZE, so it is not a three-dimensional .cube table; export it again.");
    }

    private sealed record ForeseenPass(MediaPass Pass, string MediaId, IReadOnlyList<MediaTime> Times, FrameRequest Request, DecodeOptions Options)
    {
        public bool IsOf(MediaFile media, IReadOnlyList<MediaTime> times, FrameRequest request, DecodeOptions options) =>
            media.Id == MediaId && request == Request && options == Options && times.SequenceEqual(Times);
    }
}
