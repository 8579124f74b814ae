using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Fits one part of a head to some of the labelled frames. The soft maximum starts soft, where every cell teaches, and is sharpened in rounds, each starting from what the
/// one before it found: begun sharp, a character's cells are picked by chance and the fit stays with the wrong ones. Few labels of a title hardly teach before the last round.
/// </summary>
internal sealed class HeadFitter
{
    /// <summary>Names the method and its constants in the keys of checkpoints and in models.</summary>
    public const string Id = "mil-lse-12";

    /// <summary>The points of a whole fit.</summary>
    public const int MostPoints = 6;

    private const int StepsPerRound = 8;
    private const int StepsPerPoint = 10;
    // Half this times the squared weights is added to the loss (docs/recognition.md has the measurement).
    private const double Penalty = 2e-4;
    private const double PenaltyOfEqualLengths = 1e-4;
    private static readonly float[] Taus = [8, 4, 2];
    private const float FinalTau = 1;
    private static readonly double[] Factors = [0.125, 0.25, 0.5, 1, 2];

    private readonly IReadOnlyList<LabelledFrame> _frames;
    private readonly int _channels;
    private readonly float _scale;
    private readonly bool _balance;
    private readonly CancellationToken _cancel;

    /// <param name="frames">All labelled frames, as they are.</param>
    /// <param name="stages">The stages of their maps.</param>
    /// <param name="stage">The index of the stage that is asked.</param>
    /// <param name="equalLengths">Whether cells are brought to length 1.</param>
    /// <param name="balance">Whether present and absent weigh the same.</param>
    /// <param name="points">At how many points a fit is looked at; it ends at the last.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public HeadFitter(
        IReadOnlyList<LabelledFrame> frames, IReadOnlyList<Stage> stages, int stage, bool equalLengths, bool balance, int points, CancellationToken cancellationToken)
    {
        Points = points;
        _frames = [.. frames.Select(frame => frame.Only(stage, equalLengths))];
        (_channels, Stage, EqualLengths, _balance, _cancel) = (stages[stage].Channels, stage, equalLengths, balance, cancellationToken);
        Name = stages[stage].Name + (equalLengths ? ", equal lengths" : "");
        // One factor that brings cells to a mean squared length of 1 over all frames, whatever their channels; labels play no part.
        var mean = _frames.Sum(f => f.Maps[0].SquareSum()) / ((double)_frames.Count * stages[stage].Cells);
        _scale = mean > 0 ? (float)(1 / Math.Sqrt(mean)) : 1f;
    }

    /// <summary>What is asked and how, in words.</summary>
    public string Name { get; }

    /// <summary>The index of the stage that is asked.</summary>
    public int Stage { get; }

    /// <summary>Whether cells are brought to length 1.</summary>
    public bool EqualLengths { get; }

    /// <summary>At how many points of the last, sharpest round a fit is looked at: one of them is kept.</summary>
    public int Points { get; }

    /// <summary>Fits a head; the held-out frames are looked at, at every point.</summary>
    /// <param name="teaching">The frames that teach.</param>
    /// <param name="heldOut">The frames that are held out; may be empty.</param>
    public Fit Run(IReadOnlyList<int> teaching, IReadOnlyList<int> heldOut)
    {
        List<LabelledFrame> frames = [.. teaching.SelectMany(i => _frames[i].Views.Prepend(_frames[i]))];
        var softly = Objective(frames, AnswerWeights.WhileSoft(frames, _balance));
        var point = new double[softly.Length];
        foreach (var tau in Taus)
        {
            var soft = new Descent(point, (vector, gradient) => softly.Evaluate(vector, tau, gradient));
            Go(soft, StepsPerRound);
            point = soft.Point;
        }

        var objective = Objective(frames, AnswerWeights.Of(frames, _balance));
        var sharp = new Descent(point, (vector, gradient) => objective.Evaluate(vector, FinalTau, gradient));
        var history = new List<FitPoint>();
        for (var n = 0; n < Points; n++)
        {
            Go(sharp, StepsPerPoint);
            var (loss, accuracy) = Measure(objective, sharp.Point, FinalTau, teaching);
            var (heldLoss, heldAccuracy) = heldOut.Count > 0 ? Measure(objective, sharp.Point, FinalTau, heldOut) : (double.NaN, double.NaN);
            history.Add(new FitPoint((Taus.Length * StepsPerRound) + ((n + 1) * StepsPerPoint), FinalTau, sharp.Point, loss, heldLoss, accuracy, heldAccuracy));
        }

        return new Fit(history);
    }

    private void Go(Descent descent, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            _cancel.ThrowIfCancellationRequested();
            if (!descent.Step())
                return;
        }
    }

    /// <summary>The evidence that a fitted head sees in frames.</summary>
    public float[][] Evidence(FitPoint fitted, IReadOnlyList<int> indexes) =>
        Objective(indexes).Evidence(fitted.Vector, fitted.Tau, [.. indexes.Select(i => _frames[i])]);

    /// <summary>The parameters of a fitted part, as they apply to features as they are.</summary>
    public (HeadPart Part, float[] Bias) Parameters(FitPoint fitted)
    {
        var (weights, bias) = Objective([0]).Scaled(fitted.Vector);
        return (new HeadPart(Stage, EqualLengths, weights), bias);
    }

    private MilObjective Objective(IReadOnlyList<int> indexes)
    {
        List<LabelledFrame> part = [.. indexes.Select(i => _frames[i])];
        return Objective(part, AnswerWeights.Of(part, _balance));
    }

    private MilObjective Objective(List<LabelledFrame> part, float[][] weights) => new(part, weights, _channels, _scale, EqualLengths ? PenaltyOfEqualLengths : Penalty);

    /// <summary>
    /// Mean loss without the penalty, at the best of a few calibration factors, and the share of right answers. Calibration comes afterwards, so a fit must
    /// not look worse because it is too sure of what it ranks well.
    /// </summary>
    private (double Loss, double Accuracy) Measure(MilObjective objective, double[] vector, float tau, IReadOnlyList<int> indexes)
    {
        var part = indexes.Select(i => _frames[i]).ToList();
        var weights = AnswerWeights.Of(part, _balance);
        var evidence = objective.Evidence(vector, tau, part);
        var losses = new double[Factors.Length];
        var (total, right, answers) = (0.0, 0, 0);
        for (var i = 0; i < part.Count; i++)
        {
            for (var k = 0; k < evidence[i].Length; k++)
            {
                var target = part[i].Targets[k];
                if (target is not (0 or 1))
                    continue;
                for (var f = 0; f < Factors.Length; f++)
                    losses[f] += weights[i][k] * MilObjective.Loss(evidence[i][k] * Factors[f], target);
                total += weights[i][k];
                right += (evidence[i][k] >= 0) == (target == 1) ? 1 : 0;
                answers++;
            }
        }

        return (total > 0 ? losses.Min() / total : 0, answers > 0 ? (double)right / answers : 0);
    }
}

/// <summary>A fit, point by point.</summary>
internal sealed record Fit(IReadOnlyList<FitPoint> Points);

/// <summary>A head after some steps of fitting; figures of a held-out part that there is not are NaN.</summary>
/// <param name="Step">How many steps.</param>
/// <param name="Tau">The softness of its maximum.</param>
/// <param name="Vector">Its parameters.</param>
/// <param name="Loss">Mean loss on the frames that taught.</param>
/// <param name="HeldOutLoss">Mean loss on the frames that were held out.</param>
/// <param name="Accuracy">Share of right answers on the frames that taught.</param>
/// <param name="HeldOutAccuracy">Share of right answers on the frames that were held out.</param>
internal sealed record FitPoint(int Step, float Tau, double[] Vector, double Loss, double HeldOutLoss, double Accuracy, double HeldOutAccuracy);
