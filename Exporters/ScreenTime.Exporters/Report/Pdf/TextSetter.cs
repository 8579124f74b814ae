using System.Globalization;
using System.Text;
using SkiaSharp;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>How text looks.</summary>
/// <param name="Size">In points.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Ink">Its colour.</param>
internal readonly record struct TextStyle(float Size, bool Bold, SKColor Ink)
{
    /// <summary>From one line's base to the next's.</summary>
    public float Leading => Size * 1.42f;
}

/// <summary>Glyphs of one face and direction, from left to right.</summary>
/// <param name="Face">The face.</param>
/// <param name="Utf8">The characters.</param>
/// <param name="Glyphs">The glyphs.</param>
/// <param name="Clusters">The byte of <paramref name="Utf8"/> at which what each glyph shows begins.</param>
/// <param name="Places">Where each stands, in points.</param>
internal sealed record SetRun(FontFace Face, byte[] Utf8, ushort[] Glyphs, uint[] Clusters, SKPoint[] Places)
{
    /// <summary>How wide it is, in points.</summary>
    public float Width { get; init; }

    /// <summary>Draws it. The characters go along, so that a PDF's text can be searched and copied whatever shapes it took.</summary>
    public void Draw(SKCanvas canvas, float x, float y, float size, SKPaint paint)
    {
        using var font = new SKFont(Face.Typeface, size);
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocateRawPositionedTextRun(font, Glyphs.Length, Utf8.Length);
        Glyphs.CopyTo(run.Glyphs);
        Places.CopyTo(run.Positions);
        Utf8.CopyTo(run.Text);
        Clusters.CopyTo(run.Clusters);
        using var blob = builder.Build();
        if (blob is not null)
            canvas.DrawText(blob, x, y, paint);
    }
}

/// <summary>A line that is set, from left to right.</summary>
/// <param name="Width">In points.</param>
/// <param name="Runs">Its runs, and where they begin.</param>
/// <param name="Style">How it looks.</param>
internal sealed record SetLine(float Width, IReadOnlyList<(SetRun Run, float X)> Runs, TextStyle Style)
{
    /// <summary>Draws it with its base at a point.</summary>
    public void Draw(SKCanvas canvas, float x, float y)
    {
        using var paint = new SKPaint { Color = Style.Ink, IsAntialias = true };
        foreach (var (run, at) in Runs)
            run.Draw(canvas, x + at, y, Style.Size, paint);
    }
}

/// <summary>Sets text of any script into lines: fonts by character, order by direction, shapes by the script's own rules.</summary>
/// <param name="shelf">The fonts.</param>
internal sealed class TextSetter(FontShelf shelf)
{
    private readonly Dictionary<(string, float, bool), float> _widths = [];

    /// <summary>One character as people count them.</summary>
    private readonly record struct Cluster(string Text, FontFace Face, int Level, bool BreaksAfter);

    /// <summary>Sets a paragraph.</summary>
    /// <param name="text">Its words; one line's worth or many.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="width">The room, in points.</param>
    /// <param name="most">The most lines; what is beyond is left out, with an ellipsis.</param>
    public IReadOnlyList<SetLine> Set(string text, TextStyle style, float width, int most = int.MaxValue)
    {
        var clusters = Clusters(FontShelf.Drawable(text), style.Bold, out var baseLevel);
        var lines = new List<SetLine>();
        for (var start = 0; start < clusters.Count;)
        {
            if (lines.Count == most - 1 && WidthOf(clusters, start, clusters.Count, style) > width)
            {
                var ellipsis = new Cluster("…", shelf.For("…", style.Bold), baseLevel, false);
                var end = start;
                while (end < clusters.Count && WidthOf(clusters, start, end + 1, style) + WidthOf([ellipsis], 0, 1, style) <= width)
                    end++;
                lines.Add(Line([.. clusters.GetRange(start, end - start), ellipsis], style));
                return lines;
            }

            var stop = End(clusters, start, style, width);
            var last = stop;
            while (last > start && clusters[last - 1].Text == " ")
                last--;
            lines.Add(Line(clusters.GetRange(start, last - start), style));
            start = stop;
            while (start < clusters.Count && clusters[start].Text == " ")
                start++;
        }

        return lines;
    }

    /// <summary>The width of text on one line.</summary>
    public float Measure(string text, TextStyle style)
    {
        var clusters = Clusters(FontShelf.Drawable(text), style.Bold, out _);
        return WidthOf(clusters, 0, clusters.Count, style);
    }

