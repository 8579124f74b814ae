using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Files with an alpha channel, as ffmpeg writes them, laid over a picture.</summary>
[StartsPrograms]
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

    [Theory]
    [InlineData("render.mov", "format=yuva444p10le", true, "-c:v", "prores_ks", "-profile:v", "4444")]
    [InlineData("render.mov", "format=argb", true, "-c:v", "qtrle")]
    [InlineData("render.mov", "format=rgba", true, "-c:v", "png")]
    // One corner of one pixel in 5000, and a picture that is clear at its last frame only.
    [InlineData("logo.mov", "format=rgba,geq=r=255:g=255:b=255:a='if(eq(X+Y,0),200,255)'", false, "-c:v", "png")]
    [InlineData("logo.mov", "format=rgba,geq=r=255:g=255:b=255:a='if(eq(N,9),0,255)'", false, "-c:v", "png")]
    [InlineData("logo.webm", "format=yuva420p", false, "-c:v", "libvpx-vp9")]
    public async Task Media_whose_alpha_is_opaque_hides_what_lies_below(string name, string filter, bool opaque, params string[] encoder)
    {
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(await _film.MakeAsync(name, 12, "24", ["-vf", filter, .. encoder], (96, 54)), TestContext.Current.CancellationToken);
        Assert.True(media.Picture.Alpha);
        var above = Cuts.Clip("above", 0, 10, Cuts.Film);
        var alone = Cuts.Clip("alone", 10, 2, Cuts.Film);
        var below = Cuts.Clip("below", 0, 10, Cuts.Film);
        var document = Cuts.Document(Cuts.Film, Cuts.Track(below), Cuts.Track(above, alone));
        var links = new Dictionary<OpenTimelineIO.Clip, MediaLink>(ReferenceEqualityComparer.Instance)
        {
            [above] = new(media, name, "found", ""),
            [alone] = new(media, name, "found", ""),
            [below] = new(Cuts.Media("below.mov", Cuts.Film, 100), "below.mov", "found", ""),
        };
        var map = RecordMap.Build(document, links, []);

        var found = await new AlphaCheck(new FrameReader(NumberedFilm.Tools, probe)).FindOpaqueAsync(
            map, links, new FrameRange(0, 12), Cuts.Film, new FrameRate(2, 1), TestContext.Current.CancellationToken);

        if (!opaque)
        {
            Assert.Null(found);
            return;
        }

        // One grid frame, the first and the last.
        Assert.Equal([$"{name} has an alpha channel that is opaque in all 3 pictures of it that were asked: it is taken to hide what lies below it."], found!.Value.Assumptions);
        var segments = RecordMap.Build(document, found.Value.Links, []).Segments;
        Assert.Equal(["above", "alone"], segments.SelectMany(segment => segment.Layers).Select(layer => layer.ClipName));
        Assert.All(segments, segment => Assert.False(segment.Composited));
    }
}
