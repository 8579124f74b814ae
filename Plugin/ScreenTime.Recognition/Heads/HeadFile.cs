using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Heads;

/// <summary>A trained head's folder: <c>head.onnx</c>, <c>memory.bin</c> and <c>head.json</c>.</summary>
/// <param name="Id">SHA-256 of the graph and the description, which holds the memory's.</param>
/// <param name="Backbone">The id of the backbone whose features it reads.</param>
/// <param name="Characters">The characters' ids, in the order of its outputs.</param>
/// <param name="PartStages">The index of the backbone's stage that each of its parts reads.</param>
/// <param name="Content">The ONNX file.</param>
/// <param name="Memory">The labelled frames; null in a head of a version that did not remember them.</param>
internal sealed record HeadFile(string Id, string Backbone, IReadOnlyList<string> Characters, IReadOnlyList<int> PartStages, byte[] Content, LabelMemory? Memory)
{
    public const string GraphName = "head.onnx";
    public const string DescriptionName = "head.json";
    public const string MemoryName = "memory.bin";
    private const int LargestDescription = 1024 * 1024;
    private const int LargestGraph = 256 * 1024 * 1024;
    private const int LargestMemory = 1024 * 1024 * 1024;

    /// <summary>Writes a head; <paramref name="training"/> is kept for people to read. Returns the bytes written.</summary>
    public static long Write(
        string folder, BackboneModel backbone, Cast cast, HeadParameters parameters, IReadOnlyList<Calibration> calibrations, LabelMemory memory, JObject training)
    {
        var (graph, remembered) = (HeadGraph.Write(backbone.Stages, parameters, calibrations), memory.Write());
        var json = new JObject
        {
            ["format"] = 1,
            ["graph"] = GraphName,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(graph)),
            ["memory"] = new JObject { ["file"] = MemoryName, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(remembered)), ["frames"] = memory.Count },
            ["backbone"] = new JObject { ["id"] = backbone.Id, ["sha256"] = backbone.Hash },
            ["features"] = FeaturesHash(backbone),
            ["threshold"] = 0.5,
            ["parts"] = new JArray(parameters.Parts.Select(part => backbone.Stages[part.Stage].Name)),
            ["characters"] = new JArray(cast.Characters.Select((c, k) => new JObject
            {
                ["id"] = c.Id,
                ["calibration"] = new JObject { ["slope"] = calibrations[k].Slope, ["offset"] = calibrations[k].Offset },
            })),
            ["training"] = training,
        };
        var description = Encoding.UTF8.GetBytes(json.ToString(Formatting.Indented).ReplaceLineEndings("\n") + "\n");
        Directory.CreateDirectory(folder);
        // The description last: a folder without one holds no head.
        ModelFile.Write(Path.Combine(folder, GraphName), graph);
        ModelFile.Write(Path.Combine(folder, MemoryName), remembered);
        ModelFile.Write(Path.Combine(folder, DescriptionName), description);
        return graph.LongLength + remembered.LongLength + description.LongLength;
    }

    /// <summary>The backbone that a head was trained on.</summary>
    public static string BackboneOf(string folder) => ReadDescription(folder).Json["backbone"]?["id"]?.ToString() ?? throw Invalid(folder, "it names no backbone");

    /// <summary>Reads a head for a cast and a backbone.</summary>
    /// <exception cref="UserException">It is missing, damaged, or does not fit the cast or the backbone.</exception>
    public static HeadFile Read(string folder, Cast cast, BackboneModel backbone)
    {
        var (json, description) = ReadDescription(folder);
        var graph = ContentOf(folder, GraphName, LargestGraph, json["sha256"]);
        if (json["features"]?.ToString() != FeaturesHash(backbone))
        {
            throw new UserException(
                ExitCode.CastUnusable,
                $"The model of cast \"{cast.Id}\" was trained with another version of the backbone \"{backbone.Id}\"; run 'screentime cast train' on the cast again.");
        }

        var characters = (json["characters"] as JArray ?? []).Select(c => (c as JObject)?["id"]?.ToString() ?? "").ToList();
        if (!characters.SequenceEqual(cast.Characters.Select(c => c.Id), StringComparer.Ordinal))
        {
            throw new UserException(
                ExitCode.CastUnusable,
                $"The model of cast \"{cast.Id}\" was trained for {string.Join(", ", characters)}, the cast now has {string.Join(", ", cast.Characters.Select(c => c.Id))}; run 'screentime cast train' on the cast again.");
        }

        var id = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(graph), .. SHA256.HashData(description)]));
        var parts = (json["parts"] as JArray ?? []).Select(part => backbone.Stages.ToList().FindIndex(stage => stage.Name == part.ToString())).ToList();
        return parts.Count > 0 && parts.All(part => part >= 0)
            ? new HeadFile(id, backbone.Id, characters, parts, graph, MemoryOf(folder, json["memory"] as JObject, characters.Count))
            : throw Invalid(folder, $"{DescriptionName} names no stages of the backbone that its parts read");
    }

    private static LabelMemory? MemoryOf(string folder, JObject? description, int characters) => description is null
        ? null
        : LabelMemory.Read(ContentOf(folder, MemoryName, LargestMemory, description["sha256"]), characters) ?? throw Invalid(folder, $"{MemoryName} holds no labelled frames that this version can read");

    private static byte[] ContentOf(string folder, string name, long largest, JToken? hash)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) || new FileInfo(path).Length > largest)
            throw Invalid(folder, $"{name} is missing or too large");
        var content = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == hash?.ToString() ? content : throw Invalid(folder, $"{name} does not match the hash in {DescriptionName}");
    }

    private static string FeaturesHash(BackboneModel backbone) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(backbone.FeaturesKey)));

    private static (JObject Json, byte[] Bytes) ReadDescription(string folder)
    {
        var path = Path.Combine(folder, DescriptionName);
        if (!File.Exists(path) || new FileInfo(path).Length > LargestDescription)
            throw Invalid(folder, $"{DescriptionName} is missing or too large");
        var bytes = File.ReadAllBytes(path);
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(bytes))) { MaxDepth = 16, DateParseHandling = DateParseHandling.None };
            var json = JObject.Load(reader);
            return json["format"]?.Type == JTokenType.Integer && (long)json["format"]! == 1 && json["backbone"] is JObject
                ? (json, bytes)
                : throw Invalid(folder, $"{DescriptionName} is not of a format that this version knows");
        }
        catch (JsonException e)
        {
            throw Invalid(folder, $"{DescriptionName} is not valid JSON", e);
        }
    }

    private static UserException Invalid(string folder, string what, Exception? inner = null) =>
        new(ExitCode.CastUnusable, $"The trained model in {folder} cannot be used: {what}; run 'screentime cast train' on the cast again.", inner);
}
