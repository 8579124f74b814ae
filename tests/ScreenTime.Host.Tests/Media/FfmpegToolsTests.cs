using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class FfmpegToolsTests
{
    private const string NeedsScript = "needs a shell script in ffmpeg's place";

    [Fact]
    public void The_version_is_known() => Assert.Matches(@"^\S+$", NumberedFilm.Tools.Version);

    [Fact]
    public async Task Without_ffmpeg_the_command_that_installs_it_is_named()
    {
        using var film = new NumberedFilm();
        var failure = await Assert.ThrowsAsync<UserException>(() => FfmpegTools.FindAsync(null, film.Folder, default));
        Assert.Equal(ExitCode.ComponentMissing, failure.ExitCode);
        Assert.Matches("ffmpeg is not installed; install it with `.+`", failure.Message);
    }

    [Fact]
    public async Task A_wrong_setting_is_named()
    {
        using var film = new NumberedFilm();
        var failure = await Assert.ThrowsAsync<UserException>(() => FfmpegTools.FindAsync(film.Folder, null, default));
        Assert.Equal(ExitCode.ComponentMissing, failure.ExitCode);
        Assert.Contains(FfmpegTools.Variable, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_ffmpeg_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsScript);
        using var film = new NumberedFilm();
        film.Script("ffmpeg", "echo hello");
        film.Script("ffprobe", "echo hello");
        var failure = await Assert.ThrowsAsync<UserException>(() => FfmpegTools.FindAsync(film.Path("ffmpeg"), null, default));
        Assert.Contains("is not ffmpeg", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Media_can_be_asked_for_while_the_version_is_not_known_yet()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsScript);
        using var film = new NumberedFilm();
        var path = await film.MakeAsync("film.mp4", 8, "10", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        film.Script("ffmpeg", $"while [ ! -e '{film.Path("go")}' ]; do sleep 0.01; done; exec {NumberedFilm.Tools.Ffmpeg} \"$@\"");
        film.Script("ffprobe", $"echo >> '{film.Path("asked")}'; exec {NumberedFilm.Tools.Ffprobe} \"$@\"");
        var tools = FfmpegTools.Begin(film.Path("ffmpeg"), null, default);

        var probing = new MediaProbe(tools, film.Path("cache")).ProbeAsync(path, default);
        while (!probing.IsFaulted && (!File.Exists(film.Path("asked")) || File.ReadAllLines(film.Path("asked")).Length < 2))
            await Task.Yield();
        Assert.Throws<InvalidOperationException>(() => tools.Version);
        Assert.False(Directory.Exists(film.Path("cache")));
        await File.WriteAllTextAsync(film.Path("go"), "");

        Assert.Equal(8, (await probing).FrameCount);
        Assert.Equal(NumberedFilm.Tools.Version, tools.Version);
        Assert.Single(Directory.GetFiles(film.Path("cache"), "index-*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_said_before_what_it_says_of_media()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsScript);
        using var film = new NumberedFilm();
        film.Script("ffmpeg", "printf 'ffmpeg version 4.4\\nlibavfilter     7.110.100 / 7.110.100\\n'");
        film.Script("ffprobe", "echo 'Unrecognized option' >&2; exit 1");
        await File.WriteAllTextAsync(film.Path("film.mp4"), "not asked");

        var failure = await Assert.ThrowsAsync<UserException>(() => new MediaProbe(FfmpegTools.Begin(film.Path("ffmpeg"), null, default)).ProbeAsync(film.Path("film.mp4"), default));

        Assert.Equal(ExitCode.ComponentMissing, failure.ExitCode);
        Assert.Contains("version 4.4, and 5.1 is the oldest", failure.Message, StringComparison.Ordinal);
    }
}
