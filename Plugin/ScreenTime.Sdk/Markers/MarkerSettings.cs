namespace ScreenTime.Sdk;

/// <summary>How a house wants its markers: what gets one, what it says, and in which colour. A settings file holds them (docs/formats.md).</summary>
public sealed record MarkerSettings
{
    /// <summary>ScreenTime's own.</summary>
    public static MarkerSettings Default { get; } = new();

    /// <summary>The placeholders that the templates may hold, without their braces.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = ["name", "id", "seconds", "frames", "length", "confidence", "clip", "start", "shot"];

    /// <summary>What gets a marker; null for what suits the format: shots where it has points alone, else appearances.</summary>
    public MarkerUnit? Unit { get; init; }

    /// <summary>The name of a marker, in formats that have a name and a comment.</summary>
    public string Name { get; init; } = "{name}";

    /// <summary>The comment of a marker, in formats that have a name and a comment.</summary>
    public string Comment { get; init; } = "{name} {seconds} s, confidence {confidence} %";

    /// <summary>What a marker says in formats that have one text.</summary>
    public string Text { get; init; } = "{name} {seconds} s";

    /// <summary>Markers that would stand for less than so many seconds are left out, and counted.</summary>
    public decimal MinimumSeconds { get; init; }

    /// <summary>Colours by character id, in OpenTimelineIO's words, before those of the cast.</summary>
    public IReadOnlyDictionary<string, string> Colors { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a marker on the first frame sums up the screen time.</summary>
    public bool Summary { get; init; } = true;

    /// <summary>The track that Avid's markers go to: <c>V1</c>, <c>A1</c>, <c>TC1</c>.</summary>
    public string AvidTrack { get; init; } = "V1";

    /// <summary>What differs in single formats, by their ids; <see cref="For"/> finds it.</summary>
    public IReadOnlyDictionary<string, MarkerSettings> Formats { get; init; } = new Dictionary<string, MarkerSettings>();

    /// <summary>The settings of one format.</summary>
    public MarkerSettings For(string formatId) => Formats.GetValueOrDefault(formatId, this);
}
