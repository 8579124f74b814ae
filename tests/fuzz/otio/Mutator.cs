using System.Text;

namespace OpenTimelineIO.Fuzz;

/// <summary>Makes new inputs from a corpus: bytes changed, pieces of documents moved, copied and swapped for others.</summary>
internal sealed class Mutator(List<byte[]> corpus, int seed)
{
    private static readonly byte[][] s_pieces = [.. new[]
    {
        "null", "true", "0", "-1", "1e308", "-0.0", "NaN", "Inf", "-Infinity", "9223372036854775807", "99999999999999999999", "[]", "{}", "\"\"",
        "\"OTIO_SCHEMA\":", "\"Track.1\"", "\"Stack.1\"", "\"Clip.1\"", "\"Clip.2\"", "\"Gap.1\"", "\"Transition.1\"", "\"Marker.1\"", "\"Marker.3\"",
        "\"RationalTime.1\"", "\"TimeRange.1\"", "\"Nothing.9\"", "\"UnknownSchema.1\"", "\"children\":", "\"rate\":", "\"value\":", "\\ud83d\\ude00", "\\u0000", "\"", "{", "}", "[", "]", ",", ":",
    }.Select(Encoding.UTF8.GetBytes)];

    private const int MaxKept = 2000;
    private const int MaxLength = 20_000;
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var input = new List<byte>(corpus[_random.Next(corpus.Count)]);
        for (var i = _random.Next(1, 6); i > 0 && input.Count > 0; i--)
            Mutate(input);
        return [.. input.Take(MaxLength)];
    }

    /// <summary>Goes on from an input that was valid.</summary>
    public void Keep(byte[] input)
    {
        if (corpus.Count < MaxKept)
            corpus.Add(input);
        else
            corpus[_random.Next(corpus.Count / 4, corpus.Count)] = input;
    }

    private void Mutate(List<byte> input)
    {
        var at = _random.Next(input.Count);
        var length = Math.Min(_random.Next(1, 60), input.Count - at);
        switch (_random.Next(7))
        {
            case 0:
                input[at] = (byte)_random.Next(256);
                break;
            case 1:
                input.RemoveRange(at, length);
                break;
            case 2:
                input.InsertRange(at, s_pieces[_random.Next(s_pieces.Length)]);
                break;
            case 3:
                ReplaceToken(input, at, s_pieces[_random.Next(s_pieces.Length)]);
                break;
            case 4:
                input.InsertRange(_random.Next(input.Count), input.GetRange(at, length));
                break;
            case 5:
                var other = corpus[_random.Next(corpus.Count)];
                var from = _random.Next(other.Length);
                input.InsertRange(at, other.Skip(from).Take(_random.Next(200)));
                break;
            default:
                ReplaceObject(input, at);
                break;
        }
    }

    // From one separator to the next: a name, a number, a text.
    private static void ReplaceToken(List<byte> input, int at, byte[] piece)
    {
        var start = at;
        while (start > 0 && !IsSeparator(input[start - 1]))
            start--;
        var end = at;
        while (end < input.Count && !IsSeparator(input[end]))
            end++;
        input.RemoveRange(start, end - start);
        input.InsertRange(start, piece);
    }

    private static bool IsSeparator(byte c) => c is (byte)',' or (byte)':' or (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)' ' or (byte)'\n';

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
