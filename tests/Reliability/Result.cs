using System.Globalization;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Tests.Reliability;

/// <summary>What a test asks of a result.json.</summary>
internal sealed class Result
{
    private readonly JToken _json;

    public Result(string folder) => _json = JObject.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))["result"]!;

    /// <summary>The frames that the rule <c>visible-v1</c> counts for a character.</summary>
    public long Frames(string character) => (long)Line(character)["frames"]!;

    /// <summary>The record frames at which a character appears.</summary>
    public IReadOnlyList<(long First, long After)> Appearances(string character) =>
    [
        .. _json["appearances"]!.Where(appearance => (string?)appearance["characterId"] == character)
            .Select(appearance => ((long)appearance["record"]![0]!, (long)appearance["record"]![1]!)).Order(),
    ];

    /// <summary>The seconds of a character that are not known.</summary>
    public double UnknownSeconds(string character)
    {
        var parts = ((string)Line(character)["unknownSeconds"]!).Split('/');
        return double.Parse(parts[0], CultureInfo.InvariantCulture) / double.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The record frames that could not be looked at.</summary>
    public IReadOnlyList<(long First, long After, string Reason)> Unknowns =>
        [.. _json["unknowns"]!.Select(unknown => ((long)unknown["record"]![0]!, (long)unknown["record"]![1]!, (string)unknown["reason"]!))];

    private JToken Line(string character) => _json["totals"]!.First(total => (string?)total["characterId"] == character && (string?)total["ruleId"] == "visible-v1");
}
