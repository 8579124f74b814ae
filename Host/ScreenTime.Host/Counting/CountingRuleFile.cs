using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Counting;

/// <summary>
/// Counting rules as files (docs/report.md): JSON with an id, what is counted, the lengths that are bridged and dropped, and the text in every language. Those that ScreenTime
/// brings stand in Counting/Rules; a user's own is named by its path.
/// </summary>
public static class CountingRuleFile
{
    private const int Schema = 1;
    private const int MaximumLength = 1 << 20;
    private const string Folder = "Rules/";

    /// <summary>The ids of the rules that ScreenTime brings, in ordinal order.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [.. typeof(CountingRuleFile).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".json".Length]).Order(StringComparer.Ordinal)];

    /// <summary>Reads a rule.</summary>
    /// <param name="nameOrPath">The id of a rule that ScreenTime brings, or the path of a file that ends in <c>.json</c>.</param>
    /// <param name="language">The language of its text; English where the file does not have it.</param>
    /// <exception cref="UserException">There is no such rule, or its file is malformed.</exception>
    public static CountingRule Read(string nameOrPath, string language)
    {
        if (BuiltIn.Contains(nameOrPath, StringComparer.Ordinal))
        {
            using var resource = typeof(CountingRuleFile).Assembly.GetManifestResourceStream($"{Folder}{nameOrPath}.json")!;
            using var copy = new MemoryStream();
            resource.CopyTo(copy);
            return Parse(copy.ToArray(), nameOrPath, language);
        }

        if (!nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            throw new UserException(ExitCode.Usage, $"--rule {nameOrPath}: there is no such rule; there are {string.Join(", ", BuiltIn)}, or name a rule's file (.json)");
        var file = new FileInfo(nameOrPath);
        if (!file.Exists)
            throw new UserException(ExitCode.InputMissing, $"--rule {nameOrPath}: there is no such file");
        if (file.Length > MaximumLength)
            throw new UserException(ExitCode.InputInvalid, $"{nameOrPath} is larger than 1 MiB: it is no counting rule");
        return Parse(File.ReadAllBytes(nameOrPath), nameOrPath, language);
    }

    private static CountingRule Parse(byte[] bytes, string name, string language)
    {
        try
        {
            using var reader = JsonText.Reader(new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true)), 8);
            var json = JObject.Load(reader);
            if (((int?)json["schema"] ?? 0) is not Schema)
                throw new FormatException($"its schema must be {Schema}");
            var text = json["text"] as JObject ?? throw new FormatException("it has no text");
            var words = text[language] as JObject ?? text["en"] as JObject ?? throw new FormatException("its text must be there in English (\"en\") at least");
            var counts = One<CountedEvidence>(json, "counts");
            var rule = new CountingRule(
                Words(json, "id", 64),
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                counts,
                Length(json, "bridge"),
                Length(json, "minimumRun"),
                One<CountingScope>(json, "within"),
                Words(words, "name", 100),
                Words(words, "summary", 5000),
                [.. (words["guide"] as JArray ?? []).Select(clause => new RuleClause(Words(clause, "heading", 200), Words(clause, "text", 5000)))])
            {
                Source = Encoding.UTF8.GetString(bytes),
            };
            if (!rule.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-'))
                throw new FormatException("its id may hold lower-case letters, digits and - only");
            if (counts == CountedEvidence.Samples && rule.Id != CountingRules.Tutorial)
                throw new FormatException("\"samples\" is counted by the analysis itself; a rule of your own counts \"visible\" or \"face\"");
            return rule;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"the counting rule {name} is malformed ({exception.Message.ReplaceLineEndings(" ")}): docs/report.md shows the form", exception);
        }
    }

    private static string Words(JToken json, string field, int most) =>
        (string?)json[field] is { Length: > 0 } text && text.Length <= most && !text.Any(char.IsControl)
            ? text
            : throw new FormatException($"\"{field}\" must have 1 to {most} printable characters");

    private static T One<T>(JObject json, string field)
        where T : struct, Enum =>
        (string?)json[field] is { } word && Enum.GetNames<T>().FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw new FormatException($"\"{field}\" must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");

    /// <summary>Seconds as a fraction: <c>3/10</c>; at most an hour.</summary>
    private static MediaTime Length(JObject json, string field)
    {
        var parts = ((string?)json[field] ?? "").Split('/');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && denominator is > 0 and <= 1_000_000 && numerator <= 3600 * denominator
            ? new MediaTime(numerator, denominator)
            : throw new FormatException($"\"{field}\" must be seconds as a fraction such as 3/10, at most an hour");
    }
}
