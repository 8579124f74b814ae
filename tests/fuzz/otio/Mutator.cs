using System.Text;

namespace OpenTimelineIO.Fuzz;

/// <summary>Makes new inputs from a corpus: bytes changed, pieces of documents moved, copied and swapped for others.</summary>
internal sealed class Mutator(FuzzTarget target, int seed)
{
    /// <summary>The bytes of the longest input.</summary>
    public const int MaxLength = 20_000;

    private const int MaxKept = 4000;
    private readonly List<byte[]> _corpus = [.. target.Seeds()];
    private readonly byte[][] _words = [.. target.Words.Select(Encoding.UTF8.GetBytes)];
    private readonly Random _random = new(seed);

    /// <summary>How many inputs there are to go on from.</summary>
    public int Kept => _corpus.Count;

    public int Below(int limit) => _random.Next(limit);

    public byte[] Next()
    {
        // Half of the time from what was found last.
        var from = _random.Next(2) == 0 ? 0 : _corpus.Count * 9 / 10;
        var input = target.Mutated(_corpus[_random.Next(from, _corpus.Count)], this);
        return input.Length <= MaxLength ? input : input[..MaxLength];
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
        return [.. input.Take(MaxLength)];
    }

    private void Mutate(List<byte> input)
    {
        var at = _random.Next(input.Count);
        var length = Math.Min(_random.Next(1, 60), input.Count - at);
        switch (_random.Next(8))
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
            case 4:
                ReplaceToken(input, at, _words[_random.Next(_words.Length)]);
                break;
            case 5:
                input.InsertRange(_random.Next(input.Count), input.GetRange(at, length));
                break;
            case 6:
                var other = _corpus[_random.Next(_corpus.Count)];
                var from = _random.Next(other.Length + 1);
                input.InsertRange(at, other.Skip(from).Take(_random.Next(200)));
                break;
            default:
                ReplaceObject(input, at);
                break;
        }
    }

    // From one separator to the next: a name, a number, a text.
    private static void ReplaceToken(List<byte> input, int at, byte[] word)
    {
        var start = at;
        while (start > 0 && !IsSeparator(input[start - 1]))
            start--;
        var end = at;
        while (end < input.Count && !IsSeparator(input[end]))
            end++;
        input.RemoveRange(start, end - start);
        input.InsertRange(start, word);
    }

    private static bool IsSeparator(byte c) => c is (byte)',' or (byte)':' or (byte)';' or (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)' ' or (byte)'\n';

    // A whole map in another's place keeps the document valid most of the time.
    private void ReplaceObject(List<byte> input, int at)
    {
        if (FindObject(input, at) is not { } target || FindObject(input, _random.Next(input.Count)) is not { } source)
            return;
        var copy = input.GetRange(source.Start, source.Length);
        input.RemoveRange(target.Start, target.Length);
        input.InsertRange(target.Start, copy);
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
}
