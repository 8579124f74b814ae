using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Sealing;
using ScreenTime.Review;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime review</c>: the page on which a person teaches, checks, corrects, audits and signs.</summary>
internal static class ReviewCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("DIR|TIMELINE") { Description = "The folder of an analysis; or a timeline or film that is to be analysed in the page, with --cast and --out." };
        var cast = new Option<string?>("--cast") { Description = "The cast's folder; made in the page where there is none.", HelpName = "CAST" };
        var output = new Option<string?>("--out") { Description = "The folder for the results of a timeline.", HelpName = "DIR" };
        var device = new Option<string>("--device") { Description = "auto, cpu, directml[:n] or cuda[:n], for a timeline.", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
        var reviewer = new CorrectorOption("--reviewer", "Who decides");
        var key = new Option<string?>("--key") { Description = "The private key (PEM) that the report is signed with in the page.", HelpName = "FILE" };
        var passphrase = new Option<string?>("--passphrase-file") { Description = "A file whose first line is the key's passphrase.", HelpName = "FILE" };
        var port = new Option<int>("--port") { Description = "The port on this machine; any free one otherwise.", HelpName = "N" };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address and open nothing." };
        var timelineOptions = new TimelineOptions();
        var command = new Command("review", "Teach, check, correct, audit and sign in the browser; nothing leaves this machine. Ctrl-C ends it.")
        {
            what, cast, output, device, mediaRoots, key, passphrase, port, noBrowser,
        };
        reviewer.AddTo(command);
        timelineOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var number = parsed.GetValue(port);
            if (number is not 0 and (< 1024 or > 65535))
                throw new UserException(ExitCode.Usage, $"--port {number}: a port lies between 1024 and 65535");
            var path = parsed.GetRequiredValue(what);
            var roots = parsed.GetValue(mediaRoots) ?? [];
            var catalog = HostPlugins.Load();
            var isTimeline = File.Exists(path) || catalog.ReaderOf(path) is not null;
            AnalysisSettings? analysis = null;
            if (isTimeline)
            {
                if (parsed.GetValue(cast) is not { } castFolder || parsed.GetValue(output) is not { } folder)
                    throw new UserException(ExitCode.Usage, $"{path} is a timeline or a film: say --cast CAST, a folder that is there or a new one, and --out DIR for the results");
                analysis = new AnalysisSettings(path, castFolder, folder)
                {
                    Read = timelineOptions.Read(parsed),
                    Device = Arguments.Device(parsed.GetRequiredValue(device)),
                    MediaRoots = roots,
                };
            }
            else if ((parsed.GetValue(cast) ?? parsed.GetValue(output)) is not null)
            {
                throw new UserException(ExitCode.Usage, $"--cast and --out go with a timeline or a film; {path} is {(Directory.Exists(path) ? "the folder of an analysis" : "not there")}");
            }

            var keyFile = parsed.GetValue(key);
            if (keyFile is not null)
                using (SigningKey.Load(keyFile, Passphrase.Read(parsed.GetValue(passphrase))))
                {
                    // Found out now rather than when the last frame is audited.
                }

            var server = await ReviewServer.StartAsync(
                new ReviewSettings(analysis?.OutputFolder ?? path, reviewer.Name(parsed), roots, number)
                {
                    Analysis = analysis,
                    Key = keyFile,
                    Passphrase = Passphrase.Read(parsed.GetValue(passphrase)),
                },
                catalog, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                Console.WriteLine($"Review {path} at {server.Address}");
                Console.WriteLine("The address holds the key to this page: do not pass it on. Ctrl-C ends it; what was confirmed is kept.");
                Console.WriteLine(reviewer.Sentence(parsed));
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
