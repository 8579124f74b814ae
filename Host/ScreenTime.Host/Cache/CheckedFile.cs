using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;

namespace ScreenTime.Host.Cache;

/// <summary>A small JSON file of the cache with its checksum: a flipped bit in a number would still be JSON.</summary>
internal static class CheckedFile
{
    private const int MostDepth = 16;

    /// <summary>Reads a file. One that is damaged is deleted, so that what it said is found out again.</summary>
    /// <typeparam name="T">What it says.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="parse">Understands the JSON; may throw what reading JSON throws.</param>
    /// <returns>Null where it is not there, cannot be read, or was damaged.</returns>
    public static T? Read<T>(string path, Func<JObject, T> parse)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        try
        {
            // The first line is the checksum of the second.
            var lines = File.ReadAllText(path).Split('\n');
            if (lines is not [var checksum, var text] || checksum != Checksum(text))
                throw new FormatException("the checksum does not match");
            using var reader = JsonText.Reader(new StringReader(text), MostDepth);
            return parse(JObject.Load(reader));
        }
        catch (Exception exception) when (exception is JsonException or NullReferenceException or InvalidCastException or FormatException or ArgumentException or OverflowException)
        {
            File.Delete(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is as good as not there.
            return null;
        }
    }

    /// <summary>Writes a file whole or not at all, and its folder where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="json">What it says.</param>
    public static void Write(string path, JObject json)
    {
        var text = json.ToString(Formatting.None);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.WriteText(path, $"{Checksum(text)}\n{text}");
    }

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
