using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>
/// Decides which markers a result gets in a format. None is ever moved from the frame that it speaks of.
/// </summary>
public static class MarkerPlan
{
    /// <summary>The name of the marker that sums up.</summary>
    public const string SummaryName = "SCREEN TIME";

    // Between the values of several characters in one marker.
    private const string And = " + ";

    /// <summary>The markers, by their first frames, then by the cast's order.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="settings">What the house wants of this format.</param>
    /// <param name="shape">What the format can hold.</param>
    /// <param name="notes">Receives a sentence about what was left out.</param>
    public static IReadOnlyList<PlannedMarker> Of(AnalysisResult result, MarkerSettings settings, MarkerShape shape, List<string> notes)
    {
        var parts = Parts(result, settings.Unit ?? (shape.Points ? MarkerUnit.Shot : MarkerUnit.Appearance));
        var shortest = parts.Where(part => ScreenTimeSummary.Exact(MediaTime.FromFrames(part.Frames, result.Rate)) < settings.MinimumSeconds).ToHashSet();
        if (shortest.Count > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{shortest.Count} {(shortest.Count == 1 ? "marker" : "markers")} shorter than {settings.MinimumSeconds} s {(shortest.Count == 1 ? "was" : "were")} left out, as the marker settings say; the screen time counts them"));
        }

        var palette = MarkerPalette.Of(result, settings, shape);
        var kept = parts.Where(part => !shortest.Contains(part))
            .OrderBy(part => part.Record.Start).ThenBy(part => result.Cast.IndexOf(part.Character.Id)).ToList();
        var markers = shape.OneAFrame
            ? kept.GroupBy(part => part.Record.Start).Select(group => Marker(result, settings, palette, [.. group]))
            : kept.Select(part => Marker(result, settings, palette, [part]));
        return [.. markers];
    }

    /// <summary>
    /// The markers with the summary, where the settings want one: on the first frame, together with what is there already where a format keeps one marker a frame.
    /// </summary>
    public static IReadOnlyList<PlannedMarker> WithSummary(AnalysisResult result, MarkerSettings settings, MarkerShape shape, List<string> notes)
    {
        var markers = Of(result, settings, shape, notes);
        if (!settings.Summary || SummaryText(result) is not { Length: > 0 } text)
            return markers;
        if (shape.OneAFrame && markers is [{ Record.Start: 0 } first, ..])
        {
            var joined = first with
            {
                Name = $"{SummaryName}{And}{first.Name}",
                Comment = $"{text}; {first.Comment}",
                Text = $"{text}; {first.Text}",
                Color = MarkerPalette.Of(result, settings, shape).Neutral,
                IsSummary = true,
            };
            return [joined, .. markers.Skip(1)];
        }

        var summary = new PlannedMarker(
            new FrameRange(0, 1), [], SummaryName, text, text, MarkerPalette.Of(result, settings, shape).Neutral, IsSummary: true);
        return [summary, .. markers];
    }

    /// <summary><c>Screen time: TOM 65.0 s (0:01:05:00, 35.0 %); JERRY …</c>; empty where nothing was counted.</summary>
    public static string SummaryText(AnalysisResult result)
    {
        var summaries = ScreenTimeSummary.Of(result);
        return summaries.Count == 0 ? ""
            : "Screen time: " + string.Join("; ", summaries.Select(summary => $"{OneLine(summary.Character.Name)} {summary}"));
    }

    /// <summary>A text that fits into one line of any format.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();

    private static List<PlannedPart> Parts(AnalysisResult result, MarkerUnit unit) => unit switch
    {
        MarkerUnit.Shot => Shots(result),
        MarkerUnit.First => [.. Appearances(result).GroupBy(part => part.Character).Select(group => group.MinBy(part => part.Record.Start)!)],
        _ => Appearances(result),
    };

    private static List<PlannedPart> Appearances(AnalysisResult result)
    {
        var starts = result.Shots.Select(shot => shot.Record.Start).ToList();
        return [.. result.Appearances.Select(appearance => new PlannedPart(
            CharacterOf(result, appearance), appearance.Record, appearance.Record.Length, appearance.Confidence, appearance.ClipName, ShotAt(starts, appearance.Record.Start) + 1))];
    }

