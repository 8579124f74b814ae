using System.Globalization;
using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Features;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Backbones;

/// <summary>One feature map that a backbone puts out for a frame.</summary>
/// <param name="Name">The output's name in the graph: <c>stage16</c>.</param>
/// <param name="Channels">Values a cell.</param>
/// <param name="Rows">Cells from top to bottom.</param>
/// <param name="Columns">Cells from left to right.</param>
/// <param name="Stride">Pixels of the frame from one cell to the next.</param>
/// <param name="FirstRow">Centre of the first cell's window, in pixels from the top.</param>
/// <param name="FirstColumn">Centre of the first cell's window, in pixels from the left.</param>
internal sealed record Stage(string Name, int Channels, int Rows, int Columns, double Stride, double FirstRow, double FirstColumn)
{
    /// <summary>What tells features of this stage from those of another.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Name} {Channels}x{Rows}x{Columns}");

    /// <summary>Whether its cells are also asked brought to equal length; else only as they are. Which is worth it differs between networks.</summary>
    public bool EqualLengthsToo { get; init; } = true;

    public int Cells => Rows * Columns;

    public int Values => checked(Channels * Rows * Columns);
}

/// <summary>How a backbone wants its pixels.</summary>
internal sealed record BackboneInput(
    string Name, string Batch, int Width, int Height, bool Bytes, bool ChannelsFirst, bool BlueFirst, float[] Mean, float[] Deviation);

