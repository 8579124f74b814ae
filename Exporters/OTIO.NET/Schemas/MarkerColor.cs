namespace OpenTimelineIO;

/// <summary>The colours that markers usually have.</summary>
public static class MarkerColor
{
    /// <summary>Pink.</summary>
    public const string Pink = "PINK";
    /// <summary>Red.</summary>
    public const string Red = "RED";
    /// <summary>Orange.</summary>
    public const string Orange = "ORANGE";
    /// <summary>Yellow.</summary>
    public const string Yellow = "YELLOW";
    /// <summary>Green, the default.</summary>
    public const string Green = "GREEN";
    /// <summary>Cyan.</summary>
    public const string Cyan = "CYAN";
    /// <summary>Blue.</summary>
    public const string Blue = "BLUE";
    /// <summary>Purple.</summary>
    public const string Purple = "PURPLE";
    /// <summary>Magenta.</summary>
    public const string Magenta = "MAGENTA";
    /// <summary>Black.</summary>
    public const string Black = "BLACK";
    /// <summary>White.</summary>
    public const string White = "WHITE";

    private static readonly (string Name, double R, double G, double B)[] s_components =
    [
        (Pink, 1, 0.75, 0.8), (Red, 1, 0, 0), (Orange, 1, 0.5, 0), (Yellow, 1, 1, 0), (Green, 0, 1, 0), (Cyan, 0, 1, 1),
        (Blue, 0, 0, 1), (Purple, 0.5, 0, 0.5), (Magenta, 1, 0, 1), (Black, 0, 0, 0), (White, 1, 1, 1),
    ];

    /// <summary>The usual colour that is nearest to one without a name.</summary>
    internal static string Nearest(Color color) => s_components.MinBy(usual =>
        Math.Pow(usual.R - color.R, 2) + Math.Pow(usual.G - color.G, 2) + Math.Pow(usual.B - color.B, 2)).Name;
}
