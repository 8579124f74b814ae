using System.CommandLine;
using ScreenTime.Host.EditorDoor;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime host --request FILE</c>: the door for editors' scripts.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var request = new Option<string>("--request") { Description = "The request: JSON in a folder of its own (docs/host-door.md).", Required = true, HelpName = "FILE" };
        var command = new Command("host", "Do a job for an editor's script: request in, JSON lines out, answer in a file.") { request };
        command.SetAction(async (parsed, cancellationToken) => (int)await HostDoor.RunAsync(parsed.GetRequiredValue(request), cancellationToken).ConfigureAwait(false));
        return command;
    }
}
