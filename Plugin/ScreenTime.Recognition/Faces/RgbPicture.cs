namespace ScreenTime.Recognition.Faces;

/// <summary>An 8-bit RGB picture, rows from the top, without padding; and, as they are asked for, its halves, quarters and so on.</summary>
internal sealed class RgbPicture
{
    private const int SmallestSide = 16;
    private readonly ReadOnlyMemory<byte> _pixels;
    private RgbPicture? _half;

    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixels">Its values.</param>
    public RgbPicture(int width, int height, ReadOnlyMemory<byte> pixels) => (Width, Height, _pixels) = (width, height, pixels);

    public int Width { get; }

    public int Height { get; }

    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>
    /// The part of it that <paramref name="map"/> leads to, at another size: bilinear, four samples a pixel, from the smallest of its halves that still has a pixel for every new
    /// one, so that nothing is lost between samples. What lies outside is black.
    /// </summary>
    public RgbPicture Warped(Similarity map, int width, int height)
    {
        if (map.Scale >= 2 && Math.Min(Width, Height) >= 2 * SmallestSide)
            return (_half ??= Halved()).Warped(new Similarity(map.A / 2, map.B / 2, map.X / 2, map.Y / 2), width, height);
        var source = _pixels.Span;
        var target = new byte[checked(width * height * 3)];
        var samples = map.Scale > 1.1 ? 2 : 1;
        var step = 1.0 / samples;
        Span<float> sum = stackalloc float[3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                sum.Clear();
                for (var sy = 0; sy < samples; sy++)
                    for (var sx = 0; sx < samples; sx++)
                        Add(source, map.At(x + ((sx + 0.5) * step), y + ((sy + 0.5) * step)), sum);
                var at = ((y * width) + x) * 3;
                for (var c = 0; c < 3; c++)
                    target[at + c] = (byte)((sum[c] / (samples * samples)) + 0.5f);
            }
        }

        return new RgbPicture(width, height, target);
    }

    private RgbPicture Halved()
    {
        var (width, height) = (Width / 2, Height / 2);
        var source = _pixels.Span;
        var target = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            var above = source.Slice(2 * y * Width * 3, Width * 3);
            var below = source.Slice(((2 * y) + 1) * Width * 3, Width * 3);
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                    target[(((y * width) + x) * 3) + c] = (byte)((above[(6 * x) + c] + above[(6 * x) + 3 + c] + below[(6 * x) + c] + below[(6 * x) + 3 + c] + 2) / 4);
        }

        return new RgbPicture(width, height, target);
    }

    private void Add(ReadOnlySpan<byte> source, (double X, double Y) at, Span<float> sum)
    {
        // A pixel's centre lies half a pixel into it.
        var (x, y) = (at.X - 0.5, at.Y - 0.5);
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        if (left < -1 || top < -1 || left >= Width || top >= Height)
            return;
        var (right, below) = ((float)(x - left), (float)(y - top));
        for (var dy = 0; dy < 2; dy++)
        {
            for (var dx = 0; dx < 2; dx++)
            {
                var (px, py) = (left + dx, top + dy);
                if ((uint)px >= (uint)Width || (uint)py >= (uint)Height)
                    continue;
                var weight = (dx == 0 ? 1 - right : right) * (dy == 0 ? 1 - below : below);
                var offset = ((py * Width) + px) * 3;
                sum[0] += weight * source[offset];
                sum[1] += weight * source[offset + 1];
                sum[2] += weight * source[offset + 2];
            }
        }
    }
}

/// <summary>A turn, a scale and a shift: where a point of the new picture lies in the old one.</summary>
/// <param name="A">Scale times the turn's cosine.</param>
/// <param name="B">Scale times the turn's sine.</param>
/// <param name="X">Shift to the right in pixels.</param>
/// <param name="Y">Shift down in pixels.</param>
internal readonly record struct Similarity(double A, double B, double X, double Y)
{
    /// <summary>Pixels of the old picture a pixel of the new one.</summary>
    public double Scale => Math.Sqrt((A * A) + (B * B));

    public (double X, double Y) At(double x, double y) => ((A * x) - (B * y) + X, (B * x) + (A * y) + Y);

    /// <summary>A rectangle of the old picture as the new one, scaled to fit and placed in its top left corner.</summary>
    public static Similarity Fit(double left, double top, double width, double height, int newWidth, int newHeight)
    {
        var scale = Math.Max(width / newWidth, height / newHeight);
        return new Similarity(scale, 0, left, top);
    }

    /// <summary>The one that leads <paramref name="from"/> nearest to <paramref name="to"/>, by least squares (after Umeyama 1991, without mirroring).</summary>
    public static Similarity Between(IReadOnlyList<(double X, double Y)> from, IReadOnlyList<(double X, double Y)> to)
    {
        var count = from.Count;
        var (fx, fy, tx, ty) = (from.Average(p => p.X), from.Average(p => p.Y), to.Average(p => p.X), to.Average(p => p.Y));
        double along = 0, across = 0, spread = 0;
        for (var i = 0; i < count; i++)
        {
            var (x, y, u, v) = (from[i].X - fx, from[i].Y - fy, to[i].X - tx, to[i].Y - ty);
            along += (x * u) + (y * v);
            across += (x * v) - (y * u);
            spread += (x * x) + (y * y);
        }

        var (a, b) = spread > 0 ? (along / spread, across / spread) : (1.0, 0.0);
        return new Similarity(a, b, tx - (a * fx) + (b * fy), ty - (b * fx) - (a * fy));
    }
}
