using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;

namespace ScreenTime.Exporters.Avid;

/// <summary>
/// One line of Avid's marker text. Versions write five columns (user, timecode, track, colour, comment), six (with the length in frames), or up to eight
/// (further ones, empty or the user's colour and the time of creation, are kept as they are).
/// </summary>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Columns">The columns as written.</param>
internal sealed record AvidMarkerLine(int Line, IReadOnlyList<string> Columns)
{
    /// <summary>The metadata key of what the format says and the model has no place for.</summary>
    public const string MetadataKey = "avid";

    /// <summary>The fewest columns that a line has.</summary>
    public const int Fewest = 5;

    /// <summary>The most columns that a line has.</summary>
    public const int Most = 8;

    /// <summary>Record timecode, as written.</summary>
    public string Timecode => Columns[1].Trim();

    /// <summary>The track: <c>V1</c>, <c>A2</c>, <c>TC1</c>.</summary>
    public string Track => Columns[2].Trim();

    /// <summary>The colour's word.</summary>
    public string Color => Columns[3].Trim();

    /// <summary>The comment.</summary>
    public string Comment => Columns[4].Trim();

    /// <summary>The length in frames: 1 where the column is missing or empty; null where it is no number.</summary>
    public long? Length => Columns.Count < 6 || Columns[5].Trim().Length == 0 ? 1
        : long.TryParse(Columns[5].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= int.MaxValue ? Math.Max(1, length) : null;

    /// <summary>The line as it is written.</summary>
    public string Text => string.Join('\t', Columns);

    /// <summary>A line of its own making.</summary>
    public static AvidMarkerLine Of(string user, string timecode, string track, string color, string comment, long length) =>
        new(0, [user, timecode, track, color, comment.Replace('\t', ' '), length.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>This line with another comment.</summary>
    public AvidMarkerLine Saying(string comment) => this with { Columns = [.. Columns.Select((column, index) => index == 4 ? comment : column)] };

    /// <summary>The marker of this line.</summary>
    public Marker ToMarker(TimeRange range)
    {
        var marker = new Marker { Name = Comment, Comment = Comment, Color = MarkerColors.ToOtio(Color) ?? MarkerColor.Red, MarkedRange = range };
        marker.Metadata[MetadataKey] = new Metadata { ["columns"] = new MetadataList(Columns.Select(column => (MetadataValue)column)) };
        return marker;
    }

    /// <summary>The line that a marker was read from; null when it was not read from one.</summary>
    public static AvidMarkerLine? Written(Marker marker)
    {
        if (!marker.Metadata.TryGetMap(MetadataKey, out var map) || !map.TryGetList("columns", out var columns) || columns.Count is < Fewest or > Most)
            return null;
        var texts = columns.Select(column => column.TryGetString(out var text) ? text : "").ToList();
        return texts.Any(text => text.AsSpan().IndexOfAny('\t', '\r', '\n') >= 0) ? null : new AvidMarkerLine(0, texts);
    }
}
