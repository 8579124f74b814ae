using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Files;

/// <summary>
/// A file of lines that is only ever added to, one thing a line. A line counts when its line feed is on the disk; what a killed process left without one was never confirmed and is
/// cut off by the next. Several processes may add to it: each waits for its turn and sees first what the others added.
/// </summary>
/// <typeparam name="T">What a line says.</typeparam>
/// <param name="path">The file; it need not be there.</param>
/// <param name="what">What it is, for messages: <c>log of corrections</c>.</param>
/// <param name="parse">Reads a line; the number is the line's, from 1.</param>
/// <param name="format">Writes a line, without its line feed.</param>
internal sealed class AppendedLines<T>(string path, string what, Func<string, int, T> parse, Func<T, string> format)
    where T : class
{
    private const long MaximumLength = 256L << 20;

    // The bytes that Items were read from: lines are only ever added, so that later only what follows is read.
    private long _known;

    /// <summary>What all lines say, in order.</summary>
    public IReadOnlyList<T> Items { get; private set; } = [];

    /// <summary>Reads what others added since.</summary>
    /// <exception cref="UserException">A line is malformed (<see cref="ExitCode.InputInvalid"/>).</exception>
    public void Refresh()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            (Items, _known) = ([], 0);
        }
        else if (file.Length != _known)
        {
            using var open = WaitForTurn(FileMode.Open, FileAccess.Read, FileShare.Read);
            ReadOn(open);
        }
    }

    /// <summary>SHA-256 of the file, lower-case hex; empty where there is none.</summary>
    public string Hash()
    {
        if (!File.Exists(path))
            return "";
        using var open = WaitForTurn(FileMode.Open, FileAccess.Read, FileShare.Read);
        return Convert.ToHexStringLower(SHA256.HashData(open));
    }

    /// <summary>Adds one thing and has it on the disk before it returns.</summary>
    /// <param name="make">Makes it, of all that is there by then, others' latest among it; null adds nothing.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="UserException">A line is malformed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public T? Add(Func<IReadOnlyList<T>, T?> make)
    {
        using var file = WaitForTurn(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        ReadOn(file);
        if (make(Items) is not { } item)
            return null;
        var line = Encoding.UTF8.GetBytes(format(item) + "\n");
        file.SetLength(_known);
        file.Position = _known;
        file.Write(line);
        file.Flush(flushToDisk: true);
        (Items, _known) = ([.. Items, item], _known + line.Length);
        return item;
    }

    private FileStream WaitForTurn(FileMode mode, FileAccess access, FileShare share)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, mode, access, share);
            }
            catch (IOException) when (attempt < 1000 && File.Exists(path))
            {
                // Another process holds it for the moment that a line takes.
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Reads the whole lines that came since; all of them when the file became shorter.</summary>
    private void ReadOn(FileStream file)
    {
        if (file.Length > MaximumLength)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than 256 MiB: it is no {what}");
        if (file.Length < _known)
            (Items, _known) = ([], 0);
        var bytes = new byte[file.Length - _known];
        file.Position = _known;
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (whole == 0)
            return;
        var items = Items.ToList();
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n').SkipLast(1))
        {
            var number = items.Count + 1;
            try
            {
                items.Add(parse(line, number));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or InvalidCastException or OverflowException or ArgumentException)
            {
                throw new UserException(
                    ExitCode.InputInvalid, $"{path}, line {number}: {exception.Message.ReplaceLineEndings(" ")}: the log is damaged; put back a copy, or cut it off before this line", exception);
            }
        }

        (Items, _known) = (items, _known + whole);
    }
}
