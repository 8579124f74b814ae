using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>What is known of one media file before a frame of it is decoded.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Id">SHA-256 of the content, lower-case hex; of an image sequence, see <see cref="SequenceImages.Id"/>.</param>
/// <param name="Rate">The nominal frame rate: the container's average, snapped; timestamps decide where frames vary.</param>
/// <param name="VariableRate">Whether frames do not come at a constant rate.</param>
/// <param name="Duration">From the first frame's presentation to the end of the last.</param>
/// <param name="FrameCount">The number of frames: counted by the container, or duration times rate.</param>
/// <param name="StartTimecode">The timecode of the first frame as a frame number at <paramref name="Rate"/>; null where the file has none.</param>
/// <param name="DropFrame">Whether that timecode is drop frame.</param>
/// <param name="Picture">The picture's shape and colour.</param>
public sealed record MediaFile(
    string Path,
    string Id,
    FrameRate Rate,
    bool VariableRate,
    MediaTime Duration,
    long FrameCount,
    long? StartTimecode,
    bool DropFrame,
    PictureFormat Picture)
{
    /// <summary>The images, where the media is a sequence of them; else null. Then <see cref="Path"/> names the sequence, and no file has that name.</summary>
    public ImageSequence? Sequence { get; init; }

    /// <summary>How many images of the sequence are not there.</summary>
    public int MissingImages { get; init; }

    /// <summary>The runs of frames of a sequence that have no picture, ascending; of other media empty: what cannot be read in them shows when it is read.</summary>
    public IReadOnlyList<FrameRange> Gaps { get; init; } = [];

    /// <summary>What the file says that it lasts, where it ends before that: it was cut off on the way. Null where it is whole, or its format cannot tell.</summary>
    public MediaTime? SaidDuration { get; init; }

    /// <summary>The file name without folders.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The same without the folder that it lies in: what results and hashes may depend on.</summary>
    internal MediaFile WithoutFolder() => this with { Path = Name, Sequence = Sequence is { } sequence ? sequence with { Folder = "" } : null };

    /// <summary>The same at a path of this machine.</summary>
    internal MediaFile At(string path) => this with
    {
        Path = path,
        Sequence = Sequence is { } sequence ? sequence with { Folder = System.IO.Path.GetDirectoryName(path)! } : null,
    };

    /// <summary>Refuses a file that was cut off, where all of it is asked for.</summary>
    /// <exception cref="UserException">It was (<see cref="ExitCode.MediaUnusable"/>).</exception>
    public void RefuseCutOff()
    {
        if (SaidDuration is { } said)
        {
            throw new UserException(
                ExitCode.MediaUnusable,
                FormattableString.Invariant($"{MediaNames.Show(Path)} is cut off: it says that it lasts {said.Seconds:0.##} s, and {Duration.Seconds:0.##} s of it are there; copy or export it again."));
        }
    }
}

/// <summary>The shape and colour of a media file's picture, as displayed.</summary>
/// <param name="Width">Coded width in pixels.</param>
/// <param name="Height">Coded height in pixels.</param>
/// <param name="SampleAspectRatioNumerator">Width of a pixel.</param>
/// <param name="SampleAspectRatioDenominator">Height of a pixel.</param>
/// <param name="Rotation">Clockwise degrees to turn it for display: 0, 90, 180 or 270.</param>
/// <param name="Interlaced">Whether fields must be woven into frames before looking.</param>
/// <param name="Transfer">ffmpeg's name of the transfer function: <c>bt709</c>, <c>smpte2084</c> (PQ), <c>arib-std-b67</c> (HLG); empty when unknown.</param>
/// <param name="Codec">ffmpeg's name of the codec.</param>
public sealed record PictureFormat(
    int Width,
    int Height,
    int SampleAspectRatioNumerator,
    int SampleAspectRatioDenominator,
    int Rotation,
    bool Interlaced,
    string Transfer,
    string Codec)
{
    /// <summary>Whether the picture carries an alpha channel, so that what lies below it may show.</summary>
    public bool Alpha { get; init; }
}
