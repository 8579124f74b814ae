using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Files;

namespace ScreenTime.Host.Jobs;

/// <summary>How fast a machine looks at frames, and how much their features weigh.</summary>
/// <param name="FramesPerSecond">New frames a second, above 0.</param>
/// <param name="BytesPerFrame">Bytes of features a frame, above 0.</param>
public sealed record Pace(double FramesPerSecond, long BytesPerFrame);

/// <summary>
/// The pace of earlier runs, one small file in the cache for each recogniser and machine: the cache may lie on a disk that faster and slower machines share.
/// </summary>
/// <param name="cacheFolder">The cache's root.</param>
/// <param name="machine">The machine's name.</param>
public sealed class PaceMemory(string cacheFolder, string machine)
{
    /// <summary>The pace that was remembered; null when there is none, or its file is damaged.</summary>
    /// <param name="featuresId">The recogniser's <see cref="Sdk.IRecognizer.FeaturesId"/>.</param>
    public Pace? Recall(string featuresId)
    {
        try
        {
            using var reader = JsonText.Reader(File.OpenText(PathOf(featuresId)), 4);
            var json = JObject.Load(reader);
            var pace = new Pace((double?)json["framesPerSecond"] ?? 0, (long?)json["bytesPerFrame"] ?? 0);
            return double.IsFinite(pace.FramesPerSecond) && pace is { FramesPerSecond: > 0, BytesPerFrame: > 0 } ? pace : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Remembers a pace in place of the last.</summary>
    public void Remember(string featuresId, Pace pace)
    {
        var path = PathOf(featuresId);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.WriteText(
            path, string.Create(CultureInfo.InvariantCulture, $"{{\"framesPerSecond\":{pace.FramesPerSecond:0.###},\"bytesPerFrame\":{pace.BytesPerFrame}}}\n"));
    }

    private string PathOf(string featuresId) =>
        Path.Combine(cacheFolder, "pace", CacheKey.Of($"{machine}\n{featuresId}") + ".json");
}
