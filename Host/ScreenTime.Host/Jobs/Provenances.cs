using System.Security.Cryptography;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What a job's result was made from and with.</summary>
internal static class Provenances
{
    /// <summary>Gathers it; the run id is a hash of it all.</summary>
    /// <param name="media">A line each for the media or images: hash and name.</param>
    /// <param name="timelineHash">SHA-256 of the timeline; empty where there is none.</param>
    /// <param name="castHash">SHA-256 of the cast.</param>
    /// <param name="environment">What was looked with.</param>
    /// <param name="settings">Every setting that changes the result.</param>
    /// <param name="rules">The counting rules' texts.</param>
    /// <param name="mixed">Where parts were looked at with something else, a line each; usually none.</param>
    public static Provenance Of(
        IEnumerable<string> media,
        string timelineHash,
        string castHash,
        LookingEnvironment environment,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string> rules,
        IReadOnlyList<string>? mixed = null)
    {
        var modelHash = Hash($"{environment.FeaturesId}\n{environment.HeadId}");
        var run = string.Join('\n', settings.Select(pair => $"{pair.Key}={pair.Value}")
            .Concat(media)
            .Append(timelineHash).Append(castHash).Append(modelHash).Append(environment.ToolVersion).Append(environment.FfmpegVersion).Append(environment.Device.Provider)
            .Concat(mixed ?? []));
        return new Provenance(
            Hash(run)[..16], environment.ToolVersion, timelineHash, castHash, modelHash, environment.FfmpegVersion, environment.Device, environment.CpuFeatures, settings, rules)
        { Mixed = mixed ?? [] };
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
