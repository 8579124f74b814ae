using System.Runtime.Intrinsics;

namespace ScreenTime.Host.Media;

/// <summary>
/// Finds cuts, dissolves and fades in small pictures of every frame, fed in order. A cut is a jump that motion does not explain and that stands out from its
/// surroundings; a dissolve is a stretch whose pictures are mixtures of its first and last.
/// </summary>
/// <remarks>
/// Differences are taken after block matching (each block against the best of its shifts), so that pans and moving figures count little. A jump
/// that is taken back within <see cref="FlashFrames"/> is a flash. For mixtures see Lienhart, "Comparison of automatic shot boundary detection
/// algorithms" (SPIE 1999): in a linear dissolve the picture at k of the way is (1 − k)·first + k·last.
/// </remarks>
internal sealed class ShotDetector
{
    /// <summary>Width of the small pictures.</summary>
    public const int Width = 48;

    /// <summary>Changes when other shot changes would be found: part of the key under which they are kept.</summary>
    public const int Version = 3;

    /// <summary>Height of the small pictures.</summary>
    public const int Height = 27;

    /// <summary>Bytes of one picture: planes Y, U, V of full size.</summary>
    public const int PictureBytes = 3 * Width * Height;

    /// <summary>The most pictures that a mixture is found in at once; longer ones are found in pieces.</summary>
    public const int LongestMixture = 32;

    /// <summary>How long a flash may last.</summary>
    private const int FlashFrames = 4;

    private const int Plane = Width * Height;
    private const int Block = 9;
    private const int BlockWidth = 12;
    private const int Reach = 3;

    // A jump: mean levels of 255 after block matching, times its surroundings, share of the structure that remains.
    private const double LeastJump = 4.5;
    private const double TimesSurroundings = 2.6;
    private const double MostAlike = 0.92;
    private const int Surroundings = 6;

    // Jumps in a row are no cut but something fast: a short fade, a whip, a wipe.
    private const int RowReach = 3;
    private const double RowShare = 0.4;
    private const int LongestRow = 30;

    // A dissolve: how far pictures may be from the mixture, as a share of the difference of its ends.
    private const double MostFromMixture = 0.2;
    private const double LeastDifference = 10;
    private const double DissolveMostAlike = 0.5;
    private const double FlatDeviation = 6;
    private static readonly int[] DissolveLengths = [8, 16, LongestMixture];
    private const int Memory = ShotEvidence.Context;

