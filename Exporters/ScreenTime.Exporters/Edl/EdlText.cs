using System.Globalization;
using System.Text;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// The lines of an EDL with their own endings, and how they were encoded: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252. Saving gives
/// the same bytes again.
/// </summary>
internal sealed class EdlText
{
    /// <summary>Far above the longest lists that editors write (9,999 events with a dozen comments each).</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>See <see cref="MaximumBytes"/>.</summary>
    public const int MaximumLines = 500_000;

    /// <summary>Comments are lines of a terminal; a few kilobytes is a defect or an attack.</summary>
    public const int MaximumLineLength = 16_384;

    // Several of them fit into a line.
    private const int MaximumField = 4000;

    private static readonly UTF8Encoding s_utf8 = new(false);

    private readonly Encoding _encoding;
    private readonly byte[] _mark;

    private EdlText(string path, Encoding encoding, byte[] mark, List<EdlLine> lines) =>
        (Path, _encoding, _mark, Lines) = (path, encoding, mark, lines);

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The file's name, for messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The lines in order; line numbers are their index + 1.</summary>
    public IReadOnlyList<EdlLine> Lines { get; }

    /// <summary>The line ending that the file uses first; <c>\r\n</c>, as editors write it, when it has none.</summary>
    public string Ending => Lines.FirstOrDefault(line => line.Ending.Length > 0).Ending ?? "\r\n";

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is missing, unreadable, too large or no text.</exception>
    public static EdlText Load(string path)
    {
        byte[] bytes;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MaximumBytes)
                throw Invalid(path, $"is larger than {MaximumBytes >> 20} MiB, and no list is");
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} does not exist: check the path of the timeline", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read ({exception.Message.TrimEnd('.')}): check that it is a file you may read", exception);
        }

        return Parse(path, bytes);
    }

    /// <summary>A name, a comment or a path as one field of a line: on one line, and no longer than a person writes, so that the line can be read again.</summary>
    public static string Field(string text) => MarkerPlan.OneLine(text) is var field && field.Length <= MaximumField ? field : field[..MaximumField] + "…";

    /// <summary>Splits the bytes of a file into lines.</summary>
    public static EdlText Parse(string path, ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = Detect(bytes);
        var text = encoding.GetString(bytes[mark..]);
        var lines = new List<EdlLine>();
        var start = 0;
        while (start < text.Length)
        {
            var length = text.AsSpan(start).IndexOfAny('\r', '\n');
            var end = length < 0 ? text.Length : start + length;
            var next = end;
            if (next < text.Length)
                next += text[next] == '\r' && next + 1 < text.Length && text[next + 1] == '\n' ? 2 : 1;
            if (end - start > MaximumLineLength)
                throw Invalid(path, $"has more than {MaximumLineLength} characters in line {Number(lines.Count + 1)}: no editor writes such a list");
            var line = text[start..end];
            if (line.Contains('\0', StringComparison.Ordinal))
                throw Invalid(path, $"holds a NUL character in line {Number(lines.Count + 1)}: it is no text file");
            lines.Add(new EdlLine(line, text[end..next]));
            if (lines.Count > MaximumLines)
                throw Invalid(path, $"has more than {MaximumLines.ToString("N0", CultureInfo.InvariantCulture)} lines, and no list has");
            start = next;
        }

        return new EdlText(path, encoding, bytes[..mark].ToArray(), lines);
    }

    /// <summary>The same file with other lines, in the same encoding; characters that Windows-1252 lacks become <c>?</c>.</summary>
    public void Save(Stream output, IEnumerable<EdlLine> lines)
    {
        output.Write(_mark);
        foreach (var line in lines)
            output.Write(_encoding.GetBytes(line.Text + line.Ending));
    }

    private static (Encoding Encoding, int MarkLength) Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) && System.Text.Unicode.Utf8.IsValid(bytes))
            return (s_utf8, 3);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (new UnicodeEncoding(false, false), 2);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (new UnicodeEncoding(true, false), 2);
        return (System.Text.Unicode.Utf8.IsValid(bytes) ? s_utf8 : WesternText.Encoding, 0);
    }

    private static string Number(int line) => line.ToString(CultureInfo.InvariantCulture);

    private static UserException Invalid(string path, string what) => new(ExitCode.InputInvalid, $"{System.IO.Path.GetFileName(path)} {what}");
}

/// <summary>A line and what ends it.</summary>
/// <param name="Text">The characters of the line.</param>
/// <param name="Ending"><c>\r\n</c>, <c>\n</c>, <c>\r</c>, or nothing at the end of the file.</param>
internal readonly record struct EdlLine(string Text, string Ending);
