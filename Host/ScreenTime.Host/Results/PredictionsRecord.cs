using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Results;

/// <summary>A judged image.</summary>
/// <param name="Name">Its name in the list or folder.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hex.</param>
/// <param name="Labelled">Whether the cast that judged it holds it as a labelled frame, so that its answer flatters.</param>
public sealed record JudgedImage(string Name, string Hash, bool Labelled);

/// <summary>
/// <c>predictions.json</c> beside <c>predictions.csv</c> (docs/result.md): what images were judged with, and how well the model did on the labels that it was trained with.
/// </summary>
/// <param name="Provenance">What it was made from and with; there is no timeline, so no rule either.</param>
/// <param name="Split">How labels were held out, in words; null where nothing says it.</param>
/// <param name="Training">One class a picture on the labels that taught; null where the model does not say.</param>
/// <param name="Validation">The same on the labels that were held out.</param>
/// <param name="Images">The images, in the order of the list.</param>
public sealed record PredictionsRecord(Provenance Provenance, string? Split, ClassAccuracy? Training, ClassAccuracy? Validation, IReadOnlyList<JudgedImage> Images)
{
    /// <summary>The file's name inside the output folder.</summary>
    public const string Name = "predictions.json";

    private const int Schema = 1;
    private const long MaximumLength = 1L << 30;

    /// <summary>The file's text.</summary>
    public string ToJson() => new JObject
    {
        ["schema"] = Schema,
        ["provenance"] = new JObject
        {
            ["runId"] = Provenance.RunId,
            ["toolVersion"] = Provenance.ToolVersion,
            ["castHash"] = Provenance.CastHash,
            ["modelHash"] = Provenance.ModelHash,
            ["ffmpegVersion"] = Provenance.FfmpegVersion,
            ["device"] = new JObject
            {
                ["requested"] = Provenance.Device.Requested,
                ["provider"] = Provenance.Device.Provider,
                ["reason"] = Provenance.Device.Reason,
                ["runtimeVersion"] = Provenance.Device.RuntimeVersion,
                ["precision"] = Provenance.Device.Precision,
                ["parityDifference"] = Provenance.Device.ParityDifference,
            },
            ["cpuFeatures"] = Provenance.CpuFeatures,
            ["settings"] = new JObject(Provenance.Settings.Select(pair => new JProperty(pair.Key, pair.Value))),
        },
        ["split"] = Split,
        ["training"] = Json(Training),
        ["validation"] = Json(Validation),
        ["images"] = new JArray(Images.Select(image => new JObject { ["name"] = image.Name, ["sha256"] = image.Hash, ["labelled"] = image.Labelled })),
    }.Lines();

    /// <summary>Of a folder of predictions, how the model did on its labels, and which images were labelled; null when the folder has no such file (an earlier version wrote it).</summary>
    /// <exception cref="UserException">The file is malformed.</exception>
    public static (string? Split, ClassAccuracy? Training, ClassAccuracy? Validation, IReadOnlySet<string> Labelled)? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return null;
        try
        {
            if (new FileInfo(path).Length > MaximumLength)
                throw new FormatException("it is larger than 1 GiB");
            using var reader = JsonText.Reader(File.OpenText(path), 16);
            var json = JObject.Load(reader);
            if ((int?)json["schema"] is not { } schema || schema > Schema)
                throw new FormatException("it is of a newer ScreenTime");
            var labelled = (json["images"] as JArray ?? []).Where(image => (bool?)image["labelled"] == true).Select(image => (string?)image["name"] ?? "");
            return ((string?)json["split"], Accuracy(json["training"]), Accuracy(json["validation"]), labelled.ToHashSet(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is damaged ({exception.Message.ReplaceLineEndings(" ")}): run the analysis again", exception);
        }
    }

    private static JObject? Json(ClassAccuracy? accuracy) =>
        accuracy is null ? null : new JObject { ["right"] = accuracy.Right, ["scored"] = accuracy.Scored };

    private static ClassAccuracy? Accuracy(JToken? json)
    {
        if (json is not JObject)
            return null;
        var (right, scored) = ((int?)json["right"] ?? -1, (int?)json["scored"] ?? -1);
        return right >= 0 && right <= scored
            ? new ClassAccuracy(right, scored)
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{right} of {scored} is no accuracy"));
    }
}
