using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Training;

public class SparseMapTests
{
    private static readonly Stage Stage = new("a", 6, 2, 3, 16, 8, 8);

    [Theory]
    [InlineData(SparseMap.Lanes, false)]
    [InlineData(2 * SparseMap.Lanes, true)]
    public void Products_and_slopes_of_a_cell_are_those_of_its_dense_values(int columns, bool equalLengths)
    {
        var random = new Random(7);
        var encoded = FeatureCodec.Decode(FeatureCodec.Encode([[.. Enumerable.Range(0, Stage.Values).Select(_ => random.Next(2) * random.NextSingle())]]), [Stage]).Maps[0];
        var values = encoded.Values();
        var map = new SparseMap(encoded, Stage);
        if (equalLengths)
            map = map.WithEqualLengths();
        float[] weights = [.. Enumerable.Range(0, Stage.Channels * columns).Select(_ => random.NextSingle() - 0.5f)];
        float[] factors = [.. Enumerable.Range(0, columns).Select(_ => random.NextSingle() - 0.5f)];
        for (var cell = 0; cell < Stage.Cells; cell++)
        {
            var dense = Enumerable.Range(0, Stage.Channels).Select(c => (double)values[(c * Stage.Cells) + cell]).ToArray();
            if (equalLengths)
                dense = [.. dense.Select(value => value / (Math.Sqrt(dense.Sum(v => v * v)) + Recognition.Heads.HeadParameters.LeastLength))];
            var products = new float[columns];
            map.Dot(cell, weights, products);
            Assert.All(products.Index(), product => Assert.Equal(dense.Select((value, c) => value * weights[(c * columns) + product.Index]).Sum(), product.Item, 1e-5));
            var gradient = Enumerable.Repeat(1f, weights.Length).ToArray();
            map.AddTo(cell, factors, gradient);
            Assert.All(gradient.Index(), slope => Assert.Equal(1 + (dense[slope.Index / columns] * factors[slope.Index % columns]), slope.Item, 1e-5));
        }
    }
}
