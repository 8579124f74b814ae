using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Sealing;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime sign REPORT</c>: PDF, JSON and signature as one file.</summary>
internal static class SignCommand
{
    private const string PdfEnding = ".report.pdf";
    private const string JsonEnding = ".report.json";

    public static Command Create()
    {
        var report = new Argument<string>("REPORT") { Description = "The report's PDF or JSON; the other must lie beside it." };
        var key = new Option<string>("--key") { Description = "The private key (PEM).", Required = true, HelpName = "FILE" };
        var passphrase = new Option<string?>("--passphrase-file") { Description = "A file whose first line is the key's passphrase.", HelpName = "FILE" };
        var certificate = new Option<string?>("--certificate") { Description = "An X.509 certificate of the key: says who holds it.", HelpName = "FILE" };
        var draft = new Option<bool>("--draft") { Description = "Seal a draft, which says so on every page." };
        var output = new Option<string?>("--out") { Description = "The file to write; beside the report otherwise.", HelpName = "FILE" };
        var command = new Command("sign", "Seal a report: one file that shows when a byte of it was changed, and who signed it.") { report, key, passphrase, certificate, draft, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(report);
            var stem = new[] { PdfEnding, JsonEnding }.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } known
                ? path[..^known.Length]
                : throw new UserException(ExitCode.Usage, $"{path} is no report: name a file that ends in {PdfEnding} or {JsonEnding}");
            var target = parsed.GetValue(output) ?? stem + ReportBundle.Ending;
            using var signer = SigningKey.Load(parsed.GetRequiredValue(key), Passphrase.Read(parsed.GetValue(passphrase)));
            ReportBundle.Seal(stem + PdfEnding, stem + JsonEnding, signer, parsed.GetValue(certificate), parsed.GetValue(draft), target);
            Console.WriteLine($"Signed with key {signer.Fingerprint}");
            Console.WriteLine($"Written: {target}");
            // A signed report ends a job: what it keeps of faces beside the report goes, as with 'screentime close'.
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } job)
                foreach (var folder in ClosingJob.Run(job))
                    Console.WriteLine($"Deleted the faces in {folder}.");
            return 0;
        });
        return command;
    }
}
