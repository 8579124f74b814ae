using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpenTimelineIO;

/// <summary>
/// Stands before Newtonsoft's reader and lets only strict JSON through, with the reference's NaN, Infinity and Inf, within the limits.
/// Newtonsoft alone accepts comments, single quotes, bare names, octal and hexadecimal numbers, trailing commas, constructors, NULs and
/// unfinished documents, and knows no limits of length or count. Integers beyond 64 bits leave here as doubles.
/// </summary>
internal sealed class JsonGate : TextReader
{
    private enum Expect { Value, ValueOrEnd, KeyOrEnd, Key, Colon, CommaOrEnd, Nothing }

    private enum Inside { Nothing, String, Escape, Hex, Token }

    // No double needs more digits than this to be exact; what is longer is an attack.
    private const int MaxTokenLength = 1100;

    // What a text consists of nearly always, and what needs no look at each character.
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        [.. Enumerable.Range(' ', 0x5F).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    private readonly TextReader _source;
    private readonly OtioReadOptions _options;
    private readonly char[] _input = new char[8192];
    private readonly StringBuilder _token = new();
    private readonly Stack<bool> _containers = new();
    private readonly char[] _output = new char[3 * 8192 + MaxTokenLength + 16];
    private int _outputStart;
    private int _outputEnd;
    private Expect _expect = Expect.Value;
    private Inside _inside;
    private bool _isKey;
    private bool _highSurrogate;
    private int _stringLength;
    private int _hexDigits;
    private int _hexValue;
    private int _values;
    private long _bytes;
    private int _line = 1;
    private bool _ended;

    public JsonGate(TextReader source, OtioReadOptions options) => (_source, _options) = (source, options);

    public override int Peek() => Fill() ? _output[_outputStart] : -1;

    public override int Read() => Fill() ? _output[_outputStart++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0 || !Fill())
            return 0;
        var length = Math.Min(count, _outputEnd - _outputStart);
        Array.Copy(_output, _outputStart, buffer, index, length);
        _outputStart += length;
        return length;
    }

    private bool Fill()
    {
        while (_outputStart == _outputEnd && !_ended)
        {
            _outputStart = _outputEnd = 0;
            int read;
            try
            {
                read = _source.Read(_input, 0, _input.Length);
            }
            catch (DecoderFallbackException e)
            {
                throw new OtioException(OtioError.MalformedJson, "the text is not UTF-8", null, _line, e);
            }
            if (read == 0)
                End();
            var input = _input.AsSpan(0, read);
            while (input.Length > 0)
            {
                var run = Run(input);
                if (run == 0)
                {
                    Pass(input[0]);
                    run = 1;
                }
                input = input[run..];
            }
        }
        return _outputStart < _outputEnd;
    }

    /// <summary>Passes the characters at the start that change no state, and says how many they were.</summary>
    private int Run(ReadOnlySpan<char> input)
    {
        int length;
        if (_inside == Inside.String && !_highSurrogate)
        {
            length = input.IndexOfAnyExcept(s_plain);
            length = length < 0 ? input.Length : length;
            if ((_stringLength += length) > _options.MaxStringLength)
                throw TooLong();
            input[..length].CopyTo(_output.AsSpan(_outputEnd));
            _outputEnd += length;
        }
        else if (_inside == Inside.Nothing)
        {
            // Indentation is dropped: between tokens that are known to be right nobody needs it.
            length = input.IndexOfAnyExcept(' ');
            length = length < 0 ? input.Length : length;
        }
        else
            return 0;
        if ((_bytes += length) > _options.MaxBytes)
            throw TooLarge();
        return length;
    }

    private void End()
    {
        _ended = true;
        if (_inside == Inside.Token)
            EndToken();
        if (_inside != Inside.Nothing || _expect != Expect.Nothing)
            throw Malformed(_values == 0 ? "the document is empty" : "the document ends in the middle");
    }

    private void Pass(char c)
    {
        _bytes += c < 0x80 ? 1 : c < 0x800 || char.IsSurrogate(c) ? 2 : 3;
        if (_bytes > _options.MaxBytes)
            throw TooLarge();
        switch (_inside)
        {
            case Inside.Nothing:
                Structure(c);
                break;
            case Inside.String:
                InString(c);
                Emit(c);
                break;
            case Inside.Escape:
                AfterBackslash(c);
                Emit(c);
                break;
            case Inside.Hex:
                HexDigit(c);
                Emit(c);
                break;
            case Inside.Token:
                if (IsTokenCharacter(c))
                {
                    if (_token.Length == MaxTokenLength)
                        throw Exceeded($"a number is longer than {MaxTokenLength} characters");
                    _token.Append(c);
                }
                else
                {
                    EndToken();
                    Structure(c);
                }
                break;
        }
        if (c == '\n')
            _line++;
    }

