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
}
