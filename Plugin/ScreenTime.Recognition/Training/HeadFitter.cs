using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Fits heads to parts of the labelled frames. The soft maximum starts soft, where every cell teaches, and is sharpened in rounds, each starting from what the
/// one before it found: begun sharp, a character's cells are picked by chance and the fit stays with the wrong ones.
/// </summary>
/// <param name="frames">All labelled frames.</param>
/// <param name="stages">The stages of their maps.</param>
/// <param name="balance">Whether present and absent weigh the same.</param>
/// <param name="cancellationToken">Stops between steps.</param>
internal sealed class HeadFitter(
    IReadOnlyList<LabelledFrame> frames, IReadOnlyList<Stage> stages, bool balance, CancellationToken cancellationToken)
{
    /// <summary>Names the method and its constants in the keys of checkpoints and in models.</summary>
    public const string Id = "mil-lse-2";

    private const int StepsPerRound = 8;
    // Half this times the squared weights is added to the loss (docs/recognition.md has the measurement).
    private const double Penalty = 4e-4;
    private static readonly float[] Taus = [8, 4, 2, 1];

    /// <summary>One factor a stage that brings its cells to a mean squared length of 1 over all frames, whatever their channels; labels play no part.</summary>
    private readonly float[] _scales = [.. stages.Select((s, i) =>
    {
        var mean = frames.Sum(f => f.Maps[i].SquareSum()) / ((double)frames.Count * s.Cells);
        return mean > 0 ? (float)(1 / Math.Sqrt(mean)) : 1f;
    })];

    /// <summary>How many rounds a fit has.</summary>
    public static int Rounds => Taus.Length;

    /// <summary>Fits a head, looking at the held-out frames after every round.</summary>
    /// <param name="teaching">The frames that teach.</param>
    /// <param name="heldOut">The frames that are held out; may be empty.</param>
    /// <param name="rounds">How many rounds.</param>
    public Fit Run(IReadOnlyList<int> teaching, IReadOnlyList<int> heldOut, int rounds)
    {
        var objective = Objective(teaching);
        var point = new double[objective.Length];
        var history = new List<Round>();
        foreach (var tau in Taus.Take(rounds))
        {
            var descent = new Descent(point, (vector, gradient) => objective.Evaluate(vector, tau, gradient));
            for (var step = 0; step < StepsPerRound; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!descent.Step())
                    break;
            }

            point = descent.Point;
            var (loss, accuracy) = Measure(objective, point, tau, teaching);
            var (heldLoss, heldAccuracy) = heldOut.Count > 0 ? Measure(objective, point, tau, heldOut) : (double.NaN, double.NaN);
            history.Add(new Round(tau, point, loss, heldLoss, accuracy, heldAccuracy));
        }

        return new Fit(history);
    }

    /// <summary>The evidence that a fitted head sees in frames.</summary>
    public float[][] Evidence(Round fitted, IReadOnlyList<int> indexes) =>
        Objective(indexes).Evidence(fitted.Vector, fitted.Tau, [.. indexes.Select(i => frames[i])]);

    /// <summary>The parameters of a fitted head, as they apply to features as they are.</summary>
    public HeadParameters Parameters(Round fitted) => Objective([0]).Scaled(fitted.Vector, fitted.Tau);

    private MilObjective Objective(IReadOnlyList<int> indexes)
    {
        var part = indexes.Select(i => frames[i]).ToList();
        return new MilObjective(part, AnswerWeights.Of(part, balance), stages, _scales, Penalty);
    }

    /// <summary>Mean loss without the penalty, and the share of right answers.</summary>
    private (double Loss, double Accuracy) Measure(MilObjective objective, double[] vector, float tau, IReadOnlyList<int> indexes)
    {
        var part = indexes.Select(i => frames[i]).ToList();
        var weights = AnswerWeights.Of(part, balance);
        var evidence = objective.Evidence(vector, tau, part);
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

/// <summary>A fit, round by round.</summary>
internal sealed record Fit(IReadOnlyList<Round> Rounds);

/// <summary>A head after a round of fitting; figures of a held-out part that there is not are NaN.</summary>
/// <param name="Tau">The softness of its maximum.</param>
/// <param name="Vector">Its parameters.</param>
/// <param name="Loss">Mean loss on the frames that taught.</param>
/// <param name="HeldOutLoss">Mean loss on the frames that were held out.</param>
/// <param name="Accuracy">Share of right answers on the frames that taught.</param>
/// <param name="HeldOutAccuracy">Share of right answers on the frames that were held out.</param>
internal sealed record Round(float Tau, double[] Vector, double Loss, double HeldOutLoss, double Accuracy, double HeldOutAccuracy);
