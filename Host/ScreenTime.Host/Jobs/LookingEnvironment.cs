using System.Reflection;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What frames were looked at with: all that the last digits of a probability depend on.</summary>
/// <param name="ToolVersion">ScreenTime's version.</param>
/// <param name="FeaturesId">The recogniser's <see cref="IRecognizer.FeaturesId"/>.</param>
/// <param name="HeadId">The recogniser's <see cref="IRecognizer.HeadId"/>.</param>
/// <param name="FfmpegVersion">ffmpeg's version.</param>
/// <param name="Device">Provider, precision and runtime.</param>
/// <param name="CpuFeatures">The processor's vector instruction sets.</param>
internal sealed record LookingEnvironment(string ToolVersion, string FeaturesId, string? HeadId, string FfmpegVersion, DeviceReport Device, string CpuFeatures)
{
    /// <summary>The frames that the recogniser asks for, of which its regions are parts; null where that is not known any more.</summary>
    public FrameRequest? Frame { get; init; }

    /// <summary>ScreenTime's own version.</summary>
    public static string OwnVersion { get; } = typeof(LookingEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>One line that two environments share exactly when their results may be mixed: which of several equal GPUs it was, and why, does not count.</summary>
    public string Line => string.Join(
        ", ",
        $"ScreenTime {ToolVersion}",
        $"{Device.Provider.Split(':')[0]} {Device.Precision}",
        $"ONNX Runtime {Device.RuntimeVersion}",
        $"ffmpeg {FfmpegVersion}",
        CpuFeatures,
        $"model {FeaturesId[..Math.Min(8, FeaturesId.Length)]} {(HeadId ?? "")[..Math.Min(8, (HeadId ?? "").Length)]}");

    /// <summary>This process's.</summary>
    public static LookingEnvironment Of(IRecognizer recognizer, FfmpegTools tools) =>
        new(OwnVersion, recognizer.FeaturesId, recognizer.HeadId, tools.Version, recognizer.Device, Host.Devices.CpuFeatures.Describe()) { Frame = recognizer.FrameRequest };
}
