using System.Globalization;
using System.Runtime.InteropServices;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// Builds the ffmpeg filters that turn decoded pictures into frames: cropped, scaled to fit on black, square pixels, Rec.709 RGB of full range.
/// Rotation has been undone by ffmpeg before the first filter.
/// </summary>
internal static class PictureChain
{
    /// <summary>Raised when the same input would give other pixels.</summary>
    public const int Version = 1;

    /// <summary>The name of the look-up table in ffmpeg's working folder: no path has to be escaped.</summary>
    public const string LutFileName = "lut.cube";

    private const string LookUp = $"format=rgb48le,lut3d=file={LutFileName}:interp=tetrahedral";

    private const string Scaler = "flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact";

    /// <summary>
    /// Arguments of ffmpeg beside the filters. From ffmpeg 5.0 the scaler gathers the pixels of a line from eight places at once where a processor can, which is slower than reading them in order on many: on a Zen 5, of which
    /// ffmpeg 5.1 does not know it, the first decoding of 1920x1080 takes a twelfth longer (docs/performance.md). The numbers are the same. ffmpeg for other processors does not know the word.
    /// </summary>
    public static IReadOnlyList<string> ScalerArguments { get; } = RuntimeInformation.OSArchitecture is Architecture.X64 ? ["-cpuflags", "+slowgather"] : [];

    /// <summary>Filters that every decoded frame passes before frames are chosen; ends without a comma.</summary>
    public static string Preparation(MediaIndex index)
    {
        // The numbers of images are no times: nothing may convert them.
        if (index.Images is not null)
            return Text($"settb=1/{SequencePipe.UnitsASecond}");
        var timeBase = string.Create(CultureInfo.InvariantCulture, $"settb={index.Frames.TimeBaseNumerator}/{index.Frames.TimeBaseDenominator}");
        // Frames that are flagged progressive pass bwdif unchanged. It doubles the time base, so that is set again.
        return index.Picture.Interlaced ? $"{timeBase},bwdif=mode=send_frame:deint=interlaced,{timeBase}" : timeBase;
    }

    /// <summary>Filters from a chosen frame to RGB.</summary>
    public static string Rendering(MediaIndex index, PictureCrop? crop, FrameRequest request, bool lut)
    {
        var displayed = index.Picture.Rotation is 90 or 270;
        var (width, height) = displayed ? (index.Picture.Height, index.Picture.Width) : (index.Picture.Width, index.Picture.Height);
        var area = crop ?? new PictureCrop(0, 0, width, height);
        var fit = PictureFit.Of(
            area.Width * ((double)index.DisplayWidth / width), area.Height * ((double)index.DisplayHeight / height), request.Width, request.Height);

        var filters = new List<string>();
        if (crop is not null)
            filters.Add(Cropping(area));
        var highRange = !lut && IsHighDynamicRange(index);
        filters.Add(Text($"scale={fit.Width}:{fit.Height}:{Scaler}:in_color_matrix={Matrix(index)}:in_range={Range(index)}")
            + (highRange ? "" : ":out_range=pc"));
        if (highRange)
            filters.Add(ToneMapping(index));
        else if (lut)
            filters.Add(LookUp);
        // The scaler makes planes with the processor's wide instructions and packed RGB without, in twice the time. The numbers are the same, but for grey and palettes.
        filters.Add(index.PixelFormat.StartsWith("yuv", StringComparison.Ordinal) && !lut && !highRange ? "format=gbrp,format=rgb24" : "format=rgb24");
        if (fit.Width != request.Width || fit.Height != request.Height)
            filters.Add(Text($"pad={request.Width}:{request.Height}:{fit.X}:{fit.Y}:black"));
        return string.Join(',', filters);
    }

    /// <summary>Filters from a chosen frame to its alpha channel, as grey.</summary>
    public const string Alpha = "format=rgba,alphaextract,format=rgb24";

    /// <summary>
    /// Filters that make the small pictures on which shot changes are found. Bars would take their share of every difference, and the flat levels of PQ, HLG and log
    /// most of it, so all that is undone here, too.
    /// </summary>
    public static string Thumbnails(MediaIndex index, PictureCrop? crop, bool lut)
    {
        var filters = new List<string>();
        if (crop is { } area)
            filters.Add(Cropping(area));
        var scale = Text($"scale={ShotDetector.Width}:{ShotDetector.Height}:flags=area+accurate_rnd+bitexact");
        if (!lut && IsHighDynamicRange(index))
            filters.AddRange([scale, ToneMapping(index)]);
        else if (lut)
            filters.AddRange([Text($"{scale}:in_color_matrix={Matrix(index)}:in_range={Range(index)}:out_range=pc"), LookUp]);
        else
            filters.Add(scale);
        filters.Add("format=yuv444p");
        return string.Join(',', filters);
    }

    /// <summary>Whether the picture is PQ or HLG.</summary>
    public static bool IsHighDynamicRange(MediaIndex index) => index.Picture.Transfer is "smpte2084" or "arib-std-b67";

    /// <summary>Everything about the picture that these filters depend on: part of what features are cached by.</summary>
    public static string Describe(MediaIndex index, PictureCrop? crop, string? lutHash) =>
        Text($"picture-{Version};crop={crop?.ToString() ?? "none"};lut={lutHash ?? "none"};deinterlace={index.Picture.Interlaced}")
        + (index.Linear && lutHash is null ? ";linear=srgb" : "");

    // The picture is small by now, so floating point costs little. White is taken at 203 nits (ITU-R BT.2408) and kept, with all that is darker
    // than 70 % of it; highlights up to 1,000 nits are rolled off.
    private static string ToneMapping(MediaIndex index)
    {
        var matrix = index.ColorSpace is "bt2020c" ? "2020_cl" : index.ColorSpace is "bt709" ? "709" : "2020_ncl";
        var primaries = index.ColorPrimaries is "bt709" ? "709" : "2020";
        var range = Range(index) is "pc" ? "full" : "limited";
        var transfer = index.Picture.Transfer is "smpte2084" ? "smpte2084" : "arib-std-b67";
        return $"format=yuv444p12le,zscale=tin={transfer}:min={matrix}:pin={primaries}:rin={range}:t=linear:npl=203,format=gbrpf32le,zscale=p=709,"
            + "tonemap=tonemap=mobius:param=0.7:desat=0:peak=5,zscale=t=709:m=gbr:r=full,format=gbrp";
    }

    private static string Cropping(PictureCrop area) => Text($"crop={area.Width}:{area.Height}:{area.X}:{area.Y}:exact=1");

    private static string Matrix(MediaIndex index) => index.ColorSpace switch
    {
        "bt709" => "bt709",
        "smpte170m" or "bt470bg" => "bt601",
        "smpte240m" => "smpte240m",
        "fcc" => "fcc",
        "bt2020nc" or "bt2020c" => "bt2020",
        // Where a file does not say, players go by size.
        _ => index.Picture.Height >= 720 || index.Picture.Width >= 1280 ? "bt709" : "bt601",
    };

    private static string Range(MediaIndex index) =>
        index.ColorRange is "pc" || (index.ColorRange.Length == 0 && index.PixelFormat.StartsWith("yuvj", StringComparison.Ordinal)) ? "pc" : "tv";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
