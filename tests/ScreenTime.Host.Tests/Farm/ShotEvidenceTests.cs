using CsCheck;
using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Farm;

/// <summary>A film that is looked through in parts gives the shot changes that it gives in one go.</summary>
public sealed class ShotEvidenceTests
{
    // Shots of flat noise with cuts, dissolves and flashes among them, some shorter than the context that a part decodes.
    private static readonly Gen<byte[][]> s_film =
        from shots in Gen.Select(Gen.Int[3, 90], Gen.Int[0, 3], Gen.Int[0, 40], Gen.UInt).List[3, 6]
        select Film(shots);

    [Fact]
    public void Parts_together_give_what_the_whole_gives() =>
        Gen.Select(s_film, Gen.Double[0, 1].List[0, 5]).Sample(
            (film, cuts) =>
            {
                var whole = Evidence(film, 0, film.Length - 1);
                int[] edges = [-1, .. cuts.Select(cut => (int)(cut * film.Length)).Where(edge => edge > 0).Distinct().Order(), film.Length + 1];
                var parts = edges.Zip(edges.Skip(1), (first, after) =>
                    Evidence(film, Math.Max(0, first - ShotEvidence.Context), Math.Min(film.Length - 1, after - 1 + ShotEvidence.Context)).EndingIn(first, after)).ToList();

                Assert.Equal(whole.Changes(), ShotEvidence.Of(parts).Changes());
            },
            iter: 12);

    [Fact]
    public void Without_context_parts_would_not()
    {
        // A dissolve of sixteen frames over the edge of two parts.
        var film = Film([(60, 2, 16, 1u), (60, 2, 16, 2u)]);
        var half = 68;
        var apart = ShotEvidence.Of([Evidence(film, 0, half - 1), Evidence(film, half, film.Length - 1)]);

        Assert.NotEqual(Evidence(film, 0, film.Length - 1).Changes(), apart.Changes());
    }

    private static ShotEvidence Evidence(byte[][] film, int first, int last)
    {
        var detector = new ShotDetector();
        for (var frame = first; frame <= last; frame++)
            detector.Add(film[frame]);
        var counted = detector.Finish();
        return new ShotEvidence([.. counted.Cuts.Select(cut => cut + first)], [.. counted.Mixtures.Select(mixture => (mixture.Start + first, mixture.End + first))]);
    }

    private static byte[][] Film(IEnumerable<(int Length, int Join, int JoinLength, uint Seed)> shots)
    {
        var film = new List<byte[]>();
        byte[]? before = null;
        foreach (var (length, join, joinLength, seed) in shots)
        {
            var picture = Picture(seed);
            // 2: a dissolve or, longer, a slow one; 3: a flash of the next shot first.
            if (before is not null && join == 2)
                for (var i = 1; i <= joinLength; i++)
                    film.Add(Mixed(before, picture, (double)i / (joinLength + 1)));
            if (before is not null && join == 3)
                film.AddRange([picture, before]);
            for (var i = 0; i < length; i++)
                film.Add(picture);
            before = picture;
        }

        return [.. film];
    }

    private static byte[] Mixed(byte[] a, byte[] b, double way) => [.. a.Zip(b, (x, y) => (byte)Math.Round(x + ((y - x) * way)))];

    private static byte[] Picture(uint seed)
    {
        var picture = new byte[ShotDetector.PictureBytes];
        var state = seed | 1;
        for (var y = 0; y < ShotDetector.Height; y++)
        {
            for (var x = 0; x < ShotDetector.Width; x++)
            {
                if (x % 6 == 0)
                    state = (state * 1664525) + 1013904223;
                picture[(y * ShotDetector.Width) + x] = (byte)(16 + ((state >> 24) % 200));
            }
        }

        picture.AsSpan(ShotDetector.Width * ShotDetector.Height).Fill(128);
        return picture;
    }
}
