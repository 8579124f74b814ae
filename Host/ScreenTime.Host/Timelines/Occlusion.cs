using System.Text.RegularExpressions;
using OpenTimelineIO;

namespace ScreenTime.Host.Timelines;

/// <summary>What a timeline says of whether an item hides what lies below it. Where it says nothing, an item with a picture does.</summary>
internal static partial class Occlusion
{
    private const string ResolveKey = "Resolve_OTIO";

    /// <summary>
    /// Whether an item's effects may let through what lies below: any but changes of speed, and but those of DaVinci Resolve that are switched off or stand
    /// at their defaults (it writes transform, cropping, opacity and more for every clip).
    /// </summary>
    public static bool IsVeiled(Item item) => item.Effects.Any(effect => effect.Enabled && effect is not TimeEffect && Shows(effect));

    /// <summary>
    /// Whether a clip without a file of its own is a title, a matte, an adjustment: what is made has no picture of anyone. A clip whose media is only lost is not.
    /// </summary>
    public static bool IsOverlay(Clip clip, MediaLink? link) => clip.MediaReference switch
    {
        GeneratorReference => true,
        _ when link?.Media is not null || NamesFile(clip) => false,
        // An adjustment is nothing but its effects; what has a name has had a picture, unless the name, or its track's, says what it is.
        _ => clip.Name.Length == 0
            ? IsVeiled(clip) || OverlayName().IsMatch(TrackName(clip))
            : OverlayName().IsMatch(clip.Name) || OverlayName().IsMatch(clip.MediaReference?.Name ?? "") || OverlayName().IsMatch(TrackName(clip)),
    };

    /// <summary>Whether a clip is by its name, or its track's, a matte: a mask for another picture, not what is seen. What has the only track there is masks nothing.</summary>
    public static bool IsMatte(Clip clip) => (MatteName().IsMatch(clip.Name) || MatteTrackName().IsMatch(TrackName(clip))) && IsBesideAnother(clip);

    private static bool IsBesideAnother(Clip clip)
    {
        for (Composition? parent = clip.Parent; parent is not null; parent = parent.Parent)
            if (parent is not Track && parent.Children.Count(child => child is Item and not Track { Kind: not Track.KindVideo }) > 1)
                return true;
        return false;
    }

    private static string TrackName(Clip clip) => (clip.Parent as Track)?.Name ?? "";

    private static bool NamesFile(Clip clip) =>
        // A title may name its template, which is no media.
        clip.MediaReference is ExternalReference { TargetUrl: { Length: > 0 } url } && (MediaFolders.HasMediaEnding(url) || !OverlayName().IsMatch(clip.Name))
        || clip.MediaReference is ImageSequenceReference
        || EdlSource.Of(clip) is { SourceFile: not null } or { Reel: not null }
        || MediaFolders.HasMediaEnding(clip.Name)
        || MediaFolders.HasMediaEnding(clip.MediaReference?.Name ?? "");

    private static bool Shows(Effect effect)
    {
        if (XmlEffects.IsNeutral(effect))
            return false;
        if (!effect.Metadata.TryGetValue(ResolveKey, out var value) || !value.TryGetMap(out var resolve))
            return true;
        if (resolve.TryGetValue("Enabled", out var enabled) && enabled.TryGetBoolean(out var on) && !on)
            return false;
        if (!resolve.TryGetValue("Parameters", out var listed) || !listed.TryGetList(out var parameters))
            return true;
        // An effect without parameters stands at its defaults; a plugin's own are not written, so it is known by another type than the built-in ones.
        if (parameters.Count == 0)
            return !IsBuiltIn(resolve);
        return parameters.Any(parameter => !parameter.TryGetMap(out var map) || Departs(map));
    }

    private static bool IsBuiltIn(Metadata resolve) =>
        resolve.TryGetValue("Effect Name", out var value) && value.TryGetString(out var name)
        && (name is "Transform" or "Cropping" or "Dynamic Zoom" or "Composite" or "Lens Correction" or "Retime and Scaling" or "Video Faders"
            || name.StartsWith("Fairlight", StringComparison.Ordinal));

    private static bool Departs(Metadata parameter)
    {
        if (!parameter.TryGetValue("Default Parameter Value", out var normal) || !parameter.TryGetValue("Parameter Value", out var now))
            return true;
        if (!normal.Equals(now))
            return true;
        return parameter.TryGetValue("Key Frames", out var keys) && keys.TryGetMap(out var frames)
            && frames.Any(frame => !frame.Value.TryGetMap(out var key) || !key.TryGetValue("Value", out var at) || !at.Equals(normal));
    }

    [GeneratedRegex(
        @"(?<![\p{L}])(adjustments?|titles?|credits|subtitles?|captions?|lower[ _-]?thirds?|text\+?|generators?|mattes?|solids?|colou?r[ _-](bars|solid)|slug|watermarks?|burn-?ins?)(?![\p{L}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OverlayName();

    [GeneratedRegex(@"(?<![\p{L}])mattes?(?![\p{L}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MatteTrackName();

    [GeneratedRegex(@"(^|[ _.-])(matte|luma[ _-]?matte|alpha[ _-]?matte)([ _.-]?\d*)?(\.\w{2,4})?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MatteName();
}
