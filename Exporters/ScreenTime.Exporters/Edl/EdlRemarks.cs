using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>What a list leaves open, one sentence a kind with the lines that it holds for.</summary>
internal sealed class EdlRemarks
{
    private const int MaximumLinesNamed = 8;
    private const int MaximumSentences = 100;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Notes something once, or for one more line.</summary>
    public void Add(string sentence, int line = 0)
    {
        sentence = MarkerPlan.OneLine(sentence);
        if (!_places.TryGetValue(sentence, out var place))
        {
            if (_places.Count == MaximumSentences)
                return;
            _places[sentence] = place = new Place();
        }

        place.Add(line);
    }

    /// <summary>All sentences, in the order in which they came up.</summary>
    public IReadOnlyList<string> Sentences() => [.. _places.Select(entry => entry.Key + entry.Value)];

    private sealed class Place
    {
        private readonly List<int> _first = [];
        private int _last, _count;

        public void Add(int line)
        {
            if (line == 0 || line == _last)
                return;
            _last = line;
            _count++;
            if (_first.Count < MaximumLinesNamed)
                _first.Add(line);
        }

        public override string ToString()
        {
            if (_count == 0)
                return "";
            var named = string.Join(", ", _first.Select(line => line.ToString(CultureInfo.InvariantCulture)));
            var more = _count - _first.Count;
            return string.Create(CultureInfo.InvariantCulture, $" (line{(_count > 1 ? "s" : "")} {named}{(more > 0 ? $" and {more} more" : "")})");
        }
    }
}
