using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Heads;

/// <summary>A trained head's folder: <c>head.onnx</c> and <c>head.json</c>.</summary>
/// <param name="Id">SHA-256 of both files.</param>
/// <param name="Backbone">The id of the backbone whose features it reads.</param>
/// <param name="Characters">The characters' ids, in the order of its outputs.</param>
/// <param name="PartStages">The index of the backbone's stage that each of its parts reads.</param>
/// <param name="Content">The ONNX file.</param>
internal sealed record HeadFile(string Id, string Backbone, IReadOnlyList<string> Characters, IReadOnlyList<int> PartStages, byte[] Content)
{
    public const string GraphName = "head.onnx";
    public const string DescriptionName = "head.json";
    private const int LargestDescription = 1024 * 1024;
    private const int LargestGraph = 256 * 1024 * 1024;

    /// <summary>Writes a head; <paramref name="training"/> is kept for people to read. Returns the bytes written.</summary>
    public static long Write(
        string folder, BackboneModel backbone, Cast cast, HeadParameters parameters, IReadOnlyList<Calibration> calibrations, JObject training)
    {
        var graph = HeadGraph.Write(backbone.Stages, parameters, calibrations);
        var json = new JObject
        {
            ["format"] = 1,
            ["graph"] = GraphName,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(graph)),
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
        WholeFile.Write(Path.Combine(folder, GraphName), graph);
        WholeFile.Write(Path.Combine(folder, DescriptionName), description);
        return graph.LongLength + description.LongLength;
    }

    /// <summary>The backbone that a head was trained on.</summary>
    public static string BackboneOf(string folder) => ReadDescription(folder).Json["backbone"]?["id"]?.ToString() ?? throw Invalid(folder, "it names no backbone");

    /// <summary>Reads a head for a cast and a backbone.</summary>
    /// <exception cref="UserException">It is missing, damaged, or does not fit the cast or the backbone.</exception>
    public static HeadFile Read(string folder, Cast cast, BackboneModel backbone)
    {
        var (json, description) = ReadDescription(folder);
        var path = Path.Combine(folder, GraphName);
        if (!File.Exists(path) || new FileInfo(path).Length > LargestGraph)
            throw Invalid(folder, $"{GraphName} is missing or too large");
        var graph = File.ReadAllBytes(path);
        if (Convert.ToHexStringLower(SHA256.HashData(graph)) != json["sha256"]?.ToString())
            throw Invalid(folder, $"{GraphName} does not match the hash in {DescriptionName}");
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
            ? new HeadFile(id, backbone.Id, characters, parts, graph)
            : throw Invalid(folder, $"{DescriptionName} names no stages of the backbone that its parts read");
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
