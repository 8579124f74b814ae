using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Mlt;

/// <summary>Writes Shotcut's projects: the document that the timeline was read from with the markers added, or a new one of any other timeline.</summary>
public sealed class MltWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => "mlt";

    /// <inheritdoc/>
    public string Suffix => ".mlt";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        return string.Equals(export.Source.FormatId, FormatId, StringComparison.Ordinal) ? ShotcutPatch.Write(export, output) : MltGeneration.Write(export, isKdenlive: false, output);
    }
}
