using System.Globalization;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Labels;

/// <summary>What the rows of a label file speak of.</summary>
public enum LabelForm
{
    /// <summary><c>image,tom,jerry</c>: images by name.</summary>
    Images,

    /// <summary><c>Image_ID,Class</c> with <c>--classes</c>: images by name, one class each; the tutorial's form.</summary>
    Classes,

    /// <summary><c>time,…</c>: single moments, in seconds or timecode.</summary>
    Times,

    /// <summary><c>second,…</c>: row n is what shows at n + 0.5 s.</summary>
    Seconds,

    /// <summary><c>start,end,…</c>: stretches, in seconds or timecode.</summary>
    Ranges,
}

/// <summary>One row: what it speaks of as it is written, and who is visible.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Subject">Image name, time, second or start.</param>
/// <param name="End">The end of a stretch; else empty.</param>
/// <param name="Present">Whether each character is visible, in the cast's order; null where the row does not say.</param>
/// <param name="Ambiguous">Whether the person who labelled could not tell: neither taught nor scored.</param>
/// <param name="Class">The class number of the <see cref="LabelForm.Classes"/> form; null in the others.</param>
public sealed record LabelRow(int Line, string Subject, string End, IReadOnlyList<bool?> Present, bool Ambiguous, int? Class = null);

/// <summary>A label file in any of its forms, told apart by the header (docs/labels.md).</summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="Form">What its rows speak of.</param>
/// <param name="Rows">The rows in the file's order.</param>
/// <param name="Classes">The meaning of class numbers: a character's index, or -1 for nobody; empty in the other forms.</param>
public sealed record LabelSheet(string Name, LabelForm Form, IReadOnlyList<LabelRow> Rows, IReadOnlyDictionary<int, int> Classes)
{
    private static readonly HashSet<string> NotCharacters = new(StringComparer.OrdinalIgnoreCase) { "ambiguous", "note" };

