using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What a job's result was made from and with.</summary>
internal static class Provenances
{
    /// <summary>Gathers it; the run id is a hash of it all.</summary>
    /// <param name="media">A line each for the media or images: hash and name.</param>
    /// <param name="timelineHash">SHA-256 of the timeline; empty where there is none.</param>
    /// <param name="castHash">SHA-256 of the cast.</param>
    /// <param name="recognizer">What looked.</param>
    /// <param name="tools">What decoded.</param>
    /// <param name="settings">Every setting that changes the result.</param>
    /// <param name="rules">The counting rules' texts.</param>
    public static Provenance Of(
        IEnumerable<string> media,
        string timelineHash,
        string castHash,
        IRecognizer recognizer,
        FfmpegTools tools,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string> rules)
    {
        var version = typeof(Provenances).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var modelHash = Hash($"{recognizer.FeaturesId}\n{recognizer.HeadId}");
        var run = string.Join('\n', settings.Select(pair => $"{pair.Key}={pair.Value}")
            .Concat(media)
            .Append(timelineHash).Append(castHash).Append(modelHash).Append(version).Append(tools.Version).Append(recognizer.Device.Provider));
        return new Provenance(
            Hash(run)[..16], version, timelineHash, castHash, modelHash, tools.Version, recognizer.Device, CpuFeatures.Describe(), settings, rules);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
