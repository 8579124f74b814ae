using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Markers;

/// <summary>What a marker says of one appearance.</summary>
/// <param name="Character">Who.</param>
/// <param name="Appearance">When.</param>
/// <param name="Text"><c>JERRY 5.3 s</c></param>
/// <param name="Comment"><c>JERRY 5.3 s, confidence 97 %</c></param>
internal sealed record AppearanceMark(Character Character, Appearance Appearance, string Text, string Comment)
{
    /// <summary>The marks of all appearances, in the order of the result.</summary>
    public static IReadOnlyList<AppearanceMark> Of(AnalysisResult result)
    {
        var marks = new List<AppearanceMark>(result.Appearances.Count);
        foreach (var appearance in result.Appearances)
        {
            var index = result.Cast.IndexOf(appearance.CharacterId);
            if (index < 0)
                throw new ArgumentException($"the result names a character '{appearance.CharacterId}' that its cast lacks", nameof(result));
            var character = result.Cast.Characters[index];
            var seconds = ScreenTimeSummary.SecondsText(ScreenTimeSummary.Exact(MediaTime.FromFrames(appearance.Record.Length, result.Rate)));
            var text = $"{OneLine(character.Name)} {seconds} s";
            var confidence = Math.Round(Math.Clamp(appearance.Confidence, 0, 1) * 100).ToString("0", CultureInfo.InvariantCulture);
            marks.Add(new AppearanceMark(character, appearance, text, $"{text}, confidence {confidence} %"));
        }

        return marks;
    }

    /// <summary>A name that fits into one line of any format.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
}
