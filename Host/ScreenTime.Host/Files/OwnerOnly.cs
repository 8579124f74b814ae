using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace ScreenTime.Host.Files;

/// <summary>Folders that nobody but their owner may read.</summary>
public static class OwnerOnly
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Takes everybody else's rights to a folder away, and with them the way to all that lies in it.</summary>
    /// <returns>Whether it was open to others before.</returns>
    public static bool Restrict(string folder)
    {
        if (OperatingSystem.IsWindows())
            return RestrictOnWindows(folder);
        if (File.GetUnixFileMode(folder) == Owner)
            return false;
        var open = (File.GetUnixFileMode(folder) & ~Owner) != 0;
        File.SetUnixFileMode(folder, Owner);
        return open;
    }

    [SupportedOSPlatform("windows")]
    private static bool RestrictOnWindows(string folder)
    {
        var directory = new DirectoryInfo(folder);
        var security = directory.GetAccessControl();
        if (security.AreAccessRulesProtected)
            return false;
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (FileSystemAccessRule rule in security.GetAccessRules(includeExplicit: true, includeInherited: false, typeof(SecurityIdentifier)))
            security.RemoveAccessRule(rule);
        using var user = WindowsIdentity.GetCurrent();
        security.AddAccessRule(new FileSystemAccessRule(
            user.User!, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        directory.SetAccessControl(security);
        return true;
    }
}
