using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>
/// Writes Final Cut Pro 7's XML, which Premiere and Resolve import, too, with markers on the sequence. A timeline that was read from such a file is that file again, to the byte, with
/// the markers added; any other is written as a new sequence.
/// </summary>
public sealed class XmemlWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => XmemlReader.Format;

    /// <inheritdoc/>
    public string Suffix => ".xml";

    /// <inheritdoc/>
    public bool HoldsMarkersOnly => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        return string.Equals(export.Source.FormatId, XmemlReader.Format, StringComparison.Ordinal)
            ? XmemlPatch.Write(export, output)
            : XmemlGeneration.Write(export, output);
    }
}
