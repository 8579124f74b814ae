using System.CommandLine;
using ScreenTime.Host.Media;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime frames MEDIA</c>: images to label, and a contact sheet.</summary>
internal static class FramesCommand
{
    public static Command Create()
    {
        var media = new Argument<string>("MEDIA") { Description = "A film." };
        var sampleRate = new Option<string>("--sample-rate") { Description = "Images a second.", DefaultValueFactory = _ => "1", HelpName = "N" };
        var output = new Option<string>("--out") { Description = "The folder for the images.", Required = true, HelpName = "FRAMES" };
        var name = new Option<string>("--name") { Description = "Their names, with one %d for the number.", DefaultValueFactory = _ => "frame%d.jpg", HelpName = "NAME" };
        var sheet = new Option<string?>("--sheet") { Description = "A contact sheet to look at.", HelpName = "PNG" };
        var command = new Command("frames", "Take images out of a film, to label them: image n shows what is on screen at n ÷ rate seconds.") { media, sampleRate, output, name, sheet };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
            var probe = new MediaProbe(tools);
            var file = await probe.ProbeAsync(parsed.GetRequiredValue(media), cancellationToken).ConfigureAwait(false);
            file.RefuseCutOff();
            var terminal = new Terminal();
            terminal.Stage("Taking images");
            try
            {
                var outcome = await new FrameExtraction(new FrameReader(tools, probe)).WriteAsync(
                    file,
                    new FrameExtractionRequest(
                        Arguments.SampleRate(parsed.GetRequiredValue(sampleRate)), parsed.GetRequiredValue(output), parsed.GetRequiredValue(name), parsed.GetValue(sheet)),
                    new Counted(terminal),
                    cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                foreach (var missing in outcome.Missing)
                    Console.WriteLine(missing);
                Console.WriteLine($"{outcome.Written} images in {parsed.GetRequiredValue(output)}");
                if (parsed.GetValue(sheet) is { } path)
                    Console.WriteLine($"Contact sheet: {path}");
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private sealed class Counted(Terminal terminal) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => terminal.Done(value.Done, value.Of, null);
    }
}
