using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary>Passphrases come from files: on a command line every user of the machine could read them.</summary>
internal static class Passphrase
{
    private const int Longest = 4096;

    /// <summary>The first line of a file; null where no file is named.</summary>
    /// <exception cref="UserException">There is no such file, or its first line is empty.</exception>
    public static string? Read(string? path)
    {
        if (path is null)
            return null;
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"--passphrase-file {path}: there is no such file");
        var line = new FileInfo(path).Length <= Longest ? File.ReadLines(path).FirstOrDefault() : null;
        return string.IsNullOrEmpty(line) ? throw new UserException(ExitCode.InputInvalid, $"--passphrase-file {path}: its first line must be the passphrase") : line;
    }
}
