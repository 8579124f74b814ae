using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;

namespace ScreenTime.Host.Plugins;

/// <summary>A plugin's <c>plugin.json</c>: read and checked before any of its code is loaded.</summary>
/// <param name="Id">Lower-case letters, digits and <c>-</c>.</param>
/// <param name="Version">The plugin's own version.</param>
/// <param name="Assembly">The file name of its assembly, beside the manifest.</param>
/// <param name="ApiVersion">The version of the Sdk's interface that it was built for.</param>
/// <param name="Offers">What it says it offers, for <c>screentime plugins</c>.</param>
public sealed record PluginManifest(string Id, string Version, string Assembly, Version ApiVersion, IReadOnlyList<string> Offers)
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">It is malformed; the message says how.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PluginManifest Read(string path)
    {
        if (new FileInfo(path).Length > MaximumLength)
            throw new FormatException($"plugin.json is larger than {MaximumLength / 1024} KiB");
        JObject json;
        try
        {
            using var reader = JsonText.Reader(new StreamReader(path), 8);
            json = JObject.Load(reader);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"plugin.json is not valid JSON: {exception.Message}", exception);
        }

        var id = Text(json, "id");
        if (!id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new FormatException($"the id \"{id}\" may hold lower-case letters, digits and - only");
        var assembly = Text(json, "assembly");
        if (assembly != Path.GetFileName(assembly) || !assembly.EndsWith(".dll", StringComparison.Ordinal))
            throw new FormatException($"the assembly \"{assembly}\" must be the name of a .dll beside plugin.json");
        var apiVersion = Text(json, "apiVersion");
        if (!System.Version.TryParse(apiVersion, out var api))
            throw new FormatException($"the apiVersion \"{apiVersion}\" must have the form 1.2");
        if (json["offers"] is not (null or JArray))
            throw new FormatException("offers must be a list of strings");
        return new PluginManifest(id, Text(json, "version"), assembly, api, [.. (json["offers"] as JArray ?? []).Select(offer => offer.ToString())]);
    }

    private static string Text(JObject json, string name) =>
        json[name] is JValue { Type: JTokenType.String, Value: string { Length: > 0 } text }
            ? text
            : throw new FormatException($"plugin.json has no \"{name}\"");
}
