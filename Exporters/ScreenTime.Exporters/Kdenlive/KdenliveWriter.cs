using ScreenTime.Exporters.Mlt;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Kdenlive;

/// <summary>Writes Kdenlive's projects: the one that the timeline was read from with the guides added, or a new one of any other timeline.</summary>
public sealed class KdenliveWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => "kdenlive";

    /// <inheritdoc/>
    public string Suffix => ".kdenlive";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        return string.Equals(export.Source.FormatId, FormatId, StringComparison.Ordinal) ? KdenlivePatch.Write(export, output) : MltGeneration.Write(export, isKdenlive: true, output);
    }
}