    // What counts of the sixteen pixels that are read of a block's row.
    private static readonly Vector128<byte> s_inBlock = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)BlockWidth));

    // The last row of the last block is read beyond its end.
    private readonly byte[][] _pictures = [.. Enumerable.Range(0, Memory).Select(_ => new byte[PictureBytes + PlaneSums.Step - BlockWidth])];
    private readonly List<float> _jumps = [];
    private readonly List<float> _alike = [];
    private readonly List<int> _cuts = [];
    private readonly List<(int Start, int End)> _mixtures = [];
    private (int First, int Last)? _row;

    /// <summary>How many pictures have been added.</summary>
    public int Count => _jumps.Count;

    /// <summary>Adds the next picture.</summary>
    public void Add(ReadOnlySpan<byte> picture)
    {
        var frame = Count;
        picture.CopyTo(_pictures[frame % Memory]);
        _jumps.Add(frame == 0 ? 0 : (float)Jump(Picture(frame - 1), Picture(frame)));
        _alike.Add(frame == 0 ? 1 : (float)Alike(Picture(frame - 1), Picture(frame)));
        // Judged when what follows is known.
        if (frame - Surroundings > 0)
            JudgeJump(frame - Surroundings);
        foreach (var length in DissolveLengths)
            if (frame >= length)
                JudgeMixture(frame - length, frame);
    }

    /// <summary>What there is from one picture to another, as far as they have been added and judged.</summary>
    public SeenChanges ChangesIn(int first, int last)
    {
        var (mixes, cuts) = (false, false);
        // They are found in the order of their ends, but for rows of jumps.
        for (var i = _mixtures.Count - 1; i >= 0 && _mixtures[i].End >= first && !mixes; i--)
            mixes = _mixtures[i].Start <= last;
        for (var i = _cuts.Count - 1; i >= 0 && _cuts[i] > first && !cuts; i--)
            cuts = _cuts[i] <= last;
        return new SeenChanges(mixes, cuts);
    }

    /// <summary>What was found, counted in pictures.</summary>
    public ShotEvidence Finish()
    {
        for (var frame = Math.Max(1, Count - Surroundings); frame < Count; frame++)
            JudgeJump(frame);
        CloseRow();
        return new ShotEvidence(_cuts, [.. _mixtures.Order()]);
    }

    private byte[] Picture(int frame) => _pictures[frame % Memory];

    private void JudgeJump(int frame)
    {
        var jump = _jumps[frame];
        if (_row is { } open && frame > open.Last + 2)
            CloseRow();
        if (jump < LeastJump)
            return;
        var inRow = 0;
        for (var near = Math.Max(1, frame - RowReach); near <= Math.Min(Count - 1, frame + RowReach); near++)
            if (near != frame && _jumps[near] > jump * RowShare)
                inRow++;
        if (inRow >= 2)
        {
            _row = (_row?.First ?? frame, frame);
            return;
        }

        if (_alike[frame] > MostAlike)
            return;
        var (sum, count) = (0.0, 0);
        for (var near = Math.Max(1, frame - Surroundings); near <= Math.Min(Count - 1, frame + Surroundings); near++)
        {
            // Another cut nearby must not hide this one, nor its echo in interlaced or blended frames.
            if (near == frame || _jumps[near] > jump * 0.6)
                continue;
            sum += _jumps[near];
            count++;
        }

        if (jump < TimesSurroundings * ((sum / Math.Max(1, count)) + 0.5))
            return;
        for (var after = frame + 1; after <= Math.Min(Count - 1, frame + FlashFrames); after++)
            if (Count - after < Memory && Jump(Picture(frame - 1), Picture(after)) < jump * 0.4)
                return;
        // The way back from a flash.
        for (var before = Math.Max(0, frame - 1 - FlashFrames); before < frame - 1; before++)
            if (Jump(Picture(before), Picture(frame)) < jump * 0.4)
                return;
        _cuts.Add(frame);
    }

    /// <summary>A row of jumps that leads from one picture to another of its own is a change of shot.</summary>
    private void CloseRow()
    {
        if (_row is { } row && row.Last - row.First <= LongestRow && Count - row.First < Memory)
        {
            var (before, after) = (Picture(row.First - 1), Picture(row.Last));
            if (Alike(before, after) <= DissolveMostAlike && Difference(before, after) >= LeastDifference)
                _mixtures.Add((row.First, row.Last));
        }

        _row = null;
    }

    private void JudgeMixture(int from, int to)
    {
        var (first, last) = (Picture(from), Picture(to));
        var difference = Difference(first, last);
        if (difference < LeastDifference)
            return;
        var (sumFirst, sumLast, squaresFirst, squaresLast, _) = PlaneSums.Moments(Luma(first), Luma(last));
        var alike = Alike(first, last);
        var flat = Deviation(sumFirst, squaresFirst) < FlatDeviation || Deviation(sumLast, squaresLast) < FlatDeviation;
        if (alike > DissolveMostAlike && !flat)
            return;
        for (var quarter = 1; quarter <= 3; quarter++)
        {
            if (Mixture(first, last, Picture(from + ((to - from) * quarter / 4)), quarter) > MostFromMixture * difference)
                return;
        }

        _mixtures.Add((from, to));
    }

    /// <summary>Mean difference in levels after each block has found its best place in the other picture; chroma counts half.</summary>
    private static double Jump(byte[] before, byte[] after)
    {
        var total = 0;
        for (var top = 0; top < Height; top += Block)
        {
            for (var left = 0; left < Width; left += BlockWidth)
            {
                // Where nothing moved no other place is better, and what is worse is soon known to be.
                var best = BlockDifference(before, after, left, top, 0, 0, int.MaxValue);
                for (var dy = -Reach; dy <= Reach; dy++)
                {
                    if (top + dy < 0 || top + dy + Block > Height)
                        continue;
                    for (var dx = -Reach; dx <= Reach; dx++)
                    {
                        if (left + dx >= 0 && left + dx + BlockWidth <= Width)
                            best = Math.Min(best, BlockDifference(before, after, left, top, dx, dy, best));
                    }
                }

                total += best;
            }
        }

        // Levels are counted twice in luma, once in each chroma plane.
        return total / (2.0 * Plane);
    }

    private static int BlockDifference(byte[] before, byte[] after, int left, int top, int dx, int dy, int best) => PlaneSums.BlockDifference(
        after.AsSpan((top * Width) + left), before.AsSpan(((top + dy) * Width) + left + dx), s_inBlock, Block, Width, Plane, best);

    private static ReadOnlySpan<byte> Luma(byte[] picture) => picture.AsSpan(0, Plane);

    /// <summary>Correlation of luma, -1 to 1: brightness and contrast do not count, structure does. Flat pictures are alike only to flat ones.</summary>
    private static double Alike(byte[] a, byte[] b)
    {
        var (sumA, sumB, squaresA, squaresB, products) = PlaneSums.Moments(Luma(a), Luma(b));
        var varianceA = squaresA - ((double)sumA * sumA / Plane);
        var varianceB = squaresB - ((double)sumB * sumB / Plane);
        var flat = FlatDeviation * FlatDeviation * Plane;
        if (varianceA < flat || varianceB < flat)
            return varianceA < flat && varianceB < flat ? 1 : 0;
        return (products - ((double)sumA * sumB / Plane)) / Math.Sqrt(varianceA * varianceB);
    }

    private static double Deviation(long sum, long squares)
    {
        var mean = (double)sum / Plane;
        return Math.Sqrt(Math.Max(0, ((double)squares / Plane) - (mean * mean)));
    }

    private static double Difference(byte[] a, byte[] b) => (double)PlaneSums.Difference(Luma(a), Luma(b)) / Plane;

    private static double Mixture(byte[] first, byte[] last, byte[] between, int quarter) =>
        PlaneSums.FromMixture(Luma(first), Luma(last), Luma(between), quarter) / (4.0 * Plane);
}
