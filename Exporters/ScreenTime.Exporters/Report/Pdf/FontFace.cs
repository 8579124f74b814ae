using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>One face of a font file: its glyphs for drawing, and its tables for shaping.</summary>
internal sealed class FontFace : IDisposable
{
    // Joined letters that the script does not demand would come out of the PDF as one sign when its text is copied.
    private static readonly Feature[] s_features = [new(Tag.Parse("liga"), 0), new(Tag.Parse("clig"), 0)];

    private readonly Blob _blob;
    private readonly Face _face;
    private readonly Font _font;
    private readonly int _unitsPerEm;

    private FontFace(SKTypeface typeface, Blob blob, int index)
    {
        Typeface = typeface;
        _unitsPerEm = typeface.UnitsPerEm;
        _blob = blob;
        _face = new Face(blob, index);
        _font = new Font(_face);
        _font.SetScale(_unitsPerEm, _unitsPerEm);
        _font.SetFunctionsOpenType();
    }

    /// <summary>For drawing.</summary>
    public SKTypeface Typeface { get; }

    /// <summary>Opens a face; null where the file is no font that can be read.</summary>
    public static FontFace? Open(string path, int index) =>
        SKTypeface.FromFile(path, index) is { UnitsPerEm: > 0 } typeface ? new FontFace(typeface, Blob.FromFile(path), index) : null;

    /// <summary>Whether it has a glyph for a character.</summary>
    public bool Has(int codePoint) => _font.TryGetNominalGlyph((uint)codePoint, out var glyph) && glyph != 0;

    /// <summary>Shapes a run of one direction.</summary>
    /// <param name="text">Its characters.</param>
    /// <param name="size">In points.</param>
    /// <param name="rightToLeft">Its direction.</param>
    public SetRun Shape(string text, float size, bool rightToLeft)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf8(utf8);
        buffer.GuessSegmentProperties();
        buffer.Direction = rightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        _font.Shape(buffer, s_features);
        var infos = buffer.GlyphInfos;
        var positions = buffer.GlyphPositions;
        var run = new SetRun(this, utf8, new ushort[infos.Length], new uint[infos.Length], new SKPoint[infos.Length]);
        var scale = size / _unitsPerEm;
        float x = 0;
        for (var i = 0; i < infos.Length; i++)
        {
            run.Glyphs[i] = (ushort)infos[i].Codepoint;
            run.Clusters[i] = infos[i].Cluster;
            run.Places[i] = new SKPoint(x + (positions[i].XOffset * scale), -positions[i].YOffset * scale);
            x += positions[i].XAdvance * scale;
        }

        return run with { Width = x };
    }

    public void Dispose()
    {
        _font.Dispose();
        _face.Dispose();
        _blob.Dispose();
        Typeface.Dispose();
    }
}
