using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class PictureChainTests : IDisposable
{
    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    /// <summary>Features in caches, and the places of cuts, are of one and the other alike.</summary>
    [Theory]
    [InlineData("yuv420p", "1920x1080")]
    [InlineData("yuv422p10le", "1920x1080")]
    [InlineData("yuvj420p", "1440x1080")]
    public async Task The_quicker_way_of_scaling_gives_the_same_numbers(string format, string size)
    {
        Assert.SkipWhen(PictureChain.ScalerArguments.Count == 0, "ffmpeg for this processor has one way of scaling");
        var path = _film.Path("film.mkv");
        await NumberedFilm.RunAsync(["-f", "lavfi", "-i", $"testsrc2=size={size}:rate=4:duration=1,noise=alls=20:all_seed=1", "-pix_fmt", format, "-c:v", "ffv1", path]);
        var probe = new MediaProbe(NumberedFilm.Tools);
        var index = await probe.IndexAsync(await probe.ProbeAsync(path, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        foreach (var filters in (string[])[PictureChain.Thumbnails(index, null, false), PictureChain.Rendering(index, null, new FrameRequest(448, 256), false)])
        {
            var quicker = await HashesAsync(PictureChain.ScalerArguments, path, filters);
            Assert.Equal(4, quicker.Length);
            Assert.Equal(await HashesAsync([], path, filters), quicker);
        }
    }

    private async Task<string[]> HashesAsync(IReadOnlyList<string> arguments, string path, string filters)
    {
        var hashes = _film.Path("hashes");
        await NumberedFilm.RunAsync([.. arguments, "-i", path, "-vf", filters, "-f", "framemd5", hashes]);
        return [.. (await File.ReadAllLinesAsync(hashes, TestContext.Current.CancellationToken)).Where(line => !line.StartsWith('#'))];
    }
}
