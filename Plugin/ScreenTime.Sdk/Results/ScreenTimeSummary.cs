using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>A character's screen time in words and figures.</summary>
/// <param name="Character">Who.</param>
/// <param name="Total">The total under the rule that counts record frames, where there is one; else under the first rule.</param>
/// <param name="ShareOfProgramme">Seconds on screen ÷ seconds of the programme, 0 to 1.</param>
/// <param name="Clock">The total as <see cref="ScreenTimeTotal.Clock"/>; empty under a rule that counts samples.</param>
public sealed record ScreenTimeSummary(Character Character, ScreenTimeTotal Total, decimal ShareOfProgramme, string Clock)
{
    /// <summary>The summaries of all characters that have a total, in the cast's order.</summary>
    public static IReadOnlyList<ScreenTimeSummary> Of(AnalysisResult result)
    {
        var summaries = new List<ScreenTimeSummary>();
        foreach (var character in result.Cast.Characters)
        {
            var totals = result.Totals.Where(total => string.Equals(total.CharacterId, character.Id, StringComparison.OrdinalIgnoreCase)).ToList();
            if ((totals.Find(total => total.Frames is not null) ?? totals.FirstOrDefault()) is { } total)
                summaries.Add(Of(result, character, total));
        }

        return summaries;
    }

    /// <summary>One total in words and figures.</summary>
    public static ScreenTimeSummary Of(AnalysisResult result, Character character, ScreenTimeTotal total)
    {
        var programme = Exact(MediaTime.FromFrames(result.Programme.Length, result.Rate));
        return new ScreenTimeSummary(character, total, programme == 0 ? 0 : Exact(total.Seconds) / programme, total.Frames is null ? "" : total.Clock(result.Rate));
    }

    /// <summary><c>65.0 s (0:01:05:00, 35.0 %)</c></summary>
    public override string ToString() =>
        $"{OneDecimal(Exact(Total.Seconds))} s ({(Clock.Length > 0 ? Clock + ", " : "")}{OneDecimal(ShareOfProgramme * 100)} %)";

    /// <summary>Seconds for people: one decimal, below a second two, so that a single frame is not nothing.</summary>
    public static string SecondsText(decimal seconds) =>
        seconds < 1 ? Math.Round(seconds, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture) : OneDecimal(seconds);

    /// <summary>One decimal, halves up.</summary>
    public static string OneDecimal(decimal value) => Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>The seconds of a time to 28 digits.</summary>
    public static decimal Exact(MediaTime time) => (decimal)time.Numerator / time.Denominator;
}
