using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Exporters.Xml;

namespace ScreenTime.Exporters.Edl;

/// <summary>Names sources as reels: one reel a source, of eight characters where all fit, else of 32.</summary>
internal sealed class EdlReels
{
    private const int ShortLength = 8, LongLength = 32;
    private readonly Dictionary<string, string> _reels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(["AX", "BL", "BARS", "BLACK"], StringComparer.OrdinalIgnoreCase);

    /// <summary>How many characters the reel column has.</summary>
    public int Width => _reels.Values.All(reel => reel.Length <= ShortLength) ? ShortLength : LongLength;

    /// <summary>The reel of an item; <c>BL</c> for none, <c>AX</c> (auxiliary) for what has no media.</summary>
    public string Of(Item? item)
    {
        if (item is null)
            return "BL";
        if (item is not Clip clip)
            return "AX";
        if (clip.MediaReference is GeneratorReference generator)
            return generator.GeneratorKind switch { "black" => "BL", "SMPTEBars" => "BARS", _ => "AX" };
        var file = SourceFile(clip);
        clip.Metadata.TryGetMap(EdlTimelineBuilder.MetadataKey, out var columns);
        var given = columns is not null && columns.TryGetString("reel", out var reel) && reel.Length > 0 ? reel : null;
        // Another file is another source, even of the same name.
        var key = given is not null ? "reel\n" + given : Url(clip) is { Length: > 0 } url ? "url\n" + url : "name\n" + clip.Name;
        if (_reels.TryGetValue(key, out var known))
            return known;
        var name = Clean(given ?? (clip.MediaReference is ImageSequenceReference images ? images.NamePrefix.TrimEnd('.', '_', '-') : file is not null ? Path.GetFileNameWithoutExtension(file) : clip.Name));
        return _reels[key] = Unique(name.Length > 0 ? name : "AX");
    }

    /// <summary>The name of a clip's media file; null when it is not known.</summary>
    public static string? SourceFile(Clip clip)
    {
        if (clip.Metadata.TryGetMap(EdlTimelineBuilder.MetadataKey, out var columns) && columns.TryGetString("source_file", out var file))
            return file;
        var url = clip.MediaReference is ImageSequenceReference images ? StillImage.First(images) : Url(clip);
        var name = Uri.UnescapeDataString(url[(url.LastIndexOfAny(['/', '\\']) + 1)..]);
        return name.Length > 0 ? name : null;
    }

    private static string Url(Clip clip) => clip.MediaReference switch
    {
        ExternalReference external => external.TargetUrl,
        ImageSequenceReference sequence => sequence.TargetUrlBase + "/" + sequence.NamePrefix,
        _ => "",
    };

    private static string Clean(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));
        return clean.Length <= LongLength ? clean : clean[..LongLength];
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++)
        {
            var suffix = "_" + i.ToString(CultureInfo.InvariantCulture);
            unique = name[..Math.Min(name.Length, LongLength - suffix.Length)] + suffix;
        }

        return unique;
    }
}
