using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Jobs;
using ScreenTime.Scripting;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime watch IN OUT</c>: a timeline dropped in comes out tagged.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var inFolder = new Argument<string>("IN") { Description = "The folder into which timelines are dropped." };
        var outFolder = new Argument<string>("OUT") { Description = "The folder for results: cut.otio comes out in OUT/cut.otio.tagged." };
        var cast = new Option<string>("--cast") { Description = "The cast: who to look for.", Required = true, HelpName = "CAST" };
        var export = new Option<string[]>("--export") { Description = "Files to write, as analyze takes them.", DefaultValueFactory = _ => [string.Join(',', AnalysisSettings.UsualExports)], HelpName = "LIST" };
        var sampleRate = new Option<string>("--sample-rate") { Description = "Frames a second to look at.", DefaultValueFactory = _ => "2", HelpName = "N" };
        var device = new Option<string>("--device") { Description = "auto, cpu, directml[:n] or cuda[:n].", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var precision = Arguments.Precision();
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; IN always is one.", HelpName = "DIR" };
        var every = new Option<string>("--every") { Description = "Seconds between two looks at the folder.", DefaultValueFactory = _ => "1", HelpName = "S" };
        var settle = new Option<string>("--settle") { Description = "Seconds for which a file must not have changed.", DefaultValueFactory = _ => "3", HelpName = "S" };
        var once = new Option<bool>("--once") { Description = "End when everything that is there is done." };
        var timelineOptions = new TimelineOptions();
        var command = new Command("watch", "Watch a folder: every timeline that is dropped into it comes out tagged.") { inFolder, outFolder, cast, export, sampleRate, device, precision, mediaRoots, every, settle, once };
        timelineOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => WatchAsync(
            new WatchSettings(
                parsed.GetRequiredValue(inFolder),
                parsed.GetRequiredValue(outFolder),
                new AnalysisSettings("", parsed.GetRequiredValue(cast), "")
                {
                    Read = timelineOptions.Read(parsed),
                    SampleRate = Arguments.SampleRate(parsed.GetRequiredValue(sampleRate)),
                    Device = Arguments.Device(parsed.GetRequiredValue(device), parsed.GetRequiredValue(precision)),
                    Exports = Arguments.List(parsed.GetValue(export)),
                    MediaRoots = parsed.GetValue(mediaRoots) ?? [],
                },
                Seconds("--every", parsed.GetRequiredValue(every)),
                Seconds("--settle", parsed.GetRequiredValue(settle)),
                parsed.GetValue(once)),
            cancellationToken));
        return command;
    }

    private static async Task<int> WatchAsync(WatchSettings settings, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            var watch = FolderWatch.Create(settings, new JobRun(terminal));
            if (!settings.Once)
                terminal.Message($"Watching {settings.InFolder}; stop with Ctrl-C.");
            return (int)await watch.RunAsync(outcome => Outcomes.Print(outcome, terminal), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new UserException(ExitCode.Cancelled, "stopped watching; the same command goes on");
        }
        finally
        {
            terminal.Finish();
        }
    }

    private static TimeSpan Seconds(string option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.05 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw Arguments.Invalid(option, text, "seconds between 0.05 and 3600");
}
