using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ScreenTime.Tests.Editors;

/// <summary>Programs that the tests run: an editor, an interpreter, the command.</summary>
internal static class Tool
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The built command, as words.</summary>
    public static IReadOnlyList<string> ScreenTime { get; } =
        ["dotnet", Path.Combine(SharedData.Root, "Host", "ScreenTime.Cli", "bin", Configuration, "net10.0", "screentime.dll")];

    /// <summary>A program's path; skips the test when it is not installed.</summary>
    public static string Require(string program, string package)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            if (File.Exists(Path.Combine(folder, program)))
                return Path.Combine(folder, program);
        Assert.Skip($"needs {program} (Debian package {package}); ./test.sh installs it");
        return "";
    }

    /// <summary>Words that run others so that Ctrl-C reaches them: shells make what they start in the background deaf to it.</summary>
    public static IReadOnlyList<string> Hearing(IReadOnlyList<string> words) =>
        [Require("python3", "python3"), "-c", "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])", .. words];

    /// <summary>Sends a process what Ctrl-C sends.</summary>
    public static void Interrupt(Process process) => Assert.Equal(0, Kill(process.Id, 2));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);

    public static async Task<Outcome> RunAsync(IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> words)
    {
        using var process = Start(environment, words);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }

    public static Process Start(IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(words[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public Outcome Succeeded()
        {
            Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
            return this;
        }
    }
}
