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
/// Trains a head of several parts. Each is fitted without a share of the labels that is held out and without each of several folds, the point with the lowest loss
/// on frames that did not teach is taken, and it is fitted once more on every label. The mean of the parts is calibrated on what the folds' fits saw in frames that
/// did not teach them.
/// </summary>
internal sealed class HeadTrainer
{
    private const int LabelsForHoldingOut = 20;
    private const double HeldOutShare = 0.3;
    private const int CalibrationFolds = 5;
    // Of a first answer: enough that it does not speak with more certainty than it has.
    private const int FirstFolds = 2;
    private const int FewExamples = 5;
    private const double WideGap = 0.15;
    // Below this, a report of screen time needs a person to look at it.
    private const double Reliable = 0.8;
    // As in AnswerWeights: a few labels of a new title have a say in what its evidence means, and the more the more they are.
    private const double CalibrationByTitle = 0.5;

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
        CheckCharacters(frames);

        var random = _request.Split == SplitKind.Random;
        var shots = random ? Groups.Single(examples.Count) : Groups.ByShot(examples, looks);
        var titles = Groups.ByTitle(examples);
        var groups = random || titles.Count == 1 ? shots : titles;
        var few = examples.Count < LabelsForHoldingOut;
        var folds = Split.Folds(shots, _request.IsFirst ? FirstFolds : few ? examples.Count : CalibrationFolds, _request.Seed);
        Split? split = null;
        if (!few && groups.Count > 1 && !_request.IsFirst)
            split = Split.Random(groups, [.. frames.Select(f => f.Targets)], HeldOutShare, _request.Seed);

