using System.Diagnostics;
using System.Xml.Linq;

namespace ScreenTime.Exporters.Tests;

/// <summary>The framework that Kdenlive and Shotcut play with, as its own command.</summary>
internal static class Melt
{
    // Debian's 7.12 crashes now and then as it ends, when all is written: 4 of 60 times on a busy machine.
    private const int Crashed = 139;
    private const int Attempts = 4;

    /// <summary>The framework's own reading of a document, as XML again, times in frames; skips the test where it is not installed.</summary>
    public static async Task<XElement> ReadAsync(string path, CancellationToken cancellation)
    {
        var melt = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "melt")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(melt is not null, "melt is not installed: apt-get install melt");
        var start = new ProcessStartInfo(melt) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[path, "-consumer", "xml", "time_format=frames"])
            start.ArgumentList.Add(argument);
        for (var attempt = 1; ; attempt++)
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var xml = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode == Crashed && attempt < Attempts)
                continue;
            Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await errors}");
            return XDocument.Parse(xml[xml.IndexOf('<', StringComparison.Ordinal)..]).Root!;
        }
    }

    /// <summary>How many frames it plays.</summary>
    public static long Frames(XElement read) => (long)read.Elements("tractor").Last().Attribute("out")! + 1;
}
