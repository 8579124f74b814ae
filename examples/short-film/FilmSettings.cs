using ScreenTime.Sdk;

namespace ScreenTime.Examples.ShortFilm;

/// <summary>What a film is planned from.</summary>
/// <param name="Seed">Decides looks, places, cuts, everything.</param>
/// <param name="FrameCount">Its length.</param>
/// <param name="Rate">Frames a second.</param>
/// <param name="DropFrame">Whether its timecode is drop frame.</param>
/// <param name="Width">Width in pixels, even.</param>
/// <param name="Height">Height in pixels, even.</param>
internal sealed record FilmSettings(long Seed, int FrameCount, FrameRate Rate, bool DropFrame, int Width, int Height)
{
    public float Aspect => (float)Width / Height;

    /// <summary>The timecode of the film's first frame, as a frame number: 01:00:00:00.</summary>
    public long StartFrame => StartOfHour(1);

    /// <summary>The timecode of a cut's first frame: 10:00:00:00.</summary>
    public long CutStartFrame => StartOfHour(10);

    public string FilmTimecode(long frame) => Timecode.Format(StartFrame + frame, Rate, DropFrame);

    public string CutTimecode(long frame) => Timecode.Format(CutStartFrame + frame, Rate, DropFrame);

    private long StartOfHour(int hour) =>
        Timecode.TryParse(FormattableString.Invariant($"{hour:00}:00:00{(DropFrame ? ';' : ':')}00"), Rate, DropFrame, out var frame, out var error)
            ? frame
            : throw new InvalidOperationException(error);
}
