using System.Globalization;
using OpenTimelineIO;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// Effects of Final Cut Pro's formats that change nothing: Resolve writes motion, cropping and opacity for every clip, at their defaults. What an effect says lies in its metadata, under
/// <c>fcp_xml</c> (xmeml) or <c>fcpxml</c>.
/// </summary>
internal static class XmlEffects
{
    private static readonly Dictionary<string, (string Name, double Neutral)[]> s_xmeml = new(StringComparer.OrdinalIgnoreCase)
    {
        ["basic"] = [("scale", 100), ("rotation", 0), ("center", 0), ("centerOffset", 0), ("antiflicker", 0)],
        ["crop"] = [("left", 0), ("right", 0), ("top", 0), ("bottom", 0), ("edgefeather", 0)],
        ["opacity"] = [("opacity", 100)],
    };

    /// <summary>Whether an effect leaves the picture whole and where it is; false for any that is not known.</summary>
    public static bool IsNeutral(Effect effect) =>
        effect.Metadata.TryGetMap("fcp_xml", out var filter) ? filter.TryGetMap("effect", out var xmeml) && IsNeutralXmeml(xmeml)
        : effect.Metadata.TryGetMap("fcpxml", out var element) && IsNeutralFcpxml(element);

    private static bool IsNeutralXmeml(Metadata effect)
    {
        // Sound does not hide a picture.
        if (effect.TryGetString("mediatype", out var medium) && medium == "audio")
            return true;
        if (!effect.TryGetString("effectid", out var id) || !s_xmeml.TryGetValue(id, out var neutral) || !effect.TryGetValue("parameter", out var listed))
            return false;
        var parameters = listed.TryGetList(out var list) ? list.Select(value => value.TryGetMap(out var map) ? map : null) : [listed.TryGetMap(out var single) ? single : null];
        foreach (var parameter in parameters)
        {
            if (parameter is null || parameter.ContainsKey("keyframe") || !parameter.TryGetString("parameterid", out var name) || !parameter.TryGetValue("value", out var value))
                return false;
            var known = Array.FindIndex(neutral, entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known < 0 || !Values(value).All(number => number == neutral[known].Neutral))
                return false;
        }

        return true;
    }

    private static bool IsNeutralFcpxml(Metadata element)
    {
        if (element.TryGetMap("adjust-transform", out var transform))
        {
            return !transform.ContainsKey("param") && transform.All(pair => pair.Key switch
            {
                "@scale" => Values(pair.Value).All(number => number == 1),
                "@position" or "@rotation" or "@anchor" => Values(pair.Value).All(number => number == 0),
                "@enabled" => true,
                _ => false,
            });
        }

        if (element.TryGetMap("adjust-blend", out var blend))
            return !blend.ContainsKey("param") && blend.All(pair => pair.Key switch { "@amount" => Values(pair.Value).All(number => number == 1), "@mode" => Values(pair.Value).All(number => number == 0), _ => false });
        // A crop takes from the picture unless each of its sides takes nothing.
        return element.TryGetMap("adjust-crop", out var crop)
            && crop.All(pair => pair.Key is "@mode" ? !(pair.Value.TryGetString(out var mode) && mode == "pan")
                : pair.Value.TryGetMap(out var sides) && sides.All(side => Values(side.Value).All(number => number == 0)));
    }

    /// <summary>The numbers of a value: <c>100</c>, <c>0 0</c>, or a point by its coordinates; one that is none where it is no number.</summary>
    private static IEnumerable<double> Values(MetadataValue value)
    {
        if (value.TryGetMap(out var point))
            return point.SelectMany(pair => Values(pair.Value));
        if (!value.TryGetString(out var text))
            return [double.NaN];
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
    }
}
