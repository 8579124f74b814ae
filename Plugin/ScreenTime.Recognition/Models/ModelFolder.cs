using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Models;

/// <summary>A model's folder, as its <c>model.json</c> describes it (Plugin/models/README.md): the part that all kinds of model share.</summary>
/// <param name="Id">The model's id: the folder's name.</param>
/// <param name="Kind"><c>backbone</c>, <c>face-detector</c>, <c>face-landmarks</c> or <c>face-descriptor</c>.</param>
/// <param name="Hash">SHA-256 of its ONNX file, as the description says.</param>
/// <param name="Input">How it wants its pixels.</param>
/// <param name="Json">The whole description.</param>
/// <param name="File">The ONNX file's name.</param>
internal sealed record ModelFolder(string Id, string Kind, string Hash, PictureInput Input, JObject Json, string File)
{
    /// <summary>The folder itself.</summary>
    public required string Path { get; init; }

    private const long LargestModel = 2L * 1024 * 1024 * 1024 - 1;
    private const int LargestDescription = 256 * 1024;
    private const int LargestSide = 4096;

    /// <summary>Reads a model's description; <paramref name="use"/> makes of it what its kind is, and may throw <see cref="FormatException"/>.</summary>
    /// <exception cref="UserException">It is missing, or is not what its description says.</exception>
    public static T Read<T>(string modelsFolder, string id, string kind, Func<ModelFolder, T> use)
    {
        var folder = System.IO.Path.Combine(modelsFolder, id);
        var path = DescriptionOf(folder);
        if (id != System.IO.Path.GetFileName(id) || !System.IO.File.Exists(path))
            throw new UserException(ExitCode.ComponentMissing, $"The recognition {kind} \"{id}\" is not in {modelsFolder}; run 'screentime models prepare' first.");
        try
        {
            if (new FileInfo(path).Length > LargestDescription)
                throw new FormatException("it is larger than 256 KiB");
            var json = Parse(System.IO.File.ReadAllText(path));
            if (Text(json, "kind") is var found && found != kind)
                throw new FormatException($"it is of the kind \"{found}\", and a \"{kind}\" is wanted");
            return use(new ModelFolder(id, kind, Text(json, "sha256"), ReadInput(Object(json, "input")), json, FileOf(folder, json)) { Path = folder });
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Unusable(path, kind, e);
        }
    }

    /// <summary>The model in another precision: the file that <c>precisions</c> in its description names.</summary>
    /// <exception cref="UserException">It has none, or it is not what the description says.</exception>
    public ModelFolder In(Precision precision)
    {
        var path = DescriptionOf(Path);
        try
        {
            if (Json["precisions"]?[precision.Name()] is not JObject version)
            {
                throw new UserException(
                    ExitCode.ComponentMissing,
                    $"The model \"{Id}\" is not there in {precision.Name()}: run 'screentime models prepare' to make it, or leave --precision out (a model of your own names its file under \"precisions\" in {path}).");
            }

            return this with { File = FileOf(Path, version), Hash = Text(version, "sha256") };
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Unusable(path, Kind, e);
        }
    }

    private static string DescriptionOf(string folder) => System.IO.Path.Combine(folder, "model.json");

    /// <summary>The ONNX file, checked: megabytes, which are not read where everything is known that it would say.</summary>
    /// <exception cref="UserException">It is not what the description says.</exception>
    public byte[] ReadContent()
    {
        try
        {
            var content = System.IO.File.ReadAllBytes(System.IO.Path.Combine(Path, FileOf(Path, File)));
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            return hash == Hash ? content : throw new FormatException($"{File} is damaged or was exchanged: its SHA-256 is {hash}");
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Unusable(DescriptionOf(Path), Kind, e);
        }
    }

    private static string FileOf(string folder, JObject json) => FileOf(folder, Text(json, "file"));

    private static string FileOf(string folder, string file)
    {
        var path = System.IO.Path.Combine(folder, file);
        return file != System.IO.Path.GetFileName(file) || !System.IO.File.Exists(path) || new FileInfo(path).Length > LargestModel
            ? throw new FormatException($"its file \"{file}\" is not beside it or is too large")
            : file;
    }

    private static bool IsFault(Exception e) => e is FormatException or JsonException or InvalidCastException or InvalidOperationException or OverflowException or ArgumentException;

    private static UserException Unusable(string path, string kind, Exception fault) => new(
        ExitCode.InputInvalid,
        $"{path} does not describe a usable {kind}: {fault.Message.TrimEnd('.')}; run 'screentime models prepare' to make it again, or mend your own model's description.",
        fault);

    /// <summary>The outputs that the description lists, each with its shape; a free dimension is 0.</summary>
    public IReadOnlyList<(string Name, int[] Shape, JObject Json)> Outputs() =>
        [.. (Json["outputs"] as JArray ?? throw new FormatException("it has no \"outputs\"")).Select(token =>
        {
            var output = token as JObject ?? throw new FormatException("an output must be an object");
            var name = Text(output, "name");
            var shape = output["shape"] as JArray ?? throw new FormatException($"the output \"{name}\" has no \"shape\"");
            return (name, shape.Select(d => d.Type == JTokenType.String ? 0 : (int)d).ToArray(), output);
        })];

    public static string Text(JObject json, string name) =>
        json[name] is JValue { Type: JTokenType.String, Value: string { Length: > 0 } text } ? text : throw new FormatException($"it has no \"{name}\"");

    private static JObject Object(JObject json, string name) => json[name] as JObject ?? throw new FormatException($"it has no \"{name}\"");

    private static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = 16, DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }

    private static PictureInput ReadInput(JObject json)
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
        return new PictureInput(
            Text(json, "name"), shape[0].Type == JTokenType.String ? shape[0].ToString() : "", width, height, type == "uint8", first, colours == "BGR", mean, deviation);
    }

    private static float[] Numbers(JObject json, string name, float otherwise)
    {
        if (json[name] is null)
            return [otherwise, otherwise, otherwise];
        return json[name] is JArray { Count: 3 } a && a.Select(v => (float)v).ToArray() is var values && values.All(float.IsFinite)
            ? values
            : throw new FormatException($"\"{name}\" must be three finite numbers");
    }
}
