using System.Diagnostics;

namespace ScreenTime.Host.Jobs;

/// <summary>Another process of this machine, known by the number that it left in a name.</summary>
internal static class OtherProcess
{
    /// <summary>Whether a process of that number runs; it may be another that was given the number since.</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
