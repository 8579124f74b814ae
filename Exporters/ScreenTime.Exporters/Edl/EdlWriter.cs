using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Writes CMX3600 with <c>* LOC:</c> lines (Avid's dialect) and <c>* SCREENTIME</c> totals. A timeline that was read from a list is that list again,
/// line by line, with the markers added; any other is written as events of one picture track.
/// </summary>
public sealed class EdlWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => "edl";

    /// <inheritdoc/>
    public string Suffix => ".edl";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        return string.Equals(export.Source.FormatId, "edl", StringComparison.Ordinal)
            ? EdlPatch.Write(export, output)
            : EdlGeneration.Write(export, output);
    }
}
