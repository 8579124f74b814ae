namespace ScreenTime.Sdk;

/// <summary>How examples are held out for validation.</summary>
public enum SplitKind
{
    /// <summary>By title where there are several, else by shot; loose images are grouped by look. Honest.</summary>
    ByShot,

    /// <summary>At random, as the tutorial did: neighbouring frames are near-copies, so the figure flatters.</summary>
    Random,
}

/// <summary>One labelled frame.</summary>
/// <param name="Key">A stable name that is unique within the cast: image name, or media and time.</param>
/// <param name="Title">The film or episode that it is from.</param>
/// <param name="Shot">The shot within the title, or null for a loose image.</param>
/// <param name="Features">What <see cref="IRecognizer.DescribeForTrainingAsync"/> said of it.</param>
/// <param name="Present">Whether each character is visible, in the cast's order; null where the label does not say.</param>
public sealed record TrainingExample(string Key, string Title, int? Shot, byte[] Features, IReadOnlyList<bool?> Present);

/// <summary>A training run.</summary>
/// <param name="Setup">Cast, models and device; <see cref="RecognizerSetup.HeadFolder"/> is not read.</param>
/// <param name="Examples">The labelled frames, in a stable order.</param>
/// <param name="Split">How examples are held out.</param>
/// <param name="Seed">Seed of everything random: 42 unless the user says otherwise.</param>
/// <param name="Balance">Whether present and absent weigh the same, per character.</param>
/// <param name="OutputFolder">An empty folder for the head: its ONNX file and whatever the recogniser needs beside it.</param>
/// <param name="WorkFolder">A folder that outlives a killed run: checkpoints go there and a second run goes on from them.</param>
/// <param name="Log">Receives lines for the user: splits, weights, loss and accuracy of both parts, warnings.</param>
public sealed record TrainingRequest(
    RecognizerSetup Setup,
    IReadOnlyList<TrainingExample> Examples,
    SplitKind Split,
    int Seed,
    bool Balance,
    string OutputFolder,
    string WorkFolder,
    IProgress<string> Log)
{
    /// <summary>
    /// Whether only a first answer is wanted, within seconds: fitted in few steps and not measured, from features as <see cref="IRecognizer.DescribeAsync"/> gives them. It is shown while the
    /// real training runs, and never kept.
    /// </summary>
    public bool IsFirst { get; init; }
}

/// <summary>What a training run found.</summary>
/// <param name="Description">What the model is, for <c>cast show</c>: layers, parameters, size in bytes.</param>
/// <param name="SplitDescription">How examples were held out, in words.</param>
/// <param name="TrainingCount">Examples that taught.</param>
/// <param name="ValidationCount">Examples held out; with leave-one-shot-out, all of them.</param>
/// <param name="Characters">Figures a character on the held-out examples, in the cast's order.</param>
/// <param name="TrainingLoss">Mean loss on the examples that taught.</param>
/// <param name="ValidationLoss">Mean loss on the held-out examples.</param>
/// <param name="TrainingAccuracy">Share of right yes-or-no answers on the examples that taught, 0 to 1.</param>
/// <param name="ValidationAccuracy">The same on the held-out examples.</param>
/// <param name="Warnings">Sentences for the user.</param>
public sealed record TrainingOutcome(
    ModelDescription Description,
    string SplitDescription,
    int TrainingCount,
    int ValidationCount,
    IReadOnlyList<CharacterQuality> Characters,
    double TrainingLoss,
    double ValidationLoss,
    double TrainingAccuracy,
    double ValidationAccuracy,
    IReadOnlyList<string> Warnings)
{
    /// <summary>One class a picture, on the examples that taught; null where the recogniser does not say.</summary>
    public ClassAccuracy? TrainingClasses { get; init; }

    /// <summary>The same on the held-out examples.</summary>
    public ClassAccuracy? ValidationClasses { get; init; }
}

/// <summary>
/// How often the one class of a picture was right: the most probable character at 0.5 or above, else nobody. Pictures that show several characters, or of which
/// the label leaves one open, have no one class and are not counted.
/// </summary>
/// <param name="Right">Pictures whose class was right.</param>
/// <param name="Scored">Pictures that were counted.</param>
public sealed record ClassAccuracy(int Right, int Scored)
{
    /// <summary>The one class of a picture: the index of the most probable character at 0.5 or above (the first of equals), or -1 for nobody.</summary>
    /// <param name="probabilities">A probability a character.</param>
    public static int ClassOf(IReadOnlyList<float> probabilities)
    {
        var best = -1;
        for (var i = 0; i < probabilities.Count; i++)
        {
            if (probabilities[i] >= 0.5f && (best < 0 || probabilities[i] > probabilities[best]))
                best = i;
        }

        return best;
    }

    /// <summary>The one class that a label gives: the index of the character that is present, -1 for nobody; null where it gives none.</summary>
    /// <param name="present">Whether each character is visible; null where the label does not say.</param>
    public static int? ClassOf(IReadOnlyList<bool?> present)
    {
        var shown = -1;
        for (var i = 0; i < present.Count; i++)
        {
            if (present[i] is null || (present[i] is true && shown >= 0))
                return null;
            if (present[i] is true)
                shown = i;
        }

        return shown;
    }
}

/// <summary>What a trained model is made of.</summary>
/// <param name="Backbone">The backbone's id.</param>
/// <param name="Layers">One line a layer of the head.</param>
/// <param name="Parameters">Trained parameters.</param>
/// <param name="ByteCount">Size of the head's files.</param>
public sealed record ModelDescription(string Backbone, IReadOnlyList<string> Layers, long Parameters, long ByteCount);

/// <summary>How well one character is recognised on examples that did not teach: every example is held out once, by whole groups.</summary>
/// <param name="CharacterId">The character.</param>
/// <param name="Present">Examples that show it.</param>
/// <param name="Absent">Examples that do not.</param>
/// <param name="PositiveWeight">The weight of an example that shows it, with one that does not at 1.</param>
/// <param name="Precision">Of the frames called present, the share that is; null when none was called.</param>
/// <param name="Recall">Of the frames that show it, the share that was called; null when none shows it.</param>
/// <param name="F1">Their harmonic mean; null when nothing was held out that shows it.</param>
/// <param name="Evidence">Between what log-odds the held-out examples lie; null when nothing was held out.</param>
public sealed record CharacterQuality(
    string CharacterId, int Present, int Absent, double PositiveWeight, Estimate? Precision, Estimate? Recall, Estimate? F1, EvidenceSpan? Evidence);

/// <summary>A figure with the interval in which it lies with 90 % confidence, as far as the labelled frames are like the others.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Estimate(double Value, double Low, double High);

/// <summary>Where the log-odds of a character's probability lie over many frames.</summary>
/// <param name="Low">One frame in twenty lies below.</param>
/// <param name="High">One frame in twenty lies above.</param>
public readonly record struct EvidenceSpan(double Low, double High);
