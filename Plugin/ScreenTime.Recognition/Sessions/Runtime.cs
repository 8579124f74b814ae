using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ScreenTime.Recognition.Sessions;

/// <summary>
/// ONNX Runtime in this process, with its reports to Microsoft off. From 1.31 on it begins to gather them when it is loaded, on Linux and macOS too, in a database in the user's cache that is
/// sent when there is a network; turning its events off afterwards comes too late for the first. Only this variable, set before, keeps all of that from happening.
/// </summary>
internal static class Runtime
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<OrtEnv> s_environment = new(Load);

    /// <summary>ONNX Runtime. Ask here, and for nothing of it before.</summary>
    public static OrtEnv Instance => s_environment.Value;

    private static OrtEnv Load()
    {
        // .NET's own environment is a copy that native code does not see, but on Windows.
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows() && SetVariable(Variable, "1", 1) != 0)
            throw new InvalidOperationException($"{Variable} could not be set");
        var environment = OrtEnv.Instance();
        environment.DisableTelemetryEvents();
        // What goes wrong comes as an exception. CUDA's kernels for 16 bits also write a page about each way that they try and then do not go.
        environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        return environment;
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
