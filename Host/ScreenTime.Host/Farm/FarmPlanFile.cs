using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Media;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>
/// <c>plan.json</c> in a job's folder (docs/farm.md, docs/schemas/plan.schema.json): what is to be done, which is hashed, and where things lie, which is not. Beside it
/// <c>media/</c> holds what was read of each media file, so that no shard reads a whole file to learn it.
/// </summary>
internal static class FarmPlanFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "plan.json";

    private const int Schema = 1;
    private const long MaximumBytes = 1L << 30;
    private const string MediaFolder = "media";

    /// <summary>The hash of a plan: of everything but paths.</summary>
    public static string HashOf(IReadOnlyList<FarmTitle> titles, IReadOnlyList<FarmShard> shards) => Hash(What(titles, shards));

    /// <summary>Writes what was read of a media file, over what an earlier plan left, which may be damaged.</summary>
    public static void WriteMedia(string folder, KnownMedia media)
    {
        var path = MediaPath(folder, media.Media.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var json = media.ToJson();
        json["sha256"] = Hash(json);
        WholeFile.WriteText(path, json.ToString(Formatting.None) + "\n");
    }

    /// <summary>Reads what was read of a media file.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="id">The media.</param>
    /// <param name="path">Where the media is on this machine.</param>
    /// <exception cref="UserException">It is not there, or damaged.</exception>
    public static KnownMedia ReadMedia(string folder, string id, string path) => Guarded(MediaPath(folder, id), json =>
    {
        var hash = (string?)json["sha256"];
        json.Remove("sha256");
        return hash == Hash(json) ? KnownMedia.Read(json, path) : throw new FormatException("its checksum does not match");
    });

    /// <summary>Writes a plan.</summary>
    public static void Write(FarmPlan plan) => WholeFile.WriteText(Path.Combine(plan.Folder, Name), new JObject
    {
        ["schema"] = Schema,
        ["hash"] = plan.Hash,
        ["what"] = What(plan.Titles, plan.Shards),
        ["where"] = new JArray(plan.Titles.Select(title => new JObject
        {
            ["settings"] = SourcesFile.Json(title.Settings),
            ["media"] = new JArray(title.Media.Select(media => media.Path)),
        })),
    }.Lines());

    /// <summary>Reads a plan.</summary>
    /// <param name="path">The job's folder, or the file.</param>
    /// <exception cref="UserException">There is none, it is damaged, or of another version.</exception>
    public static FarmPlan Read(string path)
    {
        var full = Path.GetFullPath(path);
        var file = Directory.Exists(full) ? Path.Combine(full, Name) : full;
        var folder = Path.GetDirectoryName(file)!;
        if (!File.Exists(file))
            throw new UserException(ExitCode.InputMissing, $"{path} holds no {Name}: give the folder that 'screentime plan … --out' wrote");
        return Guarded(file, json =>
        {
            if ((int?)json["schema"] != Schema)
                throw new FormatException("it is of another version of ScreenTime");
            var what = (JObject)json["what"]!;
            if (Hash(what) is var hash && hash != (string?)json["hash"])
                throw new FormatException("its hash does not match");
            var where = (JArray)json["where"]!;
            var titles = what["titles"]!.ToObject<List<FarmTitle>>(ResultFile.Serializer)!;
            var shards = what["shards"]!.ToObject<List<FarmShard>>(ResultFile.Serializer)!;
            if (where.Count != titles.Count || shards.Where((shard, i) => shard.Number != i + 1 || shard.Title < 0 || shard.Title >= titles.Count).Any())
                throw new FormatException("its parts do not fit together");
            return new FarmPlan(
                folder,
                hash,
                [.. titles.Select((title, i) => title with
                {
                    Settings = SourcesFile.Settings((JObject)where[i]["settings"]!, Path.Combine(folder, Named(title.Name))),
                    Media = [.. title.Media.Zip((JArray)where[i]["media"]!, (media, at) => media.At(PathMap.Current.Map((string)at!)))],
                })],
                shards);
        });
    }

    private static string Named(string name) =>
        name.Length > 0 && name == Path.GetFileName(name) && name is not ("." or "..") ? name : throw new FormatException($"\"{name}\" is no name of a folder");

    private static string MediaPath(string folder, string id) =>
        Path.Combine(folder, MediaFolder, (id.Length is > 0 and <= 128 && id.All(char.IsAsciiHexDigit) ? id : throw new FormatException("a media id is no hash")) + ".json");

    private static JObject What(IReadOnlyList<FarmTitle> titles, IReadOnlyList<FarmShard> shards) => new()
    {
        ["titles"] = JToken.FromObject(titles.Select(title => title with { Media = [.. title.Media.Select(media => media.WithoutFolder())] }), ResultFile.Serializer),
        ["shards"] = JToken.FromObject(shards, ResultFile.Serializer),
    };

    // Parsed and written anew, so that a document hashes the same before it is written and after it is read.
    private static string Hash(JObject json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Parse(json.ToString(Formatting.None)).ToString(Formatting.None))));

    private static JObject Parse(string text)
    {
        using var reader = JsonText.Reader(new StringReader(text), 32);
        return JObject.Load(reader);
    }

    private static T Guarded<T>(string file, Func<JObject, T> read)
    {
        try
        {
            if (new FileInfo(file).Length > MaximumBytes)
                throw new FormatException("it is larger than 1 GiB");
            using var reader = JsonText.Reader(File.OpenText(file), 32);
            return read(JObject.Load(reader));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidCastException or InvalidOperationException
            or OverflowException or NullReferenceException or IndexOutOfRangeException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{file} is damaged ({exception.Message.ReplaceLineEndings(" ")}): run 'screentime plan' again", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
