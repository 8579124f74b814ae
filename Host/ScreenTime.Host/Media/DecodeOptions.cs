using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>How a media file is decoded.</summary>
public sealed record DecodeOptions
{
    /// <summary>A <c>.cube</c> look-up table that turns log pictures into Rec.709 (<c>--lut</c>), or null.</summary>
    public string? LutPath { get; init; }

    /// <summary>
    /// The stretches of the media in which cuts are looked for, decoded without gaps; null to look for none: then decoding skips what lies
    /// between frames that are far apart.
    /// </summary>
    public IReadOnlyList<MediaRange>? ShotRanges { get; init; }

    /// <summary>
    /// Where the first frames of shots show in any case, and the last, as at edits, each sorted; with it, and where cuts are looked for, frames that nobody asked for are handed on with the wanted ones
    /// (<see cref="SpareFrames"/>): their <see cref="DecodedFrame.WantedCount"/> is 0. Null for none of them.
    /// </summary>
    internal (IReadOnlyList<MediaTime> Starts, IReadOnlyList<MediaTime> Ends)? ShotEdits { get; init; }

    /// <summary>
    /// How many parts of a long stretch in which cuts are looked for are decoded side by side. Frames and cuts are the same, but frames come as they are decoded: in order within each
    /// <see cref="DecodedFrame.Sequence"/> alone.
    /// </summary>
    internal int PartsAtOnce { get; init; } = 1;

    /// <summary>How many frames a part has at least.</summary>
    internal int LeastPart { get; init; } = 720;

    /// <summary>
    /// How many stretches of few frames are decoded side by side, up to <see cref="MostRunsAtOnce"/>: while one ffmpeg starts, looks for its place or waits for its reader, another decodes; on many cores more of them, for each has two threads.
    /// No frame hangs on it.
    /// </summary>
    internal int RunsAtOnce { get; init; } = Environment.ProcessorCount >= 16 ? MostRunsAtOnce : Math.Clamp(Environment.ProcessorCount / 2, 4, MostRunsAtOnce);

    /// <summary>The most that <see cref="RunsAtOnce"/> can be.</summary>
    internal const int MostRunsAtOnce = 11;

    /// <summary>As many parts as this machine has cores for: one ffmpeg keeps some ten busy, and a part costs a hundred frames that its neighbour decodes too.</summary>
    internal static int PartsForThisMachine => Environment.ProcessorCount switch { >= 16 => 4, >= 12 => 3, >= 8 => 2, _ => 1 };

    /// <summary>Whether letterbox and pillarbox bars are cropped away.</summary>
    public bool CropBars { get; init; } = true;

    /// <summary>Whether to give the alpha channel in place of the picture: 255 in all three bytes where it hides all. Not scaled, so ask for <see cref="FrameReader.AlphaSizeAsync"/>.</summary>
    internal bool Alpha { get; init; }

    /// <summary>How long ffmpeg may say and give nothing before it is ended and what it should have given counts as unreadable.</summary>
    public TimeSpan Patience { get; init; } = FfmpegTools.Patience;
}
