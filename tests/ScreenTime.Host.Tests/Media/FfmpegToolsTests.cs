using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

public sealed class FfmpegToolsTests
{
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
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs a shell script in ffmpeg's place");
            return;
        }

        using var film = new NumberedFilm();
        foreach (var name in new[] { "ffmpeg", "ffprobe" })
        {
            await File.WriteAllTextAsync(film.Path(name), "#!/bin/sh\necho hello\n");
            File.SetUnixFileMode(film.Path(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var failure = await Assert.ThrowsAsync<UserException>(() => FfmpegTools.FindAsync(film.Path("ffmpeg"), null, default));
        Assert.Contains("is not ffmpeg", failure.Message, StringComparison.Ordinal);
    }
}
