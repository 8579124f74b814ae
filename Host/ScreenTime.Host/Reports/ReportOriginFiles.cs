using System.Security.Cryptography;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>The files in the folder of an analysis that a report's figures come from.</summary>
public static class ReportOriginFiles
{
    /// <summary>Whether a folder is that of an analysis, so that a report in it can be compared with what it was written from.</summary>
    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, ResultFile.Name));

    /// <summary>What they hold now.</summary>
    public static ReportOrigin Read(string folder) => new(
        Hash(Path.Combine(folder, ResultFile.Name)),
        CorrectionLog.HashIn(folder),
        Hash(Path.Combine(AuditFolder.Of(folder), AuditFolder.PlanFile)),
        Hash(Path.Combine(AuditFolder.Of(folder), AuditFolder.LabelsFile)));

    private static string Hash(string path)
    {
        if (!File.Exists(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
