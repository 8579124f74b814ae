using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What a run will take, said before it begins.</summary>
/// <param name="Frames">Frames to look at. Those that find the edges of appearances come on top; how many nobody knows yet.</param>
/// <param name="Known">Those of them whose features are in the cache.</param>
/// <param name="Pace">How fast this machine is; null when it is not known, nothing is new, or too little for it to matter.</param>
/// <param name="PaceHasDecoding">Whether the pace is that of an earlier run, decoding and all, or of describing alone.</param>
/// <param name="CacheFolder">Where features are kept.</param>
/// <param name="FreeBytes">What is free there; null when the system does not say.</param>
public sealed record RunEstimate(long Frames, long Known, Pace? Pace, bool PaceHasDecoding, string CacheFolder, long? FreeBytes)
{
    /// <summary>Frames that must be decoded and described.</summary>
    public long New => Frames - Known;

    /// <summary>The time for them.</summary>
    public TimeSpan? Time => Pace is null ? null : TimeSpan.FromSeconds(Math.Min(New / Pace.FramesPerSecond, TimeSpan.MaxValue.TotalSeconds / 2));

    /// <summary>The disk space for their features.</summary>
    public long? Bytes => Pace is null ? null : (long)Math.Min((double)New * Pace.BytesPerFrame, long.MaxValue / 4);

    /// <summary>What must be free to begin: a quarter more, for the frames that find edges.</summary>
    public long? BytesNeeded => Bytes is { } bytes ? bytes + (bytes / 4) : null;

    /// <inheritdoc/>
    public override string ToString()
    {
        string Number(long count) => count.ToString(CultureInfo.InvariantCulture);
        var frames = Frames == 1 ? "1 frame to look at" : $"{Number(Frames)} frames to look at";
        if (New == 0)
            return $"{frames}, known from earlier runs.";
        var sentence = Known == 0 ? frames : $"{frames}, {Number(Known)} of them known from earlier runs";
        if (Time is { } time)
        {
            sentence += string.Create(
                CultureInfo.InvariantCulture,
                $": {(PaceHasDecoding ? "about" : "at least")} {Quantity.Of(time)} at {Pace!.FramesPerSecond:0.#} a second{(PaceHasDecoding ? "" : ", decoding not counted")}");
        }

        if (Bytes is { } bytes)
            sentence += $"; about {Quantity.OfBytes(bytes)} of features" + (FreeBytes is { } free ? $", {Quantity.OfBytes(free)} are free" : "");
        return sentence + ".";
    }

    /// <summary>Refuses a run that would fill the disk.</summary>
    /// <exception cref="UserException">There is not enough room (<see cref="ExitCode.OutputUnwritable"/>).</exception>
    public void RefuseWithoutRoom()
    {
        if (BytesNeeded is { } needed && FreeBytes is { } free && needed > free)
        {
            throw new UserException(
                ExitCode.OutputUnwritable,
                $"the features of {New.ToString(CultureInfo.InvariantCulture)} new frames need about {Quantity.OfBytes(needed)}, and {CacheFolder} has {Quantity.OfBytes(free)} free: "
                + "make room there, or set SCREENTIME_CACHE to a folder with more");
        }
    }
}
