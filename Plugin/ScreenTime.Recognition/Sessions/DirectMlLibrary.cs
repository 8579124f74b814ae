using System.Runtime.InteropServices;

namespace ScreenTime.Recognition.Sessions;

/// <summary>DirectML's own library, which ships beside the plugin.</summary>
internal static class DirectMlLibrary
{
    /// <summary>
    /// Loads the DirectML.dll that ships with this plugin, by its full path, before ONNX Runtime asks for one: Windows carries an older one in
    /// System32, which would be found first.
    /// </summary>
    public static void LoadBesideRuntime()
    {
        if (!OperatingSystem.IsWindows() || Path.GetDirectoryName(typeof(DirectMlLibrary).Assembly.Location) is not { Length: > 0 } folder)
            return;
        foreach (var path in new[] { Path.Combine(folder, "DirectML.dll"), Path.Combine(folder, "runtimes", "win-x64", "native", "DirectML.dll") })
            if (File.Exists(path) && NativeLibrary.TryLoad(path, out _))
                return;
    }
}
