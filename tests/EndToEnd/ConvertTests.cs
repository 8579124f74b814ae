namespace ScreenTime.Tests.EndToEnd;

/// <summary><c>screentime convert</c> as a user runs it.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-convert-").FullName;

    private const string List = """
        TITLE: CUT
        FCM: NON-DROP FRAME
        001  A001     V     C        01:00:00:00 01:00:02:00 10:00:00:00 10:00:02:00
        * FROM CLIP NAME: first
        002  A002     AA/V  C        02:00:00:00 02:00:01:12 10:00:02:00 10:00:03:12
        * FROM CLIP NAME: second
        * LOC: 10:00:02:12 RED     look here
        """;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_list_becomes_other_formats_and_what_is_lost_is_said()
    {
        var list = Write("cut.edl", List);
        var otio = await Command.ScreenTimeAsync("convert", list, In("cut.otio"), "--rate", "24");
        Assert.Contains("Nothing was lost", otio.Succeeded().Output, StringComparison.Ordinal);
        var again = await Command.ScreenTimeAsync("convert", In("cut.otio"), In("again.edl"));
        Assert.Contains("Lost: sound tracks are not written to an EDL", again.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("* LOC: 10:00:02:12 RED     look here", await File.ReadAllTextAsync(In("again.edl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_format_comes_back_to_the_byte()
    {
        var list = Write("cut.edl", List);
        (await Command.ScreenTimeAsync("convert", list, In("same.edl"), "--rate", "24")).Succeeded();
        Assert.Equal(await File.ReadAllBytesAsync(list, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(In("same.edl"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_not_said_is_asked_for_and_nothing_is_written()
    {
        var list = Write("cut.edl", List);
        (await Command.ScreenTimeAsync("convert", list, In("cut.otio"))).FailedWith(2, "frame rate", "--rate");
        (await Command.ScreenTimeAsync("convert", list, In("cut.xyz"), "--rate", "24")).FailedWith(2, "cut.xyz", ".otio");
        (await Command.ScreenTimeAsync("convert", list, list, "--rate", "24")).FailedWith(7, "never overwritten");
        (await Command.ScreenTimeAsync("convert", In("absent.edl"), In("cut.otio"))).FailedWith(3, "absent.edl");
        Assert.Equal(["cut.edl"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_bundle_of_Final_Cut_Pro_is_cleaned_into_a_document_beside_it()
    {
        const string Clip = "<asset-clip name=\"a\" offset=\"0s\" start=\"0s\" duration=\"4s\" format=\"f\">";
        const string Own = "\n  <marker start=\"1s\" duration=\"1/25s\" value=\"TOM\" note=\"TOM 1 s [st:tom]\"/>\n  <keyword start=\"1s\" duration=\"1s\" value=\"TOM\" note=\"[st:tom]\"/>";
        const string Theirs = "\n  <marker start=\"2s\" duration=\"1/25s\" value=\"check\"/>\n";
        static string Project(string inside) => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n<fcpxml version=\"1.10\"><resources><format id=\"f\" frameDuration=\"1/25s\"/></resources>"
            + $"<project name=\"cut\"><sequence format=\"f\" tcStart=\"0s\" duration=\"4s\"><spine>{Clip}{inside}</asset-clip></spine></sequence></project></fcpxml>\n";
        var bundle = Directory.CreateDirectory(In("cut.fcpxmld")).FullName;
        var document = Write(Path.Combine("cut.fcpxmld", "Info.fcpxml"), Project(Own + Theirs));
        var before = await File.ReadAllBytesAsync(document, TestContext.Current.CancellationToken);

        (await Command.ScreenTimeAsync("clean", bundle + "/")).Succeeded();
        Assert.Equal(Project(Theirs), await File.ReadAllTextAsync(In("cut.clean.fcpxml"), TestContext.Current.CancellationToken));
        Assert.Equal(before, await File.ReadAllBytesAsync(document, TestContext.Current.CancellationToken));
        (await Command.ScreenTimeAsync("clean", bundle, "--out", In("other.fcpxmld"))).FailedWith(2, "must end in .fcpxml");
        Assert.Equal(["cut.clean.fcpxml"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(In(name), content);
        return In(name);
    }
}
