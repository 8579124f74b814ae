using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xml;

/// <summary>
/// An XML document by its characters and as elements: elements are read, characters are patched, so that whatever is not touched stays as it was to the byte. Document types are skipped
/// and never followed, entities other than XML's own five are refused, and size, depth and number of elements are bounded.
/// </summary>
internal sealed class XmlSource
{
    /// <summary>Far above the largest timelines that editors write (a feature film's FCPXML has some 20 MB).</summary>
    public const int MaximumBytes = 256 << 20;

    /// <summary>Deeper than any timeline: ten nested sequences of clips with effects reach some hundred.</summary>
    public const int MaximumDepth = 250;

    /// <summary>See <see cref="MaximumBytes"/>.</summary>
    public const int MaximumElements = 4_000_000;

    private static readonly UTF8Encoding s_utf8 = new(false, true);

    private readonly Encoding _encoding;
    private readonly byte[] _mark;
    private Dictionary<XElement, XmlSpan>? _spans;
    private string? _ending;

    private XmlSource(string path, Encoding encoding, byte[] mark, string text, XDocument document) =>
        (Path, _encoding, _mark, Text, Document) = (path, encoding, mark, text, document);

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The file's name, for messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Its characters.</summary>
    public string Text { get; }

    /// <summary>Its elements, with their lines.</summary>
    public XDocument Document { get; }

