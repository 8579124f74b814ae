using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Training;

/// <summary>
/// Trains a head: holds a part out, fits on the rest, keeps the step of the lowest held-out loss, calibrates on evidence from folds that did not teach, and
/// fits once more on every label.
/// </summary>
internal sealed class HeadTrainer
{
    private const int LabelsForHoldingOut = 20;
    private const double HeldOutShare = 0.3;
    private const int CalibrationFolds = 5;
    private const int FewExamples = 5;
    private const double WideGap = 0.15;

    private readonly TrainingRequest _request;
    private readonly BackboneModel _backbone;
    private readonly CancellationToken _cancel;
    private readonly List<string> _warnings = [];
    private readonly int _characters;

    public HeadTrainer(TrainingRequest request, BackboneModel backbone, CancellationToken cancellationToken)
    {
        (_request, _backbone, _cancel) = (request, backbone, cancellationToken);
        _characters = request.Setup.Cast.Characters.Count;
    }

    public TrainingOutcome Run()
    {
        var examples = _request.Examples.Where(e => e.Present.Any(p => p is not null)).ToList();
        if (examples.Count == 0 || _characters == 0)
            throw Unusable($"The cast \"{_request.Setup.Cast.Id}\" has no labelled frames; add some with 'screentime cast label' first.");
        var (frames, looks) = Read(examples);
        var targets = frames.Select(f => f.Targets).ToList();
        CheckCharacters(targets);

        var groups = _request.Split == SplitKind.Random ? Groups.Single(examples.Count) : Groups.OfExamples(examples, looks);
        var fitter = new HeadFitter(frames, _backbone.Stages, _request.Balance, _cancel);
        var checkpoints = new Checkpoints(_request.WorkFolder, RunKey(examples));
        var folds = Split.Folds(groups, examples.Count < LabelsForHoldingOut ? examples.Count : CalibrationFolds, _request.Seed);
        var evaluation = examples.Count < LabelsForHoldingOut || groups.Count < 2
            ? WithoutOneGroup(fitter, checkpoints, groups, folds, targets)
            : WithHeldOutPart(fitter, checkpoints, groups, folds, targets);
        Log(evaluation.Split);

        var final = checkpoints.Take(
            $"all {evaluation.Steps}", () => fitter.Run([.. Enumerable.Range(0, frames.Length)], [], evaluation.Steps, keepBest: false));
        Log($"The model was then fitted to all {frames.Length} frames, with {evaluation.Steps} steps.");
        var parameters = fitter.Objective([.. Enumerable.Range(0, frames.Length)]).Scaled(final.Vector);
        var calibrations = Calibrate(parameters, evaluation.Evidence, targets);
        return Finish(evaluation, parameters, calibrations, targets);
    }

    /// <summary>What was found on frames that did not teach.</summary>
    /// <param name="Split">How they were held out, in words.</param>
    /// <param name="Teaching">How many taught.</param>
    /// <param name="HeldOut">Which were held out.</param>
    /// <param name="Steps">The number of steps to take.</param>
    /// <param name="Point">Loss and accuracy there.</param>
    /// <param name="HeldOutEvidence">The evidence in each held-out frame.</param>
    /// <param name="HeldOutCalibration">The calibration for it, from frames that were not held out.</param>
    /// <param name="Evidence">The evidence in every frame from a fit that it did not teach; null where there is none.</param>
    private sealed record Evaluation(
        string Split,
        int Teaching,
        IReadOnlyList<int> HeldOut,
        int Steps,
        FitPoint Point,
        IReadOnlyList<float[]> HeldOutEvidence,
        IReadOnlyList<Calibration> HeldOutCalibration,
        float[]?[] Evidence);

