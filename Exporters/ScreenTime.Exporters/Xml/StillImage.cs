using System.Globalization;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Xml;

/// <summary>Image files, which last as long as they are shown.</summary>
internal static class StillImage
{
    private static readonly HashSet<string> s_endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".tga", ".bmp", ".psd", ".gif", ".webp", ".ai", ".eps", ".pct", ".pict", ".exr", ".dpx", ".heic", ".svg",
    };

    /// <summary>The address of a sequence's first image, whether or not the sequence says how many there are.</summary>
    public static string First(ImageSequenceReference images)
    {
        var digits = Math.Abs((long)images.StartFrame).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Clamp(images.FrameZeroPadding, 0, 20), '0');
        var number = images.StartFrame < 0 ? "-" + digits : digits;
        return (images.TargetUrlBase.Length == 0 || images.TargetUrlBase.EndsWith('/') ? images.TargetUrlBase : images.TargetUrlBase + "/") + images.NamePrefix + number + images.NameSuffix;
    }

    /// <summary>Whether a path or an address is that of an image, by its ending.</summary>
    public static bool Is(string url) => s_endings.Contains(Path.GetExtension(url));
}