    /// <summary>A character's appearances cut at the shots; those within one shot are one part, from the first frame to the last.</summary>
    private static List<PlannedPart> Shots(AnalysisResult result)
    {
        var starts = result.Shots.Select(shot => shot.Record.Start).ToList();
        var parts = new Dictionary<(string Character, int Shot), PlannedPart>();
        foreach (var appearance in result.Appearances.OrderBy(appearance => appearance.Record.Start))
        {
            var character = CharacterOf(result, appearance);
            var at = appearance.Record.Start;
            while (at < appearance.Record.End)
            {
                var shot = ShotAt(starts, at);
                var end = shot + 1 < starts.Count ? Math.Min(appearance.Record.End, starts[shot + 1]) : appearance.Record.End;
                var clip = at == appearance.Record.Start || shot < 0 ? appearance.ClipName : result.Shots[shot].ClipName;
                parts[(character.Id, shot)] = parts.TryGetValue((character.Id, shot), out var before)
                    ? before with
                    {
                        Record = new FrameRange(before.Record.Start, end),
                        Frames = before.Frames + end - at,
                        Confidence = ((before.Confidence * before.Frames) + (appearance.Confidence * (end - at))) / (before.Frames + end - at),
                    }
                    : new PlannedPart(character, new FrameRange(at, end), end - at, appearance.Confidence, clip, shot + 1);
                at = end;
            }
        }

        return [.. parts.Values];
    }

    /// <summary>The index of the shot that holds a frame; -1 before the first.</summary>
    private static int ShotAt(List<long> starts, long frame)
    {
        var index = starts.BinarySearch(frame);
        return index >= 0 ? index : ~index - 1;
    }

    private static Character CharacterOf(AnalysisResult result, Appearance appearance)
    {
        var index = result.Cast.IndexOf(appearance.CharacterId);
        return index >= 0
            ? result.Cast.Characters[index]
            : throw new ArgumentException($"the result names a character '{appearance.CharacterId}' that its cast lacks", nameof(result));
    }

    private static PlannedMarker Marker(AnalysisResult result, MarkerSettings settings, MarkerPalette palette, IReadOnlyList<PlannedPart> parts) => new(
        new FrameRange(parts[0].Record.Start, parts.Max(part => part.Record.End)),
        parts,
        Filled(settings.Name, result, parts),
        Filled(settings.Comment, result, parts),
        Filled(settings.Text, result, parts),
        palette[parts[0].Character],
        IsSummary: false);

    /// <summary>A template with its placeholders filled; where several characters share the marker, each placeholder lists the values of all.</summary>
    private static string Filled(string template, AnalysisResult result, IReadOnlyList<PlannedPart> parts)
    {
        var text = new System.Text.StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                text.Append(template, at, template.Length - at);
                break;
            }

            text.Append(template, at, open - at).AppendJoin(And, parts.Select(part => Value(template[(open + 1)..close], result, part)));
            at = close + 1;
        }

        return OneLine(text.ToString());
    }

    private static string Value(string placeholder, AnalysisResult result, PlannedPart part) => placeholder switch
    {
        "name" => OneLine(part.Character.Name),
        "id" => part.Character.Id,
        "seconds" => ScreenTimeSummary.SecondsText(ScreenTimeSummary.Exact(MediaTime.FromFrames(part.Frames, result.Rate))),
        "frames" => part.Frames.ToString(CultureInfo.InvariantCulture),
        "length" => Timecode.Format(part.Frames, result.Rate, result.DropFrame),
        "confidence" => Math.Round(Math.Clamp(part.Confidence, 0, 1) * 100).ToString("0", CultureInfo.InvariantCulture),
        "clip" => OneLine(part.ClipName),
        "start" => result.TimecodeOf(part.Record.Start),
        "shot" => part.Shot.ToString(CultureInfo.InvariantCulture),
        _ => "{" + placeholder + "}",
    };
}
