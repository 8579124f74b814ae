using System.Globalization;
using System.Text.Json;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>The words of a report in one language (Report/Words), by key.</summary>
internal sealed class ReportWords
{
    private const string Folder = "Words/";

    private readonly Dictionary<string, string> _words;
    private readonly Dictionary<string, string> _english;

    private ReportWords(string language, Dictionary<string, string> words, Dictionary<string, string> english) => (Language, _words, _english) = (language, words, english);

    /// <summary>The language, as HTML names it.</summary>
    public string Language { get; }

    /// <summary>The words of a language; English where there is no such language.</summary>
    public static ReportWords Of(string language)
    {
        var english = Read("en")!;
        return Read(language) is { } words ? new ReportWords(language, words, english) : new ReportWords("en", english, english);
    }

    /// <summary>A text, its places filled in.</summary>
    public string this[string key, params object[] values]
    {
        get
        {
            var text = _words.TryGetValue(key, out var own) ? own : _english[key];
            return values.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, values);
        }
    }

    /// <summary>A text, or what it is asked with where there is none: names that users may choose themselves.</summary>
    public string Known(string prefix, string name) => _words.GetValueOrDefault(prefix + name) ?? _english.GetValueOrDefault(prefix + name) ?? CleanText.Of(name);

    /// <summary>The keys of a language, for tests.</summary>
    internal static IReadOnlyDictionary<string, string> All(string language) => Read(language)!;

    private static Dictionary<string, string>? Read(string language)
    {
        using var stream = typeof(ReportWords).Assembly.GetManifestResourceStream($"{Folder}{language}.json");
        return stream is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(stream);
    }
}
