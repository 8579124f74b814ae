using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Scripting;

/// <summary>
/// What was done with a timeline that was dropped: <c>watched.json</c> in the timeline's folder of results. A file whose content is that of the last success is not done
/// again, neither after a restart nor when it is copied over itself.
/// </summary>
internal static class WatchMemory
{
    private const string Name = "watched.json";

    /// <summary>A hash of what a file holds.</summary>
    public static string HashOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Whether this content was done, and well.</summary>
    public static bool Knows(string outputFolder, string hash)
    {
        try
        {
            using var reader = JsonText.Reader(File.OpenText(Path.Combine(outputFolder, Name)), 4);
            var json = JObject.Load(reader);
            return (string?)json["sha256"] == hash && (int?)json["exitCode"] == (int)ExitCode.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>Notes that it was done.</summary>
    /// <param name="outputFolder">The timeline's folder of results.</param>
    /// <param name="file">The timeline's name.</param>
    /// <param name="hash">A hash of its content.</param>
    /// <param name="exitCode">How it ended.</param>
    /// <param name="message">The sentence, when it failed.</param>
    public static void Note(string outputFolder, string file, string hash, ExitCode exitCode, string? message)
    {
        Directory.CreateDirectory(outputFolder);
        var json = new JObject { ["file"] = file, ["sha256"] = hash, ["exitCode"] = (int)exitCode };
        if (message is not null)
            json["message"] = message;
        WholeFile.WriteText(Path.Combine(outputFolder, Name), json.Lines());
    }
}
