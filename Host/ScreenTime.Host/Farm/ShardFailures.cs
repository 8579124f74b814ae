using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Farm;

/// <summary>Why shards failed, for <c>screentime status</c>: a small file a shard, gone when it is done.</summary>
/// <param name="folder">The job's folder.</param>
internal sealed class ShardFailures(string folder)
{
    private const long MaximumBytes = 1 << 20;

    private readonly string _folder = Path.Combine(folder, "failures");

    /// <summary>Remembers why a shard failed; a folder that cannot be written is no further failure.</summary>
    public void Remember(int number, Failure failure)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            WholeFile.WriteText(PathOf(number), new JObject
            {
                ["machine"] = Environment.MachineName,
                ["exitCode"] = (int)failure.ExitCode,
                ["sentence"] = failure.Sentence,
            }.Lines());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure itself is told all the same.
        }
    }

    /// <summary>Forgets it.</summary>
    public void Forget(int number)
    {
        if (File.Exists(PathOf(number)))
            File.Delete(PathOf(number));
    }

    /// <summary>Why a shard failed the last time, and on which machine; null when it did not.</summary>
    public string? Of(int number)
    {
        try
        {
            if (!File.Exists(PathOf(number)) || new FileInfo(PathOf(number)).Length > MaximumBytes)
                return null;
            var json = JObject.Parse(File.ReadAllText(PathOf(number)));
            return string.Create(CultureInfo.InvariantCulture, $"{(string?)json["sentence"]} (on {(string?)json["machine"]}, exit code {(int?)json["exitCode"]})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or ArgumentException or FormatException or InvalidCastException)
        {
            return null;
        }
    }

    private string PathOf(int number) => Path.Combine(_folder, number.ToString("00000", CultureInfo.InvariantCulture) + ".json");
}
