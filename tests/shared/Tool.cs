using System.Diagnostics;

namespace ScreenTime.Tests;

/// <summary>Programs that open what was written; ./test.sh installs them, and tests that need one skip when it is absent.</summary>
internal static class Tool
{
    /// <summary>Runs a program and gives its standard output; skips the test when there is no such program.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"needs {program}, which is not installed");
            throw;
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program}: {error.Result}");
            return output;
        }
    }

    /// <summary>The text of a PDF, laid out as on the page.</summary>
    public static string PdfText(string path) => Run("pdftotext", "-layout", path, "-");
}
