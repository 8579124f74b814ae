using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Evaluation;

/// <summary>Says in words why a frame is marked as it is.</summary>
public static class Explanation
{
    /// <summary>A sentence a fact: what shows, what was looked at, and for every character whether it is marked and on what grounds.</summary>
    /// <param name="result">The result.</param>
    /// <param name="frame">A record frame of its programme.</param>
    public static IReadOnlyList<string> Of(AnalysisResult result, long frame)
    {
        var sentences = new List<string>();
        var shot = result.Shots.FirstOrDefault(item => item.Record.Contains(frame));
        sentences.Add(shot is null || shot.ClipName.Length == 0
            ? $"{result.TimecodeOf(frame)}: no picture shows here."
            : $"{result.TimecodeOf(frame)} lies in the clip \"{shot.ClipName}\", in the shot from {result.TimecodeOf(shot.Record.Start)} to {result.TimecodeOf(shot.Record.End)}.");
        sentences.AddRange(result.Unknowns.Where(unknown => unknown.Record.Contains(frame)).Select(unknown => $"It could not be looked at: {unknown.Reason}"));
        var range = shot?.Record ?? result.Programme;
        var samples = result.Samples.Where(sample => range.Contains(sample.RecordFrame) && sample.Probabilities is not null).ToList();
        if (samples.Count == 0)
        {
            sentences.Add("No frame of this shot could be looked at, so nobody is marked.");
            return sentences;
        }

        var nearest = samples.MinBy(sample => (Math.Abs(sample.RecordFrame - frame), sample.RecordFrame))!;
        sentences.Add(
            $"The nearest frame that was looked at is {result.TimecodeOf(nearest.RecordFrame)} ({Distance(nearest.RecordFrame - frame)}), of {samples.Count} in this shot"
            + (nearest.Composited ? "; other pictures share it, and each layer was looked at." : "."));
        for (var i = 0; i < result.Cast.Characters.Count; i++)
        {
            var character = result.Cast.Characters[i];
            var index = i;
            var probability = samples.Where(sample => sample.RecordFrame == nearest.RecordFrame).Max(sample => sample.Probabilities![index]);
            var inShot = samples.GroupBy(sample => sample.RecordFrame).Select(layers => layers.Max(sample => sample.Probabilities![index])).ToList();
            var said = probability.ToString("0.00", CultureInfo.InvariantCulture);
            var votes = $"{inShot.Count(p => p >= 0.5f)} of the shot's {inShot.Count} frames are at 0.5 or above";
            var appearance = result.Appearances.FirstOrDefault(item => item.CharacterId == character.Id && item.Record.Contains(frame));
            if (appearance is not null)
            {
                var why = probability >= 0.5f ? "" : " The frame alone says no; its neighbours in the shot outweigh it (a change of state must be surer than 0.88).";
                sentences.Add(
                    $"{character.Name} is marked from {result.TimecodeOf(appearance.Record.Start)} to {result.TimecodeOf(appearance.Record.End)}: probability {said} here, {votes}.{why}");
            }
            else
            {
                var why = probability < 0.5f ? "" : " The frame alone says yes; its neighbours in the shot outweigh it, or an edge lies between (rule visible-v1).";
                sentences.Add($"{character.Name} is not marked: probability {said} here, {votes}.{why}");
            }
        }

        return sentences;
    }

    private static string Distance(long frames) => frames switch
    {
        0 => "this very frame",
        < 0 => string.Create(CultureInfo.InvariantCulture, $"{-frames} frames earlier"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{frames} frames later"),
    };
}
