using System.Diagnostics;
using ScreenTime.Tests;

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
    public static Process Begin(IReadOnlyList<string> arguments) => Process.Start(Start(ScreenTime, new Dictionary<string, string?>(), arguments))!;

    public static Task<Outcome> ShortFilmAsync(params string[] arguments) =>
        RunAsync(Path.Combine(SharedData.Root, "examples", "short-film", "bin", Configuration, "net10.0", "short-film.dll"), new Dictionary<string, string?>(), arguments);

    /// <summary>A command of the SDK, in the configuration that this was built in.</summary>
    public static Task<Outcome> DotnetAsync(string command, params string[] arguments) =>
        RunAsync(command, new Dictionary<string, string?>(), [.. arguments, "--configuration", Configuration]);

    private static ProcessStartInfo Start(string assembly, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private static async Task<Outcome> RunAsync(string assembly, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        using var process = Process.Start(Start(assembly, environment, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }

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