    /// <summary>Reads a label file for a cast.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cast">The characters that columns may name.</param>
    /// <param name="classes">The meaning of class numbers, such as <c>0=nobody,1=jerry,2=tom</c>; null where there are none.</param>
    /// <param name="partOfCast">Whether the cast is only a part of the one that the file was written for (<c>--only</c>): columns of others are then passed over.</param>
    /// <exception cref="UserException">The file is malformed, names an unknown character, holds no row, or two rows contradict each other.</exception>
    public static LabelSheet Read(string path, Cast cast, string? classes = null, bool partOfCast = false)
    {
        var rows = CsvFile.Read(path);
        var name = Path.GetFileName(path);
        if (rows.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{name} is empty: its first line must name the columns, such as image,{cast.Characters[0].Id}");
        var header = rows[0].Fields;
        if (header.Count == 1 && header[0].AsSpan().IndexOfAny(';', '\t') is >= 0 and var at)
        {
            throw new UserException(
                ExitCode.InputInvalid, $"{name}, line 1: the columns are separated by {(header[0][at] == ';' ? "semicolons" : "tabs")}: save the file with commas");
        }

        var form = header[0].ToLowerInvariant() switch
        {
            "image_id" when header.Count == 2 && header[1].Equals("Class", StringComparison.OrdinalIgnoreCase) => LabelForm.Classes,
            "image" or "image_id" => LabelForm.Images,
            "time" => LabelForm.Times,
            "second" => LabelForm.Seconds,
            "start" when header.Count > 1 && header[1].Equals("end", StringComparison.OrdinalIgnoreCase) => LabelForm.Ranges,
            _ => throw new UserException(
                ExitCode.InputInvalid,
                $"{name}, line 1: the first column must be image, time, second, or start and end; it is \"{header[0]}\""),
        };
        var meanings = form == LabelForm.Classes ? ReadClasses(classes, cast, name) : new Dictionary<int, int>();
        var labels = form == LabelForm.Classes
            ? rows.Skip(1).Select(row => ClassRow(row, cast, meanings, name)).ToList()
            : ReadColumns(rows, form, cast, name, partOfCast);
        if (labels.Count == 0)
            throw new UserException(ExitCode.CastUnusable, $"{name} holds no labels below its header");
        if (form is LabelForm.Images or LabelForm.Times or LabelForm.Seconds)
            RefuseContradictions(labels, cast, name);
        return new LabelSheet(name, form, labels, meanings);
    }

    // Which of two rows is right only the person who wrote them can tell.
    private static void RefuseContradictions(List<LabelRow> labels, Cast cast, string name)
    {
        var seen = new Dictionary<(string, int), (bool Present, int Line)>();
        foreach (var row in labels.Where(row => !row.Ambiguous))
        {
            for (var character = 0; character < row.Present.Count; character++)
            {
                if (row.Present[character] is not { } present)
                    continue;
                var first = seen.GetValueOrDefault((row.Subject, character), (Present: present, row.Line));
                if (first.Present != present)
                {
                    throw new UserException(
                        ExitCode.InputInvalid,
                        $"{name}: lines {first.Line} and {row.Line} contradict each other about {cast.Characters[character].Id} in {row.Subject}: correct one of them");
                }

                seen[(row.Subject, character)] = first;
            }
        }
    }

    /// <summary>A time as it is written: seconds from the start, or a timecode.</summary>
    /// <param name="text">Seconds or timecode.</param>
    /// <param name="rate">The rate that timecode counts at.</param>
    /// <param name="dropFrame">Whether timecode is drop frame.</param>
    /// <param name="startFrame">The timecode of the first frame, as a frame number.</param>
    /// <param name="line">The row's line, for messages.</param>
    public MediaTime TimeOf(string text, FrameRate rate, bool dropFrame, long startFrame, int line)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return Timecode.TryParse(text, rate, dropFrame, out var frame, out var error)
                ? MediaTime.FromFrames(frame - startFrame, rate)
                : throw new UserException(ExitCode.InputInvalid, $"{Name}, line {line}: {text} is no timecode at {rate}: {error}");
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) < 1e7
            ? OnFrame(text, MediaTime.FromSeconds(seconds), rate)
            : throw new UserException(ExitCode.InputInvalid, $"{Name}, line {line}: \"{text}\" is neither a number of seconds nor a timecode");
    }

    // The start of a frame is seldom a whole number of milliseconds: written with three places or more it is meant, not the frame before it that rounding down would lead to.
    private static MediaTime OnFrame(string text, MediaTime written, FrameRate rate)
    {
        var places = text.Length - 1 - text.IndexOf('.', StringComparison.Ordinal);
        if (places == text.Length || places < 3)
            return written;
        var start = MediaTime.FromFrames(written.RoundToFrame(rate), rate);
        var off = start > written ? start - written : written - start;
        return off <= new MediaTime(1, 2 * (long)Math.Pow(10, Math.Min(places, 6))) ? start : written;
    }

    /// <summary>The moment that a row of single moments speaks of, counted from the first frame.</summary>
    /// <param name="row">A row of the <see cref="LabelForm.Times"/> or <see cref="LabelForm.Seconds"/> form.</param>
    /// <param name="rate">The rate that timecode counts at.</param>
    /// <param name="dropFrame">Whether timecode is drop frame.</param>
    /// <param name="startFrame">The timecode of the first frame, as a frame number.</param>
    public MediaTime MomentOf(LabelRow row, FrameRate rate, bool dropFrame, long startFrame)
    {
        if (Form == LabelForm.Times)
            return TimeOf(row.Subject, rate, dropFrame, startFrame, row.Line);
        // Row n of this form is what shows at n + 0.5 s: anything but a whole number was meant for the other.
        return int.TryParse(row.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? new MediaTime((2L * second) + 1, 2)
            : throw new UserException(ExitCode.InputInvalid, $"{Name}, line {row.Line}: second must be a whole number, not \"{row.Subject}\": call the column time for exact times");
    }

    private static List<LabelRow> ReadColumns(IReadOnlyList<CsvFile.Row> rows, LabelForm form, Cast cast, string name, bool partOfCast)
    {
        var header = rows[0].Fields;
        var first = form == LabelForm.Ranges ? 2 : 1;
        var columns = new Dictionary<int, int>();
        var ambiguousColumn = -1;
        for (var column = first; column < header.Count; column++)
        {
            if (header[column].Equals("ambiguous", StringComparison.OrdinalIgnoreCase))
                ambiguousColumn = column;
            if (NotCharacters.Contains(header[column]))
                continue;
            var character = cast.IndexOf(header[column]);
            if (character < 0 && partOfCast)
                continue;
            if (character < 0)
            {
                throw new UserException(
                    ExitCode.CastUnusable,
                    $"{name}, line 1: the cast has no character \"{header[column]}\"; it has {string.Join(", ", cast.Characters.Select(item => item.Id))}");
            }

            if (!columns.TryAdd(character, column))
                throw new UserException(ExitCode.InputInvalid, $"{name}, line 1: the column \"{header[column]}\" stands twice");
        }

        if (columns.Count == 0)
            throw new UserException(ExitCode.CastUnusable, $"{name}, line 1: no column names a character of the cast");
        return [.. rows.Skip(1).Select(row =>
        {
            if (row.Fields.Count > header.Count)
                throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: it has {row.Fields.Count} values for {header.Count} columns");
            var present = new bool?[cast.Characters.Count];
            foreach (var (character, column) in columns)
                present[character] = Flag(column);
            return new LabelRow(
                row.Line,
                row.Fields[0],
                form == LabelForm.Ranges && row.Fields.Count > 1 ? row.Fields[1] : "",
                present,
                ambiguousColumn >= 0 && Flag(ambiguousColumn) is true);

            bool? Flag(int column) => (column < row.Fields.Count ? row.Fields[column] : "") switch
            {
                "1" => true,
                "0" => false,
                "" => null,
                var other => throw new UserException(
                    ExitCode.InputInvalid, $"{name}, line {row.Line}: {header[column]} must be 1, 0 or empty, not \"{other}\""),
            };
        })];
    }

    private static LabelRow ClassRow(CsvFile.Row row, Cast cast, Dictionary<int, int> meanings, string name)
    {
        if (row.Fields.Count != 2 || !int.TryParse(row.Fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: a row must have an image and a class number");
        if (!meanings.TryGetValue(number, out var character))
            throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: --classes does not say what class {number} is");
        var present = new bool?[cast.Characters.Count];
        // One class a picture: whoever is not named counts as absent, as the tutorial taught it, though "tom" may hide a jerry beside him.
        Array.Fill(present, false);
        if (character >= 0)
            present[character] = true;
        return new LabelRow(row.Line, row.Fields[0], "", present, Ambiguous: false, number);
    }

    private static Dictionary<int, int> ReadClasses(string? classes, Cast cast, string name)
    {
        if (classes is null)
        {
            throw new UserException(
                ExitCode.Usage,
                $"{name} has one class number a picture: say what they mean, such as --classes 0=nobody,1={cast.Characters[0].Id}");
        }

        var meanings = new Dictionary<int, int>();
        foreach (var part in classes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = part.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new UserException(ExitCode.Usage, $"--classes takes pairs such as 0=nobody,1={cast.Characters[0].Id}, not \"{part}\"");
            var character = sides[1].Equals("nobody", StringComparison.OrdinalIgnoreCase) ? -1 : cast.IndexOf(sides[1]);
            if (character < 0 && !sides[1].Equals("nobody", StringComparison.OrdinalIgnoreCase))
                throw new UserException(ExitCode.CastUnusable, $"--classes: the cast has no character \"{sides[1]}\"");
            if (!meanings.TryAdd(number, character))
                throw new UserException(ExitCode.Usage, $"--classes says twice what class {number} is");
        }

        return meanings;
    }
}
