using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>
/// Writes the timeline with portable markers: one an appearance and one summary, all on the timeline's stack, where Kdenlive, Resolve and Premiere
/// look for them. What was in the document stays as it was.
/// </summary>
public sealed class OtioWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => "otio";

    /// <inheritdoc/>
    public string Suffix => ".otio";

    /// <inheritdoc/>
    public bool HoldsMarkersOnly => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(output);
        var timeline = export.Source.Timeline.DeepClone();
        var notes = new List<string>();
        var kept = export.KeepOwnMarkers ? [] : OwnMarkers.Remove(timeline, export.Source, export.Result?.Cast, notes);
        if (export.Result is { } result)
            Add(timeline, result, kept);
        OtioJson.Write(timeline, output);
        return notes;
    }

    private static void Add(Timeline timeline, AnalysisResult result, IReadOnlyList<Marker> kept)
    {
        var rate = result.Rate.Value;
        var stack = timeline.Tracks;
        // A stack that is trimmed counts its own time from where it is trimmed to.
        var origin = stack.SourceRange is { } trimmed ? OtioRates.Frame(trimmed.StartTime, result.Rate) ?? 0 : 0;
        var summaries = ScreenTimeSummary.Of(result);
        if (summaries.Count > 0 && !kept.Any(OwnMarker.IsSummary))
            stack.Markers.Add(OwnMarker.Summary(summaries, result, new TimeRange(origin, 1, rate)));
        foreach (var mark in AppearanceMark.Of(result))
        {
            // A person's version of this very appearance stands for it.
            if (!kept.Any(marker => OwnMarker.StandsFor(marker, mark)))
                stack.Markers.Add(OwnMarker.Of(mark, result, new TimeRange(origin + mark.Appearance.Record.Start, mark.Appearance.Record.Length, rate)));
        }

        var own = timeline.Metadata.GetOrAddMap(OwnMarker.Key);
        own["tool"] = OwnMarker.Tool;
        own.GetOrAddMap("casts")[result.Cast.Id] = Figures(result, summaries);
    }

    private static Metadata Figures(AnalysisResult result, IReadOnlyList<ScreenTimeSummary> summaries)
    {
        var characters = new MetadataList();
        foreach (var summary in summaries)
        {
            var figures = new Metadata
            {
                ["id"] = summary.Character.Id,
                ["name"] = summary.Character.Name,
                ["rule"] = summary.Total.RuleId,
                ["seconds"] = summary.Total.Seconds.Seconds,
                ["share"] = (double)Math.Round(summary.ShareOfProgramme, 6),
                ["appearances"] = summary.Total.Appearances,
                ["unknown_seconds"] = summary.Total.UnknownSeconds.Seconds,
                ["text"] = summary.ToString(),
            };
            if (summary.Total.Frames is { } frames)
                figures["frames"] = frames;
            characters.Add(figures);
        }

        return new Metadata
        {
            ["run"] = result.Provenance.RunId,
            ["version"] = result.Provenance.ToolVersion,
            ["programme_frames"] = result.Programme.Length,
            ["characters"] = characters,
        };
    }
}
