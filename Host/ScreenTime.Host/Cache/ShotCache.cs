using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Cache;

/// <summary>What tells of shot changes, found before, with a checksum, by media content, what was made of its picture, and the stretches that were looked through.</summary>
/// <param name="cacheFolder">The cache's root.</param>
public sealed class ShotCache(string cacheFolder)
{
    /// <summary>What tells of shot changes in the stretches; null when they are not known, or the file is damaged.</summary>
    /// <param name="mediaId">The media.</param>
    /// <param name="pictureId">What the small pictures depend on beside it (<see cref="MediaPass.PictureId"/>).</param>
    /// <param name="ranges">The stretches.</param>
    public ShotEvidence? Read(string mediaId, string pictureId, IReadOnlyList<MediaRange> ranges) =>
        CheckedFile.Read(PathOf(mediaId, pictureId, ranges), json => new ShotEvidence(
            [.. ((JArray)json["cuts"]!).Select(cut => (int)cut)],
            [.. ((JArray)json["mixtures"]!).Select(mixture => ((int)mixture[0]!, (int)mixture[1]!))]));

    /// <summary>Keeps what tells of shot changes in the stretches.</summary>
    /// <param name="mediaId">The media.</param>
    /// <param name="pictureId">As for <see cref="Read"/>.</param>
    /// <param name="ranges">The stretches.</param>
    /// <param name="evidence">What was found.</param>
    public void Write(string mediaId, string pictureId, IReadOnlyList<MediaRange> ranges, ShotEvidence evidence)
    {
        var json = new JObject { ["cuts"] = new JArray(evidence.Cuts), ["mixtures"] = new JArray(evidence.Mixtures.Select(mixture => new JArray(mixture.Start, mixture.End))) };
        try
        {
            CheckedFile.Write(PathOf(mediaId, pictureId, ranges), json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheDisk.Unwritable(cacheFolder, exception);
        }
    }

    private string PathOf(string mediaId, string pictureId, IReadOnlyList<MediaRange> ranges)
    {
        var text = $"{ShotDetector.Version.ToString(CultureInfo.InvariantCulture)};{pictureId}" + string.Concat(ranges.Select(range => $";{Text(range.Start)},{Text(range.Duration)}"));
        return Path.Combine(cacheFolder, "shots", mediaId, CacheKey.Of(text) + ".json");
    }

    private static string Text(MediaTime time) => string.Create(CultureInfo.InvariantCulture, $"{time.Numerator}/{time.Denominator}");
}