        var checkpoints = new Checkpoints(_request.WorkFolder, RunKey(examples));
        var all = Enumerable.Range(0, frames.Length).ToList();
        var members = (from stage in Enumerable.Range(0, _backbone.Stages.Count)
                       from equalLengths in _backbone.Stages[stage].EqualLengthsToo ? (bool[])[false, true] : [false]
                       let fitter = new HeadFitter(frames, _backbone.Stages, stage, equalLengths, _request.Balance, _request.IsFirst ? 1 : HeadFitter.MostPoints, _cancel)
                       select Member.Fit(fitter, checkpoints, folds, split, all, _request.Log)).ToList();
        var evidence = OutOfFold(members, folds, frames.Length);
        var evaluation = split is null ? WithoutOneGroup(shots, evidence, frames, members) : WithHeldOutPart(groups, split, members, evidence, frames);
        Log(evaluation.Split);
        Log(string.Create(
            CultureInfo.InvariantCulture,
            $"Kept: {string.Join("; ", members.Select(member => $"{member.Fitter.Name} after {member.Final.Step} steps"))}. Each had its lowest loss on frames that did not teach there, and was fitted once more to all {frames.Length} frames; their evidence is averaged."));
        var parameters = Joined(members);
        var calibrations = Calibrate(parameters, evidence, frames);
        var memory = Remember(looks, frames, Mean(members, member => member.Final, all), calibrations);
        return Finish(evaluation, parameters, calibrations, memory, frames, evidence, shots, members.Max(member => member.Final.Step));
    }

    private LabelMemory Remember(float[][] looks, LabelledFrame[] frames, float[][] taught, Calibration[] calibrations)
    {
        // Of somebody whom every frame shows, or none, nothing was learnt that a label could put right.
        var learnt = Enumerable.Range(0, _characters).Select(k => AnswerWeights.Count(frames, k) is ( > 0, > 0)).ToList();
        return LabelMemory.Of(
            looks,
            [.. frames.Select(frame => (float[])[.. frame.Targets.Select((target, k) => learnt[k] ? target : float.NaN)])],
            [.. taught.Select(evidence => (double[])[.. evidence.Select((z, k) => calibrations[k].LogOdds(z))])]);
    }

    /// <summary>What was found on frames that did not teach.</summary>
    /// <param name="Split">How they were held out, in words.</param>
    /// <param name="Teaching">How many taught.</param>
    /// <param name="HeldOut">Which were held out.</param>
    /// <param name="Figures">Loss and accuracy on both parts.</param>
    /// <param name="Evidence">The evidence in each held-out frame.</param>
    /// <param name="Taught">Which taught, and the evidence in each of them.</param>
    /// <param name="Calibration">The calibration for both, from frames that were not held out.</param>
    private sealed record Evaluation(
        string Split,
        int Teaching,
        IReadOnlyList<int> HeldOut,
        Figures Figures,
        IReadOnlyList<float[]> Evidence,
        (IReadOnlyList<int> Indexes, IReadOnlyList<float[]> Evidence) Taught,
        IReadOnlyList<Calibration> Calibration);

    private sealed record Figures(double Loss, double HeldOutLoss, double Accuracy, double HeldOutAccuracy);

    /// <summary>The fits of one part of the head: of each fold, of the part that is held out, of all; and the point at which they are best.</summary>
    private sealed record Member(HeadFitter Fitter, IReadOnlyList<Fit> FoldFits, Fit? SplitFit, int Best, FitPoint Final)
    {
        public static Member Fit(
            HeadFitter fitter, Checkpoints checkpoints, IReadOnlyList<Split> folds, Split? split, IReadOnlyList<int> all, IProgress<string> log)
        {
            var splitFit = split is null ? null : Fitted("split", split.Teaching, split.HeldOut);
            var foldFits = folds.Select((f, n) => Fitted(string.Create(CultureInfo.InvariantCulture, $"fold {n}"), f.Teaching, f.HeldOut)).ToList();
            IReadOnlyList<Fit> heldOut = splitFit is null ? foldFits : [.. foldFits, splitFit];
            // The last where nothing was held out.
            var best = heldOut.Count == 0 ? fitter.Points - 1 : Enumerable.Range(0, fitter.Points).MinBy(p => heldOut.Sum(f => f.Points[p].HeldOutLoss));
            var final = Fitted("all", all, []).Points[best];
            log.Report(string.Create(CultureInfo.InvariantCulture, $"{fitter.Name}: {final.Step} steps, loss {final.Loss:0.000}")
                + (heldOut.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", on frames that did not teach {heldOut.Average(f => f.Points[best].HeldOutLoss):0.000}") : ""));
            return new Member(fitter, foldFits, splitFit, best, final);

            Fit Fitted(string name, IReadOnlyList<int> teaching, IReadOnlyList<int> held) =>
                checkpoints.Take($"{fitter.Name}, {name}", () => fitter.Run(teaching, held));
        }
    }

    private static HeadParameters Joined(IReadOnlyList<Member> members)
    {
        var parts = members.Select(member => member.Fitter.Parameters(member.Final)).ToList();
        return new HeadParameters(
            [.. parts.Select(part => part.Part)],
            [.. Enumerable.Range(0, parts[0].Bias.Length).Select(k => parts.Average(part => part.Bias[k]))],
            members[0].Final.Tau);
    }

    /// <summary>The mean evidence of the members, each seen through a fit of its own.</summary>
    private static float[][] Mean(IReadOnlyList<Member> members, Func<Member, FitPoint> fitted, IReadOnlyList<int> indexes)
    {
        var each = members.Select(member => member.Fitter.Evidence(fitted(member), indexes)).ToList();
        return [.. Enumerable.Range(0, indexes.Count).Select(i => Enumerable.Range(0, each[0][i].Length).Select(k => each.Average(evidence => evidence[i][k])).ToArray())];
    }

    private static float[]?[] OutOfFold(IReadOnlyList<Member> members, IReadOnlyList<Split> folds, int count)
    {
        var evidence = new float[]?[count];
        for (var f = 0; f < folds.Count; f++)
        {
            var seen = Mean(members, member => member.FoldFits[f].Points[member.Best], folds[f].HeldOut);
            for (var i = 0; i < seen.Length; i++)
                evidence[folds[f].HeldOut[i]] = seen[i];
        }

        return evidence;
    }

    private Evaluation WithHeldOutPart(Groups groups, Split split, IReadOnlyList<Member> members, float[]?[] evidence, LabelledFrame[] frames)
    {
        var held = Mean(members, member => member.SplitFit!.Points[member.Best], split.HeldOut);
        var taught = Mean(members, member => member.SplitFit!.Points[member.Best], split.Teaching);
        var figures = FiguresOf(taught, split.Teaching, held, split.HeldOut, frames);
        if (figures.Accuracy - figures.HeldOutAccuracy > WideGap)
        {
            Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"The model is right on {figures.Accuracy:P0} of the answers that taught it but on {figures.HeldOutAccuracy:P0} of those held out: it learns these frames by heart; label frames of more {groups.Kind}s."));
        }

        // The held-out part must not set its own threshold: its calibration comes from the frames that taught.
        var teaching = new float[]?[frames.Length];
        foreach (var i in split.Teaching)
            teaching[i] = evidence[i];
        var how = _request.Split == SplitKind.Random
            ? string.Create(CultureInfo.InvariantCulture, $"at random (seed {_request.Seed}): neighbouring frames are near-copies, so these figures flatter.")
            : string.Create(CultureInfo.InvariantCulture, $"whole {groups.Kind}s (seed {_request.Seed}).");
        var words = string.Create(CultureInfo.InvariantCulture, $"{split.HeldOut.Count} of {frames.Length} labelled frames were held out, {how}");
        return new Evaluation(words, split.Teaching.Count, split.HeldOut, figures, held, (split.Teaching, taught), FitCalibrations(teaching, frames));
    }

    private Evaluation WithoutOneGroup(Groups groups, float[]?[] evidence, LabelledFrame[] frames, IReadOnlyList<Member> members)
    {
        var all = Enumerable.Range(0, frames.Length).ToList();
        var held = all.Where(i => evidence[i] is not null).ToList();
        var heldEvidence = held.Select(i => evidence[i]!).ToList();
        var taught = Mean(members, member => member.Final, all);
        var figures = FiguresOf(taught, all, heldEvidence, held, frames);
        if (held.Count == 0)
        {
            Warn($"All labelled frames are of one {groups.Kind}, so nothing could be held out and nothing is known of how good the model is; label frames of other {groups.Kind}s.");
            return new Evaluation("Nothing was held out.", frames.Length, held, figures, heldEvidence, (all, taught), FitCalibrations(evidence, frames));
        }

        var how = string.Create(
            CultureInfo.InvariantCulture, $"With {frames.Length} labelled frames, each of {groups.Count} {groups.Kind}s was held out in turn (leave one {groups.Kind} out).");
        return new Evaluation(how, frames.Length, held, figures, heldEvidence, (all, taught), FitCalibrations(evidence, frames));
    }

    private Figures FiguresOf(
        IReadOnlyList<float[]> teaching, IReadOnlyList<int> taught, IReadOnlyList<float[]> heldOut, IReadOnlyList<int> held, LabelledFrame[] frames)
    {
        var (loss, accuracy) = Answers(teaching, [.. taught.Select(i => frames[i].Targets)]);
        var (heldLoss, heldAccuracy) = Answers(heldOut, [.. held.Select(i => frames[i].Targets)]);
        var (figures, after) = (new Figures(loss, heldLoss, accuracy, heldAccuracy), "");
        if (held.Count > 0)
            after = string.Create(CultureInfo.InvariantCulture, $"; held out: loss {heldLoss:0.000}, accuracy {heldAccuracy:P1}");
        Log(string.Create(CultureInfo.InvariantCulture, $"together: loss {loss:0.000}, accuracy {accuracy:P1}{after}"));
        return figures;
    }

    private Calibration[] FitCalibrations(float[]?[] evidence, LabelledFrame[] frames)
    {
        var known = Enumerable.Range(0, frames.Length).Where(i => evidence[i] is not null).ToList();
        var titles = known.CountBy(i => frames[i].Title).ToDictionary();
        var says = titles.Values.Sum(AnswerWeights.Say);
        var weights = known.Select(i =>
            1 - CalibrationByTitle + (CalibrationByTitle * known.Count * AnswerWeights.Say(titles[frames[i].Title]) / (says * titles[frames[i].Title]))).ToList();
        return [.. Enumerable.Range(0, _characters).Select(k =>
            PlattScaling.Fit([.. known.Select(i => evidence[i]![k])], [.. known.Select(i => frames[i].Targets[k])], weights))];
    }

    /// <summary>The final calibrations; a character that no frame or every frame shows gets the constant that its labels give.</summary>
    private Calibration[] Calibrate(HeadParameters parameters, float[]?[] evidence, LabelledFrame[] frames)
    {
        var calibrations = FitCalibrations(evidence, frames);
        for (var k = 0; k < _characters; k++)
        {
            var (present, absent) = AnswerWeights.Count(frames, k);
            if (present > 0 && absent > 0)
                continue;
            // Laplace's rule of succession; nothing was learnt, so evidence is 0.
            parameters.Bias[k] = 0;
            calibrations[k] = new Calibration(1, Math.Log((present + 1.0) / (absent + 1.0)));
        }

        return calibrations;
    }

    private TrainingOutcome Finish(
        Evaluation evaluation, HeadParameters parameters, Calibration[] calibrations, LabelMemory memory, LabelledFrame[] frames, float[]?[] evidence, Groups shots, int steps)
    {
        var cast = _request.Setup.Cast;
        var characters = new List<CharacterQuality>();
        for (var k = 0; k < _characters; k++)
        {
            var (present, absent) = AnswerWeights.Count(frames, k);
            var answers = Enumerable.Range(0, frames.Length).Where(i => evidence[i] is not null && frames[i].Targets[k] is 0 or 1)
                .Select(i => (shots.Numbers[i], frames[i].Targets[k] == 1, calibrations[k].LogOdds(evidence[i]![k]))).ToList();
            var (precision, recall, f1, span) = HeldOutQuality.Of(answers, _request.Seed);
            var weight = _request.Balance && present > 0 && absent > 0 ? (double)absent / present : 1;
            var quality = new CharacterQuality(cast.Characters[k].Id, present, absent, weight, precision, recall, f1, span);
            characters.Add(quality);
            WarnOf(cast.Characters[k].Name, quality, shots.Kind);
        }

        var training = new JObject
        {
            ["method"] = HeadFitter.Id,
            ["frames"] = frames.Length,
            ["steps"] = steps,
            ["tau"] = parameters.Tau,
            ["parts"] = new JArray(parameters.Parts.Select(part => new JObject { ["stage"] = _backbone.Stages[part.Stage].Name, ["equalLengths"] = part.EqualLengths })),
            ["seed"] = _request.Seed,
            ["balance"] = _request.Balance,
            ["split"] = evaluation.Split,
        };
        var bytes = HeadFile.Write(_request.OutputFolder, _backbone, cast, parameters, calibrations, memory, training);
        var layers = parameters.Parts.Select(part => (Part: part, Stage: _backbone.Stages[part.Stage])).Select(p => string.Create(
            CultureInfo.InvariantCulture,
            $"{p.Stage.Name}{(p.Part.EqualLengths ? ", cells of equal length" : "")}: linear, {p.Stage.Channels} → {_characters} on each of {p.Stage.Columns}x{p.Stage.Rows} cells, soft maximum over the cells")).ToList();
        layers.Add("mean, calibrated logistic, one probability a character");
        layers.Add(string.Create(CultureInfo.InvariantCulture, $"{memory.Count} labelled frames are remembered: what the rest lacks in one is added in frames that look like it"));
        return new TrainingOutcome(
            new ModelDescription(_backbone.Id, layers, parameters.Parts.Sum(part => (long)part.Weights.Length) + parameters.Bias.Length, bytes),
            evaluation.Split,
            evaluation.Teaching,
            evaluation.HeldOut.Count,
            characters,
            evaluation.Figures.Loss,
            evaluation.Figures.HeldOutLoss,
            evaluation.Figures.Accuracy,
            evaluation.Figures.HeldOutAccuracy,
            _warnings)
        {
            TrainingClasses = Classes(evaluation.Taught.Indexes, evaluation.Taught.Evidence, evaluation.Calibration, frames),
            ValidationClasses = Classes(evaluation.HeldOut, evaluation.Evidence, evaluation.Calibration, frames),
        };
    }

    private static bool?[] Answered(float[] targets) => Array.ConvertAll(targets, target => target switch { 1 => true, 0 => false, _ => (bool?)null });

    private static ClassAccuracy Classes(
        IReadOnlyList<int> indexes, IReadOnlyList<float[]> evidence, IReadOnlyList<Calibration> calibration, LabelledFrame[] frames)
    {
        var (right, scored) = (0, 0);
        for (var i = 0; i < indexes.Count; i++)
        {
            if (ClassAccuracy.ClassOf(Answered(frames[indexes[i]].Targets)) is not { } shown)
                continue;
            scored++;
            if (ClassAccuracy.ClassOf([.. evidence[i].Select((z, k) => (float)calibration[k].Probability(z))]) == shown)
                right++;
        }

        return new ClassAccuracy(right, scored);
    }

    private void WarnOf(string name, CharacterQuality quality, string kind)
    {
        // Those without frames that show or lack them have been warned of.
        if (quality.F1 is not { } f1 || quality.Present == 0 || quality.Absent == 0 || f1.Low >= Reliable)
            return;
        var cause = (quality.Recall?.Value ?? 0) < (quality.Precision?.Value ?? 0)
            ? $"frames that show {name} are missed: label more of them, of other {kind}s"
            : $"frames without {name} are taken for it: label more of those, of other {kind}s";
        Warn(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: on frames that did not teach, F1 was {f1.Value:0.00}, and may be anything from {f1.Low:0.00} to {f1.High:0.00}; {cause}."));
    }

    private (LabelledFrame[] Frames, float[][] Looks) Read(IReadOnlyList<TrainingExample> examples)
    {
        var frames = new LabelledFrame[examples.Count];
        var looks = new float[examples.Count][];
        var first = FeatureCodec.Decode(Views(examples[0])[0], _backbone.Stages);
        var makers = _backbone.Stages.Select((stage, n) => CellMap.Maker(first.Maps[n], stage)).ToList();
        Parallel.For(0, examples.Count, new ParallelOptions { CancellationToken = _cancel }, i =>
        {
            float[] targets = [.. examples[i].Present.Select(p => p is null ? float.NaN : p.Value ? 1f : 0f)];
            var views = Views(examples[i]).Select(view => FeatureCodec.Decode(view, _backbone.Stages)).ToList();
            var taught = views.ConvertAll(features => new LabelledFrame([.. makers.Select((make, n) => make(features.Maps[n]))], targets, examples[i].Title));
            frames[i] = taught[0] with { Views = taught[1..] };
            looks[i] = views[0].Look(_backbone.Stages);
        });
        return (frames, looks);

        IReadOnlyList<byte[]> Views(TrainingExample example) => _request.IsFirst ? [example.Features] : TeachingViews.Split(example.Features);
    }

    private void CheckCharacters(LabelledFrame[] frames)
    {
        var cast = _request.Setup.Cast;
        var learnable = 0;
        for (var k = 0; k < _characters; k++)
        {
            var (name, (present, absent)) = (cast.Characters[k].Name, AnswerWeights.Count(frames, k));
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
            CultureInfo.InvariantCulture, $"{HeadFitter.Id}\n{_backbone.FeaturesKey}\n{_request.Split}\n{_request.Seed}\n{_request.Balance}\n{_characters}\n")));
        if (_request.IsFirst)
            hash.AppendData("first\n"u8);
        foreach (var example in examples)
        {
            var labels = string.Concat(example.Present.Select(p => p is null ? '?' : p.Value ? '1' : '0'));
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{example.Title}\n{example.Shot}\n{labels}\n")));
            hash.AppendData(SHA256.HashData(example.Features));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Log(string line) => _request.Log.Report(line);

    private void Warn(string sentence)
    {
        _warnings.Add(sentence);
        Log($"Warning: {sentence}");
    }

    private static UserException Unusable(string message) => new(ExitCode.CastUnusable, message);
}
