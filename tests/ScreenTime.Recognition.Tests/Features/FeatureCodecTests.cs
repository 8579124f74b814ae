using CsCheck;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Features;

public class FeatureCodecTests
{
    private static readonly Stage[] Stages = [new("a", 3, 2, 4, 16, 8, 8), new("b", 5, 1, 2, 32, 16, 16)];

    [Fact]
    public void Keeps_square_roots_to_half_a_step()
    {
        var map = Gen.Float[0, 50];
        Gen.Select(map.Array[24], map.Array[10]).Sample((a, b) =>
        {
            var decoded = Decode([a, b]);
            foreach (var (original, values) in new[] { (a, decoded[0]), (b, decoded[1]) })
                for (var i = 0; i < original.Length; i++)
                    Assert.True(Math.Abs(MathF.Sqrt(original[i]) - values[i]) <= (MathF.Sqrt(original.Max()) / 255 / 2) + 1e-5);
        });
    }

    [Fact]
    public void Keeps_signs()
    {
        Gen.Float[-3, 3].Array[24].Sample(a =>
        {
            var values = Decode([a, new float[10]])[0];
            var magnitude = a.Max(Math.Abs);
            for (var i = 0; i < a.Length; i++)
                Assert.True(Math.Abs((Math.Sign(a[i]) * MathF.Sqrt(Math.Abs(a[i]))) - values[i]) <= (MathF.Sqrt(magnitude) / 127 / 2) + 1e-5);
        });
    }

    [Fact]
    public void Keeps_every_value_as_the_nearest_step_of_its_root_however_many_there_are()
    {
        var value = Gen.OneOf(Gen.Float[-3, 3], Gen.Float[0, 1e-3f], Gen.Const(0f), Gen.Const(float.NaN), Gen.Const(float.PositiveInfinity), Gen.Const(float.NegativeInfinity), Gen.Const(float.Epsilon));
        // Longer and shorter than what processors take at once, and no multiple of it.
        Gen.Select(value.Array[1, 300], Gen.Bool).Sample((drawn, positive) =>
        {
            var values = positive ? Array.ConvertAll(drawn, MathF.Abs) : drawn;
            Stage[] stages = [new("a", values.Length, 1, 1, 16, 8, 8)];
            var map = FeatureCodec.Decode(FeatureCodec.Encode([values]), stages).Maps[0];
            var finite = Array.ConvertAll(values, v => float.IsFinite(v) ? v : 0);
            var magnitude = finite.Max(v => MathF.Abs(v));
            var signed = finite.Any(v => v < 0);
            Assert.Equal(signed ? -magnitude : magnitude, map.Scale);
            Assert.Equal(
                finite.Select(v => magnitude == 0 ? 0 : (int)MathF.Round(MathF.Sqrt(MathF.Abs(v) / magnitude) * (signed ? 127 : 255)) * (v < 0 ? -1 : 1)),
                map.Codes.Select(code => signed ? (sbyte)code : (int)code));
        });
    }

    [Fact]
    public void A_look_says_what_is_in_the_frame_and_where()
    {
        float[] Look(int channel, int column)
        {
            var map = new float[24];
            (map[(channel * 8) + column], map[(channel * 8) + 4 + column]) = (9, 9);
            return FeatureCodec.Decode(FeatureCodec.Encode([map, new float[10]]), Stages).Look(Stages);
        }

        float Likeness(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
        Assert.Equal(1, Likeness(Look(0, 0), Look(0, 0)), 1e-5);
        Assert.Equal(0, Likeness(Look(0, 0), Look(0, 3)), 1e-5);
        Assert.Equal(0, Likeness(Look(0, 0), Look(1, 0)), 1e-5);
        Assert.All(FeatureCodec.Decode(FeatureCodec.Encode([new float[24], new float[10]]), Stages).Look(Stages), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Takes_what_is_not_a_number_as_zero()
    {
        var a = new float[24];
        (a[0], a[1], a[2]) = (float.NaN, float.PositiveInfinity, 4);
        Assert.Equal([0, 0, 2], Decode([a, new float[10]])[0][..3]);
    }

    [Fact]
    public void Shrinks_sparse_maps()
    {
        var random = new Random(1);
        Stage[] stages = [new("a", 768, 14, 26, 16, 8, 8)];
        var map = Enumerable.Range(0, stages[0].Values).Select(_ => random.Next(10) == 0 ? random.NextSingle() : 0).ToArray();
        Assert.InRange(FeatureCodec.Encode([map]).Length, 1, map.Length / 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(14)]
    public void Refuses_bytes_that_were_cut_short(int length)
    {
        var bytes = FeatureCodec.Encode([Enumerable.Range(1, 24).Select(i => (float)i).ToArray(), new float[10]]);
        Assert.Throws<UserException>(() => FeatureCodec.Decode(bytes[..length], Stages));
    }

    [Fact]
    public void Refuses_bytes_that_are_not_features() =>
        Assert.Throws<UserException>(() => FeatureCodec.Decode(new byte[100], Stages));

    private static IReadOnlyList<float[]> Decode(IReadOnlyList<float[]> maps) => FeatureCodec.Decode(FeatureCodec.Encode(maps), Stages).Values();
}
