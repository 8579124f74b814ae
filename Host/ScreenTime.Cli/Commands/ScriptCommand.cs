using System.CommandLine;
using ScreenTime.Scripting;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime script FILE.csx</c>: a C# script with the engine at hand.</summary>
internal static class ScriptCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("SCRIPT.csx") { Description = "The script (docs/automation.md; examples/scripts)." };
        var arguments = new Argument<string[]>("ARGUMENTS") { Description = "What the script finds in Args; after --, also words that begin with -.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("script", "Run a C# script that can do all that ScreenTime can.") { file, arguments };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(arguments) ?? [], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string[] arguments, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            return await new ScriptRun(terminal, Console.Out).RunAsync(path, arguments, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            terminal.Finish();
        }
    }
}
