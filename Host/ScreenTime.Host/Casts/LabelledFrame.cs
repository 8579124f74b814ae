namespace ScreenTime.Host.Casts;

/// <summary>A labelled frame of a cast, with its picture in the cast's <c>images/</c>.</summary>
/// <param name="Image">The picture's file name: the hash of its content with its ending.</param>
/// <param name="Title">The film or episode that it is from.</param>
/// <param name="Shot">The shot within the title; null for a loose image.</param>
/// <param name="Source">Where it was taken from: the image's own name, or the time in the film, for people to read.</param>
/// <param name="Present">Whether each character is visible, by id; a character that is not named was not looked for.</param>
public sealed record LabelledFrame(string Image, string Title, int? Shot, string Source, IReadOnlyDictionary<string, bool> Present);
