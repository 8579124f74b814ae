using System.Globalization;
using System.Text;

namespace ScreenTime.Fuzz;

/// <summary>
/// Makes new inputs from a corpus: bytes and numbers changed, words put in, and pieces that the format consists of (objects of JSON, elements of XML, lines, tokens) removed, repeated and
/// swapped for others, so that most inputs stay close to what is valid.
/// </summary>
internal sealed class Mutator(FuzzTarget target, int seed)
{
    private const int MaxKept = 4000;

    private static readonly string[] s_numbers =
    [
        "0", "-0", "1", "-1", "2", "24", "25", "60", "999", "1000", "1001", "30000", "65536", "86400", "2147483647", "2147483648", "-2147483648", "4294967296", "9007199254740993",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "99999999999999999999999", "1e308", "-1e308", "1e-320", "NaN", "Infinity", "0.1", "00000000000000001", "1/0", "0/0", "1/3",
    ];

    private readonly List<byte[]> _corpus = [.. target.Seeds()];
    private readonly byte[][] _words = [.. target.Words.Concat(s_numbers).Select(Encoding.UTF8.GetBytes)];
    private readonly Random _random = new(seed);

    /// <summary>How many inputs there are to go on from.</summary>
    public int Kept => _corpus.Count;

    public int Below(int limit) => _random.Next(limit);

    public byte[] Next()
    {
        // Half of the time from what was found last.
        var from = _random.Next(2) == 0 ? 0 : _corpus.Count * 9 / 10;
        var input = target.Mutated(_corpus[_random.Next(from, _corpus.Count)], this);
        return input.Length <= target.MaxLength ? input : input[..target.MaxLength];
    }

    /// <summary>Goes on from an input that showed something new.</summary>
    public void Keep(byte[] input)
    {
        if (_corpus.Count < MaxKept)
            _corpus.Add(input);
        else
            _corpus[_random.Next(_corpus.Count / 4, _corpus.Count)] = input;
    }

    public byte[] Mutated(byte[] start)
    {
        var input = new List<byte>(start);
        for (var i = _random.Next(1, 6); i > 0 && input.Count > 0; i--)
            Mutate(input);
        return [.. input.Take(target.MaxLength)];
    }

