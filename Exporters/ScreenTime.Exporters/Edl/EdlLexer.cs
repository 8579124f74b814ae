using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Takes the lines of a list apart. Columns are found by their content, from the right: four times, a transition, channels; what is left between the
/// event number and the channels is the reel, so both the 8- and the 32-character forms, reels with blanks and a blank reel are read.
/// Source: CMX 3600 Editing System Operator's Manual, and the lists of Avid, Premiere, EDL-X and DaVinci Resolve.
/// </summary>
internal static class EdlLexer
{
    /// <summary>Ten times the largest list that the format can number in its long form.</summary>
    public const int MaximumEvents = 100_000;

    private static readonly char[] s_blanks = [' ', '\t', '\u00A0'];

    /// <summary>Reads all lines.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="skipped">Where given, a malformed line is skipped and noted here.</param>
    /// <exception cref="UserException">A line that begins as an event does is no event; the message names the line and what is wrong with it.</exception>
    public static EdlList Read(EdlText text, EdlRemarks? skipped = null)
    {
        string? title = null;
        bool? recordDrop = null, drop = null;
        var head = new List<EdlNote>();
        var events = new List<EdlEvent>();
        var reelFiles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < text.Lines.Count; i++)
        {
            var line = text.Lines[i].Text.Trim().TrimEnd('\u001A');
            if (line.Length == 0)
                continue;
            if (line.StartsWith("TITLE:", StringComparison.OrdinalIgnoreCase))
            {
                title ??= line["TITLE:".Length..].Trim();
            }
            else if (line.StartsWith("FCM:", StringComparison.OrdinalIgnoreCase))
            {
                drop = Leniently(skipped, () => ReadMode(text, i + 1, line), drop);
                if (events.Count == 0)
                    recordDrop ??= drop;
            }
            else if (Leniently(skipped, () => ReadEvent(text, i + 1, text.Lines[i].Text, drop), null) is { } read)
            {
                events.Add(read);
                if (events.Count > MaximumEvents)
                    throw Invalid(text, i + 1, $"is the event after the {MaximumEvents.ToString("N0", CultureInfo.InvariantCulture)}th, and that is the limit: split the list");
            }
            else
            {
                (events.Count == 0 ? head : events[^1].Notes).Add(new EdlNote(i + 1, line));
                ReadReelFile(line, reelFiles);
            }
        }