    /// <summary>The width of the widest part that cannot be broken well.</summary>
    public float MeasureWidestWord(string text, TextStyle style)
    {
        var clusters = Clusters(FontShelf.Drawable(text), style.Bold, out _);
        float widest = 0;
        for (var start = 0; start < clusters.Count;)
        {
            var end = start + 1;
            while (end < clusters.Count && !clusters[end - 1].BreaksAfter)
                end++;
            widest = Math.Max(widest, WidthOf(clusters, start, end, style));
            start = end;
        }

        return widest;
    }

    private List<Cluster> Clusters(string text, bool bold, out int baseLevel)
    {
        var codePoints = text.EnumerateRunes().Select(rune => rune.Value).ToList();
        baseLevel = BidiOrder.BaseLevel(codePoints);
        var levels = BidiOrder.Levels(codePoints, baseLevel);
        var clusters = new List<Cluster>();
        for (int at = 0, point = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var cluster = text.Substring(at, length);
            var next = at + length < text.Length ? text.Substring(at + length, StringInfo.GetNextTextElementLength(text, at + length)) : "";
            clusters.Add(new Cluster(cluster, shelf.For(cluster, bold), levels[point], BreaksBetween(cluster, next)));
            at += length;
            point += cluster.EnumerateRunes().Count();
        }

        return clusters;
    }

    /// <summary>Where the line that begins here ends: after the last blank, hyphen or ideograph that fits; in the middle of a word that alone is too long.</summary>
    private int End(List<Cluster> clusters, int start, TextStyle style, float width)
    {
        var best = start;
        for (var end = start; end < clusters.Count;)
        {
            var stop = end + 1;
            while (stop < clusters.Count && !clusters[stop - 1].BreaksAfter)
                stop++;
            var inked = stop;
            while (inked > start && clusters[inked - 1].Text == " ")
                inked--;
            if (WidthOf(clusters, start, inked, style) > width)
                break;
            best = end = stop;
        }

        if (best > start)
            return best;
        best = start + 1;
        while (best < clusters.Count && WidthOf(clusters, start, best + 1, style) <= width)
            best++;
        return best;
    }

    private float WidthOf(List<Cluster> clusters, int start, int end, TextStyle style)
    {
        float width = 0;
        for (var at = start; at < end;)
        {
            var stop = RunEnd(clusters, at, end);
            var text = string.Concat(clusters.GetRange(at, stop - at).Select(cluster => cluster.Text));
            if (!_widths.TryGetValue((text, style.Size, style.Bold), out var known))
                _widths.Add((text, style.Size, style.Bold), known = clusters[at].Face.Shape(text, style.Size, clusters[at].Level % 2 == 1).Width);
            width += known;
            at = stop;
        }

        return width;
    }

    private static SetLine Line(List<Cluster> clusters, TextStyle style)
    {
        var runs = new List<(int Start, int End)>();
        for (var at = 0; at < clusters.Count;)
        {
            var stop = RunEnd(clusters, at, clusters.Count);
            runs.Add((at, stop));
            at = stop;
        }

        var set = new List<(SetRun, float)>();
        float x = 0;
        foreach (var index in BidiOrder.Visual(runs.ConvertAll(run => clusters[run.Start].Level)))
        {
            var (start, end) = runs[index];
            var text = string.Concat(clusters.GetRange(start, end - start).Select(cluster => cluster.Text));
            var run = clusters[start].Face.Shape(text, style.Size, clusters[start].Level % 2 == 1);
            set.Add((run, x));
            x += run.Width;
        }

        return new SetLine(x, set, style);
    }

    private static int RunEnd(List<Cluster> clusters, int start, int end)
    {
        var stop = start + 1;
        while (stop < end && clusters[stop].Face == clusters[start].Face && clusters[stop].Level == clusters[start].Level)
            stop++;
        return stop;
    }

    private static bool BreaksBetween(string cluster, string next)
    {
        if (next.Length == 0 || next == " ")
            return false;
        if (cluster is " " or "-" or "–" or "—" or "/" or "_")
            return true;
        var (first, second) = (Rune.GetRuneAt(cluster, 0), Rune.GetRuneAt(next, 0));
        // Closing signs never begin a line, opening ones never end it.
        return (IsIdeograph(first) || IsIdeograph(second))
            && !"、。，．：；！？）」』】》〉”’…,.:;!?)]}%".Contains(next[0], StringComparison.Ordinal)
            && !"（「『【《〈“‘([{".Contains(cluster[0], StringComparison.Ordinal);
    }

    private static bool IsIdeograph(Rune rune) =>
        rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x20000 and <= 0x3FFFF) or (>= 0xAC00 and <= 0xD7AF);
}
