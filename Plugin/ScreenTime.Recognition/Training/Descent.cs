using MathNet.Numerics.LinearAlgebra;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Limited-memory BFGS with a backtracking line search (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 3.1), one step at a time, so that
/// training can look at the held-out part between steps.
/// </summary>
internal sealed class Descent
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const double Flat = 1e-7;

    private readonly Func<double[], double[], double> _evaluate;
    private readonly List<(Vector<double> Step, Vector<double> Change, double Inverse)> _pairs = [];
    private Vector<double> _point;
    private Vector<double> _gradient;

    /// <param name="start">Where to begin.</param>
    /// <param name="evaluate">Takes a point, fills its gradient, returns its value.</param>
    public Descent(double[] start, Func<double[], double[], double> evaluate)
    {
        _evaluate = evaluate;
        _point = Vector<double>.Build.DenseOfArray(start);
        var gradient = new double[start.Length];
        Value = evaluate(start, gradient);
        _gradient = Vector<double>.Build.Dense(gradient);
    }

    /// <summary>The value here.</summary>
    public double Value { get; private set; }

    /// <summary>Where it stands.</summary>
    public double[] Point => _point.ToArray();

    /// <summary>Goes one step down; false where there is no way further down.</summary>
    public bool Step()
    {
        var norm = _gradient.L2Norm();
        if (norm <= Flat)
            return false;
        var direction = Direction();
        var slope = direction.DotProduct(_gradient);
        if (slope >= 0)
        {
            _pairs.Clear();
            direction = -_gradient;
            slope = -norm * norm;
        }

        var length = _pairs.Count == 0 ? Math.Min(1, 1 / norm) : 1;
        for (var attempt = 0; attempt < 30; attempt++, length /= 2)
        {
            var point = _point + (direction * length);
            var gradient = new double[point.Count];
            var value = _evaluate(point.ToArray(), gradient);
            if (!(value <= Value + (SufficientDecrease * length * slope)))
                continue;
            var next = Vector<double>.Build.Dense(gradient);
            var (step, change) = (point - _point, next - _gradient);
            var curvature = step.DotProduct(change);
            if (curvature > 1e-12)
            {
                if (_pairs.Count == Memory)
                    _pairs.RemoveAt(0);
                _pairs.Add((step, change, 1 / curvature));
            }

            (_point, _gradient, Value) = (point, next, value);
            return true;
        }

        return false;
    }

    private Vector<double> Direction()
    {
        var q = _gradient.Clone();
        var alphas = new double[_pairs.Count];
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            alphas[i] = _pairs[i].Inverse * _pairs[i].Step.DotProduct(q);
            q -= _pairs[i].Change * alphas[i];
        }

        if (_pairs.Count > 0)
            q *= 1 / (_pairs[^1].Inverse * _pairs[^1].Change.DotProduct(_pairs[^1].Change));
        for (var i = 0; i < _pairs.Count; i++)
            q += _pairs[i].Step * (alphas[i] - (_pairs[i].Inverse * _pairs[i].Change.DotProduct(q)));
        return -q;
    }
}
