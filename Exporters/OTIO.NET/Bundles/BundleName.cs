namespace OpenTimelineIO;

/// <summary>Names of files that every system takes. Windows takes the fewest, so they are its.</summary>
internal static class BundleName
{
    /// <summary>Whether every system takes it.</summary>
    public static bool IsPortable(string name) => Portable(name) == name;

    /// <summary>The name itself where every system takes it, else one like it.</summary>
    public static string Portable(string name)
    {
        var portable = WithoutForbidden(name);
        // Windows drops them.
        if (portable.EndsWith('.') || portable.EndsWith(' '))
            portable = portable[..^1] + '_';
        return IsDevice(portable) ? "_" + portable : portable;
    }

    /// <summary>A part of a name without the characters that some system forbids.</summary>
    public static string WithoutForbidden(string part) =>
        string.Concat(part.Select(c => c < ' ' || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c));

    // Windows opens a device, whatever the folder and the ending.
    private static bool IsDevice(string part)
    {
        var name = part.Split('.')[0].TrimEnd().ToUpperInvariant();
        return name is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            || (name.Length == 4 && (name.StartsWith("COM", StringComparison.Ordinal) || name.StartsWith("LPT", StringComparison.Ordinal)) && name[3] is (>= '0' and <= '9') or '¹' or '²' or '³');
    }
}
