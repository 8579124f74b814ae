using ScreenTime.Host.Media;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Files with an alpha channel, as ffmpeg writes them, laid over a picture.</summary>
public sealed class AlphaMediaTests : IDisposable
{
    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    [Theory]
    [InlineData("logo.mov", true, "-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le")]
    [InlineData("logo.mov", true, "-c:v", "qtrle", "-pix_fmt", "argb")]
    [InlineData("logo.mov", true, "-c:v", "png", "-pix_fmt", "rgba")]
    [InlineData("logo.webm", true, "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p")]
    [InlineData("logo.png", true, "-frames:v", "1", "-pix_fmt", "rgba")]
    [InlineData("film.mov", false, "-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuv444p10le")]
    [InlineData("film.mov", false, "-c:v", "qtrle", "-pix_fmt", "rgb24")]
    [InlineData("film.png", false, "-frames:v", "1", "-pix_fmt", "rgb24")]
    public async Task A_picture_with_alpha_does_not_hide_what_lies_below(string name, bool alpha, params string[] encoder)
    {
        var path = await _film.MakeAsync(name, 12, "24", encoder, (96, 54));
        var media = await new MediaProbe(NumberedFilm.Tools).ProbeAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(alpha, media.Picture.Alpha);

        var above = Cuts.Clip("above", 0, 10, Cuts.Film);
        var below = Cuts.Clip("below", 0, 10, Cuts.Film);
        var document = Cuts.Document(Cuts.Film, Cuts.Track(below), Cuts.Track(above));
        var map = RecordMap.Build(
            document,
            new Dictionary<OpenTimelineIO.Clip, MediaLink>(ReferenceEqualityComparer.Instance)
            {
                [above] = new(media, name, "found", ""),
                [below] = new(Cuts.Media("below.mov", Cuts.Film, 100), "below.mov", "found", ""),
            },
            []);
        var segment = Assert.Single(map.Segments);
        Assert.Equal(alpha ? ["above", "below"] : ["above"], segment.Layers.Select(layer => layer.ClipName));
        Assert.Equal(alpha, segment.Composited);
        Assert.Equal(alpha ? "below" : "above", segment.Main!.ClipName);
    }
}
