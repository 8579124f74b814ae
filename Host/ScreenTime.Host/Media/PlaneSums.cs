using System.Runtime.Intrinsics;

namespace ScreenTime.Host.Media;

/// <summary>The sums over small pictures that tell shots apart, sixteen pixels at a time: whole numbers, so that every processor gives the same.</summary>
internal static class PlaneSums
{
    /// <summary>Planes hold a multiple of so many pixels; what is read of a row begins with so many, whatever counts of them.</summary>
    public const int Step = 16;

    /// <summary>Σ|a − b|.</summary>
    /// <param name="a">At most 65,536 pixels.</param>
    /// <param name="b">As many.</param>
    public static int Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var sum = Vector128<uint>.Zero;
        for (var i = 0; i < a.Length; i += Step)
        {
            var apart = Apart(At(a, i), At(b, i));
            sum += Wide(Vector128.WidenLower(apart) + Vector128.WidenUpper(apart));
        }

        return (int)Vector128.Sum(sum);
    }

    /// <summary>Σ|4·between − (4 − quarter)·first − quarter·last|.</summary>
    /// <param name="first">At most 65,536 pixels.</param>
    /// <param name="last">As many.</param>
    /// <param name="between">As many.</param>
    /// <param name="quarter">1 to 3.</param>
    public static int FromMixture(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, ReadOnlySpan<byte> between, int quarter)
    {
        var sum = Vector128<uint>.Zero;
        for (var i = 0; i < first.Length; i += Step)
        {
            var (a, b, c) = (At(first, i), At(last, i), At(between, i));
            sum += Wide(
                Vector128.Abs(Mixed(Vector128.WidenLower(a), Vector128.WidenLower(b), Vector128.WidenLower(c))).AsUInt16()
                + Vector128.Abs(Mixed(Vector128.WidenUpper(a), Vector128.WidenUpper(b), Vector128.WidenUpper(c))).AsUInt16());
        }

        return (int)Vector128.Sum(sum);

        Vector128<short> Mixed(Vector128<ushort> a, Vector128<ushort> b, Vector128<ushort> c) =>
            ((c * 4) - (a * (ushort)(4 - quarter)) - (b * (ushort)quarter)).AsInt16();
    }

    /// <summary>Σa, Σb, Σa², Σb² and Σab.</summary>
    /// <param name="a">At most 65,536 pixels.</param>
    /// <param name="b">As many.</param>
    public static (long A, long B, long SquaresA, long SquaresB, long Products) Moments(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (sumA, sumB, squaresA, squaresB, products) = (Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero, Vector128<uint>.Zero);
        for (var i = 0; i < a.Length; i += Step)
        {
            Add(Vector128.WidenLower(At(a, i)), Vector128.WidenLower(At(b, i)));
            Add(Vector128.WidenUpper(At(a, i)), Vector128.WidenUpper(At(b, i)));
        }

        return (Vector128.Sum(sumA), Vector128.Sum(sumB), Vector128.Sum(squaresA), Vector128.Sum(squaresB), Vector128.Sum(products));

        // A product of two bytes is below 65,536.
        void Add(Vector128<ushort> x, Vector128<ushort> y)
        {
            sumA += Wide(x);
            sumB += Wide(y);
            squaresA += Wide(x * x);
            squaresB += Wide(y * y);
            products += Wide(x * y);
        }
    }

    /// <summary>
    /// Σ 2·|luma| + |chroma| + |chroma| of a block's differences, or any number from <paramref name="best"/> on where it is not below that. Up to <see cref="Step"/> bytes from the
    /// beginning of the last row are read, whatever counts of them.
    /// </summary>
    /// <param name="a">The three planes of one picture, from the block's first pixel on.</param>
    /// <param name="b">The same of the other.</param>
    /// <param name="mask">255 for each pixel of a row that counts.</param>
    /// <param name="rows">Rows of the block: at most 32.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="plane">From plane to plane.</param>
    /// <param name="best">What is of interest lies below.</param>
    public static int BlockDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Vector128<byte> mask, int rows, int stride, int plane, int best)
    {
        var sum = Vector128<ushort>.Zero;
        for (var row = 0; row < rows; row++)
        {
            var at = row * stride;
            var luma = Apart(At(a, at), At(b, at)) & mask;
            var u = Apart(At(a, plane + at), At(b, plane + at)) & mask;
            var v = Apart(At(a, (2 * plane) + at), At(b, (2 * plane) + at)) & mask;
            // The two halves of a row in one: 8 levels of 255 at most, so that 32 rows have room.
            sum += ((Vector128.WidenLower(luma) + Vector128.WidenUpper(luma)) * 2)
                + Vector128.WidenLower(u) + Vector128.WidenUpper(u) + Vector128.WidenLower(v) + Vector128.WidenUpper(v);
            if (row % 3 == 2 && Vector128.Sum(Wide(sum)) >= best)
                return best;
        }

        return (int)Vector128.Sum(Wide(sum));
    }

    private static Vector128<byte> At(ReadOnlySpan<byte> plane, int from) => Vector128.Create(plane.Slice(from, Step));

    private static Vector128<byte> Apart(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a, b) - Vector128.Min(a, b);

    private static Vector128<uint> Wide(Vector128<ushort> sums) => Vector128.WidenLower(sums) + Vector128.WidenUpper(sums);
}
