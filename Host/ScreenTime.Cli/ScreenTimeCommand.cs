using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ScreenTime.Cli.Commands;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Cli;

/// <summary>The <c>screentime</c> command: parses arguments, runs one command, and turns what goes wrong into one sentence and an exit code.</summary>
internal static class ScreenTimeCommand
{
    // To end what runs and keep what was done, when the system or a person stops it; farms wait about half a minute.
    private static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Who is on screen, when and for how long: reads a timeline, looks at its frames, writes markers and screen time.")
        {
            FramesCommand.Create(),
            CastCommand.Create(),
            AnalyzeCommand.Create(),
            EvaluateCommand.Create(),
            ExplainCommand.Create(),
            ReviewCommand.Create(),
            AuditCommand.Create(),
            ReportCommand.Create(),
            SeasonCommand.Create(),
            CompareCommand.Create(),
            KeyCommand.Create(),
            SignCommand.Create(),
            TimestampCommand.Create(),
            VerifyCommand.Create(),
            CleanCommand.Create(),
            PullCommand.Create(),
            CloseCommand.Create(),
            ConvertCommand.Create(),
            RunCommand.Create(),
            ScriptCommand.Create(),
            WatchCommand.Create(),
            PlanCommand.Create(),
            WorkCommand.Create(),
            MergeCommand.Create(),
            StatusCommand.Create(),
            SubmitCommand.Create(),
            HostCommand.Create(),
            InstallCommand.Create(),
            CacheCommand.Create(),
            PluginsCommand.Create(),
            DoctorCommand.Create(),
            ModelsCommand.Create(),
        };
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync().ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        var parsed = root.Parse(args);
        var faulty = parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ").TrimEnd('.')).Concat(Mistyped(parsed)).ToList();
        if (faulty.Count > 0)
        {
            var faults = string.Join("; ", faulty);
            await Console.Error.WriteLineAsync($"screentime: {faults}: run '{NameOf(parsed.CommandResult)} --help'").ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        using var stopping = new Stopping();
        try
        {
            if (parsed.Action is not HelpAction && parsed.CommandResult.Command.Name != DoctorCommand.Name && !OpenSsl.IsThere())
                throw new UserException(ExitCode.ComponentMissing, OpenSsl.Advice);
            var run = parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stopping.Asked);
            if (await Task.WhenAny(run, stopping.OverdueAsync(s_timeToStop)).ConfigureAwait(false) != run)
                throw new OperationCanceledException();
            return await run.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last line of defence: a user sees a sentence, never a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The system may have stopped the programs that were used, too: what failed then says nothing.
            var failure = stopping.BySystem
                ? new Failure(ExitCode.Retry, "stopped by the system (SIGTERM); what was done is kept: run the same command again, here or elsewhere")
                : Failure.Of(exception);
            return await FailAsync(failure, exception).ConfigureAwait(false);
        }
    }

    // A command that takes several files would take an option that there is not for one of them.
    private static IEnumerable<string> Mistyped(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? []
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Where(token => token.Value is ['-', '-', _, ..]).Select(token => $"Unrecognized option '{token.Value}'");

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "screentime";

    private static async Task<int> FailAsync(Failure failure, Exception exception)
    {
        await Console.Error.WriteLineAsync($"screentime: {failure.Sentence}").ConfigureAwait(false);
        if (Environment.GetEnvironmentVariable("SCREENTIME_DEBUG") == "1")
            await Console.Error.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
        return (int)failure.ExitCode;
    }
}
