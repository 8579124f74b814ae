using ScreenTime.Host.Cache;
using ScreenTime.Host.Media;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Cache;

[StartsPrograms]
public sealed class MediaCacheTests : IDisposable
{
    private static readonly DecodeOptions Options = new();

    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    [Fact]
    public async Task Another_run_does_not_ask_ffmpeg_what_an_earlier_one_was_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell script in ffmpeg's place");
        var path = await MakeAsync();
        var (first, picture) = await AskAsync(NumberedFilm.Tools, path);

        // Under another name, at another time: it is known by its content.
        var moved = _film.Path("elsewhere.mp4");
        File.Move(path, moved);
        File.SetLastWriteTimeUtc(moved, DateTime.UtcNow.AddDays(-3));
        var (second, again) = await AskAsync(Mute(), moved);

        Assert.False(File.Exists(_film.Path("started")), "ffprobe was started in vain");

        Assert.Equal(new KnownMedia(first.Media.At(moved), first.Index, 0, 0).ToJson().ToString(), (second with { Length = 0, Written = 0 }).ToJson().ToString());
        Assert.DoesNotContain("crop=none", picture, StringComparison.Ordinal);
        Assert.Equal(picture, again);
    }

    [Theory]
    [InlineData("index", "\"first\":0", "\"first\":1")]
    [InlineData("bars", ",20,", ",30,")]
    public async Task What_was_damaged_is_asked_again(string what, string said, string damaged)
    {
        var path = await MakeAsync();
        var (first, picture) = await AskAsync(NumberedFilm.Tools, path);
        var file = Assert.Single(Directory.GetFiles(_film.Path("cache"), $"{what}-*.json", SearchOption.AllDirectories));
        var whole = File.ReadAllText(file);

        // Still JSON, and another number.
        File.WriteAllText(file, whole.Replace(said, damaged, StringComparison.Ordinal));
        Assert.NotEqual(whole, File.ReadAllText(file));
        var (second, again) = await AskAsync(NumberedFilm.Tools, path);

        Assert.Equal(first.ToJson().ToString(), second.ToJson().ToString());
        Assert.Equal(picture, again);
        Assert.Equal(whole, File.ReadAllText(file));
    }

    [Fact]
    public async Task Another_version_of_ffmpeg_is_asked_itself()
    {
        var tools = NumberedFilm.Tools;
        var path = await MakeAsync();
        await AskAsync(tools, path);

        await AskAsync(new FfmpegTools(tools.Ffmpeg, tools.Ffprobe, tools.Version + "-other", tools.FilterLibrary), path);

        Assert.Equal(2, Directory.GetFiles(_film.Path("cache"), "index-*.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_keeps_nothing_from_being_known()
    {
        var path = await MakeAsync();
        File.WriteAllText(_film.Path("cache"), "a file in the folder's place");

        Assert.Equal(8, (await AskAsync(NumberedFilm.Tools, path)).Known.Media.FrameCount);
    }

    // Twenty black lines above and below.
    private Task<string> MakeAsync() => _film.MakeAsync(
        "film.mp4", 8, "10", ["-vf", "drawbox=y=0:h=20:t=fill:c=black,drawbox=y=ih-20:h=20:t=fill:c=black", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "1"],
        draw: (picture, _) => Array.Fill(picture, (byte)200));

    private async Task<(KnownMedia Known, string Picture)> AskAsync(FfmpegTools tools, string path)
    {
        // However busy the machine is, the hash comes first.
        var probe = new MediaProbe(tools, _film.Path("cache")) { HeadStart = TimeSpan.FromMinutes(5) };
        var media = await probe.ProbeAsync(path, CancellationToken.None);
        return (KnownMedia.Of(media, await probe.IndexAsync(media, CancellationToken.None)), await new FrameReader(tools, probe).PictureIdAsync(media, Options, CancellationToken.None));
    }

    private FfmpegTools Mute()
    {
        var script = _film.Script("mute", $"echo > '{_film.Path("started")}'\nexec sleep 600");
        return new FfmpegTools(script, script, NumberedFilm.Tools.Version, NumberedFilm.Tools.FilterLibrary);
    }
}
