namespace ScreenTime.Sdk;

/// <summary>Who to look for.</summary>
/// <param name="Id">The cast's id: the folder's name; part of the key by which a second run finds its own markers.</param>
/// <param name="Characters">The characters, in the order in which they were named; probabilities come in this order everywhere.</param>
public sealed record Cast(string Id, IReadOnlyList<Character> Characters)
{
    /// <summary>The index of a character's id in <see cref="Characters"/>, or -1.</summary>
    public int IndexOf(string characterId)
    {
        for (var i = 0; i < Characters.Count; i++)
            if (string.Equals(Characters[i].Id, characterId, StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }
}

/// <summary>A character of a cast.</summary>
/// <param name="Id">Lower-case letters, digits, <c>-</c> and <c>_</c>; unique within the cast; the column name in label files.</param>
/// <param name="Name">What people read: <c>JERRY</c>.</param>
/// <param name="Color">The marker colour, one of OpenTimelineIO's: PINK RED ORANGE YELLOW GREEN CYAN BLUE PURPLE MAGENTA BLACK WHITE.</param>
/// <param name="Kind">Drawn (or a puppet, a robot, an animal), or a person.</param>
public sealed record Character(string Id, string Name, string Color, CharacterKind Kind = CharacterKind.Drawn);

/// <summary>What kind of character it is: people fall under the laws on biometric data.</summary>
public enum CharacterKind
{
    /// <summary>Drawn, animated, a puppet, an animal: anything but a real person.</summary>
    Drawn,

    /// <summary>A real person, recognised by looks.</summary>
    Person,
}
