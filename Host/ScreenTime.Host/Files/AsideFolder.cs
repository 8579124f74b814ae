using System.Globalization;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Files;

/// <summary>
/// Folders in which something is written that is then renamed into place. Their names say whose they are, so that a later run can sweep away what a killed one left. The process's number does not do for that: it comes again, in a
/// container with every run. So each process adds a number that no other has, and each of its folders one of its own.
/// </summary>
internal static class AsideFolder
{
    private static readonly string s_process = Guid.NewGuid().ToString("N");
    private static int s_folders;

    private static string Machine => Environment.MachineName + "-";

    /// <summary>A name that no other folder has.</summary>
    /// <param name="prefix">What it begins with, which says what it is for.</param>
    public static string Name(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{Machine}{Environment.ProcessId}-{s_process}-{Interlocked.Increment(ref s_folders)}");

    /// <summary>Deletes what processes of this machine left that no longer run. Those of other machines are not looked at: nobody here can tell whether they still run.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="prefix">As for <see cref="Name"/>.</param>
    public static void Sweep(string folder, string prefix)
    {
        foreach (var leftover in Directory.GetDirectories(folder))
        {
            var name = Path.GetFileName(leftover);
            if (!name.StartsWith(prefix + Machine, StringComparison.Ordinal) || !IsAbandoned(name[(prefix.Length + Machine.Length)..]))
                continue;
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another process was quicker.
            }
        }
    }

    private static bool IsAbandoned(string owner) => owner.Split('-') is [var number, var process, _]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && (id == Environment.ProcessId ? process != s_process : !OtherProcess.IsRunning(id));
}
