using System.CommandLine;
using ScreenTime.Host.Sealing;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime key</c>: keys that sign reports.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Where the private key goes (PEM); the public one goes beside it as .pub.pem." };
        var passphrase = new Option<string?>("--passphrase-file") { Description = "A file whose first line encrypts the private key.", HelpName = "FILE" };
        var create = new Command("create", "Make a key.") { file, passphrase };
        create.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var (publicPath, fingerprint) = SigningKey.Create(path, Passphrase.Read(parsed.GetValue(passphrase)));
            Console.WriteLine($"Private key: {path} (for nobody else's eyes{(parsed.GetValue(passphrase) is null ? "; not encrypted" : "")})");
            Console.WriteLine($"Public key:  {publicPath}");
            Console.WriteLine($"Fingerprint: {fingerprint}");
            Console.WriteLine("Tell the other side the fingerprint on another way than the report: by it they know that a report is yours.");
            return 0;
        });
        return new Command("key", "Keys that sign reports: create.") { create };
    }
}