    /// <summary>The line ending that the file uses first; a line feed when it has none.</summary>
    public string Ending => _ending ??= Text.AsSpan().IndexOf("\r\n") is var crlf and >= 0 && crlf < Text.IndexOf('\n', StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is missing, unreadable, beyond the bounds, or not well-formed (named by line).</exception>
    public static XmlSource Load(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MaximumBytes)
                throw Invalid(path, $"is larger than {MaximumBytes >> 20} MiB, and no timeline is");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse(path, bytes);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} does not exist: check the path of the timeline", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read ({exception.Message.TrimEnd('.')}): check that it is a file you may read", exception);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="UserException">See <see cref="Load"/>.</exception>
    public static XmlSource Parse(string path, ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = Detect(path, bytes);
        string text;
        try
        {
            text = encoding.GetString(bytes[mark..]);
        }
        catch (DecoderFallbackException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{System.IO.Path.GetFileName(path)} is not the {encoding.WebName} text that it says it is: export it again", exception);
        }

        try
        {
            Check(path, text);
            using var reader = Reader(text);
            return new XmlSource(path, encoding, bytes[..mark].ToArray(), text, XDocument.Load(reader, LoadOptions.SetLineInfo));
        }
        catch (XmlException exception)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                string.Create(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(path)} is no well-formed XML in line {exception.LineNumber}: {FirstSentence(exception.Message)}; export it again"),
                exception);
        }
    }

    /// <summary>The line of an element, from 1.</summary>
    public static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;

    /// <summary>That the file is wrong at an element.</summary>
    public UserException Invalid(XElement element, string what) =>
        new(ExitCode.InputInvalid, string.Create(CultureInfo.InvariantCulture, $"{Name} line {Line(element)}: {what}"));

    /// <summary>Where an element stands in the text.</summary>
    public XmlSpan SpanOf(XElement element)
    {
        if (_spans is null)
        {
            // Both go through the document in the order of its start tags.
            _spans = new Dictionary<XElement, XmlSpan>(ReferenceEqualityComparer.Instance);
            using var spans = XmlSpan.Scan(Text).GetEnumerator();
            foreach (var each in Document.Root!.DescendantsAndSelf())
            {
                if (spans.MoveNext())
                    _spans[each] = spans.Current;
            }
        }

        return _spans[element];
    }

    /// <summary>The white space that begins the line of an element; null when something else stands before it.</summary>
    public string? IndentOf(XElement element)
    {
        var start = SpanOf(element).Start;
        var begin = Text.LastIndexOfAny(['\n', '\r'], Math.Max(0, start - 1)) + 1;
        var before = Text[begin..start];
        return begin > 0 && before.All(char.IsWhiteSpace) ? before : null;
    }

    /// <summary>The end of what stands before an element that is not white space: taking out what lies between leaves no hole.</summary>
    public int EndBefore(XElement element)
    {
        var start = SpanOf(element).Start;
        while (start > 0 && char.IsWhiteSpace(Text[start - 1]))
            start--;
        return start;
    }

    /// <summary>Writes the document with edits, in its own encoding; characters that it lacks become references.</summary>
    /// <param name="output">The file.</param>
    /// <param name="edits">The edits; of several at one place the first comes first, and those within a stretch that goes are left out.</param>
    public void Save(Stream output, IEnumerable<XmlEdit> edits)
    {
        var text = new StringBuilder(Text.Length + 4096);
        var at = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Start).ThenBy(edit => edit.Length))
        {
            // Inside of something that goes there is nothing left to change.
            if (edit.Start < at)
                continue;
            text.Append(Text, at, edit.Start - at).Append(Encodable(edit.Text));
            at = edit.Start + edit.Length;
        }

        text.Append(Text, at, Text.Length - at);
        output.Write(_mark);
        output.Write(_encoding.GetBytes(text.ToString()));
    }

    private string Encodable(string text)
    {
        if (_encoding is UTF8Encoding or UnicodeEncoding || text.All(char.IsAscii))
            return text;
        var ascii = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            ascii.Append(rune.IsAscii ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};"));
        return ascii.ToString();
    }

    private static XmlReader Reader(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        // Real files carry <!DOCTYPE xmeml>; it is passed over, with whatever it declares.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    });

    private static void Check(string path, string text)
    {
        using var reader = Reader(text);
        var elements = 0;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && ++elements > MaximumElements)
                throw Invalid(path, $"has more than {MaximumElements.ToString("N0", CultureInfo.InvariantCulture)} elements, and no timeline has");
            if (reader.Depth > MaximumDepth)
                throw Invalid(path, $"is nested deeper than {MaximumDepth} elements: it is damaged or no timeline");
        }
    }

    private static (Encoding Encoding, int MarkLength) Detect(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (s_utf8, 3);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (new UnicodeEncoding(false, false, true), 2);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (new UnicodeEncoding(true, false, true), 2);
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 200)]);
        var name = Declared(head);
        return name.ToUpperInvariant() switch
        {
            "" or "UTF-8" or "UTF8" => (s_utf8, 0),
            "ISO-8859-1" or "LATIN1" or "LATIN-1" => (Encoding.Latin1, 0),
            "WINDOWS-1252" or "CP1252" => (WesternText.Encoding, 0),
            "US-ASCII" or "ASCII" => (Encoding.Latin1, 0),
            _ => throw Invalid(path, $"is in the encoding {AsciiOnly(name)}, which is not read: save it as UTF-8"),
        };
    }

    private static string Declared(string head)
    {
        const string Word = "encoding=";
        var end = head.IndexOf("?>", StringComparison.Ordinal);
        var at = head.IndexOf(Word, StringComparison.Ordinal);
        if (!head.StartsWith("<?xml", StringComparison.Ordinal) || at < 0 || end < at || at + Word.Length >= head.Length)
            return "";
        var quote = head[at + Word.Length];
        var close = head.IndexOf(quote, at + Word.Length + 1);
        return close < 0 ? "" : head[(at + Word.Length + 1)..close];
    }

    private static string AsciiOnly(string text) => new([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(20)]);

    private static string FirstSentence(string message)
    {
        var line = message.ReplaceLineEndings(" ");
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.');
    }

    private static UserException Invalid(string path, string what) => new(ExitCode.InputInvalid, $"{System.IO.Path.GetFileName(path)} {what}");
}

/// <summary>A change to the characters of a document.</summary>
/// <param name="Start">The first character that goes.</param>
/// <param name="Length">How many go.</param>
/// <param name="Text">What comes in their place.</param>
internal sealed record XmlEdit(int Start, int Length, string Text);
