using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Titles;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Teaching;

/// <summary>Chooses among described frames those whose labels teach most: by what the recogniser makes of them, and of the frames that are labelled already.</summary>
/// <param name="recognizer">Opened with the cast's model, if it has one.</param>
/// <param name="cast">The cast.</param>
/// <param name="model">The folder of the model that the recogniser was opened with; null for none.</param>
/// <param name="describer">Describes labelled frames.</param>
/// <param name="progress">Where it says how far it is.</param>
internal sealed class FrameRanking(IRecognizer recognizer, CastFolder cast, string? model, FrameDescriber describer, IJobProgress progress)
{
    // Looks of more labelled frames than this say nothing new.
    private const int MostKnown = 1000;

    // Features of a frame are some 52 KB: those of a film are never held together.
    private const int BatchSize = 32;

    /// <summary>Chooses, the most telling first.</summary>
    /// <param name="candidates">How many frames there are.</param>
    /// <param name="features">The features of each.</param>
    /// <param name="passed">Candidates that a person did not want to label: they are not chosen, nor what looks like them.</param>
    /// <param name="count">How many to choose.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Ranking> ChooseAsync(int candidates, Func<int, byte[]> features, IReadOnlySet<int> passed, int count, CancellationToken cancellationToken)
    {
        progress.Stage("Looking at labelled frames");
        var pictures = cast.Pictures.Take(MostKnown).ToList();
        var labelled = pictures.Count == 0
            ? []
            : await describer.DescribeImagesAsync(pictures, false, new ProgressCounter(pictures.Count, 0, TimeProvider.System), cancellationToken).ConfigureAwait(false);
        var known = new List<float[]>();
        foreach (var batch in labelled.Chunk(BatchSize))
            known.AddRange(await recognizer.LooksAsync(batch, cancellationToken).ConfigureAwait(false));

        progress.Stage("Choosing");
        var looks = new List<float[]>();
        var judged = model is null ? null : new List<IReadOnlyList<float>>();
        foreach (var batch in Enumerable.Range(0, candidates).Chunk(BatchSize))
        {
            var described = Array.ConvertAll(batch, candidate => features(candidate));
            looks.AddRange(await recognizer.LooksAsync(described, cancellationToken).ConfigureAwait(false));
            // One after the other: frames are judged by themselves here, not as parts of a shot.
            foreach (var one in judged is null ? [] : described)
                judged!.Add((await recognizer.JudgeAsync([one], cancellationToken).ConfigureAwait(false))[0].Probabilities);
        }

        var shift = judged is null ? null : TitleShift.Estimate(judged, TrainingJob.OutcomeOf(model!)?.Characters);
        // Neither looks nor a model: nothing tells frames apart but when they are.
        if (looks.Count == 0 && judged is null)
            return Ranked([.. Enumerable.Range(0, candidates).Where(index => !passed.Contains(index)).ToArray() is var left && left.Length > count
                ? Enumerable.Range(0, count).Select(i => new Choice(left[left.Length * ((2 * i) + 1) / (2 * count)], ChoiceReason.Unlike, -1))
                : left.Select(index => new Choice(index, ChoiceReason.Unlike, -1))]);
        IReadOnlyList<float[]> avoided = looks.Count == 0 ? known : [.. known, .. passed.Select(index => looks[index])];
        return Ranked([.. LabelChoice.Of(looks, avoided, judged?.ConvertAll(shift!.Apply), count + (looks.Count == 0 ? passed.Count : 0)).Where(choice => !passed.Contains(choice.Index)).Take(count)]);

        Ranking Ranked(IReadOnlyList<Choice> choices) => new(choices, candidates, looks, known);
    }
}

/// <summary>The frames whose labels teach most, and what they were chosen by.</summary>
/// <param name="Choices">The frames, the most telling first.</param>
/// <param name="Candidates">Among how many.</param>
/// <param name="Looks">What each of those looks like; empty where the recogniser does not say.</param>
/// <param name="Labelled">What the labelled frames look like.</param>
internal sealed record Ranking(IReadOnlyList<Choice> Choices, int Candidates, IReadOnlyList<float[]> Looks, IReadOnlyList<float[]> Labelled)
{
    /// <summary>How many of all candidates look like no labelled frame. Each is held against each.</summary>
    public int Unlabelled() => Looks.Count == 0 ? Candidates : Looks.Count(look => !LabelChoice.IsSpokenFor(look, Labelled));
}