/// <summary>A backbone's folder, as its <c>model.json</c> describes it (Plugin/models/README.md).</summary>
/// <param name="Id">The backbone's id: the folder's name.</param>
/// <param name="Hash">SHA-256 of its ONNX file, checked.</param>
/// <param name="Preprocessing">The version of how frames are made for it.</param>
/// <param name="Input">How it wants its pixels.</param>
/// <param name="Stages">What it puts out; all of it is used.</param>
/// <param name="Content">The ONNX file.</param>
internal sealed record BackboneModel(
    string Id, string Hash, string Preprocessing, BackboneInput Input, IReadOnlyList<Stage> Stages, byte[] Content)
{
    /// <summary>Names all that features depend on beside the frame and the device: content, preprocessing, stages, encoding.</summary>
    public string FeaturesKey => string.Join('\n', [Hash, Preprocessing, FeatureCodec.Id, .. Stages.Select(s => s.Key)]);

    private const long LargestModel = 2L * 1024 * 1024 * 1024 - 1;
    private const int LargestDescription = 256 * 1024;
    private const int LargestSide = 4096;
    private const int MostValues = 16 * 1024 * 1024;

    /// <summary>Reads a prepared backbone.</summary>
    /// <exception cref="UserException">It is missing, or is not what its description says.</exception>
    public static BackboneModel Read(string modelsFolder, string id)
    {
        var folder = Path.Combine(modelsFolder, id);
        var path = Path.Combine(folder, "model.json");
        if (id != Path.GetFileName(id) || !File.Exists(path))
        {
            throw new UserException(
                ExitCode.ComponentMissing, $"The recognition backbone \"{id}\" is not in {modelsFolder}; run 'screentime models prepare' first.");
        }

        try
        {
            if (new FileInfo(path).Length > LargestDescription)
                throw new FormatException("it is larger than 256 KiB");
            var json = Parse(File.ReadAllText(path));
            var file = Text(json, "file");
            var modelPath = Path.Combine(folder, file);
            if (file != Path.GetFileName(file) || !File.Exists(modelPath) || new FileInfo(modelPath).Length > LargestModel)
                throw new FormatException($"its file \"{file}\" is not beside it or is too large");
            var content = File.ReadAllBytes(modelPath);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            if (hash != Text(json, "sha256"))
                throw new FormatException($"{file} is damaged or was exchanged: its SHA-256 is {hash}");
            var input = ReadInput(Object(json, "input"));
            var stages = (json["outputs"] as JArray ?? throw new FormatException("it has no \"outputs\"")).Select(o => ReadStage(o, input)).ToList();
            if (stages.Count is 0 or > 8)
                throw new FormatException("it must have 1 to 8 outputs");
            return new BackboneModel(id, hash, json["preprocessing"]?.ToString() ?? "", input, stages, content);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidCastException or OverflowException)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                $"{path} does not describe a usable backbone: {e.Message.TrimEnd('.')}; run 'screentime models prepare' to make it again, or mend your own model's description.",
                e);
        }
    }

    private static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = 16, DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }

    private static BackboneInput ReadInput(JObject json)
    {
        var (type, layout, colours) = (Text(json, "type"), Text(json, "layout"), Text(json, "colourOrder"));
        if (type is not ("uint8" or "float32") || layout is not ("NHWC" or "NCHW") || colours is not ("RGB" or "BGR"))
            throw new FormatException($"an input of {type}, {layout}, {colours} is not one of uint8 or float32, NHWC or NCHW, RGB or BGR");
        if (json["shape"] is not JArray { Count: 4 } shape)
            throw new FormatException("the input's shape must have four dimensions");
        var first = layout == "NCHW";
        var (height, width, channels) = ((int)shape[first ? 2 : 1], (int)shape[first ? 3 : 2], (int)shape[first ? 1 : 3]);
        if (channels != 3 || height is < 16 or > LargestSide || width is < 16 or > LargestSide)
            throw new FormatException($"an input of {width}x{height} with {channels} channels is not a picture of 16 to {LargestSide} pixels a side and 3 channels");
        var (mean, deviation) = (Numbers(json, "mean", 0), Numbers(json, "std", 1));
        if (deviation.Any(d => d <= 0))
            throw new FormatException("\"std\" must be positive");
        if (type == "uint8" && (mean.Any(m => m != 0) || deviation.Any(d => d != 1)))
            throw new FormatException("an input of uint8 takes pixels as they are: mean must be 0 and std 1");
        return new BackboneInput(
            Text(json, "name"), shape[0].Type == JTokenType.String ? shape[0].ToString() : "", width, height, type == "uint8", first, colours == "BGR", mean, deviation);
    }

    private static Stage ReadStage(JToken token, BackboneInput input)
    {
        var json = token as JObject ?? throw new FormatException("an output must be an object");
        var name = Text(json, "name");
        if (Text(json, "type") != "float32" || Text(json, "layout") != "NCHW" || json["shape"] is not JArray { Count: 4 } shape)
            throw new FormatException($"the output \"{name}\" must be float32, NCHW and have four dimensions");
        var (channels, rows, columns) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        if (channels < 1 || rows < 1 || columns < 1 || (long)channels * rows * columns > MostValues)
            throw new FormatException($"the output \"{name}\" is empty or larger than {MostValues} values");
        var stride = json["stride"] is { } s ? (double)s : Math.Max((double)input.Width / columns, (double)input.Height / rows);
        var centre = json["firstCell"] is JArray { Count: 2 } c ? ((double)c[0], (double)c[1]) : (stride / 2, stride / 2);
        if (!(stride > 0))
            throw new FormatException($"the stride of \"{name}\" must be positive");
        return new Stage(name, channels, rows, columns, stride, centre.Item1, centre.Item2) { EqualLengthsToo = (bool?)json["equalLengths"] ?? true };
    }

    private static float[] Numbers(JObject json, string name, float otherwise)
    {
        if (json[name] is null)
            return [otherwise, otherwise, otherwise];
        return json[name] is JArray { Count: 3 } a && a.Select(v => (float)v).ToArray() is var values && values.All(float.IsFinite)
            ? values
            : throw new FormatException($"\"{name}\" must be three finite numbers");
    }

    private static JObject Object(JObject json, string name) => json[name] as JObject ?? throw new FormatException($"it has no \"{name}\"");

    private static string Text(JObject json, string name) =>
        json[name] is JValue { Type: JTokenType.String, Value: string { Length: > 0 } text } ? text : throw new FormatException($"it has no \"{name}\"");
}