        return new EdlList(title, recordDrop, head, events, reelFiles);
    }

    /// <summary>Does what may be refused; where <paramref name="skipped"/> is given, a refusal is noted there and gives <paramref name="otherwise"/>.</summary>
    public static T Leniently<T>(EdlRemarks? skipped, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (UserException exception) when (skipped is not null && exception.ExitCode == ExitCode.InputInvalid)
        {
            skipped.Add($"skipped: {exception.Message}");
            return otherwise;
        }
    }

    /// <summary>An error that names the file and the line.</summary>
    public static UserException Invalid(EdlText text, int line, string what) =>
        new(ExitCode.InputInvalid, string.Create(CultureInfo.InvariantCulture, $"{text.Name} line {line} {what}"));

    /// <summary>Whether a word could be meant as a timecode, well-formed or not.</summary>
    public static bool LooksLikeTimecode(string word) =>
        word.Length >= 5 && word.All(c => char.IsAsciiDigit(c) || c is ':' or ';' or '.' or ',') && word.Count(c => c is ':' or ';') >= 2;

    private static bool? ReadMode(EdlText text, int line, string content)
    {
        var mode = content["FCM:".Length..].Trim().ToUpperInvariant().Replace('_', ' ');
        // "NON-DROP FRAME", "NON DROP FRAME", "NDF"; "DROP FRAME", "DF"
        if (mode.StartsWith("NON", StringComparison.Ordinal) || mode.StartsWith("NDF", StringComparison.Ordinal))
            return false;
        if (mode.StartsWith("DROP", StringComparison.Ordinal) || mode.StartsWith("DF", StringComparison.Ordinal))
            return true;
        throw Invalid(text, line, $"has the frame-code mode \"{Short(mode)}\": it must be DROP FRAME or NON-DROP FRAME");
    }

    private static EdlEvent? ReadEvent(EdlText text, int line, string raw, bool? drop)
    {
        // Comments, Resolve's marker notes and indented continuation lines may begin with a number; an event's number stands in the first column.
        if (raw.Length == 0 || !(char.IsAsciiDigit(raw[0]) || (raw[0] is ' ' or '\t' && CountTimes(raw) >= 4))
            || raw.Contains("|C:", StringComparison.Ordinal) || raw.Contains("|M:", StringComparison.Ordinal) || raw.Contains("|D:", StringComparison.Ordinal))
            return null;
        var words = raw.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        var number = words[0];
        if (number.Length > 9 || !char.IsAsciiDigit(number[0]) || !number.All(char.IsAsciiLetterOrDigit))
            return null;
        var times = FindTimes(words);
        if (times < 0)
        {
            var found = words.Count(LooksLikeTimecode);
            if (found == 0)
                return null;
            throw Invalid(text, line, $"begins like event {number} but has {found} of the four timecodes (source in, source out, record in, record out) together");
        }

        var at = times - 1;
        var (kind, wipe, frames) = ReadTransition(text, line, number, words, ref at);
        if (at < 1)
            throw Invalid(text, line, $"begins like event {number} but has no channels (V, A, AA/V …) before its transition");
        var channels = EdlChannels.Parse(words[at])
            ?? throw Invalid(text, line, $"(event {number}) has \"{Short(words[at])}\" where channels belong: V, V2, A, A2, AA, AA/V, B or NONE");
        return new EdlEvent(
            line, number, string.Join(' ', words[1..at]), channels, kind, wipe, frames,
            words[times], words[times + 1], words[times + 2], words[times + 3], drop);
    }

    private static int CountTimes(string raw) => raw.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries).Count(LooksLikeTimecode);

    /// <summary>The index of the first of four times in a row: timecodes anywhere, or plain frame numbers as the last four words.</summary>
    private static int FindTimes(string[] words)
    {
        for (var i = words.Length - 4; i >= 2; i--)
        {
            if (LooksLikeTimecode(words[i]) && LooksLikeTimecode(words[i + 1]) && LooksLikeTimecode(words[i + 2]) && LooksLikeTimecode(words[i + 3]))
                return i;
        }

        var last = words.Length - 4;
        return last >= 2 && words.AsSpan(last).IndexOfAnyExceptDigits() < 0 && IsTransition(words, last - 1) ? last : -1;
    }

    private static int IndexOfAnyExceptDigits(this ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Length > 9 || !words[i].All(char.IsAsciiDigit))
                return i;
        }

        return -1;
    }

    private static int IndexOfAnyExceptDigits(this Span<string> words) => ((ReadOnlySpan<string>)words).IndexOfAnyExceptDigits();

    private static bool IsTransition(string[] words, int at) =>
        IsTransitionWord(words[at]) || (at >= 2 && words[at].All(char.IsAsciiDigit) && IsTransitionWord(words[at - 1]))
        || (at >= 2 && words[at] is "B" or "O" or "b" or "o" && words[at - 1] is "K" or "k");

    private static bool IsTransitionWord(string word) => KindOf(word) is not null;

    private static EdlTransitionKind? KindOf(string word) => word.ToUpperInvariant() switch
    {
        "C" => EdlTransitionKind.Cut,
        "D" => EdlTransitionKind.Dissolve,
        "K" => EdlTransitionKind.Key,
        "KB" => EdlTransitionKind.KeyBackground,
        "KO" => EdlTransitionKind.KeyOut,
        ['W', .. var code] when code.Length <= 4 && code.All(char.IsAsciiDigit) => EdlTransitionKind.Wipe,
        _ => null,
    };

    /// <summary>Reads <c>C</c>, <c>D 024</c>, <c>W001 024</c>, <c>K B</c>, <c>K 030</c>, <c>K O 030</c>, going left from <paramref name="at"/>.</summary>
    private static (EdlTransitionKind Kind, string Wipe, int Frames) ReadTransition(EdlText text, int line, string number, string[] words, ref int at)
    {
        var frames = -1;
        // A reel may be all digits, so a number counts as a length only when a transition stands before it.
        if (at >= 2 && words[at].Length <= 9 && words[at].All(char.IsAsciiDigit))
        {
            frames = int.Parse(words[at], CultureInfo.InvariantCulture);
            at--;
        }

        var modifier = "";
        if (at >= 2 && words[at] is "B" or "O" or "b" or "o" && words[at - 1] is "K" or "k")
            modifier = words[at--].ToUpperInvariant();
        var word = at >= 1 ? words[at] : "";
        if (KindOf(word) is not { } kind)
            throw Invalid(text, line, $"(event {number}) has \"{Short(word)}\" where a transition belongs: C, D, W and a code, or K");
        at--;
        if (kind == EdlTransitionKind.Key)
            kind = modifier switch { "B" => EdlTransitionKind.KeyBackground, "O" => EdlTransitionKind.KeyOut, _ => kind };
        if (kind is EdlTransitionKind.Dissolve or EdlTransitionKind.Wipe && frames < 0)
            throw Invalid(text, line, $"(event {number}) has a {(kind == EdlTransitionKind.Wipe ? "wipe" : "dissolve")} without its length in frames");
        return (kind, kind == EdlTransitionKind.Wipe ? word.ToUpperInvariant() : "", kind is EdlTransitionKind.Cut ? 0 : Math.Max(frames, 0));
    }

    private static void ReadReelFile(string line, Dictionary<string, string> reelFiles)
    {
        const string Prefix = ">>> SOURCE ";
        var arrow = line.LastIndexOf("->", StringComparison.Ordinal);
        if (arrow > Prefix.Length && line.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            reelFiles.TryAdd(line[(arrow + 2)..].Trim(), line[Prefix.Length..arrow].Trim());
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
