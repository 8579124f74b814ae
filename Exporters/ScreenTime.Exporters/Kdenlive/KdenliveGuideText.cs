using System.Text;
using System.Text.Json;

namespace ScreenTime.Exporters.Kdenlive;

/// <summary>
/// A list of guides as it is written: guides are taken out, put in and renamed, and every other character stays, whatever order, spaces and further members a version of Kdenlive writes. Taking out
/// what was put in gives the text as it was.
/// </summary>
internal sealed class KdenliveGuideText
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 8, AllowTrailingCommas = true };

    private readonly byte[] _text;
    private readonly List<Guide> _guides;
    private readonly SortedDictionary<int, StringBuilder> _added = [];
    private readonly int _open;

    private KdenliveGuideText(byte[] text, int open, List<Guide> guides) => (_text, _open, _guides) = (text, open, guides);

    /// <summary>Takes a list apart.</summary>
    /// <param name="json">An array of objects, as <see cref="KdenliveGuide.Read"/> accepts it.</param>
    public static KdenliveGuideText Of(string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(text, s_options);
        reader.Read();
        var open = (int)reader.TokenStartIndex + 1;
        var guides = new List<Guide>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var (start, comment) = ((int)reader.TokenStartIndex, ((int Start, int End)?)null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isComment = reader.ValueTextEquals("comment"u8);
                reader.Read();
                // Of several the last counts, as it does to Kdenlive.
                if (isComment && reader.TokenType == JsonTokenType.String)
                    comment = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                reader.Skip();
            }

            guides.Add(new Guide(start, (int)reader.BytesConsumed, comment));
        }

        return new KdenliveGuideText(text, open, guides);
    }

    /// <summary>Takes a guide out.</summary>
    public void Remove(int index) => _guides[index].IsGone = true;

    /// <summary>Gives a guide another comment. The characters that both begin with stay as they are written.</summary>
    public void Rename(int index, string before, string after)
    {
        var guide = _guides[index];
        if (guide.Comment is not { } place)
        {
            guide.Renamed = (guide.Start + 1, guide.Start + 1, $"\"comment\":{JsonSerializer.Serialize(after, KdenliveGuide.Json)},");
            return;
        }

        var common = before.AsSpan().CommonPrefixLength(after);
        // A pair of surrogates is one character.
        if (common > 0 && char.IsHighSurrogate(before[common - 1]))
            common--;
        var kept = place.Start + 1 + Written(_text.AsSpan(place.Start + 1, place.End - place.Start - 2), common);
        guide.Renamed = (kept, place.End - 1, JsonSerializer.Serialize(after[common..], KdenliveGuide.Json)[1..^1]);
    }

    /// <summary>Puts a guide behind the last before it that stays, <paramref name="index"/>; -1 puts it first. Those for one place keep the order in which they come.</summary>
    public void Add(int index, string guide)
    {
        if (!_added.TryGetValue(index, out var added))
            _added[index] = added = new StringBuilder();
        var isBeforeOthers = index < 0 && _guides.Exists(other => !other.IsGone);
        added.Append(isBeforeOthers || (index < 0 && added.Length == 0) ? "\n    " : ",\n    ").Append(guide).Append(isBeforeOthers ? "," : "");
    }

    /// <summary>The list with all that was done to it.</summary>
    public string Text()
    {
        var (text, cursor, isFirst) = (new StringBuilder(), _open, true);
        text.Append(Encoding.UTF8.GetString(_text.AsSpan(0, _open))).Append(Added(-1));
        for (var i = 0; i < _guides.Count; i++)
        {
            var guide = _guides[i];
            if (guide.IsGone)
            {
                // What was put first took its comma along, what was put behind another the one before it.
                cursor = isFirst && i + 1 < _guides.Count && _guides.FindIndex(i + 1, other => !other.IsGone) >= 0 ? Comma(guide.End) + 1 : guide.End;
                continue;
            }

            var (from, to, inner) = guide.Renamed ?? (guide.End, guide.End, "");
            text.Append(Encoding.UTF8.GetString(_text.AsSpan(cursor, from - cursor))).Append(inner).Append(Encoding.UTF8.GetString(_text.AsSpan(to, guide.End - to))).Append(Added(i));
            (cursor, isFirst) = (guide.End, false);
        }

        return text.Append(Encoding.UTF8.GetString(_text.AsSpan(cursor))).ToString();
    }

    private StringBuilder? Added(int index) => _added.GetValueOrDefault(index);

    private int Comma(int from) => from + _text.AsSpan(from).IndexOf((byte)',');

    /// <summary>How many bytes the first characters of a string of JSON take as it is written.</summary>
    private static int Written(ReadOnlySpan<byte> raw, int characters)
    {
        var at = 0;
        while (characters > 0)
        {
            if (raw[at] == '\\')
            {
                at += raw[at + 1] == 'u' ? 6 : 2;
                characters--;
                continue;
            }

            // Four bytes of UTF-8 are two characters.
            var (bytes, units) = raw[at] switch { < 0x80 => (1, 1), < 0xE0 => (2, 1), < 0xF0 => (3, 1), _ => (4, 2) };
            at += bytes;
            characters -= units;
        }

        return at;
    }

    private sealed class Guide(int start, int end, (int Start, int End)? comment)
    {
        public int Start => start;

        public int End => end;

        public (int Start, int End)? Comment => comment;

        public bool IsGone { get; set; }

        /// <summary>What stands where in the place of what.</summary>
        public (int From, int To, string Text)? Renamed { get; set; }
    }
}
