using System.Globalization;

namespace ScreenTime.Host.Media;

/// <summary>How a media file is handed to ffmpeg and ffprobe, whatever its name and whatever it claims to be.</summary>
internal static class MediaInput
{
    /// <summary>
    /// The container formats that may be opened. Without the list ffmpeg would take a text file for terminal art, and a playlist could make it
    /// open other files.
    /// </summary>
    private const string Formats =
        "mov,matroska,mxf,avi,mpegts,mpeg,mpegvideo,ogg,flv,asf,gxf,lxf,dv,rm,nut,ivf,obu,wtv,swf,gif,apng,h264,hevc,m4v,vc1,yuv4mpegpipe,dnxhd,"
        + "wav,w64,mp3,flac,aac,aiff,ac3,eac3,caf,au,"
        + "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,exr_pipe,dpx_pipe";

    /// <summary>16384 × 16384: what claims to be larger is no film, and would take gigabytes a picture.</summary>
    public const int MostPixels = 16384 * 16384;

    private static readonly string s_mostPixels = MostPixels.ToString(CultureInfo.InvariantCulture);

    private static readonly Dictionary<string, string> StillFormats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "jpeg_pipe",
        [".jpeg"] = "jpeg_pipe",
        [".png"] = "png_pipe",
        [".webp"] = "webp_pipe",
        [".bmp"] = "bmp_pipe",
        [".tif"] = "tiff_pipe",
        [".tiff"] = "tiff_pipe",
        [".exr"] = "exr_pipe",
        [".dpx"] = "dpx_pipe",
    };

    /// <summary>Whether the name is that of a still image.</summary>
    public static bool IsStill(string path) => StillFormats.ContainsKey(Path.GetExtension(path));

    /// <summary>The input options and the input of pictures that come over a <see cref="SequencePipe"/>.</summary>
    /// <param name="index">The sequence.</param>
    /// <param name="url">Where they come from.</param>
    /// <param name="asStored">Whether to leave linear light as it is.</param>
    public static IEnumerable<string> Arguments(MediaIndex index, string url, bool asStored) =>
        // Parsed, an image that is cut off would swallow those after it.
        [.. Decoder(index, asStored), "-protocol_whitelist", "file,unix,pipe", "-max_pixels", s_mostPixels, "-fflags", "+noparse+nofillin", "-f", "matroska", "-c:v", index.Picture.Codec, "-i", url];

    /// <summary>The options and the input of a file whose picture is known.</summary>
    /// <param name="index">The file's picture.</param>
    /// <param name="path">An absolute path.</param>
    /// <param name="asStored">Whether to leave linear light as it is.</param>
    public static IEnumerable<string> ArgumentsOf(MediaIndex index, string path, bool asStored) => [.. Decoder(index, asStored), .. Arguments(path)];

    private static string[] Decoder(MediaIndex index, bool asStored) => index.Linear && !asStored ? ["-apply_trc", "iec61966_2_1"] : [];

    /// <summary>The input options and the input. The path must be absolute.</summary>
    public static IEnumerable<string> Arguments(string path)
    {
        yield return "-protocol_whitelist";
        yield return "file,pipe";
        yield return "-max_pixels";
        yield return s_mostPixels;
        yield return "-format_whitelist";
        yield return Formats;
        if (StillFormats.TryGetValue(Path.GetExtension(path), out var format))
        {
            // Named outright, since ffmpeg would read "%d" in an image's name as a pattern of many.
            yield return "-f";
            yield return format;
        }

        yield return "-i";
        yield return "file:" + path;
    }
}
