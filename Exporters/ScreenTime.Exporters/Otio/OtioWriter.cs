using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>Writes the timeline with markers as OpenTimelineIO, for one of its readers.</summary>
/// <param name="target">For whom.</param>
public sealed class OtioWriter(OtioTarget target) : ITimelineWriter
{
    /// <summary>Writes what every reader takes.</summary>
    public OtioWriter()
        : this(OtioTarget.Portable) { }

    /// <inheritdoc/>
    public string FormatId => target.FormatId;

    /// <inheritdoc/>
    public string Suffix => target.Suffix;

    /// <inheritdoc/>
    public bool HoldsMarkersOnly => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        var notes = new List<string>();
        var timeline = OtioMarkers.Timeline(export, target, notes);
        OtioJson.Write(timeline, output, new OtioWriteOptions { Target = target.Schemas });
        notes.AddRange(OtioAdapter.LossesOf(timeline, target.Schemas));
        return notes;
    }
}
