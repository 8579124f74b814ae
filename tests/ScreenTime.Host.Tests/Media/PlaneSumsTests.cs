using System.Runtime.Intrinsics;
using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Media;

/// <summary>Against the sums as they are written down, pixel by pixel, of random pictures and of the brightest and darkest.</summary>
public sealed class PlaneSumsTests
{
    private const int Plane = ShotDetector.Width * ShotDetector.Height;

    public static TheoryData<byte[], byte[], byte[]> Pictures
    {
        get
        {
            var data = new TheoryData<byte[], byte[], byte[]>();
            var random = new Random(5);
            byte[] Random(int from, int to) => [.. Enumerable.Range(0, Length).Select(_ => (byte)random.Next(from, to))];
            byte[] Flat(byte level) => [.. Enumerable.Repeat(level, Length)];
            for (var i = 0; i < 20; i++)
                data.Add(Random(0, 256), Random(0, 256), Random(0, 256));
            for (var i = 0; i < 5; i++)
                data.Add(Random(100, 104), Random(100, 104), Random(100, 104));
            data.Add(Flat(255), Flat(0), Flat(0));
            data.Add(Flat(255), Flat(255), Flat(0));
            data.Add(Flat(0), Flat(0), Flat(255));
            return data;
        }
    }

    private static int Length => ShotDetector.PictureBytes + PlaneSums.Step;

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Differences_and_moments_are_the_plain_sums(byte[] a, byte[] b, byte[] c)
    {
        Assert.Equal(Enumerable.Range(0, Plane).Sum(i => Math.Abs(a[i] - b[i])), PlaneSums.Difference(a.AsSpan(0, Plane), b.AsSpan(0, Plane)));
        Assert.Equal(
            (Sum(i => a[i]), Sum(i => b[i]), Sum(i => a[i] * a[i]), Sum(i => b[i] * b[i]), Sum(i => a[i] * b[i])), PlaneSums.Moments(a.AsSpan(0, Plane), b.AsSpan(0, Plane)));
        for (var quarter = 1; quarter <= 3; quarter++)
        {
            Assert.Equal(
                Sum(i => Math.Abs((4 * c[i]) - ((4 - quarter) * a[i]) - (quarter * b[i]))), PlaneSums.FromMixture(a.AsSpan(0, Plane), b.AsSpan(0, Plane), c.AsSpan(0, Plane), quarter));
        }

        static long Sum(Func<int, int> of) => Enumerable.Range(0, Plane).Sum(i => (long)of(i));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_block_counts_luma_twice_and_its_own_pixels_alone(byte[] a, byte[] b, byte[] c)
    {
        foreach (var (from, there) in ((int, int)[])[(0, 3), ((18 * ShotDetector.Width) + 36, (15 * ShotDetector.Width) + 33), ((18 * ShotDetector.Width) + 36, (18 * ShotDetector.Width) + 36)])
        {
            foreach (var other in (byte[][])[b, c])
            {
                var plain = 0;
                for (var i = 0; i < 9 * 12; i++)
                {
                    var at = (i / 12 * ShotDetector.Width) + (i % 12);
                    plain += (2 * Apart(at)) + Apart(Plane + at) + Apart((2 * Plane) + at);
                }

                Assert.Equal(plain, Block(int.MaxValue));
                Assert.Equal(plain, Block(plain + 1));
                Assert.True(Block(plain) >= plain);
                Assert.True(Block(plain / 2) >= plain / 2);

                int Apart(int at) => Math.Abs(a[from + at] - other[there + at]);
                int Block(int best) => PlaneSums.BlockDifference(
                    a.AsSpan(from), other.AsSpan(there), Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)12)), 9, ShotDetector.Width, Plane, best);
            }
        }
    }
}
