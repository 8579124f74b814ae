using System.Globalization;

namespace ScreenTime.Exporters.Edl;

/// <summary>
/// The tracks of a channel column: <c>V</c>, <c>V2</c>, <c>A</c> (= A1), <c>A2</c>, <c>AA</c> (= A1, A2), <c>B</c> (= V, A1), <c>NONE</c>, and lists of
/// them (<c>AA/V</c>, <c>A2/V</c>, <c>VA1A2</c>, <c>A9,A10</c>).
/// </summary>
/// <param name="Tracks">Names of tracks, in the order written, each once.</param>
internal sealed record EdlChannels(IReadOnlyList<string> Tracks)
{
    private const int MaximumTrackNumber = 99;

    /// <summary>Whether a picture track is among them.</summary>
    public bool HasPicture => Tracks.Any(IsPicture);

    /// <summary>Whether a track of this name holds pictures.</summary>
    public static bool IsPicture(string track) => track[0] == 'V';

    /// <summary>Reads a channel column; null when it is none.</summary>
    public static EdlChannels? Parse(string text)
    {
        var upper = text.ToUpperInvariant();
        if (upper == "NONE")
            return new EdlChannels([]);
        var tracks = new List<string>();
        foreach (var part in upper.Split('/', ',', '+'))
        {
            if (part.Length == 0 || !AddPart(part, tracks))
                return null;
        }

        return new EdlChannels([.. tracks.Distinct(StringComparer.Ordinal)]);
    }

    private static bool AddPart(string part, List<string> tracks)
    {
        var at = 0;
        while (at < part.Length)
        {
            var letter = part[at++];
            if (letter == 'B')
            {
                tracks.AddRange(["V", "A1"]);
                continue;
            }

            // The oldest lists number their sound tracks and name no letter.
            if (char.IsAsciiDigit(letter) && at == 1)
            {
                at--;
                letter = 'A';
            }

            if (letter is not ('V' or 'A'))
                return false;
            if (letter == 'A' && at < part.Length && part[at] == 'A' && (at + 1 == part.Length || !char.IsAsciiDigit(part[at + 1])))
            {
                at++;
                tracks.AddRange(["A1", "A2"]);
                continue;
            }

            var digits = at;
            while (digits < part.Length && char.IsAsciiDigit(part[digits]))
                digits++;
            var number = part[at..digits];
            if (number.Length > 0 && (number.Length > 3 || int.Parse(number, CultureInfo.InvariantCulture) is < 1 or > MaximumTrackNumber))
                return false;
            tracks.Add(letter == 'V' ? "V" + number.TrimStart('0') : "A" + (number.Length == 0 ? "1" : number.TrimStart('0')));
            at = digits;
        }

        return true;
    }
}
