using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using ScreenTime.Host.Plugins;
using ScreenTime.Review;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime review DIR</c>: the page on which a person checks and corrects a result.</summary>
internal static class ReviewCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of an analysis." };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
        var reviewer = new Option<string>("--reviewer") { Description = "Who decides: stands beside every correction.", DefaultValueFactory = _ => Environment.UserName, HelpName = "NAME" };
        var port = new Option<int>("--port") { Description = "The port on this machine; any free one otherwise.", HelpName = "N" };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address and open nothing." };
        var command = new Command("review", "Check and correct a result in the browser; nothing leaves this machine. Ctrl-C ends it.")
        {
            folder, mediaRoots, reviewer, port, noBrowser,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var number = parsed.GetValue(port);
            if (number is not 0 and (< 1024 or > 65535))
                throw new UserException(ExitCode.Usage, $"--port {number}: a port lies between 1024 and 65535");
            var directory = parsed.GetRequiredValue(folder);
            var server = await ReviewServer.StartAsync(
                new ReviewSettings(directory, parsed.GetRequiredValue(reviewer), parsed.GetValue(mediaRoots) ?? [], number), HostPlugins.Load(), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                Console.WriteLine($"Review {directory} at {server.Address}");
                Console.WriteLine("The address holds the key to this page: do not pass it on. Ctrl-C ends it; what was confirmed is kept.");
                if (!parsed.GetValue(noBrowser) && !Console.IsOutputRedirected)
                    Open(server.Address);
                await ReviewServer.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return 0;
        });
        return command;
    }

    private static void Open(Uri address)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Win32Exception)
        {
            // A machine without a desktop: the address was printed.
        }
    }
}
