using ScreenTime.Host.Timelines;

namespace ScreenTime.Host.Tests.Timelines;

public sealed class MediaUrlTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-url-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("file:///media/tom%20and%20jerry.mov", "/media/tom and jerry.mov")]
    [InlineData("file://localhost/media/a.mov", "/media/a.mov")]
    [InlineData("file:/media/a.mov", "/media/a.mov")]
    [InlineData("FILE:///media/a.mov", "/media/a.mov")]
    [InlineData("file:///media/100%25.mov", "/media/100%.mov")]
    [InlineData("file:///media/%C3%A9t%C3%A9.mov", "/media/été.mov")]
    [InlineData("file:///media/a%23b.mov", "/media/a#b.mov")]
    [InlineData("/media/a.mov", "/media/a.mov")]
    [InlineData("/media/x/../a.mov", "/media/a.mov")]
    public void An_absolute_address_is_that_path(string url, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths are of systems without drives");
        Assert.Equal(path, MediaUrl.ToPath(url, _folder, []));
    }

    [Theory]
    [InlineData("a.mov", "a.mov")]
    [InlineData("./sub/a.mov", "sub/a.mov")]
    [InlineData("sub/../a.mov", "a.mov")]
    [InlineData("tom%20and%20jerry.mov", "tom and jerry.mov")]
    [InlineData("file:media/a.mov", "media/a.mov")]
    public void A_relative_address_is_taken_from_the_timelines_folder(string url, string path) =>
        Assert.Equal(Path.GetFullPath(Path.Combine(_folder, path)), MediaUrl.ToPath(url, _folder, []));

    [Fact]
    public void A_percent_sign_that_stands_in_a_files_name_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_folder, "take%201.mov"), "");
        Assert.Equal(Path.Combine(_folder, "take%201.mov"), MediaUrl.ToPath("take%201.mov", _folder, []));
    }

    [Theory]
    [InlineData("../a.mov")]
    [InlineData("sub/../../a.mov")]
    [InlineData("%2e%2e/a.mov")]
    [InlineData("file:../a.mov")]
    [InlineData("..")]
    public void No_relative_address_climbs_out_of_the_timelines_folder(string url)
    {
        Assert.Null(MediaUrl.ToPath(url, _folder, []));
        Assert.Null(MediaUrl.ToPath(url, _folder, [Path.Combine(_folder, "elsewhere")]));
    }

    [Fact]
    public void Nor_into_a_neighbour_whose_name_begins_alike() =>
        Assert.Null(MediaUrl.ToPath($"../{Path.GetFileName(_folder)}2/a.mov", _folder, []));

    [Fact]
    public void Into_a_folder_that_the_user_named_it_may() =>
        Assert.Equal(
            Path.Combine(Path.GetDirectoryName(_folder)!, "footage", "a.mov"),
            MediaUrl.ToPath("../footage/a.mov", _folder, [Path.Combine(Path.GetDirectoryName(_folder)!, "footage") + Path.DirectorySeparatorChar]));

    [Theory]
    [InlineData("https://example.com/a.mov")]
    [InlineData("rtmp://example.com/a")]
    [InlineData("concat:a.mov|b.mov")]
    [InlineData("file://server/share/a.mov")]
    [InlineData("file:////server/share/a.mov")]
    [InlineData("file:///%2Fserver/share/a.mov")]
    [InlineData(@"\\server\share\a.mov")]
    [InlineData("//server/share/a.mov")]
    public void Nothing_on_another_machine_is_opened(string url)
    {
        Assert.True(MediaUrl.IsNetwork(url));
        Assert.Null(MediaUrl.ToPath(url, _folder, []));
    }

    [Theory]
    [InlineData("file:///C:/media/tom%20and%20jerry.mov", "tom and jerry.mov")]
    [InlineData("file://C:/media/a.mov", "a.mov")]
    [InlineData(@"C:\media\a.mov", "a.mov")]
    [InlineData("G:/media/a.mov", "a.mov")]
    public void A_drive_is_a_path_on_windows_and_elsewhere_only_a_name(string url, string name)
    {
        Assert.False(MediaUrl.IsNetwork(url));
        Assert.Equal(name, MediaUrl.FileName(url));
        if (OperatingSystem.IsWindows())
            Assert.EndsWith(name, MediaUrl.ToPath(url, _folder, []), StringComparison.Ordinal);
        else
            Assert.Null(MediaUrl.ToPath(url, _folder, []));
    }

    [Theory]
    [InlineData(@"\\server\share\a.mov", "a.mov")]
    [InlineData("file://server/share/a%20b.mov", "a b.mov")]
    [InlineData("a.mov", "a.mov")]
    [InlineData("", "")]
    [InlineData("folder/", "")]
    public void The_name_is_what_follows_the_last_slash_of_any_system(string url, string name) => Assert.Equal(name, MediaUrl.FileName(url));

    [Theory]
    [InlineData("")]
    [InlineData("a\0.mov")]
    [InlineData("file:///a%00.mov")]
    [InlineData("file://")]
    public void What_can_be_no_path_is_none(string url) => Assert.Null(MediaUrl.ToPath(url, _folder, []));
}
