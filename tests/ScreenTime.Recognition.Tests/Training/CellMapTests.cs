using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class CellMapTests
{
    private static readonly Stage Stage = new("a", 19, 2, 3, 16, 8, 8);

    [Theory]
    [InlineData(3, false)]
    [InlineData(9, true)]
    public void Products_and_slopes_of_a_cell_are_those_of_its_values_however_they_are_kept(int characters, bool equalLengths)
    {
        foreach (var share in (int[])[2, 9])
        {
            var random = new Random(7);
            var encoded = FeatureCodec.Decode(FeatureCodec.Encode([[.. Enumerable.Range(0, Stage.Values).Select(_ => random.Next(share) < 1 ? random.NextSingle() : 0)]]), [Stage]).Maps[0];
            var map = CellMap.Maker(encoded, Stage)(encoded);
            Assert.Equal(share == 9, map is SparseMap);
            Check(equalLengths ? map.WithEqualLengths() : map, encoded.Values(), characters, equalLengths, random);
        }
    }

    private static void Check(CellMap map, float[] values, int characters, bool equalLengths, Random random)
    {
        var columns = map.Columns(characters);
        var weights = new float[Stage.Channels * columns];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = random.NextSingle() - 0.5f;
        float[] factors = [.. Enumerable.Range(0, columns).Select(_ => random.NextSingle() - 0.5f)];
        for (var cell = 0; cell < Stage.Cells; cell++)
        {
            var dense = Enumerable.Range(0, Stage.Channels).Select(c => (double)values[(c * Stage.Cells) + cell]).ToArray();
            if (equalLengths)
                dense = [.. dense.Select(value => value / (Math.Sqrt(dense.Sum(v => v * v)) + Recognition.Heads.HeadParameters.LeastLength))];
            var products = new float[columns];
            map.Dot(cell, weights, products);
            Assert.All(products.Index(), product => Assert.Equal(dense.Select((value, c) => value * weights[map.Place(c, product.Index, columns)]).Sum(), product.Item, 1e-5));
            var gradient = Enumerable.Repeat(1f, weights.Length).ToArray();
            map.AddTo(cell, factors, gradient);
            for (var c = 0; c < Stage.Channels; c++)
                for (var column = 0; column < columns; column++)
                    Assert.Equal(1 + (dense[c] * factors[column]), gradient[map.Place(c, column, columns)], 1e-5);
        }
    }
}
