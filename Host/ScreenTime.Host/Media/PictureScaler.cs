namespace ScreenTime.Host.Media;

/// <summary>
/// Scales RGB pictures with the kernel of ffmpeg's scaler (bicubic, B = 0, C = 0.6, widened when shrinking), so that an image and the video frame that it was
/// saved from look alike to a recogniser.
/// </summary>
internal static class PictureScaler
{
    /// <summary>Scales a part of a picture into a part of a black frame.</summary>
    /// <param name="source">RGB without padding.</param>
    /// <param name="sourceWidth">Pixels a row of the source.</param>
    /// <param name="crop">The part of the source.</param>
    /// <param name="target">RGB, zeroed.</param>
    /// <param name="targetWidth">Pixels a row of the target.</param>
    /// <param name="fit">Where the part goes.</param>
    public static void Scale(ReadOnlySpan<byte> source, int sourceWidth, PictureCrop crop, Span<byte> target, int targetWidth, PictureFit fit)
    {
        var columns = Weights(crop.Width, fit.Width);
        var rows = Weights(crop.Height, fit.Height);
        var narrow = new float[crop.Height * fit.Width * 3];
        for (var y = 0; y < crop.Height; y++)
        {
            var line = source.Slice((((crop.Y + y) * sourceWidth) + crop.X) * 3, crop.Width * 3);
            var into = narrow.AsSpan(y * fit.Width * 3, fit.Width * 3);
            for (var x = 0; x < fit.Width; x++)
            {
                var (first, weights) = columns[x];
                float red = 0, green = 0, blue = 0;
                for (var i = 0; i < weights.Length; i++)
                {
                    var at = Math.Clamp(first + i, 0, crop.Width - 1) * 3;
                    red += weights[i] * line[at];
                    green += weights[i] * line[at + 1];
                    blue += weights[i] * line[at + 2];
                }

                (into[x * 3], into[(x * 3) + 1], into[(x * 3) + 2]) = (red, green, blue);
            }
        }

        var sums = new float[fit.Width * 3];
        for (var y = 0; y < fit.Height; y++)
        {
            Array.Clear(sums);
            var (first, weights) = rows[y];
            for (var i = 0; i < weights.Length; i++)
            {
                var line = narrow.AsSpan(Math.Clamp(first + i, 0, crop.Height - 1) * fit.Width * 3, fit.Width * 3);
                for (var x = 0; x < line.Length; x++)
                    sums[x] += weights[i] * line[x];
            }

            var into = target.Slice((((fit.Y + y) * targetWidth) + fit.X) * 3, fit.Width * 3);
            for (var x = 0; x < into.Length; x++)
                into[x] = (byte)Math.Clamp((int)MathF.Round(sums[x]), 0, 255);
        }
    }

    private static (int First, float[] Weights)[] Weights(int from, int to)
    {
        var step = (double)from / to;
        var spread = Math.Max(1, step);
        var all = new (int, float[])[to];
        for (var i = 0; i < to; i++)
        {
            var centre = ((i + 0.5) * step) - 0.5;
            var first = (int)Math.Ceiling(centre - (2 * spread));
            var last = (int)Math.Floor(centre + (2 * spread));
            var weights = new float[last - first + 1];
            var sum = 0.0;
            for (var j = first; j <= last; j++)
                sum += Kernel(Math.Abs(j - centre) / spread);
            for (var j = first; j <= last; j++)
                weights[j - first] = (float)(Kernel(Math.Abs(j - centre) / spread) / sum);
            all[i] = (first, weights);
        }

        return all;
    }

    // Mitchell and Netravali, "Reconstruction filters in computer graphics" (1988), with B = 0 and C = 0.6.
    private static double Kernel(double x) => x switch
    {
        < 1 => ((8.4 * x * x * x) - (14.4 * x * x) + 6) / 6,
        < 2 => ((-3.6 * x * x * x) + (18 * x * x) - (28.8 * x) + 14.4) / 6,
        _ => 0,
    };
}