    private Evaluation WithHeldOutPart(
        HeadFitter fitter, Checkpoints checkpoints, Groups groups, IReadOnlyList<Split> folds, IReadOnlyList<float[]> targets)
    {
        var split = Split.Random(groups, targets, HeldOutShare, _request.Seed);
        var fit = checkpoints.Take("split", () => fitter.Run(split.Teaching, split.HeldOut, HeadFitter.MostSteps, keepBest: true));
        foreach (var point in fit.History)
            Log(point);
        var at = fit.History.First(p => p.Step == fit.Steps);
        var gap = at.Accuracy - at.HeldOutAccuracy;
        if (gap > WideGap)
        {
            Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"The model is right on {at.Accuracy:P0} of the answers that taught it but on {at.HeldOutAccuracy:P0} of those held out: it learns these frames by heart; label frames of more {groups.Kind}s."));
        }

        var evidence = OutOfFold(fitter, checkpoints, folds, targets.Count, fit.Steps);
        // The held-out part must not set its own threshold: its calibration comes from the frames that taught.
        var teachingEvidence = new float[]?[targets.Count];
        foreach (var i in split.Teaching)
            teachingEvidence[i] = evidence[i];
        var held = string.Create(
            CultureInfo.InvariantCulture,
            $"{split.HeldOut.Count} of {targets.Count} labelled frames were held out, whole {groups.Kind}s (seed {_request.Seed}).");
        if (_request.Split == SplitKind.Random)
            held = string.Create(
                CultureInfo.InvariantCulture,
                $"{split.HeldOut.Count} of {targets.Count} labelled frames were held out at random (seed {_request.Seed}): neighbouring frames are near-copies, so these figures flatter.");
        return new Evaluation(
            held, split.Teaching.Count, split.HeldOut, fit.Steps, at, fitter.Evidence(fit.Vector, split.HeldOut), FitCalibrations(teachingEvidence, targets), evidence);
    }

    private Evaluation WithoutOneGroup(
        HeadFitter fitter, Checkpoints checkpoints, Groups groups, IReadOnlyList<Split> folds, IReadOnlyList<float[]> targets)
    {
        const int steps = HeadFitter.MostSteps;
        var evidence = OutOfFold(fitter, checkpoints, folds, targets.Count, steps);
        var held = Enumerable.Range(0, targets.Count).Where(i => evidence[i] is not null).ToList();
        var heldEvidence = held.Select(i => evidence[i]!).ToList();
        var all = checkpoints.Take($"all {steps}", () => fitter.Run([.. Enumerable.Range(0, targets.Count)], [], steps, keepBest: false));
        var (loss, accuracy) = Answers(heldEvidence, [.. held.Select(i => targets[i])]);
        var point = all.History[^1] with { HeldOutLoss = loss, HeldOutAccuracy = accuracy };
        string split;
        if (held.Count > 0)
        {
            Log(point);
            split = string.Create(
                CultureInfo.InvariantCulture, $"With {targets.Count} labelled frames, each of {groups.Count} {groups.Kind}s was held out in turn (leave one {groups.Kind} out).");
        }
        else
        {
            Warn($"All labelled frames are of one {groups.Kind}, so nothing could be held out and nothing is known of how good the model is; label frames of other {groups.Kind}s.");
            split = "Nothing was held out.";
        }

        return new Evaluation(split, targets.Count, held, steps, point, heldEvidence, FitCalibrations(evidence, targets), evidence);
    }

    private static float[]?[] OutOfFold(HeadFitter fitter, Checkpoints checkpoints, IReadOnlyList<Split> folds, int count, int steps)
    {
        var evidence = new float[]?[count];
        for (var f = 0; f < folds.Count; f++)
        {
            var fold = folds[f];
            var name = string.Create(CultureInfo.InvariantCulture, $"fold {f} of {folds.Count}, {steps}");
            var fit = checkpoints.Take(name, () => fitter.Run(fold.Teaching, [], steps, keepBest: false));
            var seen = fitter.Evidence(fit.Vector, fold.HeldOut);
            for (var i = 0; i < seen.Length; i++)
                evidence[fold.HeldOut[i]] = seen[i];
        }

        return evidence;
    }

    private Calibration[] FitCalibrations(float[]?[] evidence, IReadOnlyList<float[]> targets)
    {
        var known = Enumerable.Range(0, targets.Count).Where(i => evidence[i] is not null).ToList();
        return [.. Enumerable.Range(0, _characters).Select(k =>
            Platt.Fit([.. known.Select(i => evidence[i]![k])], [.. known.Select(i => targets[i][k])]))];
    }

    /// <summary>The final calibrations; a character that no frame or every frame shows gets the constant that its labels give.</summary>
    private Calibration[] Calibrate(HeadParameters parameters, float[]?[] evidence, IReadOnlyList<float[]> targets)
    {
        var calibrations = FitCalibrations(evidence, targets);
        for (var k = 0; k < _characters; k++)
        {
            var (present, absent) = AnswerWeights.Count(targets, k);
            if (present > 0 && absent > 0)
                continue;
            // Laplace's rule of succession; nothing was learnt, so evidence is 0.
            parameters.Bias[k] = 0;
            calibrations[k] = new Calibration(1, Math.Log((present + 1.0) / (absent + 1.0)));
        }

        return calibrations;
    }

    private TrainingOutcome Finish(
        Evaluation evaluation, HeadParameters parameters, Calibration[] calibrations, IReadOnlyList<float[]> targets)
    {
        var cast = _request.Setup.Cast;
        var characters = new List<CharacterQuality>();
        for (var k = 0; k < _characters; k++)
        {
            var (present, absent) = AnswerWeights.Count(targets, k);
            var (called, right, shown) = (0, 0, 0);
            for (var i = 0; i < evaluation.HeldOut.Count; i++)
            {
                var target = targets[evaluation.HeldOut[i]][k];
                if (target is not (0 or 1))
                    continue;
                var yes = evaluation.HeldOutCalibration[k].Probability(evaluation.HeldOutEvidence[i][k]) >= 0.5;
                called += yes ? 1 : 0;
                shown += target == 1 ? 1 : 0;
                right += yes && target == 1 ? 1 : 0;
            }

            var weight = _request.Balance && present > 0 && absent > 0 ? (double)absent / present : 1;
            characters.Add(new CharacterQuality(
                cast.Characters[k].Id, present, absent, weight, called > 0 ? (double)right / called : null, shown > 0 ? (double)right / shown : null));
        }

        var training = new JObject
        {
            ["method"] = HeadFitter.Id,
            ["frames"] = targets.Count,
            ["steps"] = evaluation.Steps,
            ["seed"] = _request.Seed,
            ["balance"] = _request.Balance,
            ["split"] = evaluation.Split,
        };
        var bytes = HeadFile.Write(_request.OutputFolder, _backbone, cast, parameters, calibrations, training);
        var layers = _backbone.Stages.Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Name}: linear, {s.Channels} → {_characters} on each of {s.Columns}x{s.Rows} cells, soft maximum over the cells")).ToList();
        layers.Add($"sum over {_backbone.Stages.Count} stages, calibrated logistic, one probability a character");
        return new TrainingOutcome(
            new ModelDescription(_backbone.Id, layers, parameters.Weights.Sum(w => (long)w.Length) + parameters.Bias.Length, bytes),
            evaluation.Split,
            evaluation.Teaching,
            evaluation.HeldOut.Count,
            characters,
            evaluation.Point.Loss,
            evaluation.Point.HeldOutLoss,
            evaluation.Point.Accuracy,
            evaluation.Point.HeldOutAccuracy,
            _warnings);
    }

    private (LabelledFrame[] Frames, double[][] Looks) Read(IReadOnlyList<TrainingExample> examples)
    {
        var frames = new LabelledFrame[examples.Count];
        var looks = new double[examples.Count][];
        Parallel.For(0, examples.Count, new ParallelOptions { CancellationToken = _cancel }, i =>
        {
            var features = FeatureCodec.Decode(examples[i].Features, _backbone.Stages);
            var maps = _backbone.Stages.Select((s, n) => new SparseMap(features.Maps[n], s)).ToArray();
            frames[i] = new LabelledFrame(maps, [.. examples[i].Present.Select(p => p is null ? float.NaN : p.Value ? 1f : 0f)]);
            var look = new double[_backbone.Stages[^1].Channels];
            maps[^1].AddMean(look);
            var norm = Math.Sqrt(look.Sum(v => v * v));
            looks[i] = norm > 0 ? [.. look.Select(v => v / norm)] : look;
        });
        return (frames, looks);
    }

    private void CheckCharacters(IReadOnlyList<float[]> targets)
    {
        var cast = _request.Setup.Cast;
        var learnable = 0;
        for (var k = 0; k < _characters; k++)
        {
            var (name, (present, absent)) = (cast.Characters[k].Name, AnswerWeights.Count(targets, k));
            var weight = _request.Balance && present > 0 && absent > 0 ? (double)absent / present : 1;
            Log(string.Create(CultureInfo.InvariantCulture, $"{name}: {present} frames show it, {absent} do not; a frame that shows it weighs {weight:0.00}."));
            if (present == 0)
                Warn($"No label shows {name}, so it will not be found; label frames that show it.");
            else if (absent == 0)
                Warn($"Every label shows {name}, so it cannot be told from nothing; label frames without it.");
            else
                learnable++;
            if (present > 0 && absent > 0 && Math.Min(present, absent) < FewExamples)
                Warn(string.Create(CultureInfo.InvariantCulture, $"{name} has only {Math.Min(present, absent)} frames that {(present < absent ? "show" : "lack")} it: expect mistakes until there are {FewExamples} or more."));
        }

        if (learnable == 0)
        {
            throw Unusable(
                $"The labels of cast \"{cast.Id}\" teach nothing: every character needs frames that show it and frames that do not; add labels with 'screentime cast label'.");
        }
    }

    private (double Loss, double Accuracy) Answers(IReadOnlyList<float[]> evidence, IReadOnlyList<float[]> targets)
    {
        var answers = (from i in Enumerable.Range(0, evidence.Count)
                       from k in Enumerable.Range(0, _characters)
                       where targets[i][k] is 0 or 1
                       select (Z: evidence[i][k], Y: targets[i][k])).ToList();
        return answers.Count == 0
            ? (double.NaN, double.NaN)
            : (answers.Average(a => MilObjective.Loss(a.Z, a.Y)), answers.Average(a => (a.Z >= 0) == (a.Y == 1) ? 1.0 : 0.0));
    }

    private string RunKey(IReadOnlyList<TrainingExample> examples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{HeadFitter.Id}\n{_backbone.Hash}\n{FeatureCodec.Id}\n{_request.Split}\n{_request.Seed}\n{_request.Balance}\n{_characters}\n")));
        foreach (var example in examples)
        {
            var labels = string.Concat(example.Present.Select(p => p is null ? '?' : p.Value ? '1' : '0'));
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{example.Title}\n{example.Shot}\n{labels}\n")));
            hash.AppendData(SHA256.HashData(example.Features));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Log(FitPoint point) => Log(double.IsNaN(point.HeldOutLoss)
        ? string.Create(CultureInfo.InvariantCulture, $"step {point.Step}: loss {point.Loss:0.000}, accuracy {point.Accuracy:P1}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"step {point.Step}: loss {point.Loss:0.000} (held out {point.HeldOutLoss:0.000}), accuracy {point.Accuracy:P1} (held out {point.HeldOutAccuracy:P1})"));

    private void Log(string line) => _request.Log.Report(line);

    private void Warn(string sentence)
    {
        _warnings.Add(sentence);
        Log($"Warning: {sentence}");
    }

    private static UserException Unusable(string message) => new(ExitCode.CastUnusable, message);
}
