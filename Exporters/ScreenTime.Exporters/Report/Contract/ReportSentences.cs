using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>
/// Sentences that an analysis wrote down in English (why time is unknown, what was assumed of a timeline, why an audit does not hold), in a report's language. They are known by their
/// pattern (Words/sentences.json): <c>{0}</c> is a name, which stays, <c>{0s}</c> a sentence, which is looked up too. A sentence of no pattern stays as it is.
/// </summary>
internal sealed partial class ReportSentences
{
    private const string Resource = "Words/sentences.json";
    private const int Deepest = 4;

    private readonly IReadOnlyList<(Regex Pattern, string Text)> _patterns;

    private ReportSentences(IReadOnlyList<(Regex, string)> patterns) => _patterns = patterns;

    /// <summary>The sentences of a language; of one that the table does not have, all stay English.</summary>
    public static ReportSentences In(string language) => new(
        language == "en" ? [] : [.. All().Where(entry => entry.ContainsKey(language)).Select(entry => (PatternOf(entry["en"]), entry[language]))]);

    /// <summary>A sentence, made harmless for a printed page, in the report's language.</summary>
    public string Of(string sentence) => Translated(CleanText.Of(sentence), Deepest);

    /// <summary>The table, for tests.</summary>
    internal static IReadOnlyList<IReadOnlyDictionary<string, string>> All()
    {
        using var stream = typeof(ReportSentences).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<List<Dictionary<string, string>>>(stream)!;
    }

    private string Translated(string sentence, int depth)
    {
        if (depth == 0)
            return sentence;
        // Readers of timelines say in which lines of the file; both ways of writing Chinese put it alike.
        if (_patterns.Count > 0 && Lines().Match(sentence) is { Success: true } lines)
            return Translated(sentence[..lines.Index], depth - 1) + LinesOf(lines);
        foreach (var (pattern, text) in _patterns)
        {
            if (pattern.Match(sentence) is { Success: true } match)
                return Places().Replace(text, place => Filled(match.Groups["p" + place.Groups[1].Value].Value, place.Groups[2].Length > 0, depth));
        }

        return sentence;
    }

    private string Filled(string value, bool isSentence, int depth) => isSentence ? Translated(value, depth - 1) : value;

    private static string LinesOf(Match lines)
    {
        var more = lines.Groups[2].Value;
        return $"（第 {lines.Groups[1].Value} 行{(more.Length > 0 ? $"及另外 {more} 行" : "")}）";
    }

    // Whoever wrote the names in it cannot make a search slow: this engine reads a text once.
    private static Regex PatternOf(string english)
    {
        var pattern = new StringBuilder("^");
        var at = 0;
        foreach (Match place in Places().Matches(english))
        {
            pattern.Append(Regex.Escape(english[at..place.Index])).Append(CultureInfo.InvariantCulture, $"(?<p{place.Groups[1].Value}>.+?)");
            at = place.Index + place.Length;
        }

        return new Regex(pattern.Append(Regex.Escape(english[at..])).Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"\{(\d)(s?)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Places();

    [GeneratedRegex(@" \(lines? ([0-9, ]+?)(?: and (\d+) more)?\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();
}
