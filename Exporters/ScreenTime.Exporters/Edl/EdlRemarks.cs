using System.Globalization;

namespace ScreenTime.Exporters.Edl;

/// <summary>What a list leaves open, one sentence a kind with the lines that it holds for.</summary>
internal sealed class EdlRemarks
{
    private const int MaximumLinesNamed = 8;
    private const int MaximumSentences = 100;

    private readonly List<(string Sentence, List<int> Lines)> _entries = [];

    /// <summary>Notes something once, or for one more line.</summary>
    public void Add(string sentence, int line = 0)
    {
        var entry = _entries.Find(e => string.Equals(e.Sentence, sentence, StringComparison.Ordinal));
        if (entry.Lines is null)
        {
            if (_entries.Count == MaximumSentences)
                return;
            entry = (sentence, []);
            _entries.Add(entry);
        }

        if (line > 0 && !entry.Lines.Contains(line))
            entry.Lines.Add(line);
    }

    /// <summary>All sentences, in the order in which they came up.</summary>
    public IReadOnlyList<string> Sentences() => [.. _entries.Select(Sentence)];

    private static string Sentence((string Sentence, List<int> Lines) entry)
    {
        if (entry.Lines.Count == 0)
            return entry.Sentence;
        var named = string.Join(", ", entry.Lines.Take(MaximumLinesNamed).Select(line => line.ToString(CultureInfo.InvariantCulture)));
        var more = entry.Lines.Count - MaximumLinesNamed;
        return string.Create(CultureInfo.InvariantCulture,
            $"{entry.Sentence} (line{(entry.Lines.Count > 1 ? "s" : "")} {named}{(more > 0 ? $" and {more} more" : "")})");
    }
}
