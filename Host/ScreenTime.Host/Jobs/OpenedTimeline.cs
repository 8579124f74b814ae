using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Jobs;

/// <summary>A timeline that is read, its media found, and what shows in every record frame.</summary>
/// <param name="Document">The timeline.</param>
/// <param name="Links">The media of its clips.</param>
/// <param name="TimelineMap">What shows, by the timeline's own media.</param>
/// <param name="Map">What shows, with the pixels that are looked at: the reference render's where there is one.</param>
/// <param name="Picture">The reference render; null where there is none.</param>
/// <param name="Programme">The record that is looked at.</param>
public sealed record OpenedTimeline(
    TimelineDocument Document, IReadOnlyDictionary<Clip, MediaLink> Links, RecordMap TimelineMap, RecordMap Map, MediaFile? Picture, FrameRange Programme)
{
    /// <summary>What was found of media whose alpha channel hides nothing, a sentence each.</summary>
    public IReadOnlyList<string> Opaque { get; init; } = [];

    /// <summary>Finds the media of a timeline and lays it out.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="settings">Where media lies, which tracks, in and out point, reference render.</param>
    /// <param name="tools">ffmpeg.</param>
    /// <param name="probe">Asks about media.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">Media is ambiguous, a point lies outside the timeline, or the render is of another cut.</exception>
    public static async Task<OpenedTimeline> OpenAsync(
        TimelineDocument document, AnalysisSettings settings, FfmpegTools tools, MediaProbe probe, CancellationToken cancellationToken)
    {
        var links = await new MediaLinker(probe).LinkAsync(document, new LinkOptions(settings.MediaRoots, settings.MediaTimecode), cancellationToken).ConfigureAwait(false);
        var picture = settings.Picture is { } render ? await probe.ProbeAsync(render, cancellationToken).ConfigureAwait(false) : null;
        var opened = Of(document, settings, links, [], picture);
        return picture is null && await new AlphaCheck(new FrameReader(tools, probe)).FindOpaqueAsync(
            opened.TimelineMap, links, opened.Programme, document.Rate, settings.SampleRate, cancellationToken).ConfigureAwait(false) is { } opaque
            ? Of(document, settings, opaque.Links, opaque.Assumptions, picture)
            : opened;
    }

    /// <summary>Lays a timeline out whose media is known.</summary>
    /// <param name="document">The timeline.</param>
    /// <param name="settings">Which tracks, in and out point.</param>
    /// <param name="links">The media of its clips.</param>
    /// <param name="opaque">What was found of media whose alpha channel hides nothing, a sentence each.</param>
    /// <param name="picture">The reference render; null where there is none.</param>
    /// <exception cref="UserException">A point lies outside the timeline, or the render is of another cut.</exception>
    internal static OpenedTimeline Of(
        TimelineDocument document, AnalysisSettings settings, IReadOnlyDictionary<Clip, MediaLink> links, IReadOnlyList<string> opaque, MediaFile? picture)
    {
        var map = RecordMap.Build(document, links, settings.Tracks);
        var programme = ProgrammeOf(settings, document, map.FrameCount);
        if (opaque.Count > 0)
            map = map with { Assumptions = [.. map.Assumptions, .. opaque] };
        return new OpenedTimeline(document, links, map, picture is null ? map : map.WithPicture(picture, document), picture, programme) { Opaque = opaque };
    }

    private static FrameRange ProgrammeOf(AnalysisSettings settings, TimelineDocument document, long frameCount)
    {
        long Point(string? text, string option, long otherwise)
        {
            if (text is null)
                return otherwise;
            if (!Timecode.TryParse(text, document.Rate, document.DropFrame, out var frame, out var error))
                throw new UserException(ExitCode.Usage, $"{option} {text}: {error}");
            var record = frame - document.StartFrame;
            return record >= 0 && record <= frameCount
                ? record
                : throw new UserException(
                    ExitCode.Usage, $"{option} {text} lies outside the timeline, which runs from {document.TimecodeOf(0)} to {document.TimecodeOf(frameCount)}");
        }

        if (frameCount == 0)
            throw new UserException(ExitCode.InputInvalid, $"{Path.GetFileName(document.Path)} is empty: no track of it has a clip, so there is nothing to analyse");
        var programme = new FrameRange(Point(settings.In, "--in", 0), Point(settings.Out, "--out", frameCount));
        return programme.IsEmpty ? throw new UserException(ExitCode.Usage, "there is nothing to analyse: the in point does not lie before the out point") : programme;
    }
}
