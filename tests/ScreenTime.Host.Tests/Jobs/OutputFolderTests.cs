using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class OutputFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("screentime-output-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void Files_appear_together_when_they_are_kept()
    {
        var path = Path.Combine(_parent, "out");
        using (var folder = OutputFolder.Open(path))
        {
            folder.Write("a.txt", stream => stream.Write("a"u8));
            folder.Write("b.txt", stream => stream.Write("b"u8));
            Assert.False(File.Exists(Path.Combine(path, "a.txt")));
            folder.Keep();
        }

        Assert.Equal(["a.txt", "b.txt"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_job_that_fails_leaves_what_was_there()
    {
        var path = Directory.CreateDirectory(Path.Combine(_parent, "out")).FullName;
        File.WriteAllText(Path.Combine(path, "a.txt"), "before");
        using (var folder = OutputFolder.Open(path))
            folder.Write("a.txt", stream => stream.Write("after"u8));

        Assert.Equal("before", File.ReadAllText(Path.Combine(path, "a.txt")));
        Assert.Single(Directory.GetFileSystemEntries(path));
    }

    [Fact]
    public void A_folder_that_a_failed_job_made_goes_away()
    {
        var path = Path.Combine(_parent, "out");
        OutputFolder.Open(path).Dispose();

        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void What_a_killed_job_left_whose_process_had_the_same_number_is_swept_away_and_jobs_beside_each_other_stay()
    {
        var path = Directory.CreateDirectory(Path.Combine(_parent, "out")).FullName;
        var left = FormattableString.Invariant($".screentime-{Environment.MachineName}-{Environment.ProcessId}");
        // As it was named when the number alone told jobs apart, which nobody sweeps any more, and now.
        foreach (var name in (string[])[left, $"{left}-{Guid.NewGuid():N}-1"])
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(path, name)).FullName, "result.json"), "half");

        using (var first = OutputFolder.Open(path))
        {
            first.Write("a.txt", stream => stream.Write("a"u8));
            using var second = OutputFolder.Open(path);
            second.Write("b.txt", stream => stream.Write("b"u8));
            second.Keep();
            first.Keep();
        }

        Assert.Equal([left, "a.txt", "b.txt"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_below_a_file_cannot_be_written()
    {
        var file = Path.Combine(_parent, "file");
        File.WriteAllText(file, "");

        var exception = Assert.Throws<UserException>(() => OutputFolder.Open(Path.Combine(file, "out")));

        Assert.Equal(ExitCode.OutputUnwritable, exception.ExitCode);
    }

    [Theory]
    [InlineData("proj", "proj/cut.edl", true)]
    [InlineData("proj/../proj", "proj/CUT.EDL", true)]
    [InlineData("link", "proj/cut.edl", true)]
    [InlineData("proj", "link/cut.edl", true)]
    [InlineData("proj", "shortcut/cut.edl", true)]
    [InlineData("proj", "link/sub/cut.edl", true)]
    [InlineData("proj", "circle/cut.edl", false)]
    [InlineData("proj", "proj/other.edl", false)]
    [InlineData("proj", "nowhere/cut.edl", false)]
    [InlineData("shortcut", "proj/cut.edl", false)]
    [InlineData("out", "proj/cut.edl", false)]
    public void A_file_that_somebody_named_is_known_under_every_name(string folder, string other, bool replaced)
    {
        Directory.CreateDirectory(In("proj/sub"));
        Directory.CreateDirectory(In("shortcut"));
        File.WriteAllText(In("proj/cut.edl"), "the user's own");
        Directory.CreateSymbolicLink(In("link"), In("proj"));
        // One that says ".." means the parent of where it lies.
        File.CreateSymbolicLink(In("proj/sub/cut.edl"), "../cut.edl");
        File.CreateSymbolicLink(In("shortcut/cut.edl"), "../link/cut.edl");
        Directory.CreateSymbolicLink(In("circle"), In("circle"));

        using (var output = OutputFolder.Open(In(folder)))
            Assert.Equal(replaced, output.WouldReplace("cut.edl", In(other)));

        Assert.Equal(["cut.edl", "sub"], Directory.EnumerateFileSystemEntries(In("proj")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_link_to_the_users_own_file_is_replaced_itself()
    {
        Directory.CreateDirectory(In("proj"));
        Directory.CreateDirectory(In("out"));
        File.WriteAllText(In("proj/cut.edl"), "the user's own");
        File.CreateSymbolicLink(In("out/cut.edl"), In("proj/cut.edl"));
        using (var output = OutputFolder.Open(In("out")))
        {
            Assert.False(output.WouldReplace("cut.edl", In("proj/cut.edl")));
            output.Write("cut.edl", stream => stream.Write("ours"u8));
            output.Keep();
        }

        Assert.Equal(("the user's own", "ours"), (File.ReadAllText(In("proj/cut.edl")), File.ReadAllText(In("out/cut.edl"))));
    }

    private string In(string name) => Path.Combine(_parent, name);

    [Theory]
    [InlineData("../a.txt")]
    [InlineData("a/b.txt")]
    [InlineData("")]
    [InlineData("..")]
    public void A_name_never_leads_out_of_the_folder(string name)
    {
        using var folder = OutputFolder.Open(Path.Combine(_parent, "out"));

        Assert.Throws<ArgumentException>(() => folder.Write(name, _ => { }));
    }

    [Theory]
    [InlineData("a.otiod/../../b.txt")]
    [InlineData("/b.txt")]
    [InlineData("a.otiod//b.txt")]
    public void Nor_does_the_name_of_a_file_in_an_export_that_is_a_folder(string name)
    {
        using var folder = OutputFolder.Open(Path.Combine(_parent, "out"));
        Assert.Throws<ArgumentException>(() => folder.Create(name).Dispose());
    }

    [Fact]
    public void An_export_that_is_a_folder_takes_the_place_of_the_earlier_one_as_a_whole()
    {
        var path = Path.Combine(_parent, "out");
        foreach (var name in (string[])["cut.otiod/media/old.mov", "cut.otiod/media/new.mov"])
        {
            using var folder = OutputFolder.Open(path);
            folder.Create(name).Dispose();
            Assert.Equal([Path.Combine(path, "cut.otiod")], folder.Keep());
        }

        Assert.Equal(["new.mov"], Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Single(Directory.EnumerateFileSystemEntries(path));
    }
}
