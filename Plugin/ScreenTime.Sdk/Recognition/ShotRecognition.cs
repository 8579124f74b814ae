namespace ScreenTime.Sdk;

/// <summary>A frame of a shot as a recogniser described it.</summary>
/// <param name="Time">The exact presentation time in the media, counted from its first frame.</param>
/// <param name="Features">What <see cref="IRecognizer.DescribeAsync"/> said of it.</param>
public sealed record ShotFrame(MediaTime Time, byte[] Features);

/// <summary>
/// A recogniser whose answer for a frame rests on the other frames of its shot too: a person whose face was seen a moment ago is still there when the head turns. The host calls
/// this instead of <see cref="IRecognizer.JudgeAsync"/> wherever shots are known.
/// </summary>
public interface IShotRecognizer : IRecognizer
{
    /// <summary>What is seen in frames of one shot.</summary>
    /// <param name="shot">The shot's regular samples in order of time; the same for every call that asks about the shot, so that answers do not depend on what else is asked.</param>
    /// <param name="frames">The frames that are asked about, in order of time; those of <paramref name="shot"/> may be among them.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>One sighting a frame of <paramref name="frames"/>, in order.</returns>
    ValueTask<IReadOnlyList<Sighting>> JudgeShotAsync(IReadOnlyList<ShotFrame> shot, IReadOnlyList<ShotFrame> frames, CancellationToken cancellationToken);

    /// <summary>Groups what recurs in frames and is nobody of the cast, so that a person may name a group instead of a hundred frames.</summary>
    /// <param name="features">What <see cref="IRecognizer.DescribeAsync"/> said of each frame.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The groups, the largest first; none from a recogniser that cannot tell.</returns>
    ValueTask<IReadOnlyList<UnnamedLook>> GroupUnnamedAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => new([]);
}

/// <summary>Somebody who is not named, wherever they were seen.</summary>
/// <param name="Places">The index of each frame, and where in it, best first.</param>
public sealed record UnnamedLook(IReadOnlyList<UnnamedPlace> Places);

/// <summary>Where somebody was seen.</summary>
/// <param name="Frame">The index of the frame among those that were asked about.</param>
/// <param name="Region">The face, in fractions of the frame that the recogniser asked for.</param>
public sealed record UnnamedPlace(int Frame, SightingRegion Region);
