using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>One feature map as training reads it, cell by cell.</summary>
/// <param name="cells">How many cells it has.</param>
internal abstract class CellMap(int cells)
{
    // A product with a value that is zero costs as much as any other, but needs no list of which are not.
    private const double Dense = 1.0 / 3;

    /// <summary>How many cells it has.</summary>
    public int Cells => cells;

    /// <summary>The maps of one stage: dense where a third of the values or more of the first are not zero, else sparse; all are of one kind.</summary>
    public static Func<QuantisedMap, CellMap> Maker(QuantisedMap first, Stage stage) => first.Codes.Count(code => code != 0) >= Dense * first.Codes.Length
        ? map => new DenseMap(map, stage)
        : map => new SparseMap(map, stage);

    /// <summary>What each cell's values are multiplied by.</summary>
    protected abstract float[] Factors { get; }

    /// <summary>The same map with each cell brought to length 1, as <see cref="HeadPart.EqualLengths"/> has it.</summary>
    public CellMap WithEqualLengths() => With([.. Enumerable.Range(0, Cells).Select(cell => (float)(1 / (Math.Sqrt(Squares(cell)) + HeadParameters.LeastLength)))]);

    /// <summary>Sum of squares of all values.</summary>
    public double SquareSum() => Enumerable.Range(0, Cells).Sum(cell => Squares(cell) * Factors[cell] * Factors[cell]);

    /// <summary>In how many columns the weights of so many characters stand: the last may be nobody's.</summary>
    public abstract int Columns(int characters);

    /// <summary>Where the weight of a channel and column stands in <see cref="Dot"/> and <see cref="AddTo"/>.</summary>
    public abstract int Place(int channel, int column, int columns);

    /// <summary>The dot product of a cell with each column of <paramref name="weights"/>.</summary>
    public abstract void Dot(int cell, ReadOnlySpan<float> weights, Span<float> result);

    /// <summary>Adds a cell, times one factor a column, to the columns of <paramref name="gradient"/>.</summary>
    public abstract void AddTo(int cell, ReadOnlySpan<float> factors, Span<float> gradient);

    /// <summary>The same map with other factors.</summary>
    protected abstract CellMap With(float[] factors);

    /// <summary>Sum of squares of a cell's values, without its factor.</summary>
    protected abstract double Squares(int cell);
}
