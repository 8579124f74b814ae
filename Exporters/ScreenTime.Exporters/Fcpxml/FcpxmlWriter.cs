using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// Writes FCPXML with a marker where somebody appears and keyword ranges for as long as they are on screen. The format has no markers on the timeline itself: they go to the clips of the primary storyline. A timeline
/// that was read from such a file is that file again, to the byte, with the markers added; any other is written as a new project.
/// </summary>
public sealed class FcpxmlWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => FcpxmlReader.Format;

    /// <inheritdoc/>
    public string Suffix => ".fcpxml";

    /// <inheritdoc/>
    public bool HoldsMarkersOnly => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        return string.Equals(export.Source.FormatId, FcpxmlReader.Format, StringComparison.Ordinal)
            ? FcpxmlPatch.Write(export, output)
            : FcpxmlGeneration.Write(export, output);
    }
}
