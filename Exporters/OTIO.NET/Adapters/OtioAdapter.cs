using System.Globalization;

namespace OpenTimelineIO;

/// <summary>OTIO's own files, <c>.otio</c>. They say everything; a timeline written for older readers loses what those don't know.</summary>
public sealed class OtioAdapter : ITimelineAdapter
{
    /// <inheritdoc/>
    public string Name => "otio_json";

    /// <inheritdoc/>
    public IReadOnlyList<string> Suffixes { get; } = [".otio"];

    /// <inheritdoc/>
    public bool CanRead => true;

    /// <inheritdoc/>
    public bool CanWrite => true;

    /// <inheritdoc/>
    public AdapterReading Read(string path, AdapterReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var stream = File.OpenRead(path);
        return new(OtioJson.Read(stream, options.Otio), []);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(string path, SerializableObject value, AdapterWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OtioFile.WriteJson(path, value, options.Otio);
        return LossesOf(value, options.Otio.Target);
    }

    /// <summary>What a target's versions can't say.</summary>
    public static IReadOnlyList<string> LossesOf(SerializableObject value, SchemaTarget target)
    {
        if (!target.TryGetVersion("Clip", out var version) || version > 1)
            return [];
        var clips = ClipsOf(value).Where(clip => clip.MediaReferences.Count > 1).ToList();
        return clips.Count == 0 ? [] :
        [
            string.Create(CultureInfo.InvariantCulture, $"Clip.1 holds one medium a clip: of {clips.Count} {(clips.Count == 1 ? "clip" : "clips")} with several, '{clips[0].Name}' first, the active one was written"),
        ];
    }

    private static IEnumerable<Clip> ClipsOf(SerializableObject value) => value switch
    {
        Timeline timeline => timeline.FindClips(),
        Composition composition => composition.FindClips(),
        Clip clip => [clip],
        SerializableCollection collection => collection.FindClips(),
        _ => [],
    };
}
