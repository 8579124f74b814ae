namespace ScreenTime.Host.Media;

/// <summary>File names as they stand in sentences for the user.</summary>
internal static class MediaNames
{
    /// <summary>The path on one line: control characters, which a name may hold, become spaces.</summary>
    public static string Show(string path) => string.Concat(path.Select(character => char.IsControl(character) ? ' ' : character));
}
