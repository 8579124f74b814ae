using System.Text;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Tests.Jobs;

public class ExportSetTests
{
    [Theory]
    [InlineData("Cut 1", "Cut 1.otio")]
    [InlineData("a/b\\c:d\"e\"|?*<>\n", "a_b_c_d_e_______.otio")]
    [InlineData(" ..  ", "file.otio")]
    [InlineData("con", "con_.otio")]
    [InlineData("LPT1.v2", "LPT1.v2_.otio")]
    [InlineData("conform", "conform.otio")]
    [InlineData("日本語", "日本語.otio")]
    public void A_timelines_name_is_a_file_name_on_every_system(string name, string expected) => Assert.Equal(expected, ExportSet.FileName(name, "/x/file.edl", ".otio"));

    [Theory]
    [InlineData("日")]
    [InlineData("😀")]
    [InlineData("x")]
    public void A_long_name_leaves_room_for_the_ending(string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 140));
        Assert.Equal(letter == "x" ? name + ".otio" : "file.otio", ExportSet.FileName(name, "/x/file.edl", ".otio"));
        // A file's own name can be as long, too.
        var own = ExportSet.FileName("", $"/x/{name}{name}.edl", "_01.resolve.edl");
        Assert.InRange(Encoding.UTF8.GetByteCount(own), 200, 255);
        Assert.DoesNotContain("\ufffd", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(own)), StringComparison.Ordinal);
    }
}
