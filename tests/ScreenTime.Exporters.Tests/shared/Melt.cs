using System.Diagnostics;
using System.Xml.Linq;

namespace ScreenTime.Exporters.Tests;

/// <summary>The framework that Kdenlive and Shotcut play with, as its own command.</summary>
internal static class Melt
{
    // Debian's 7.12 crashes now and then as it ends: 8 of 80 times on a busy machine, and four times one after another in CI. All was written each time, so what is whole is taken, and what is not is asked for again.
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
            var whole = xml.TrimEnd().EndsWith("</mlt>", StringComparison.Ordinal);
            if (process.ExitCode == Crashed && !whole && attempt < Attempts)
                continue;
            Assert.True(whole && process.ExitCode is 0 or Crashed, $"exit code {process.ExitCode}: {await errors}");
            return XDocument.Parse(xml[xml.IndexOf('<', StringComparison.Ordinal)..]).Root!;
        }
    }

    /// <summary>How many frames it plays.</summary>
    public static long Frames(XElement read) => (long)read.Elements("tractor").Last().Attribute("out")! + 1;
}
