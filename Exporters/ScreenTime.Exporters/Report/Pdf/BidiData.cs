using System.Globalization;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>Directions of characters (UAX #9, table 4) that a report can hold: marks that set a direction are taken out before.</summary>
internal enum BidiClass : byte
{
    L,
    R,
    AL,
    EN,
    ES,
    ET,
    AN,
    CS,
    NSM,
    BN,
    B,
    S,
    WS,
    ON,
    LRE,
    RLE,
    LRO,
    RLO,
    PDF,
    LRI,
    RLI,
    FSI,
    PDI,
}

/// <summary>The Unicode character data that ordering needs (BidiData.txt).</summary>
internal static class BidiData
{
    private static readonly List<(int First, int Last, BidiClass Class)> s_ranges = [];
    private static readonly Dictionary<int, int> s_closing = [];
    private static readonly Dictionary<int, int> s_opening = [];

    static BidiData()
    {
        using var reader = new StreamReader(typeof(BidiData).Assembly.GetManifestResourceStream("BidiData.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split((string[])["..", " "], StringSplitOptions.None);
            if (line.StartsWith('#'))
                continue;
            if (parts.Length == 3)
            {
                s_ranges.Add((Number(parts[0]), Number(parts[1]), Enum.Parse<BidiClass>(parts[2])));
            }
            else
            {
                s_closing.Add(Number(parts[0]), Number(parts[1]));
                s_opening.Add(Number(parts[1]), Number(parts[0]));
            }
        }
    }

    /// <summary>The class of a character.</summary>
    public static BidiClass ClassOf(int codePoint)
    {
        int low = 0, high = s_ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < s_ranges[middle].First)
                high = middle - 1;
            else if (codePoint > s_ranges[middle].Last)
                low = middle + 1;
            else
                return s_ranges[middle].Class;
        }

        return BidiClass.L;
    }

    /// <summary>The bracket that closes this one; null for anything but an opening bracket.</summary>
    public static int? ClosingOf(int codePoint) => s_closing.TryGetValue(codePoint, out var other) ? other : null;

    /// <summary>The bracket that this one closes; null for anything but a closing bracket.</summary>
    public static int? OpeningOf(int codePoint) => s_opening.TryGetValue(codePoint, out var other) ? other : null;

    // U+2329 and U+232A are U+3008 and U+3009 by canonical equivalence.
    public static int Canonical(int codePoint) => codePoint switch { 0x2329 => 0x3008, 0x232A => 0x3009, _ => codePoint };

    private static int Number(string hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
