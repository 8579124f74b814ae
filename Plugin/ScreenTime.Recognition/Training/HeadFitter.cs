using ScreenTime.Recognition.Backbones;

namespace ScreenTime.Recognition.Training;

/// <summary>Fits heads to parts of the labelled frames.</summary>
/// <param name="frames">All labelled frames.</param>
/// <param name="stages">The stages of their maps.</param>
/// <param name="balance">Whether present and absent weigh the same.</param>
/// <param name="cancellationToken">Stops between steps.</param>
internal sealed class HeadFitter(
    IReadOnlyList<LabelledFrame> frames, IReadOnlyList<Stage> stages, bool balance, CancellationToken cancellationToken)
{
    /// <summary>Names the method and its constants in the keys of checkpoints.</summary>
    public const string Id = "mil-lse-1";

    /// <summary>More steps changed nothing in measurement.</summary>
    public const int MostSteps = 40;

    private const int Block = 5;
    // Half this times the squared weights is added to the loss (docs/recognition.md has the measurement).
    private const double Penalty = 4e-4;

    /// <summary>One factor a stage that brings its cells to a mean squared length of 1 over all frames, whatever their channels; labels play no part.</summary>
    private readonly float[] _scales = [.. stages.Select((s, i) =>
    {
        var mean = frames.Sum(f => f.Maps[i].SquareSum()) / ((double)frames.Count * s.Cells);
        return mean > 0 ? (float)(1 / Math.Sqrt(mean)) : 1f;
    })];

    /// <summary>The objective over the frames at these places.</summary>
    public MilObjective Objective(IReadOnlyList<int> indexes)
    {
        var part = indexes.Select(i => frames[i]).ToList();
        return new MilObjective(part, AnswerWeights.Of([.. part.Select(f => f.Targets)], balance), stages, _scales, Penalty);
    }

    /// <summary>Fits a head, looking at the held-out part every few steps.</summary>
    /// <param name="teaching">The frames that teach.</param>
    /// <param name="heldOut">The frames that are held out; may be empty.</param>
    /// <param name="steps">How many steps at most.</param>
    /// <param name="keepBest">Whether to keep the parameters of the lowest held-out loss rather than the last.</param>
    /// <param name="report">Gets every block of steps.</param>
    public Fit Run(IReadOnlyList<int> teaching, IReadOnlyList<int> heldOut, int steps, bool keepBest, Action<FitPoint>? report = null)
    {
        var objective = Objective(teaching);
        var descent = new Descent(new double[objective.Length], objective.Evaluate);
        var history = new List<FitPoint>();
        var (best, bestSteps, bestLoss) = (descent.Point, 0, double.PositiveInfinity);
        for (var step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var moved = descent.Step();
            if (moved && step % Block != 0 && step != steps)
                continue;
            var vector = descent.Point;
            var (loss, accuracy) = Measure(objective, vector, teaching);
            var (heldLoss, heldAccuracy) = heldOut.Count > 0 ? Measure(objective, vector, heldOut) : (double.NaN, double.NaN);
            var point = new FitPoint(step, loss, heldLoss, accuracy, heldAccuracy);
            history.Add(point);
            report?.Invoke(point);
            if (!keepBest || heldLoss < bestLoss)
                (best, bestSteps, bestLoss) = (vector, step, heldLoss);
            if (!moved)
                break;
        }

        return new Fit(best, bestSteps, history);
    }

    /// <summary>The evidence that a fitted head sees in frames.</summary>
    public float[][] Evidence(double[] vector, IReadOnlyList<int> indexes) =>
        Objective(indexes).Evidence(vector, [.. indexes.Select(i => frames[i])]);

    /// <summary>Mean loss without the penalty, and the share of right answers.</summary>
    private (double Loss, double Accuracy) Measure(MilObjective objective, double[] vector, IReadOnlyList<int> indexes)
    {
        var part = indexes.Select(i => frames[i]).ToList();
        var weights = AnswerWeights.Of([.. part.Select(f => f.Targets)], balance);
        var evidence = objective.Evidence(vector, part);
        var (loss, total, right, answers) = (0.0, 0.0, 0, 0);
        for (var i = 0; i < part.Count; i++)
        {
            for (var k = 0; k < evidence[i].Length; k++)
            {
                var target = part[i].Targets[k];
                if (target is not (0 or 1))
                    continue;
                loss += weights[i][k] * MilObjective.Loss(evidence[i][k], target);
                total += weights[i][k];
                right += (evidence[i][k] >= 0) == (target == 1) ? 1 : 0;
                answers++;
            }
        }

        return (total > 0 ? loss / total : 0, answers > 0 ? (double)right / answers : 0);
    }
}
