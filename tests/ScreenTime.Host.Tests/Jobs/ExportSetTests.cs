using System.Text;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Report;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Tests.Reports;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class ExportSetTests : IDisposable
{
    private const string List = "TITLE: cut\n001  A        V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-exports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_of_a_timeline_that_changed_since_it_was_read_gets_into_the_exports()
    {
        var document = Document();
        File.WriteAllText(document.Path, List.Replace("01:00:01:00", "01:00:00:12", StringComparison.Ordinal));

        var failure = Assert.Throws<UserException>(() => Write(document, new EdlWriter()));

        Assert.Equal((ExitCode.Retry, true), (failure.ExitCode, failure.Message.Contains("cut.edl has changed since it was read", StringComparison.Ordinal)));
        File.Delete(document.Path);
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => Write(document, new EdlWriter())).ExitCode);
        // Reports hold nothing of the file, so that what was looked at is not lost.
        Assert.Equal(["cut.csv"], Write(document));
    }

    [Fact]
    public void Nor_of_one_that_changes_while_they_are_written()
    {
        var document = Document();
        var writer = new Late(() => File.AppendAllText(document.Path, "* LOC: 01:00:00:00 RED     NEW\n"));

        Assert.Equal(ExitCode.Retry, Assert.Throws<UserException>(() => Write(document, writer)).ExitCode);
    }

    [Fact]
    public void One_that_is_as_it_was_is_patched() => Assert.Equal(["cut.csv", "cut.edl"], Write(Document(), new EdlWriter()));

    [Fact]
    public void The_timeline_is_not_overwritten_through_a_link_to_its_folder()
    {
        var document = Document();
        var link = Path.Combine(_folder, "..", Path.GetFileName(_folder) + "-link");
        Directory.CreateSymbolicLink(link, _folder);
        try
        {
            using var output = OutputFolder.Open(link);
            var exports = new ExportSet([new EdlWriter()], []);
            Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<UserException>(() => exports.RefuseToOverwrite(document.Path, output, "cut")).ExitCode);
            exports.RefuseToOverwrite(document.Path, output, "another");
            // Nor by a conversion, or by what takes markers out.
            Assert.Contains("never overwritten", Assert.Throws<UserException>(
                () => SingleExport.Write(document.Path, Path.Combine(link, "cut.edl"), new EdlWriter(), new TimelineExport(document, null, null))).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    private TimelineDocument Document()
    {
        var path = Path.Combine(_folder, "cut.edl");
        File.WriteAllText(path, List);
        return TimelineLoader.Read(new EdlReader(), path, new TimelineReadOptions(new FrameRate(24, 1)));
    }

    /// <summary>What lies in the output folder then.</summary>
    private IEnumerable<string?> Write(TimelineDocument document, params ITimelineWriter[] writers)
    {
        var folder = Path.Combine(_folder, "out");
        var result = Found.Result(document.Rate, 24, [Found.Character("tom")], [("tom", 2, 9)]);
        using (var output = OutputFolder.Open(folder))
        {
            new ExportSet(writers, [new CsvReportWriter()]).Write(output, document, result.Cast, result, ExportSettings.Default);
            output.Keep();
        }

        return Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    /// <summary>Patches the list, and meanwhile something happens to it.</summary>
    private sealed class Late(Action happens) : ITimelineWriter
    {
        private readonly EdlWriter _writer = new();

        public string FormatId => _writer.FormatId;

        public string Suffix => _writer.Suffix;

        public IReadOnlyList<string> Write(TimelineExport export, Stream output)
        {
            happens();
            return _writer.Write(export, output);
        }
    }

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
