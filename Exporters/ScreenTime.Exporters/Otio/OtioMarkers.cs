using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>
/// The timeline of an export with its markers: one an appearance and one summary, all on the timeline's stack, where Kdenlive, Resolve and Premiere look for them.
/// What was in the document stays as it was, but for a start that the user told.
/// </summary>
internal static class OtioMarkers
{
    /// <summary>A copy of the timeline with the markers of the export in place of earlier ones.</summary>
    public static Timeline Timeline(TimelineExport export, OtioTarget target, List<string> notes)
    {
        var timeline = export.Source.Timeline.DeepClone();
        var kept = export.KeepOwnMarkers ? [] : OwnMarkers.Remove(timeline, export.Source, export.Result?.Cast, notes);
        if (export.Result is { } result)
            Add(timeline, result, export.Markers, target, kept, notes);
        target.Adjust(timeline);
        var source = export.Source;
        // The user may have told another start than the file's.
        if (timeline.GlobalStartTime is not { } start || OtioRates.Frame(start, source.Rate) != source.StartFrame)
            timeline.GlobalStartTime = new RationalTime(source.StartFrame, source.Rate.Value);
        if (export.KeepOwnMarkers && OtioReader.LooksDropped(source.StartFrame, source.Rate) != source.DropFrame)
            notes.Add($"OTIO does not say whether timecode drops frames: this one {(source.DropFrame ? "does" : "does not")}, which its start does not show; give --start {source.TimecodeOf(0)} when it is read again");
        return timeline;
    }

    private static void Add(
        Timeline timeline, AnalysisResult result, MarkerSettings settings, OtioTarget target, IReadOnlyList<Marker> kept, List<string> notes)
    {
        var rate = result.Rate.Value;
        var stack = timeline.Tracks;
        // A stack that is trimmed counts its own time from where it is trimmed to.
        var origin = stack.SourceRange is { } trimmed ? OtioRates.Frame(trimmed.StartTime, result.Rate) ?? 0 : 0;
        foreach (var planned in MarkerPlan.WithSummary(result, settings, target.Shape, notes))
        {
            // A person's version of this very marker stands for it.
            var stands = planned.Parts.Count == 0
                ? kept.Any(OwnMarker.IsSummary)
                : planned.Parts.All(part => kept.Any(marker => OwnMarker.StandsFor(marker, part)));
            if (stands)
                continue;
            var range = target.Range(planned);
            stack.Markers.Add(OwnMarker.Of(target.Written(planned), result, new TimeRange(origin + range.Start, range.Length, rate)));
        }

        var own = timeline.Metadata.GetOrAddMap(OwnMarker.Key);
        own["tool"] = OwnMarker.Tool;
        own.GetOrAddMap("casts")[result.Cast.Id] = Figures(result);
    }

    private static Metadata Figures(AnalysisResult result)
    {
        var characters = new MetadataList();
        foreach (var summary in ScreenTimeSummary.Of(result))
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
