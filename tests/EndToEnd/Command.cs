using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>Runs the built commands as a user does: as processes.</summary>
internal static class Command
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string ScreenTime => Path.Combine(SharedData.Root, "Host", "ScreenTime.Cli", "bin", Configuration, "net10.0", "screentime.dll");

    public static Task<Outcome> ScreenTimeAsync(params string[] arguments) =>
        ScreenTimeAsync(new Dictionary<string, string?>(), arguments);

    public static Task<Outcome> ScreenTimeAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        RunAsync(ScreenTime, environment, arguments);

    /// <summary>Starts a command that runs until it is killed; its output is the caller's to read.</summary>
    public static Process Begin(IReadOnlyList<string> arguments) => Start(new Dictionary<string, string?>(), [.. ScreenTimeWords, .. arguments]);

    public static Task<Outcome> ShortFilmAsync(params string[] arguments) =>
        RunAsync(Path.Combine(SharedData.Root, "examples", "short-film", "bin", Configuration, "net10.0", "short-film.dll"), new Dictionary<string, string?>(), arguments);

    /// <summary>A command of the SDK, in the configuration that this was built in.</summary>
    public static Task<Outcome> DotnetAsync(string command, params string[] arguments) =>
        RunAsync(command, new Dictionary<string, string?>(), [.. arguments, "--configuration", Configuration]);

    /// <summary>A program of the system; skips the test where it is not installed.</summary>
    public static string Require(string program, string package)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/sbin", "/sbin"]))
            if (File.Exists(Path.Combine(folder, program)))
                return Path.Combine(folder, program);
        Assert.Skip($"needs {program} (Debian package {package}); ./test.sh installs it");
        return "";
    }

    /// <summary>The built command, as words.</summary>
    /// <summary>Sends a signal; 0 where it was sent.</summary>
    public static int Signal(Process process, int signal) => Kill(process.Id, signal);

    public static IReadOnlyList<string> ScreenTimeWords { get; } =
        [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", ScreenTime];

    /// <summary>Runs any program.</summary>
    public static async Task<Outcome> ProgramAsync(IReadOnlyDictionary<string, string?> environment, params IReadOnlyList<string> words)
    {
        using var process = Start(environment, words);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>Starts any program.</summary>
    public static Process Start(IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(words[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);

    private static Task<Outcome> RunAsync(string assembly, IReadOnlyDictionary<string, string?> environment, string[] arguments) =>
        ProgramAsync(environment, [ScreenTimeWords[0], assembly, .. arguments]);

    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public Outcome Succeeded()
        {
            Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
            return this;
        }

        /// <summary>The command failed with this code and one sentence that holds all of the words; no stack trace.</summary>
        public void FailedWith(int exitCode, params string[] words)
        {
            Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n{Output}\n{Error}");
            var sentence = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("screentime: ", StringComparison.Ordinal));
            Assert.All(words, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        }
    }
}
