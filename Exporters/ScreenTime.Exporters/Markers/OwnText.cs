using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Markers;

/// <summary>
/// How a marker is known as ScreenTime's in formats without metadata: its text ends in a token a character and six digits, <c>[st:tom] [st:jerry] 1a2b3c</c>; the digits
/// are a hash of its place and text, so that one that a person changed is known. The summary's token is <c>[st]</c>.
/// </summary>
/// <param name="Said">The text before the tokens.</param>
/// <param name="CharacterIds">Whose it is; empty for the summary alone.</param>
/// <param name="IsSummary">Whether it sums up.</param>
/// <param name="Digits">The hash that was written, or what a person left of it.</param>
internal sealed partial record OwnText(string Said, IReadOnlyList<string> CharacterIds, bool IsSummary, string Digits)
{
    /// <summary>What stands between somebody else's text and ours.</summary>
    public const string And = " + ";

    private const int HashDigits = 6;

    // Somebody else's text may have any length, and each place where ours could begin costs a hash of what is behind it; ours is far shorter and names far fewer.
    private const int MaximumOurs = 16_384, MaximumParts = 256;

    /// <summary>A text with tokens and hash.</summary>
    /// <param name="said">What it says.</param>
    /// <param name="marker">Whose it is.</param>
    /// <param name="place">Where it stands, in words that the format gives back unchanged.</param>
    public static string Of(string said, PlannedMarker marker, string place)
    {
        var text = WithTokens(said, marker.IsSummary, marker.CharacterIds);
        return $"{text} {Hash(place, text)}";
    }

    /// <summary>Our text behind somebody else's, where an editor keeps one marker a frame: both are on the frame, and <see cref="Shares"/> parts them again.</summary>
    /// <param name="theirs">What their marker says; may be empty.</param>
    /// <param name="said">What ours says.</param>
    /// <param name="marker">Whose ours is.</param>
    /// <param name="place">Where their marker stands.</param>
    public static string Behind(string theirs, string said, PlannedMarker marker, string place) => $"{theirs}{And}{Of(said, marker, place)}".TrimStart();

    /// <summary>A place in frames: where a marker begins and how long it is (0 or 1 for a point).</summary>
    public static string Place(long start, long length) => string.Create(CultureInfo.InvariantCulture, $"{start}+{Math.Max(1, length)}");

    /// <summary>The token of a character: <c>[st:tom]</c>.</summary>
    public static string Token(string characterId) => $"[st:{characterId}]";

    /// <summary>Reads a text, its last tokens where it holds several texts of ours; null when it holds no token. Upper case is as good as lower: some editors write comments in capitals.</summary>
    public static OwnText? Parse(string text)
    {
        var last = Tokens().Match(text);
        var end = last.Index + last.Length;
        // Behind a token that is damaged the text is a person's.
        if (!last.Success || text.AsSpan(end).Contains("[st:", StringComparison.OrdinalIgnoreCase))
            return null;
        var (begin, isSummary, ids) = (end, false, new List<string>());
        for (var token = last; token.Success && text.AsSpan()[(token.Index + token.Length)..begin].IsWhiteSpace(); token = token.NextMatch())
        {
            begin = token.Index;
            if (token.Groups["id"] is { Success: true } id)
                ids.Add(id.Value.ToLowerInvariant());
            else
                isSummary = true;
        }

        ids.Reverse();
        return new OwnText(text[..begin].TrimEnd(), ids, isSummary, text[end..].Trim());
    }

    /// <summary>The hashes of all texts of ours that a text holds: where a person put several onto one frame, it stands for each of them.</summary>
    public static IEnumerable<string> DigitsIn(string text) => Hashes().Matches(text).Select(match => match.Groups["digits"].Value);

    /// <summary>Whether it says all that a marker would, of the same characters: one that a person edited stands for it.</summary>
    public bool Covers(PlannedMarker marker) => (IsSummary || !marker.IsSummary) && marker.CharacterIds.All(CharacterIds.Contains);

    /// <summary>
    /// Whether it is of a cast, or of any when <paramref name="cast"/> is null. One that names somebody besides is not: who looks for one character alone (<c>--only</c>) must not
    /// lose what an earlier run said of the other.
    /// </summary>
    public bool IsOf(Cast? cast) => cast is null || (CharacterIds.Count > 0 ? CharacterIds.All(id => cast.IndexOf(id) >= 0) : IsSummary);

    /// <summary>Whether its text or its place is another than was written; one whose digits are gone cannot tell, and counts as unchanged.</summary>
    public bool IsEdited(string place) => Digits.Length > 0 && !string.Equals(Hash(place, WithTokens(Said, IsSummary, CharacterIds)), Digits, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Parts somebody else's text from ours that was put behind it (<c>Chapter 1 + TOM 1.2 s [st:tom] 1a2b3c</c>): the hash tells where ours begins. Theirs is empty where all is ours.
    /// </summary>
    public (string Theirs, string Ours) Split(string place)
    {
        var whole = $"{WithTokens(Said, IsSummary, CharacterIds)} {Digits}".TrimEnd();
        if (!IsEdited(place))
            return ("", whole);
        for (var at = FirstPart(); at >= 0; at = Said.IndexOf(And, at + 1, StringComparison.Ordinal))
        {
            var ours = this with { Said = Said[(at + And.Length)..] };
            if (!ours.IsEdited(place))
                return (Said[..at], ours.Split(place).Ours);
        }

        return ("", whole);
    }

    // Where ours may begin at the earliest.
    private int FirstPart()
    {
        var first = -1;
        for (var (at, parts) = (Said.LastIndexOf(And, StringComparison.Ordinal), 1); at >= Said.Length - MaximumOurs && at >= 0 && parts <= MaximumParts; parts++)
            (first, at) = (at, at == 0 ? -1 : Said.LastIndexOf(And, at - 1 + And.Length - 1, StringComparison.Ordinal));
        return first;
    }

    /// <summary>Whether ours was put behind the text of somebody else's marker, as <see cref="Behind"/> does; both are given where it was.</summary>
    public bool Shares(string place, out string theirs, out string ours)
    {
        (theirs, ours) = Split(place);
        if (theirs.Length > 0)
            return true;
        // Theirs says nothing.
        const string Alone = "+ ";
        if (!Said.StartsWith(Alone, StringComparison.Ordinal) || !IsEdited(place))
            return false;
        var own = this with { Said = Said[Alone.Length..] };
        if (own.IsEdited(place))
            return false;
        ours = own.Split(place).Ours;
        return true;
    }

    private static string WithTokens(string said, bool isSummary, IEnumerable<string> characterIds)
    {
        var tokens = characterIds.Select(Token);
        return string.Join(' ', (isSummary ? tokens.Prepend("[st]") : tokens).Prepend(said).Where(part => part.Length > 0));
    }

    private static string Hash(string place, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place}\n{text.Trim().ToUpperInvariant()}")))[..HashDigits];

    [GeneratedRegex(@"\[st(?::[a-z0-9_-]{1,64})?\]\s*(?<digits>[0-9a-f]{6})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hashes();

    // From the end, one token after the other: how long a hostile text may occupy it grows with its length alone.
    [GeneratedRegex(@"\[st(?::(?<id>[a-z0-9_-]{1,64}))?\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Tokens();
}
