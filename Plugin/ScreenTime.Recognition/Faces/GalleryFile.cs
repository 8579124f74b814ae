using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Heads;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>A gallery in a trained model's folder: <c>gallery.json</c>. It holds biometric data: the folder is readable by its owner alone.</summary>
/// <param name="Id">SHA-256 of the file.</param>
/// <param name="Gallery">What it holds.</param>
/// <param name="WholeFrame">Whether a whole-frame head lies beside it.</param>
internal sealed record GalleryFile(string Id, Gallery Gallery, bool WholeFrame)
{
    public const string Name = "gallery.json";

    /// <summary>The folder of the whole-frame head inside the model's.</summary>
    public const string WholeFrameFolder = "whole-frame";

    private const int LargestFile = 256 * 1024 * 1024;
    private const int MostExemplars = 100_000;

    /// <summary>Writes a gallery.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="models">The face models that the descriptors come from.</param>
    /// <param name="cast">The cast, for the order of its characters.</param>
    /// <param name="gallery">The gallery.</param>
    /// <param name="wholeFrame">Whether a whole-frame head lies beside it.</param>
    /// <returns>The bytes written.</returns>
    public static long Write(string folder, FaceModelSet models, Cast cast, Gallery gallery, bool wholeFrame)
    {
        var json = new JObject
        {
            ["format"] = 1,
            ["descriptor"] = Hash(models.DescriptorKey),
            ["wholeFrame"] = wholeFrame,
            ["characters"] = new JArray(cast.Characters.Select(character => character.Id)),
            ["people"] = new JArray(gallery.People.Select(person => new JObject
            {
                ["id"] = person.CharacterId,
                ["threshold"] = person.Threshold,
                ["slope"] = person.Slope,
                ["hit"] = person.Hit,
                ["falseAlarm"] = person.FalseAlarm,
                ["faces"] = new JArray(person.Exemplars.Select(exemplar => new JObject { ["source"] = exemplar.Source, ["descriptor"] = Text(exemplar.Descriptor) })),
            })),
        };
        var bytes = Encoding.UTF8.GetBytes(json.ToString(Formatting.Indented).ReplaceLineEndings("\n") + "\n");
        ModelFile.Write(Path.Combine(folder, Name), bytes);
        return bytes.LongLength;
    }

    /// <summary>Reads the gallery of a model.</summary>
    /// <exception cref="UserException">It is missing, damaged, or does not fit the cast or the face models.</exception>
    public static GalleryFile Read(string folder, Cast cast, FaceModelSet models)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path) || new FileInfo(path).Length > LargestFile)
            throw Unusable(cast, $"{Name} is missing or too large");
        var bytes = File.ReadAllBytes(path);
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(bytes))) { MaxDepth = 16, DateParseHandling = DateParseHandling.None };
            var json = JObject.Load(reader);
            if ((int?)json["format"] != 1)
                throw new FormatException($"{Name} is not of a format that this version knows");
            if ((string?)json["descriptor"] != Hash(models.DescriptorKey))
                throw new FormatException($"its faces were described by another model than \"{models.Descriptor.Id}\"");
            var characters = (json["characters"] as JArray ?? []).Select(id => (string?)id).ToList();
            if (!characters.SequenceEqual(cast.Characters.Select(character => character.Id), StringComparer.Ordinal))
                throw new FormatException($"it was trained for {string.Join(", ", characters)}, the cast now has {string.Join(", ", cast.Characters.Select(character => character.Id))}");
            var people = (json["people"] as JArray ?? throw new FormatException($"{Name} has no people")).Select(Person).ToList();
            if (people.Any(person => cast.IndexOf(person.CharacterId) < 0) || people.Sum(person => person.Exemplars.Count) > MostExemplars)
                throw new FormatException($"{Name} holds people who are not in the cast, or too many faces");
            return new GalleryFile(Convert.ToHexStringLower(SHA256.HashData(bytes)), new Gallery(people), (bool?)json["wholeFrame"] == true);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidCastException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw Unusable(cast, e is FormatException ? e.Message.TrimEnd('.') : $"{Name} is damaged", e);
        }
    }

    private static KnownPerson Person(JToken token)
    {
        double Number(string name) => (double?)token[name] is { } value && double.IsFinite(value) ? value : throw new FormatException($"{Name} lacks a {name}");
        var exemplars = ((JArray)token["faces"]!).Select(face => new Exemplar((string?)face["source"] ?? "", Values((string)face["descriptor"]!))).ToList();
        var (hit, falseAlarm) = (Number("hit"), Number("falseAlarm"));
        if (exemplars.Count == 0 || exemplars.Any(exemplar => exemplar.Descriptor.Length != exemplars[0].Descriptor.Length) || hit is <= 0 or >= 1 || falseAlarm is <= 0 or >= 1)
            throw new FormatException($"{Name} holds a person without faces or with impossible figures");
        return new KnownPerson((string)token["id"]!, exemplars, Number("threshold"), Number("slope"), hit, falseAlarm);
    }

    private static string Text(float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return Convert.ToBase64String(bytes);
    }

    private static float[] Values(string text)
    {
        var bytes = Convert.FromBase64String(text);
        if (bytes.Length == 0 || bytes.Length % 4 != 0)
            throw new FormatException("a descriptor is cut off");
        var values = new float[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
        return values.All(float.IsFinite) ? values : throw new FormatException("a descriptor holds what is no number");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static UserException Unusable(Cast cast, string what, Exception? inner = null) => new(
        ExitCode.CastUnusable, string.Create(CultureInfo.InvariantCulture, $"The gallery of the cast \"{cast.Id}\" cannot be used: {what}; run 'screentime cast train' on the cast again."), inner);
}
