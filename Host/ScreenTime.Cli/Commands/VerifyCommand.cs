using System.CommandLine;
using ScreenTime.Host.Sealing;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime verify REPORT</c>: whether a sealed report is intact, and of what.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var report = new Argument<string>("REPORT") { Description = "A sealed report." };
        var timeline = new Option<string[]>("--timeline") { Description = "A timeline: is it the one that was measured? Of several files, all in the order in which they were analysed.", HelpName = "FILE" };
        var media = new Option<string[]>("--media") { Description = "A film, whatever it is called, or a folder with media: are they those that were measured? May be given several times.", HelpName = "PATH" };
        var expected = new Option<string?>("--expect-key") { Description = "The fingerprint of the key that must have signed, as its owner tells it.", HelpName = "FINGERPRINT" };
        var command = new Command("verify", "Say whether a sealed report is intact, who signed it, and whether timeline and media are still the same. Needs no network.")
        {
            report, timeline, media, expected,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(report);
            var key = parsed.GetValue(expected) is { } fingerprint ? Arguments.Take("--expect-key", fingerprint, SigningKey.ReadFingerprint) : null;
            var outcome = await Verification.OfAsync(path, parsed.GetValue(timeline) ?? [], parsed.GetValue(media) ?? [], key, cancellationToken).ConfigureAwait(false);
            foreach (var sentence in outcome.Sentences)
                Console.WriteLine(sentence);
            return outcome.IsGood ? 0 : throw new UserException(ExitCode.NotVerified, $"{path} could not be verified: {outcome.Sentences.First(sentence => sentence.Contains("NOT", StringComparison.Ordinal))}");
        });
        return command;
    }
}
