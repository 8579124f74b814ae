using ScreenTime.Exporters.Mlt;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Kdenlive;

/// <summary>Reads Kdenlive's projects, of all versions that are MLT documents (0.9 and later): the sequence that was open, with its guides.</summary>
public sealed class KdenliveReader : ITimelineReader
{
    /// <inheritdoc/>
    public string FormatId => "kdenlive";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".kdenlive"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options) => MltReader.Read(path, options, FormatId);
}
