using System.Globalization;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>
/// The <c>timeremap</c> filter of a clip. One speed throughout is read; a ramp (<c>variablespeed</c>, or a graph with a bend) is told as a change of speed that is not known, for this format's
/// curves are its application's own.
/// </summary>
/// <param name="Numerator">Media frames, below zero in reverse.</param>
/// <param name="Denominator">Frames of the clip in which they pass.</param>
/// <param name="IsKnown">Whether it is one speed.</param>
internal readonly record struct XmemlSpeed(long Numerator, long Denominator, bool IsKnown)
{
    /// <summary>The media frame that shows at the in point, where the graph of the filter says it; null where it does not.</summary>
    public double? MediaAtIn { get; private init; }

    /// <summary>Normal speed.</summary>
    public static XmemlSpeed Normal => new(1, 1, true);

    /// <summary>The factor.</summary>
    public double Scalar => (double)Numerator / Denominator;

    /// <summary>The speed of a clip.</summary>
    public static XmemlSpeed Of(XElement clipItem, EdlRemarks remarks)
    {
        foreach (var filter in clipItem.Elements("filter"))
        {
            if (filter.Element("effect") is not { } effect || !IsTimeRemap(effect) || !XmemlFile.Flag(filter, "enabled", true))
                continue;
            var parameters = effect.Elements("parameter").ToLookup(parameter => XmemlFile.Text(parameter, "parameterid").ToLowerInvariant());
            string Value(string id) => parameters[id].Select(parameter => XmemlFile.Text(parameter, "value")).FirstOrDefault() ?? "";
            var variable = Value("variablespeed").ToUpperInvariant() is "1" or "TRUE";
            if (variable || !double.TryParse(Value("speed"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || Math.Abs(percent) > 1_000_000)
            {
                remarks.Add($"\"{XmemlFile.Short(XmemlFile.Text(clipItem, "name"))}\" has a speed ramp, which cannot be known from the file: its time is unknown", XmlSource.Line(filter));
                return new XmemlSpeed(1, 1, false);
            }

            if (Value("reverse").ToUpperInvariant() is "TRUE" or "1")
                percent = -Math.Abs(percent);
            var (numerator, denominator) = ExactTimes.Fraction(percent / 100);
            return new XmemlSpeed(numerator, denominator, true) { MediaAtIn = Graph(parameters["graphdict"], XmemlFile.Text(clipItem, "in")) };
        }

        return Normal;
    }

    /// <summary>
    /// What the graph says of a frame of the clip: of its keys those at the in point are to be trusted, while others may hold anything (Premiere writes wild numbers for the end of a clip).
    /// </summary>
    private static double? Graph(IEnumerable<XElement> graph, string at) => double.TryParse(at, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var frame)
        ? graph.Elements("keyframe")
            .Where(key => double.TryParse(XmemlFile.Text(key, "when"), NumberStyles.Float, CultureInfo.InvariantCulture, out var when) && Math.Abs(when - frame) < 0.5)
            .Select(key => double.TryParse(XmemlFile.Text(key, "value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1e9 ? value : (double?)null)
            .FirstOrDefault(value => value is not null) : null;

    /// <summary>Whether an effect is the change of speed.</summary>
    public static bool IsTimeRemap(XElement effect) => XmemlFile.Text(effect, "effectid").Equals("timeremap", StringComparison.OrdinalIgnoreCase);

    /// <summary>The effect that tells it; null at normal speed.</summary>
    public Effect? ToEffect() =>
        !IsKnown ? new TimeEffect { Name = "Time Remap", EffectName = "TimeRemap" }
        : Numerator == 0 ? new FreezeFrame()
        : Numerator == Denominator ? null
        : new LinearTimeWarp { Name = "Time Remap", TimeScalar = Scalar };
}
