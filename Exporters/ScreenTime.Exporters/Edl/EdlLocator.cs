using OpenTimelineIO;
using ScreenTime.Exporters.Markers;

namespace ScreenTime.Exporters.Edl;

/// <summary>A locator, Avid's dialect: <c>* LOC: 01:00:01:14 RED     TEXT</c>, at absolute record timecode.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Timecode">The record timecode as written.</param>
/// <param name="Color">The colour's word as written; empty when there is none.</param>
/// <param name="Text">The remark.</param>
internal sealed record EdlLocator(int Line, string Timecode, string Color, string Text)
{
    // The colour's column is padded to seven characters and a blank.
    private const int ColorColumn = 7;

    /// <summary>Reads a locator; null when the line is none.</summary>
    public static EdlLocator? Parse(EdlNote note)
    {
        var comment = note.Comment;
        if (!comment.StartsWith("LOC:", StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = comment["LOC:".Length..].TrimStart();
        var end = rest.IndexOfAny([' ', '\t']);
        var timecode = end < 0 ? rest : rest[..end];
        if (!EdlLexer.LooksLikeTimecode(timecode))
            return null;
        rest = end < 0 ? "" : rest[end..].TrimStart();
        end = rest.IndexOfAny([' ', '\t']);
        var word = end < 0 ? rest : rest[..end];
        var text = end < 0 ? "" : rest[end..];
        var padded = word.Length > 0 && word.All(char.IsAsciiLetter)
            && (word.Length > ColorColumn || text.Length == 0 || text.Length - text.TrimStart().Length > ColorColumn - word.Length);
        return MarkerColors.IsKnown(word) || (padded && word.Length <= ColorColumn && text.Length > 0)
            ? new EdlLocator(note.Line, timecode, word, text.Trim())
            : new EdlLocator(note.Line, timecode, "", rest.Trim());
    }

    /// <summary>The marker of this locator: an instant, in record time.</summary>
    public Marker ToMarker(RationalTime at)
    {
        var marker = new Marker
        {
            Name = Text,
            Color = MarkerColors.ToOtio(Color) ?? MarkerColor.Red,
            MarkedRange = new TimeRange(at, new RationalTime(0, at.Rate)),
        };
        if (Color.Length > 0)
            marker.Metadata["cmx_3600"] = new Metadata { ["color"] = Color };
        return marker;
    }
}
