using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>What a shard saw in one media file.</summary>
/// <param name="Sightings">By time; of a recogniser that judges whole shots null, for it judges when all of them are known.</param>
/// <param name="Problems">Why other frames could not be read, by time.</param>
/// <param name="Shots">What tells of shot changes.</param>
internal sealed record ShardMedia(IReadOnlyDictionary<MediaTime, Sighting?> Sightings, IReadOnlyDictionary<MediaTime, string> Problems, ShotEvidence Shots);

/// <summary>What a shard saw.</summary>
/// <param name="Environment">What it looked with.</param>
/// <param name="Media">By media id.</param>
/// <param name="Hash">SHA-256 of its file; empty before it is written.</param>
internal sealed record ShardResult(LookingEnvironment Environment, IReadOnlyDictionary<string, ShardMedia> Media, string Hash = "");

/// <summary>
/// The results of a plan's shards: files that are written whole by rename, never changed, and named after their shard, what it was asked (the plan; for a shard that refines, what its
/// title's others saw) and their own content. Nothing is locked, so that any number of machines may share the folder; two that do the same shard write the same file.
/// </summary>
/// <param name="folder">The job's folder.</param>
internal sealed class ShardResults(string folder)
{
    private const int Schema = 1;
    private const long MaximumBytes = 1L << 30;

    private readonly string _folder = Path.Combine(folder, "shards");

    /// <summary>What names a shard's results, beside their content.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="basis">The results that it builds on, by shard; empty for one that looks.</param>
    public static string KeyOf(FarmPlan plan, FarmShard shard, IReadOnlyList<ShardResult> basis)
    {
        var text = string.Join('\n', basis.Select(result => result.Hash).Prepend(FormattableString.Invariant($"{plan.Hash} {shard.Number}")));
        return FormattableString.Invariant($"{shard.Number:00000}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}");
    }

    /// <summary>The results of a shard that are there and whole, in the order of their names; several only where unlike machines did it.</summary>
    public IReadOnlyList<ShardResult> Read(string key) =>
        Directory.Exists(_folder) ? [.. Directory.GetFiles(_folder, key + ".*.json").Order(StringComparer.Ordinal).Select(ReadFile).OfType<ShardResult>()] : [];

    /// <summary>Writes a result.</summary>
    /// <exception cref="UserException">The folder cannot be written.</exception>
    public void Write(string key, ShardResult result)
    {
        var bytes = Encoding.UTF8.GetBytes(Json(result).ToString(Formatting.None) + "\n");
        var path = Path.Combine(_folder, $"{key}.{Convert.ToHexStringLower(SHA256.HashData(bytes))}.json");
        try
        {
            Directory.CreateDirectory(_folder);
            WholeFile.Write(path, stream => stream.Write(bytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the result of a shard cannot be written to {_folder}: {exception.Message}", exception);
        }
    }

    /// <summary>Removes the results of a shard, so that it is done again.</summary>
    public void Remove(string key)
    {
        if (Directory.Exists(_folder))
            foreach (var path in Directory.GetFiles(_folder, key + ".*.json"))
                File.Delete(path);
    }

    /// <summary>A result; null when its content is not what its name says.</summary>
    private static ShardResult? ReadFile(string path)
    {
        if (new FileInfo(path).Length > MaximumBytes)
            return null;
        var bytes = File.ReadAllBytes(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (Path.GetFileName(path).Split('.') is not [_, _, var name, _] || name != hash)
            return null;
        try
        {
            using var reader = JsonText.Reader(new StringReader(Encoding.UTF8.GetString(bytes)), 16);
            var json = JObject.Load(reader);
            return (int?)json["schema"] != Schema
                ? null
                : new ShardResult(
                    json["environment"]!.ToObject<LookingEnvironment>(ResultFile.Serializer)!,
                    ((JObject)json["media"]!).Properties().ToDictionary(media => media.Name, media => Media((JObject)media.Value), StringComparer.Ordinal),
                    hash);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidCastException or InvalidOperationException or OverflowException
            or NullReferenceException or IndexOutOfRangeException)
        {
            // As written by another version, or not by us.
            return null;
        }
    }

    private static JObject Json(ShardResult result) => new()
    {
        ["schema"] = Schema,
        ["environment"] = JToken.FromObject(result.Environment, ResultFile.Serializer),
        ["media"] = new JObject(result.Media.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JProperty(pair.Key, new JObject
        {
            ["frames"] = new JArray(pair.Value.Sightings.OrderBy(frame => frame.Key).Select(frame => frame.Value is { } sighting
                ? new JArray(
                    Text(frame.Key),
                    Text(sighting.Probabilities),
                    sighting.Faces is { } faces ? Text(faces) : JValue.CreateNull(),
                    sighting.Regions is { } regions ? Text(Sides(regions)) : JValue.CreateNull(),
                    Text(Sides([.. sighting.Strangers.Select(region => (SightingRegion?)region)])))
                : new JArray(Text(frame.Key)))),
            ["problems"] = new JArray(pair.Value.Problems.OrderBy(problem => problem.Key).Select(problem => new JArray(Text(problem.Key), problem.Value))),
            ["cuts"] = new JArray(pair.Value.Shots.Cuts),
            ["mixtures"] = new JArray(pair.Value.Shots.Mixtures.Select(mixture => new JArray(mixture.Start, mixture.End))),
        }))),
    };

    private static ShardMedia Media(JObject json) => new(
        ((JArray)json["frames"]!).ToDictionary(frame => Time(frame[0]!), frame => ((JArray)frame).Count > 1
            ? new Sighting(Floats(frame[1]!), frame[3] is { Type: not JTokenType.Null } regions ? Regions(regions) : null)
            {
                Faces = frame[2] is { Type: not JTokenType.Null } faces ? Floats(faces) : null,
                Strangers = [.. Regions(frame[4]!).Select(region => region!.Value)],
            }
            : null),
        ((JArray)json["problems"]!).ToDictionary(problem => Time(problem[0]!), problem => (string)problem[1]!),
        new ShotEvidence([.. ((JArray)json["cuts"]!).Select(cut => (int)cut)], [.. ((JArray)json["mixtures"]!).Select(mixture => ((int)mixture[0]!, (int)mixture[1]!))]));

    // Four numbers a region; where there is none, no numbers.
    private static List<float> Sides(IReadOnlyList<SightingRegion?> regions) =>
        [.. regions.SelectMany(region => region is { } there ? [there.X, there.Y, there.Width, there.Height] : Enumerable.Repeat(float.NaN, 4))];

    private static List<SightingRegion?> Regions(JToken token) =>
        [.. Floats(token).Chunk(4).Select(sides => float.IsNaN(sides[0]) ? (SightingRegion?)null : new SightingRegion(sides[0], sides[1], sides[2], sides[3]))];

    private static string Text(MediaTime time) => string.Create(CultureInfo.InvariantCulture, $"{time.Numerator}/{time.Denominator}");

    private static MediaTime Time(JToken token)
    {
        var parts = ((string)token!).Split('/');
        return new MediaTime(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // The very bits, little-endian: decimals would have to be rounded twice.
    private static string Text(IReadOnlyList<float> values)
    {
        var bytes = new byte[4 * values.Count];
        for (var i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return Convert.ToBase64String(bytes);
    }

    private static float[] Floats(JToken token)
    {
        var bytes = Convert.FromBase64String((string)token!);
        var values = new float[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
        return values;
    }
}
