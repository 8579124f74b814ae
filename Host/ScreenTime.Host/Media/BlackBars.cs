namespace ScreenTime.Host.Media;

/// <summary>
/// Finds letterbox and pillarbox bars from a few pictures of one title. Bars are cropped only when most pictures that are bright enough to tell agree on
/// them, no picture has anything inside them, and they come in equal pairs: a dark scene is never taken for a bar.
/// </summary>
internal static class BlackBars
{
    // Of 255, full range: noise of coded black stays below.
    private const int BlackLevel = 20;

    // A picture tells only if what would remain is bright, and starts at once: a vignette or a night does not.
    private const double BrightMean = 24;
    private const double BrightEdge = 28;
    private const int LeastWitnesses = 3;

    /// <summary>The part inside the bars, or null when there are none.</summary>
    /// <param name="pictures">Luma (0 to 255, full range) of pictures of equal size, rows from the top.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    public static PictureCrop? Find(IReadOnlyList<byte[]> pictures, int width, int height)
    {
        var witnesses = new List<(int Left, int Top, int Right, int Bottom)>();
        var least = (Left: width, Top: height, Right: width, Bottom: height);
        foreach (var luma in pictures)
        {
            if (Margins(luma, width, height) is not { } margins)
                continue;
            least = (Math.Min(least.Left, margins.Left), Math.Min(least.Top, margins.Top), Math.Min(least.Right, margins.Right), Math.Min(least.Bottom, margins.Bottom));
            if (Tells(luma, width, height, margins))
                witnesses.Add(margins);
        }

        if (witnesses.Count < LeastWitnesses)
            return null;
        var (left, right) = Pair(least.Left, least.Right, witnesses.ConvertAll(margins => (margins.Left, margins.Right)), width);
        var (top, bottom) = Pair(least.Top, least.Bottom, witnesses.ConvertAll(margins => (margins.Top, margins.Bottom)), height);
        return left + top + right + bottom == 0 ? null : new PictureCrop(left, top, width - left - right, height - top - bottom);
    }

    /// <summary>Which bars one picture rules out, whatever the others show, since something is in them: those at the sides, those at top and bottom.</summary>
    /// <param name="luma">As for <see cref="Find"/>.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    public static (bool Sides, bool Ends) RuledOut(byte[] luma, int width, int height) => Margins(luma, width, height) is not { } margins
        ? (false, false)
        : (Math.Min(margins.Left, margins.Right) < Smallest(width), Math.Min(margins.Top, margins.Bottom) < Smallest(height));

    private static (int Before, int After) Pair(int before, int after, List<(int Before, int After)> witnesses, int size)
    {
        var smallest = Smallest(size);
        var slack = Math.Max(2, size / 100);
        if (before < smallest || after < smallest || Math.Abs(before - after) > slack || before + after > size * 2 / 3)
            return (0, 0);
        var agreeing = witnesses.Count(margins => margins.Before <= before + slack && margins.After <= after + slack);
        // Even, so that chroma is cut where luma is.
        return agreeing * 5 >= witnesses.Count * 3 ? (before + (before & 1), after + (after & 1)) : (0, 0);
    }

    private static int Smallest(int size) => Math.Max(2, size / 100);

    /// <summary>Rows and columns of nothing but black at each side; null for a picture that is all black.</summary>
    private static (int Left, int Top, int Right, int Bottom)? Margins(byte[] luma, int width, int height)
    {
        var columns = new int[width];
        var top = -1;
        var bottom = 0;
        for (var y = 0; y < height; y++)
        {
            var row = luma.AsSpan(y * width, width);
            var lit = 0;
            for (var x = 0; x < width; x++)
            {
                if (row[x] > BlackLevel)
                {
                    lit++;
                    columns[x]++;
                }
            }

            // A stray pixel is noise, a short run is a subtitle.
            if (lit > width / 200)
            {
                if (top < 0)
                    top = y;
                bottom = y;
            }
        }

        if (top < 0)
            return null;
        var left = 0;
        while (left < width && columns[left] <= height / 200)
            left++;
        var right = width - 1;
        while (right > left && columns[right] <= height / 200)
            right--;
        return left >= right ? null : (left, top, width - 1 - right, height - 1 - bottom);
    }

    private static bool Tells(byte[] luma, int width, int height, (int Left, int Top, int Right, int Bottom) margins)
    {
        var (left, top, right, bottom) = (margins.Left, margins.Top, width - margins.Right, height - margins.Bottom);
        return Mean(luma, width, left, top, right, bottom) >= BrightMean
            && EdgeIsBright(margins.Top, top, Math.Min(top + Depth(height), bottom), true)
            && EdgeIsBright(margins.Bottom, Math.Max(bottom - Depth(height), top), bottom, true)
            && EdgeIsBright(margins.Left, left, Math.Min(left + Depth(width), right), false)
            && EdgeIsBright(margins.Right, Math.Max(right - Depth(width), left), right, false);

        bool EdgeIsBright(int margin, int from, int to, bool rows) =>
            margin == 0 || (rows ? Mean(luma, width, left, from, right, to) : Mean(luma, width, from, top, to, bottom)) >= BrightEdge;
    }

    private static int Depth(int size) => Math.Max(2, size / 50);

    private static double Mean(byte[] luma, int width, int left, int top, int right, int bottom)
    {
        long sum = 0;
        for (var y = top; y < bottom; y++)
            foreach (var value in luma.AsSpan((y * width) + left, right - left))
                sum += value;
        return (double)sum / Math.Max(1L, (long)(right - left) * (bottom - top));
    }
}
