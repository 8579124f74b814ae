using System.Globalization;
using ScreenTime.Host.Appearances;
using ScreenTime.Host.Counting;
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
        // What a dissolve shows is two pictures: the clear part of a shot says who is in it.
        var telling = shot?.Telling() ?? result.Programme;
        var readings = new FrameReadings(result.Samples);
        var looked = result.Samples.Where(sample => telling.Contains(sample.RecordFrame)).Select(sample => sample.RecordFrame)
            .Distinct().Where(at => readings.At(at) is not null).ToList();
        var unknowns = result.Unknowns.Where(unknown => unknown.Record.Contains(frame)).ToList();
        if (shot is null || (shot.ClipName.Length == 0 && looked.Count == 0 && unknowns.Count == 0))
        {
            sentences.Add($"{result.TimecodeOf(frame)}: no picture shows here, so nobody is marked.");
            return sentences;
        }

        sentences.Add($"{result.TimecodeOf(frame)} lies in the clip \"{shot.ClipName}\", in the shot from {result.TimecodeOf(shot.Record.Start)} to {result.TimecodeOf(shot.Record.End)}.");
        sentences.AddRange(unknowns.Select(unknown => $"It could not be looked at: {unknown.Reason}"));
        if (looked.Count == 0)
        {
            sentences.Add("No frame of this shot could be looked at, so nobody is marked.");
            return sentences;
        }

        if (!telling.Contains(frame))
            sentences.Add($"Another shot is mixed with it here: the clear part, {result.TimecodeOf(telling.Start)} to {result.TimecodeOf(telling.End)}, says who is in this one.");
        var nearest = looked.MinBy(at => (Math.Abs(at - frame), at));
        sentences.Add(
            $"The nearest frame that was looked at is {result.TimecodeOf(nearest)} ({Distance(nearest - frame)}), of {looked.Count} in this shot"
            + (result.Samples.Any(sample => sample.RecordFrame == nearest && sample.Composited) ? "; other pictures share it, and each layer was looked at." : "."));
        for (var i = 0; i < result.Cast.Characters.Count; i++)
        {
            var character = result.Cast.Characters[i];
            var index = i;
            var probability = readings.At(nearest)![index];
            var said = probability.ToString("0.00", CultureInfo.InvariantCulture);
            var votes = $"{looked.Count(at => readings.At(at)![index] >= 0.5f)} of the shot's {looked.Count} frames are at 0.5 or above";
            var appearance = result.Appearances.FirstOrDefault(item => item.CharacterId == character.Id && item.Record.Contains(frame));
            if (appearance is not null)
            {
                var why = probability >= 0.5f
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $" That frame alone says no, but its neighbours in the shot outweigh it: to stand against both it would have to be below {1 - PresenceModel.LoneSample:0.00}.");
                sentences.Add(
                    $"{character.Name} is marked from {result.TimecodeOf(appearance.Record.Start)} to {result.TimecodeOf(appearance.Record.End)}: probability {said} here, {votes}.{why}");
            }
            else
            {
                var why = probability < 0.5f
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $" That frame alone says yes, but its neighbours in the shot outweigh it (to stand against both it would have to be above {PresenceModel.LoneSample:0.00}), or an edge lies between.");
                sentences.Add($"{character.Name} is not marked: probability {said} here, {votes}.{why}");
            }
        }

        sentences.Add($"Screen time is counted by the rule {CountingRules.Visible}: the union of a character's stretches.");
        return sentences;
    }

    private static string Distance(long frames) => frames switch
    {
        0 => "this very frame",
        -1 => "1 frame earlier",
        1 => "1 frame later",
        < 0 => string.Create(CultureInfo.InvariantCulture, $"{-frames} frames earlier"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{frames} frames later"),
    };
}
