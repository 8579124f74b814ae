using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>What decoding a media file needs to know beyond <see cref="MediaFile"/>.</summary>
/// <param name="StreamIndex">The picture's stream, as ffmpeg counts all streams of the file.</param>
/// <param name="Frames">When each frame shows.</param>
/// <param name="PixelFormat">ffmpeg's name.</param>
/// <param name="ColorRange"><c>tv</c>, <c>pc</c> or empty.</param>
/// <param name="ColorSpace">The matrix: <c>bt709</c>, <c>smpte170m</c>, <c>bt2020nc</c> …, or empty.</param>
/// <param name="ColorPrimaries"><c>bt709</c>, <c>bt2020</c> …, or empty.</param>
/// <param name="Picture">The picture's shape.</param>
/// <param name="Still">Whether it is one still image, which shows for as long as it is asked for.</param>
/// <param name="StartTimecode">The timecode text of the first frame, or null.</param>
internal sealed record MediaIndex(
    int StreamIndex,
    FrameTable Frames,
    string PixelFormat,
    string ColorRange,
    string ColorSpace,
    string ColorPrimaries,
    PictureFormat Picture,
    bool Still,
    string? StartTimecode)
{
    /// <summary>Gives the timestamp of a picture that was looked at while the packets were listed and that rules out black bars, or null for none; null where none was looked at.</summary>
    public Task<long?>? RulesOutBars { get; init; }

    /// <summary>The images, where the media is a sequence of them; else null.</summary>
    public SequenceImages? Images { get; init; }

    /// <summary>What the container says that the picture lasts, where the file ends before that; null where it is whole, or the container cannot tell.</summary>
    public MediaTime? SaidDuration { get; init; }

    /// <summary>
    /// Whether the picture holds linear light: OpenEXR, whose files do not say (DPX headers do, and are seldom right). ffmpeg's decoder then applies the curve of sRGB;
    /// what is brighter than 1 is cut off.
    /// </summary>
    public bool Linear => Picture.Codec is "exr";

    /// <summary>Width as displayed, in square pixels, after rotation.</summary>
    public int DisplayWidth => Turned ? Picture.Height : SquareWidth;

    /// <summary>Height as displayed, after rotation.</summary>
    public int DisplayHeight => Turned ? SquareWidth : Picture.Height;

    private bool Turned => Picture.Rotation is 90 or 270;

    private int SquareWidth => Math.Max(1, (int)Math.Round(
        (double)Picture.Width * Picture.SampleAspectRatioNumerator / Picture.SampleAspectRatioDenominator, MidpointRounding.AwayFromZero));
}

/// <summary>What a media file's streams say of its picture before its packets are listed.</summary>
/// <param name="StreamIndex">The picture's stream, as ffmpeg counts all streams of the file.</param>
/// <param name="Picture">The picture's shape.</param>
/// <param name="Lasts">How long the file says that it lasts.</param>
internal readonly record struct PictureAhead(int StreamIndex, PictureFormat Picture, MediaTime Lasts);
