using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

/// <summary>A cut is a cut, whatever bars lie round the picture and whatever curve its levels follow.</summary>
[StartsPrograms]
public sealed class ShotsOfAnyPictureTests : IDisposable
{
    private const string Linear = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv,zscale=t=linear:npl=100,format=gbrpf32le";

    private static readonly string[] Lossless = ["-c:v", "ffv1", "-level", "3"];

    private readonly NumberedFilm _film = new();
    private readonly MediaProbe _probe = new(NumberedFilm.Tools);

    public void Dispose() => _film.Dispose();

    [Theory]
    [InlineData("null", "")]
    [InlineData("pad=iw:ih*2:0:ih/2", "")]
    [InlineData("pad=iw*2:ih:iw/2:0", "")]
    [InlineData(Linear + ",zscale=p=bt2020:t=smpte2084:m=bt2020nc:r=tv:npl=203,format=yuv420p10le", "bt2020:smpte2084:bt2020nc")]
    [InlineData(Linear + ",zscale=p=bt2020:t=arib-std-b67:m=bt2020nc:r=tv:npl=203,format=yuv420p10le", "bt2020:arib-std-b67:bt2020nc")]
    public async Task A_cut_between_pictures_of_little_contrast_is_found(string treatment, string colour)
    {
        var path = _film.Path("film.mkv");
        string[] colours = colour.Split(':') is [var primaries, var transfer, var matrix]
            ? ["-color_primaries", primaries, "-color_trc", transfer, "-colorspace", matrix] : [];
        await NumberedFilm.RunAsync(
            [
                "-f", "lavfi", "-i", "mandelbrot=size=192x108:rate=10:start_scale=0.5", "-f", "lavfi", "-i", "testsrc2=size=192x108:rate=10", "-filter_complex",
                $"[0:v]trim=end_frame=20,format=yuv420p,lutyuv=y=80+val/6:u=128:v=128[a];[1:v]trim=end_frame=20,format=yuv420p,lutyuv=y=80+val/6:u=128:v=128[b];[a][b]concat=n=2,{treatment}[all]",
                "-map", "[all]", .. Lossless, .. colours, path,
            ]);
        var media = await _probe.ProbeAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal([new ShotChange(new MediaTime(2, 1), new MediaTime(2, 1))], await ShotsAsync(media, null));
    }

    [Fact]
    public async Task A_cut_in_log_footage_is_found_with_its_table()
    {
        var path = _film.Path("log.mkv");
        await NumberedFilm.RunAsync(
            [
                "-f", "lavfi", "-i", "mandelbrot=size=192x108:rate=10:start_scale=0.5", "-f", "lavfi", "-i", "testsrc2=size=192x108:rate=10", "-filter_complex",
                "[0:v]trim=end_frame=20,format=yuv420p,lutyuv=y=120+val/40:u=128:v=128[a];[1:v]trim=end_frame=20,format=yuv420p,lutyuv=y=120+val/40:u=128:v=128[b];[a][b]concat=n=2[all]",
                "-map", "[all]", .. Lossless, path,
            ]);
        var table = _film.Path("log.cube");
        // What lies between 0.45 and 0.55 becomes everything.
        await File.WriteAllTextAsync(
            table,
            "LUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n"
            + string.Concat(from b in Ends() from g in Ends() from r in Ends() select FormattableString.Invariant($"{r} {g} {b}\n")),
            TestContext.Current.CancellationToken);
        var media = await _probe.ProbeAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal([new ShotChange(new MediaTime(2, 1), new MediaTime(2, 1))], await ShotsAsync(media, table));

        static double[] Ends() => [-4.5, 5.5];
    }

    private async Task<IReadOnlyList<ShotChange>> ShotsAsync(MediaFile media, string? lut)
    {
        var request = new FrameRequest(96, 54);
        await using var pass = await new FrameReader(NumberedFilm.Tools, _probe).OpenAsync(
            media, [MediaTime.Zero], request, new DecodeOptions { LutPath = lut, ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] }, TestContext.Current.CancellationToken);
        await foreach (var frame in pass.Frames)
            frame.Dispose();
        return pass.ShotChanges;
    }
}