    private void Structure(char c)
    {
        switch (c)
        {
            case ' ' or '\t' or '\r':
                return;
            case '\n':
                // Kept, so that Newtonsoft counts the lines.
                break;
            case '{' or '[':
                Require(_expect is Expect.Value or Expect.ValueOrEnd, c);
                Count();
                if (_containers.Count == _options.MaxDepth)
                    throw Exceeded($"the document is nested deeper than {_options.MaxDepth} levels");
                _containers.Push(c == '{');
                _expect = c == '{' ? Expect.KeyOrEnd : Expect.ValueOrEnd;
                break;
            case '}':
                Require(_containers.TryPeek(out var isMap) && isMap && _expect is Expect.KeyOrEnd or Expect.CommaOrEnd, c);
                CloseContainer();
                break;
            case ']':
                Require(_containers.TryPeek(out var isMapToo) && !isMapToo && _expect is Expect.ValueOrEnd or Expect.CommaOrEnd, c);
                CloseContainer();
                break;
            case ',':
                Require(_expect == Expect.CommaOrEnd, c);
                _expect = _containers.Peek() ? Expect.Key : Expect.Value;
                break;
            case ':':
                Require(_expect == Expect.Colon, c);
                _expect = Expect.Value;
                break;
            case '"':
                Require(_expect is not (Expect.Colon or Expect.CommaOrEnd or Expect.Nothing), c);
                Count();
                _isKey = _expect is Expect.Key or Expect.KeyOrEnd;
                _inside = Inside.String;
                _stringLength = 0;
                break;
            case '\uFEFF' when _values == 0:
                throw Malformed("the document starts with a byte order mark, which OTIO files don't have");
            default:
                Require(IsTokenCharacter(c) && _expect is Expect.Value or Expect.ValueOrEnd, c);
                Count();
                _token.Clear().Append(c);
                _inside = Inside.Token;
                // The token is passed on when it is complete and known to be one.
                return;
        }
        Emit(c);
    }

    private void CloseContainer()
    {
        _containers.Pop();
        EndValue();
    }

    private void EndValue() => _expect = _containers.Count == 0 ? Expect.Nothing : Expect.CommaOrEnd;

    private void InString(char c)
    {
        if (c == '"')
        {
            if (_highSurrogate)
                throw Malformed("a text holds half a surrogate pair");
            _inside = Inside.Nothing;
            if (_isKey)
                _expect = Expect.Colon;
            else
                EndValue();
        }
        else if (c == '\\')
            _inside = Inside.Escape;
        else if (c < ' ')
            throw Malformed("a text holds a control character that is not escaped");
        else
            StringCharacter(c);
    }

    private void AfterBackslash(char c)
    {
        if (c == 'u')
        {
            _inside = Inside.Hex;
            _hexDigits = _hexValue = 0;
            return;
        }
        if (!"\"\\/bfnrt".Contains(c))
            throw Malformed("a text holds an unknown escape");
        _inside = Inside.String;
        StringCharacter('a');
    }

    private void HexDigit(char c)
    {
        if (!char.IsAsciiHexDigit(c))
            throw Malformed("a text holds an unfinished \\u escape");
        _hexValue = _hexValue * 16 + Convert.ToInt32(c.ToString(), 16);
        if (++_hexDigits < 4)
            return;
        _inside = Inside.String;
        StringCharacter((char)_hexValue);
    }

    private void StringCharacter(char c)
    {
        if (char.IsLowSurrogate(c) != _highSurrogate)
            throw Malformed("a text holds half a surrogate pair");
        _highSurrogate = char.IsHighSurrogate(c);
        if (++_stringLength > _options.MaxStringLength)
            throw TooLong();
    }

    private void EndToken()
    {
        var token = _token.ToString();
        _inside = Inside.Nothing;
        switch (token)
        {
            case "true" or "false" or "null" or "NaN" or "Infinity" or "-Infinity":
                break;
            case "Inf":
                token = "Infinity";
                break;
            case "-Inf":
                token = "-Infinity";
                break;
            case "-NaN":
                token = "NaN";
                break;
            default:
                token = CheckedNumber(token);
                break;
        }
        token.CopyTo(_output.AsSpan(_outputEnd));
        _outputEnd += token.Length;
        EndValue();
    }

    private string CheckedNumber(string token)
    {
        var i = token[0] == '-' ? 1 : 0;
        var digits = Digits(token, ref i);
        if (digits == 0 || (digits > 1 && token[i - digits] == '0'))
            throw Malformed($"'{Shortened(token)}' is no JSON value");
        var whole = true;
        if (i < token.Length && token[i] == '.')
        {
            whole = false;
            i++;
            if (Digits(token, ref i) == 0)
                throw Malformed($"'{Shortened(token)}' is no JSON value");
        }
        if (i < token.Length && token[i] is 'e' or 'E')
        {
            whole = false;
            i++;
            if (i < token.Length && token[i] is '+' or '-')
                i++;
            if (Digits(token, ref i) == 0)
                throw Malformed($"'{Shortened(token)}' is no JSON value");
        }
        if (i < token.Length)
            throw Malformed($"'{Shortened(token)}' is no JSON value");
        if (whole && long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            return token;
        if (!double.IsFinite(double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture)))
            throw Malformed($"the number '{Shortened(token)}' is too large");
        return whole ? token + ".0" : token;
    }

    private static int Digits(string token, ref int i)
    {
        var start = i;
        while (i < token.Length && char.IsAsciiDigit(token[i]))
            i++;
        return i - start;
    }

    private static string Shortened(string token) => token.Length <= 40 ? token : token[..40] + "…";

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.';

    private void Count()
    {
        if (++_values > _options.MaxValues)
            throw Exceeded($"the document has more than {_options.MaxValues} values");
    }

    private void Require(bool condition, char c)
    {
        if (!condition)
            throw Malformed(c is > ' ' and < '\x7F'
                ? $"there is a '{c}' where JSON has none"
                : string.Create(CultureInfo.InvariantCulture, $"there is a character U+{(int)c:X4} where JSON has none"));
    }

    // There is room: what leaves is at most what came in, one token held back and the few letters that a token can gain.
    private void Emit(char c) => _output[_outputEnd++] = c;

    private OtioException TooLarge() => Exceeded($"the document is larger than {_options.MaxBytes} bytes");

    private OtioException TooLong() => Exceeded($"a text is longer than {_options.MaxStringLength} characters");

    private OtioException Malformed(string message) => new(OtioError.MalformedJson, message, null, _line);

    private OtioException Exceeded(FormattableString message) =>
        new(OtioError.LimitExceeded, message.ToString(CultureInfo.InvariantCulture), null, _line);
}