    private void Mutate(List<byte> input)
    {
        var at = _random.Next(input.Count);
        var length = Math.Min(_random.Next(1, 60), input.Count - at);
        // Of documents most bytes hold up the structure: three times in four it is left whole.
        var isDocument = input.IndexOf((byte)'<', 0, Math.Min(input.Count, 100)) >= 0;
        switch (isDocument && _random.Next(4) > 0 ? _random.Next(8, 14) : _random.Next(14))
        {
            case 0:
                input[at] = (byte)_random.Next(256);
                break;
            case 1:
                input[at] = (byte)(input[at] + _random.Next(-2, 3));
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, _words[_random.Next(_words.Length)]);
                break;
            case 4 or 5:
                ReplaceToken(input, at, _words[_random.Next(_words.Length)]);
                break;
            case 6:
                input.InsertRange(_random.Next(input.Count), input.GetRange(at, length));
                break;
            case 7:
                var other = _corpus[_random.Next(_corpus.Count)];
                var from = _random.Next(other.Length + 1);
                input.InsertRange(at, other.Skip(from).Take(_random.Next(200)));
                break;
            case 8 or 9:
                ChangeNumber(input, at);
                break;
            case 10 when isDocument:
                ChangeValue(input, at);
                break;
            case 10:
                Rearrange(input, at, FindLine);
                break;
            default:
                Rearrange(input, at, isDocument ? FindElement : FindObject);
                break;
        }
    }

    // From one separator to the next: a name, a number, a text.
    private static void ReplaceToken(List<byte> input, int at, byte[] word)
    {
        var (start, end) = (at, at);
        while (start > 0 && !IsSeparator(input[start - 1]))
            start--;
        while (end < input.Count && !IsSeparator(input[end]))
            end++;
        input.RemoveRange(start, end - start);
        input.InsertRange(start, word);
    }

    private static bool IsSeparator(byte c) => ",:;{}[]<>=\"'/| \t\r\n"u8.Contains(c);

    /// <summary>The next number: another, a neighbour, a multiple, its negative.</summary>
    private void ChangeNumber(List<byte> input, int at)
    {
        var start = at;
        while (start < input.Count && !char.IsAsciiDigit((char)input[start]))
            start++;
        var end = start;
        while (end < input.Count && end - start < 19 && char.IsAsciiDigit((char)input[end]))
            end++;
        if (end == start)
            return;
        var text = Encoding.ASCII.GetString([.. input.GetRange(start, end - start)]);
        var changed = _random.Next(5) switch
        {
            0 when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (number + _random.Next(-3, 4)).ToString(CultureInfo.InvariantCulture),
            // As wide as before: a field of a timecode.
            1 => _random.Next(100).ToString(CultureInfo.InvariantCulture).PadLeft(text.Length, '0'),
            2 => text + "000",
            3 => "-" + text,
            _ => s_numbers[_random.Next(s_numbers.Length)],
        };
        input.RemoveRange(start, end - start);
        input.InsertRange(start, Encoding.ASCII.GetBytes(changed));
    }

    /// <summary>The next value in quotation marks, or the next text of an element, becomes a word.</summary>
    private void ChangeValue(List<byte> input, int at)
    {
        var (open, close) = _random.Next(2) == 0 ? ((byte)'"', (byte)'"') : ((byte)'>', (byte)'<');
        var start = input.IndexOf(open, at) + 1;
        var end = start > 0 && start < input.Count ? input.IndexOf(close, start) : -1;
        if (end < 0 || end - start > 200)
            return;
        var word = _words[_random.Next(_words.Length)];
        input.RemoveRange(start, end - start);
        input.InsertRange(start, word.Where(c => c is not ((byte)'<' or (byte)'>' or (byte)'"')));
    }

    /// <summary>A piece is removed, repeated, or put in the place of another or into it.</summary>
    private void Rearrange(List<byte> input, int at, Func<List<byte>, int, (int Start, int Length)?> find)
    {
        if (find(input, at) is not { } piece || find(input, _random.Next(input.Count)) is not { } other)
            return;
        var copy = input.GetRange(other.Start, other.Length);
        switch (_random.Next(6))
        {
            case 0:
                input.RemoveRange(piece.Start, piece.Length);
                break;
            case 1:
                input.InsertRange(piece.Start + piece.Length, copy);
                break;
            case 2:
                // Nested in itself, several times.
                for (var i = _random.Next(1, 40); i > 0 && input.Count < target.MaxLength; i--)
                    input.InsertRange(piece.Start + (piece.Length / 2), copy);
                break;
            default:
                input.RemoveRange(piece.Start, piece.Length);
                input.InsertRange(piece.Start, copy);
                break;
        }
    }

    private static (int Start, int Length)? FindLine(List<byte> input, int at)
    {
        var start = at == 0 ? 0 : input.LastIndexOf((byte)'\n', at - 1) + 1;
        var end = input.IndexOf((byte)'\n', at);
        return (start, (end < 0 ? input.Count : end + 1) - start);
    }

    private static (int Start, int Length)? FindObject(List<byte> input, int at)
    {
        var start = input.IndexOf((byte)'{', at);
        if (start < 0)
            return null;
        var depth = 0;
        for (var i = start; i < input.Count; i++)
        {
            depth += input[i] switch { (byte)'{' => 1, (byte)'}' => -1, _ => 0 };
            if (depth == 0)
                return (start, i + 1 - start);
        }

        return null;
    }

    private static (int Start, int Length)? FindElement(List<byte> input, int at)
    {
        var start = at;
        do
            start = start + 1 < input.Count ? input.IndexOf((byte)'<', start + 1) : -1;
        while (start >= 0 && (start + 1 >= input.Count || !char.IsAsciiLetter((char)input[start + 1])));
        if (start < 0)
            return null;
        var depth = 0;
        for (var i = start; i >= 0 && i < input.Count; i = input.IndexOf((byte)'<', i + 1))
        {
            var close = input.IndexOf((byte)'>', i);
            if (close < 0 || i + 1 >= input.Count)
                return null;
            depth += input[i + 1] == (byte)'/' ? -1 : input[close - 1] == (byte)'/' || !char.IsAsciiLetter((char)input[i + 1]) ? 0 : 1;
            if (depth <= 0)
                return (start, close + 1 - start);
            if (i + 1 == input.Count)
                return null;
        }

        return null;
    }
}
