namespace OpenTimelineIO;

/// <summary>What becomes of a clip's media when a bundle is written. Generators have no files and stay as they are.</summary>
public enum MediaPolicy
{
    /// <summary>Media that is no file that exists is an error.</summary>
    ErrorIfNotFile,
    /// <summary>Media that is no file that exists becomes a <see cref="MissingReference"/>, which notes the URL and why.</summary>
    MissingIfNotFile,
    /// <summary>All media files become <see cref="MissingReference"/>s; no file goes into the bundle.</summary>
    AllMissing,
}
