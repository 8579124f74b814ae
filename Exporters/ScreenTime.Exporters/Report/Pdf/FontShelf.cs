using System.Globalization;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>
/// The fonts of this machine, chosen by file name so that the same files give the same report: Noto first, then what the system brings. A character that no font has is an error
/// with a sentence, never an empty box in somebody's name.
/// </summary>
internal sealed class FontShelf : IDisposable
{
    /// <summary>The variable that names more folders with fonts.</summary>
    public const string Variable = "SCREENTIME_FONTS";

    private const string Advice = "install fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji (Debian), or name a folder that holds such fonts in " + Variable;

    private static readonly string[] s_regular = ["NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "segoeui.ttf", "arial.ttf", "Arial.ttf", "Helvetica.ttc"];
    private static readonly string[] s_bold = ["NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "segoeuib.ttf", "arialbd.ttf", "Arial Bold.ttf"];
    private static readonly string[] s_emoji = ["NotoColorEmoji.ttf", "seguiemj.ttf", "Apple Color Emoji.ttc"];

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), FontFace?> _open = [];
    private readonly Dictionary<(string, bool), FontFace> _chosen = [];
    private readonly string _language;

    /// <param name="language">The report's language: han characters look different in each.</param>
    /// <param name="folders">Where fonts lie; of two files with one name the first counts.</param>
    public FontShelf(string language, IEnumerable<string> folders)
    {
        _language = language;
        foreach (var folder in folders.Where(Directory.Exists))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 6 };
            foreach (var file in Directory.EnumerateFiles(folder, "*", options).Where(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc").Order(StringComparer.Ordinal))
                _files.TryAdd(Path.GetFileName(file), file);
        }
    }

    /// <summary>Where fonts lie on this system.</summary>
    public static IReadOnlyList<string> SystemFolders
    {
        get
        {
            var own = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            if (OperatingSystem.IsWindows())
                return [.. own, Environment.GetFolderPath(Environment.SpecialFolder.Fonts)];
            if (OperatingSystem.IsMacOS())
                return [.. own, "/System/Library/Fonts", "/Library/Fonts"];
            return [.. own, "/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fonts")];
        }
    }

    /// <summary>The face for one character as people count them (a letter with its accents, a flag, a family of emoji).</summary>
    /// <exception cref="UserException">No font on this machine has it.</exception>
    public FontFace For(string cluster, bool bold)
    {
        if (_chosen.TryGetValue((cluster, bold), out var known))
            return known;
        var needed = cluster.EnumerateRunes().Where(IsDrawn).Select(rune => rune.Value).ToList();
        var face = Candidates(cluster, bold).FirstOrDefault(face => needed.TrueForAll(face.Has));
        return _chosen[(cluster, bold)] = face ?? throw Missing(cluster, needed);
    }

    public void Dispose()
    {
        foreach (var face in _open.Values)
            face?.Dispose();
    }

    /// <summary>The text with what no font can be asked to have replaced by a box: private and unassigned characters.</summary>
    public static string Drawable(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate || rune.Value == 0xFFFD ? "□" : rune.ToString()));

    private static bool IsDrawn(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format && rune.Value is not (>= 0xFE00 and <= 0xFE0F) and not (>= 0xE0100 and <= 0xE01EF);

    private IEnumerable<FontFace> Candidates(string cluster, bool bold)
    {
        var emoji = IsEmoji(cluster);
        if (emoji)
        {
            foreach (var face in Of(s_emoji))
                yield return face;
        }

        foreach (var face in Of(bold ? [.. s_bold, .. s_regular] : s_regular))
            yield return face;
        // The faces of Noto Sans CJK: Japanese, Korean, Simplified, Traditional, Hong Kong.
        var han = _language == "zh-Hant" ? 3 : 2;
        foreach (var face in Of(bold ? ["NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"] : ["NotoSansCJK-Regular.ttc"], han))
            yield return face;
        foreach (var face in Of(_language == "zh-Hant" ? ["msjh.ttc", "msyh.ttc", "PingFang.ttc"] : ["msyh.ttc", "msjh.ttc", "PingFang.ttc"]))
            yield return face;
        if (!emoji)
        {
            foreach (var face in Of(s_emoji))
                yield return face;
        }

        // Then every other, those of Noto Sans first, in the weight that is asked for where there is one.
        var regular = _files.Keys.Where(name => name.StartsWith("Noto", StringComparison.Ordinal) && name.EndsWith("-Regular.ttf", StringComparison.Ordinal))
            .OrderBy(name => name.StartsWith("NotoSans", StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal).ToList();
        foreach (var name in regular)
        {
            var strong = name.Replace("-Regular.", "-Bold.", StringComparison.Ordinal);
            foreach (var face in Of(bold && _files.ContainsKey(strong) ? [strong, name] : [name]))
                yield return face;
        }

        foreach (var face in Of(_files.Keys.Where(name => !name.StartsWith("Noto", StringComparison.Ordinal))))
            yield return face;
    }

    private IEnumerable<FontFace> Of(IEnumerable<string> names, int index = 0)
    {
        foreach (var name in names)
        {
            if (!_files.TryGetValue(name, out var path))
                continue;
            if (!_open.TryGetValue((path, index), out var face))
                _open.Add((path, index), face = FontFace.Open(path, index));
            if (face is not null)
                yield return face;
        }
    }

    /// <summary>Whether a character is to be shown in colour: it says so, is joined of several, or is a pictograph.</summary>
    private static bool IsEmoji(string cluster) =>
        cluster.EnumerateRunes().Any(rune => rune.Value is 0xFE0F or (>= 0x1F000 and <= 0x1FAFF) or 0x20E3);

    private static UserException Missing(string cluster, List<int> needed) => new(
        ExitCode.ComponentMissing,
        $"the report cannot be set as PDF: no font on this machine has \"{cluster}\" ({string.Join(' ', needed.Select(value => $"U+{value:X4}"))}); {Advice}");
}
