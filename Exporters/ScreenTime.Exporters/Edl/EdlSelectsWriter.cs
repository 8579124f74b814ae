using OpenTimelineIO;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// Writes a selects reel for each character: a CMX3600 list with one event an appearance (one a clip, where an appearance goes over a cut), end to end from the timeline's start, with the source
/// timecode of what is seen and <c>--handles</c> frames more on both sides. A comment says where in the cut it is from.
/// </summary>
public sealed class EdlSelectsWriter : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => "selects-edl";

    /// <inheritdoc/>
    public string Suffix => ".selects.edl";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        ArgumentNullException.ThrowIfNull(export);
        return export.Result is { Cast.Characters: [var only] }
            ? Write(export, only, output)
            : throw new UserException(ExitCode.Usage, "a selects reel is of one character: give --only");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, IExportFiles files)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(files);
        if (export.Result is not { } result)
            throw new UserException(ExitCode.Usage, "a selects reel is written of an analysis: use 'screentime analyze --export selects-edl'");
        var notes = new List<string>();
        foreach (var character in result.Cast.Characters)
        {
            if (result.Appearances.All(appearance => !Is(appearance, character)))
            {
                notes.Add($"{MarkerPlan.OneLine(character.Name)} never appears, so there is no selects reel of them");
                continue;
            }

            using var output = files.Create($"_{character.Id}{Suffix}");
            notes.AddRange(Write(export, character, output));
        }

        return [.. notes.Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> Write(TimelineExport export, Character character, Stream output) => EdlGeneration.Write(
        export, $"{export.Source.Timeline.Name} {character.Name}", (cuts, rateOf) => Selects(export, character, cuts, rateOf), output);

    private static List<(EdlCut, string)> Selects(TimelineExport export, Character character, IReadOnlyList<EdlCut> cuts, Func<Item?, FrameRate> rateOf)
    {
        var (result, rate) = (export.Result!, export.Source.Rate);
        var selects = new List<(EdlCut, string)>();
        long at = 0;
        foreach (var appearance in result.Appearances.Where(appearance => Is(appearance, character)))
        {
            foreach (var cut in cuts.Where(cut => cut.Item is not null && cut.In < appearance.Record.End && cut.Out > appearance.Record.Start))
            {
                var seen = new FrameRange(Math.Max(cut.In, appearance.Record.Start), Math.Min(cut.Out, appearance.Record.End));
                var source = Source(cut, seen.Start, appearance, rateOf(cut.Item), rate);
                // A still has no handles; there is no media before its first frame.
                var before = cut.Scalar > 0 ? Math.Min(export.HandleFrames, Room(cut, source, rate)) : 0;
                var after = cut.Scalar == 0 ? 0 : export.HandleFrames;
                var length = before + seen.Length + after;
                selects.Add((
                    cut with { In = at, Out = at + length, SourceStart = source - EdlCut.Scaled(MediaTime.FromFrames(before, rate), cut.Scalar), Transition = null, TransitionFrames = 0 },
                    $"{MarkerPlan.OneLine(character.Name)} {result.TimecodeOf(seen.Start)} - {result.TimecodeOf(seen.End)}"));
                at += length;
            }
        }

        return selects;
    }

    /// <summary>The source time at a record frame: what the analysis found in the media, where the timeline leaves it open.</summary>
    private static MediaTime Source(EdlCut cut, long frame, Appearance appearance, FrameRate media, FrameRate rate) =>
        frame == appearance.Record.Start
        && Timecode.TryParse(appearance.SourceStart, media, media.HasDropFrame && appearance.SourceStart.Contains(';', StringComparison.Ordinal), out var found, out _)
            // Backwards a frame is named by where it ends.
            ? MediaTime.FromFrames(cut.Scalar < 0 ? found + 1 : found, media) : cut.SourceAt(frame, rate);

    private static long Room(EdlCut cut, MediaTime source, FrameRate rate)
    {
        var first = (cut.Item as Clip)?.MediaReference?.AvailableRange is { } available ? MediaTime.FromValue(available.StartTime.Value, available.StartTime.Rate) : default;
        return source <= first ? 0 : (long)Math.Floor((source - first).Seconds / cut.Scalar * rate.Value + 1e-6);
    }

    private static bool Is(Appearance appearance, Character character) => string.Equals(appearance.CharacterId, character.Id, StringComparison.OrdinalIgnoreCase);
}
