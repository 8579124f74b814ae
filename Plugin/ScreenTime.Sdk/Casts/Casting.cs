namespace ScreenTime.Sdk;

/// <summary>Who plays whom with one of the cast's looks (doubles, twins, a child and the grown-up): performers and characters are many-to-many.</summary>
/// <param name="Look">The id of what is recognised: an entry of the cast.</param>
/// <param name="Performer">The performer's name.</param>
/// <param name="Character">The character's name.</param>
/// <param name="Episodes">The episodes for which it holds; empty for all.</param>
/// <param name="From">The first day for which it holds; null for no beginning.</param>
/// <param name="Until">The last day; null for no end.</param>
public sealed record Casting(string Look, string Performer, string Character, IReadOnlyList<string> Episodes, DateOnly? From, DateOnly? Until)
{
    /// <summary>Whether it holds for an episode and a day; what is not said limits nothing.</summary>
    public bool Holds(string? episode, DateOnly? day) =>
        (episode is null || Episodes.Count == 0 || Episodes.Contains(episode, StringComparer.OrdinalIgnoreCase))
        && (day is null || ((From is null || From <= day) && (Until is null || day <= Until)));
}
