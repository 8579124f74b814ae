using OpenTimelineIO;

namespace ScreenTime.Sdk;

/// <summary>
/// Colours for the characters of a result in a format's own words. Nobody shares a colour as long as there are enough; leads, those who are on screen longest, choose
/// first: the colour that the settings or the cast give them, else the next free one. For whom none is left, the name says who it is.
/// </summary>
public sealed class MarkerPalette
{
    private readonly Dictionary<string, string> _colors = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _rest;

    private MarkerPalette(MarkerShape shape) => _rest = shape.ToOwn(MarkerColor.White);

    /// <summary>Gives the colours away.</summary>
    public static MarkerPalette Of(AnalysisResult result, MarkerSettings settings, MarkerShape shape)
    {
        var palette = new MarkerPalette(shape);
        var leads = result.Cast.Characters
            .OrderByDescending(character => ScreenTimeSummary.Of(result).FirstOrDefault(summary => summary.Character == character)?.Total.Seconds ?? MediaTime.Zero)
            .ToList();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new List<Character>();
        // What a house has written down holds, even where two share a colour.
        foreach (var character in leads)
        {
            if (settings.Colors.GetValueOrDefault(character.Id) is { } said)
                taken.Add(palette._colors[character.Id] = shape.ToOwn(said.ToUpperInvariant()));
        }

        foreach (var character in leads.Where(character => !palette._colors.ContainsKey(character.Id)))
        {
            var own = shape.ToOwn(character.Color.ToUpperInvariant());
            if (taken.Add(own))
                palette._colors[character.Id] = own;
            else
                waiting.Add(character);
        }

        var free = new Queue<string>(shape.Colors.Where(color => color != palette._rest && !taken.Contains(color)));
        foreach (var character in waiting)
            palette._colors[character.Id] = free.TryDequeue(out var color) ? color : palette._rest;
        return palette;
    }

    /// <summary>A character's colour.</summary>
    public string this[Character character] => _colors.GetValueOrDefault(character.Id, _rest);

    /// <summary>The colour of what is nobody's.</summary>
    public string Neutral => _rest;
}
