using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using ScreenTime.Host.Jobs;
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
        var timeline = new Option<string?>("--timeline") { Description = "The timeline that was analysed, to show its pictures.", HelpName = "TIMELINE" };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
        var mediaTimecode = new Option<string[]>("--media-tc") { Description = "Start timecode of media that has none: TC, or NAME=TC.", HelpName = "TC" };
        var picture = new Option<string?>("--picture") { Description = "The reference render that the pixels were taken from.", HelpName = "MEDIA" };
        var lut = new Option<string?>("--lut") { Description = "A .cube for log footage.", HelpName = "CUBE" };
        var reviewer = new Option<string>("--reviewer") { Description = "Who decides: stands beside every correction.", DefaultValueFactory = _ => Environment.UserName, HelpName = "NAME" };
        var port = new Option<int>("--port") { Description = "The port on this machine; any free one otherwise.", HelpName = "N" };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address and open nothing." };
        var timelineOptions = new TimelineOptions();
        var command = new Command("review", "Check and correct a result in the browser; nothing leaves this machine. Ctrl-C ends it.")
        {
            folder, timeline, mediaRoots, mediaTimecode, picture, lut, reviewer, port, noBrowser,
        };
        timelineOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var number = parsed.GetValue(port);
            if (number is not 0 and (< 1024 or > 65535))
                throw new UserException(ExitCode.Usage, $"--port {number}: a port lies between 1024 and 65535");
            var directory = parsed.GetRequiredValue(folder);
            var sources = parsed.GetValue(timeline) is { } path
                ? new AnalysisSettings(path, "", directory)
                {
                    Read = timelineOptions.Read(parsed),
                    MediaRoots = parsed.GetValue(mediaRoots) ?? [],
                    MediaTimecode = parsed.GetValue(mediaTimecode) ?? [],
                    Picture = parsed.GetValue(picture),
                    Lut = parsed.GetValue(lut),
                }
                : null;
            var server = await ReviewServer.StartAsync(
                new ReviewSettings(directory, parsed.GetRequiredValue(reviewer), sources, number), HostPlugins.Load(), TimeProvider.System, cancellationToken).ConfigureAwait(false);
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
