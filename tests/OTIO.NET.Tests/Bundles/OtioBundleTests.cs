using System.IO.Compression;
using System.Text;

namespace OpenTimelineIO.Tests.Bundles;

public sealed class OtioBundleTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut.otioz")]
    [InlineData("cut.otiod")]
    public void A_bundle_has_the_timeline_with_its_media(string name)
    {
        var timeline = TimelineOf(_folder.File("a b.mov", "AAA"), "file://" + _folder.File("c.mov", "CCC"), "a b.mov");
        var options = new BundleWriteOptions { MediaBase = _folder["."] };
        var read = WriteAndRead(name, timeline, options, new());
        Assert.Equal(["media/a b.mov", "media/c.mov", "media/a b.mov"], Urls(read));
        Assert.True(File.Exists(_folder["a b.mov"]));
        Assert.DoesNotContain("media/", ((ExternalReference)timeline.FindClips().First().MediaReference!).TargetUrl, StringComparison.Ordinal);
        Assert.Equal(Urls(read), Urls(OtioFile.Read<Timeline>(_folder[name])));
        Assert.DoesNotContain(_folder.All(), entry => entry.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_zip_has_its_version_first_and_media_unpacked_in_it()
    {
        OtioBundle.WriteZip(_folder["cut.otioz"], TimelineOf(_folder.File("a.mov", new string('A', 5000))));
        using var zip = ZipFile.OpenRead(_folder["cut.otioz"]);
        Assert.Equal(["version.txt", "content.otio", "media/a.mov"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(5000, zip.GetEntry("media/a.mov")!.CompressedLength);
        using var version = new StreamReader(zip.GetEntry("version.txt")!.Open());
        Assert.Equal("1.0.0", version.ReadToEnd());
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var timeline = TimelineOf(_folder.File("a.mov", "AAA"));
        OtioBundle.WriteZip(_folder["1.otioz"], timeline);
        OtioBundle.WriteZip(_folder["2.otioz"], timeline);
        Assert.Equal(File.ReadAllBytes(_folder["1.otioz"]), File.ReadAllBytes(_folder["2.otioz"]));
    }

    [Fact]
    public void An_unpacked_bundle_points_at_its_own_media()
    {
        OtioBundle.WriteZip(_folder["cut.otioz"], TimelineOf(_folder.File("a.mov", "AAA")));
        var read = (Timeline)OtioBundle.ReadZip(_folder["cut.otioz"], new() { ExtractTo = _folder["out"], AbsolutePaths = true });
        Assert.Equal("AAA", File.ReadAllText(Assert.Single(Urls(read))));
        Assert.StartsWith(_folder["out"].Replace('\\', '/'), Urls(read).Single(), StringComparison.Ordinal);
        Assert.Equal(Urls(read), Urls((Timeline)OtioBundle.ReadFolder(_folder["out"], new() { AbsolutePaths = true })));
    }

    [Fact]
    public void An_image_sequence_goes_in_picture_by_picture()
    {
        for (var i = 1; i <= 3; i++)
            _folder.File($"seq/i.{i:0000}.png", $"{i}");
        var timeline = TimelineOf();
        ((Track)timeline.Tracks.Children[0]).Children.Add(new Clip("s", new ImageSequenceReference
        {
            TargetUrlBase = _folder["seq"],
            NamePrefix = "i.",
            NameSuffix = ".png",
            FrameZeroPadding = 4,
            Rate = 24,
            AvailableRange = new(0, 3, 24),
        }));
        OtioBundle.WriteFolder(_folder["cut.otiod"], timeline);
        Assert.Equal("2", File.ReadAllText(_folder["cut.otiod/media/i.0002.png"]));
        var read = (Timeline)OtioBundle.ReadFolder(_folder["cut.otiod"]);
        Assert.Equal("media/i.0002.png", ((ImageSequenceReference)read.FindClips().Single().MediaReference!).TargetUrlForImageNumber(1));
    }

    [Theory]
    [InlineData("otioz")]
    [InlineData("otiod")]
    public void Media_that_is_no_file_follows_the_policy(string kind)
    {
        var timeline = TimelineOf(_folder.File("a.mov", "AAA"), "https://example.com/b.mov", _folder["gone.mov"]);
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => WriteAndRead($"x.{kind}", timeline, new(), new())).Error);
        Assert.Equal(["a.mov"], _folder.All());

        var media = WriteAndRead($"y.{kind}", timeline, new() { Media = MediaPolicy.MissingIfNotFile }, new()).FindClips().Select(clip => clip.MediaReference!).ToList();
        Assert.IsType<ExternalReference>(media[0]);
        Assert.True(Assert.IsType<MissingReference>(media[1]).Metadata.TryGetString("original_target_url", out var url));
        Assert.Equal("https://example.com/b.mov", url);
        Assert.True(Assert.IsType<MissingReference>(media[2]).Metadata.ContainsKey("missing_reference_because"));
        Assert.Equal(new TimeRange(0, 100, 24), media[2].AvailableRange);

        var all = WriteAndRead($"z.{kind}", timeline, new() { Media = MediaPolicy.AllMissing }, new()).FindClips().Select(clip => clip.MediaReference!);
        Assert.All(all, one => Assert.IsType<MissingReference>(one));
        Assert.DoesNotContain($"z.{kind}/media/a.mov", _folder.All());
        if (kind == "otiod")
            return;
        using var zip = ZipFile.OpenRead(_folder["z.otioz"]);
        Assert.Equal(2, zip.Entries.Count);
    }

    [Theory]
    [InlineData("cut.otioz")]
    [InlineData("cut.otiod")]
    public void Two_media_files_of_one_name_get_two(string name)
    {
        var read = WriteAndRead(name, TimelineOf(_folder.File("1/a.mov", "1"), _folder.File("2/A.mov", "2"), _folder.File("3/a-2.mov", "3"), _folder["1/a.mov"]), new(), new());
        Assert.Equal(["media/a.mov", "media/A-2.mov", "media/a-2-2.mov", "media/a.mov"], Urls(read));
    }

    /// <summary>Windows takes fewer names than others, and opens devices by some.</summary>
    [Theory]
    [InlineData("Take 1: wide.mov", "Take 1_ wide.mov")]
    [InlineData("what?.mov", "what_.mov")]
    [InlineData("aux.mov", "_aux.mov")]
    [InlineData("a.", "a_")]
    [InlineData("a\u0001 <b>|.mov", "a_ _b__.mov")]
    public void A_name_that_some_system_forbids_is_replaced_and_what_is_written_can_be_unpacked(string name, string portable)
    {
        if (OperatingSystem.IsWindows())
            return;
        OtioBundle.WriteZip(_folder["cut.otioz"], TimelineOf(_folder.File("1/" + portable, "1"), _folder.File(name, "2")));
        var read = (Timeline)OtioBundle.ReadZip(_folder["cut.otioz"], new() { ExtractTo = _folder["out"] });
        Assert.Equal("media/" + portable, Urls(read)[0]);
        Assert.Equal(["1", "2"], Urls(read).Select(url => File.ReadAllText(_folder["out/" + url])));
        OtioBundle.WriteZip(_folder["2.otioz"], TimelineOf(_folder[name]));
        Assert.Equal(["media/" + portable], Urls((Timeline)OtioBundle.ReadZip(_folder["2.otioz"])));
    }

    [Theory]
    [InlineData("take 1: ", ".png", "take 1_ 0001.png")]
    [InlineData("aux.", ".png", "_aux.0001.png")]
    [InlineData("f", ".", "f0001_")]
    public void Images_whose_names_some_system_forbids_stay_a_sequence(string prefix, string suffix, string first)
    {
        if (OperatingSystem.IsWindows())
            return;
        for (var i = 1; i <= 2; i++)
            _folder.File($"seq/{prefix}{i:0000}{suffix}", $"{i}");
        var timeline = TimelineOf();
        ((Track)timeline.Tracks.Children[0]).Children.Add(new Clip("s", new ImageSequenceReference
        {
            TargetUrlBase = _folder["seq"],
            NamePrefix = prefix,
            NameSuffix = suffix,
            FrameZeroPadding = 4,
            Rate = 24,
            AvailableRange = new(0, 2, 24),
        }));
        OtioBundle.WriteZip(_folder["cut.otioz"], timeline);
        var read = (ImageSequenceReference)((Timeline)OtioBundle.ReadZip(_folder["cut.otioz"], new() { ExtractTo = _folder["out"] })).FindClips().Single().MediaReference!;
        Assert.Equal("media/" + first, read.TargetUrlForImageNumber(0));
        Assert.Equal("2", File.ReadAllText(_folder["out/" + read.TargetUrlForImageNumber(1)]));
    }

    [Fact]
    public void Images_that_cannot_have_their_names_are_refused()
    {
        _folder.File("seq/f1.png", "1");
        var timeline = TimelineOf(_folder.File("other/f1.png", "2"));
        ((Track)timeline.Tracks.Children[0]).Children.Add(new Clip("s", new ImageSequenceReference { TargetUrlBase = _folder["seq"], NamePrefix = "f", NameSuffix = ".png", Rate = 24, AvailableRange = new(0, 1, 24) }));
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioBundle.WriteZip(_folder["x.otioz"], timeline)).Error);
    }

    /// <summary>What others packed on Linux or macOS.</summary>
    [Theory]
    [InlineData("media/CON. ")]
    [InlineData("media/nul")]
    [InlineData("media/Com1.mov")]
    [InlineData("media/LPT9 .x/a.mov")]
    [InlineData("media/a\u0001")]
    [InlineData("media/Take 1: wide?.mov")]
    public void A_name_that_Windows_alone_forbids_is_refused_there_alone(string name)
    {
        Zip("x.otioz", zip => Add(zip, name, "theirs"));
        BundleReadOptions options = new() { ExtractTo = _folder["out"] };
        if (OperatingSystem.IsWindows())
        {
            Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"], options)).Error);
            return;
        }

        OtioBundle.ReadZip(_folder["x.otioz"], options);
        Assert.Equal("theirs", File.ReadAllText(_folder["out/" + name]));
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("media/../../evil.txt")]
    [InlineData("/evil.txt")]
    [InlineData("media/..\\..\\evil.txt")]
    [InlineData("C:/evil.txt")]
    [InlineData("media//evil.txt")]
    [InlineData("media/a\0.mov")]
    [InlineData("media/./a")]
    [InlineData("media/..")]
    [InlineData("evil.txt")]
    [InlineData("MEDIA/A.MOV")]
    [InlineData("media/a.mov/b")]
    [InlineData("media/漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢")]
    public void A_hostile_name_is_refused_and_nothing_is_unpacked(string name)
    {
        Zip("x.otioz", zip => Add(zip, name, "evil"), zip => Add(zip, "media/a.mov", "fine"));
        var error = Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"], new() { ExtractTo = _folder["out"] }));
        Assert.Equal(OtioError.InvalidBundle, error.Error);
        Assert.Equal(["x.otioz"], _folder.All());
    }

    [Fact]
    public void A_file_that_unpacks_to_too_much_is_refused_and_nothing_is_left()
    {
        Zip("x.otioz", zip =>
        {
            using var bomb = zip.CreateEntry("media/bomb.mov", CompressionLevel.Fastest).Open();
            for (var i = 0; i < 80; i++)
                bomb.Write(new byte[1 << 20]);
        });
        var error = Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"], new() { ExtractTo = _folder["out"] }));
        Assert.Equal(OtioError.LimitExceeded, error.Error);
        Assert.Equal(["x.otioz"], _folder.All());
        error = Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"], new() { ExtractTo = _folder["out"], MaxExtractedBytes = 1000 }));
        Assert.Equal(OtioError.LimitExceeded, error.Error);
    }

    [Fact]
    public void A_timeline_that_unpacks_to_too_much_is_refused()
    {
        using (var zip = ZipFile.Open(_folder["x.otioz"], ZipArchiveMode.Create))
        {
            using var bomb = zip.CreateEntry("content.otio", CompressionLevel.Fastest).Open();
            for (var i = 0; i < 20; i++)
                bomb.Write(Encoding.ASCII.GetBytes(new string(' ', 1 << 20)));
        }
        var error = Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"], new() { Json = new() { MaxBytes = 10 << 20 } }));
        Assert.Equal(OtioError.LimitExceeded, error.Error);
    }

    [Fact]
    public void A_large_table_of_contents_is_refused_before_it_is_read()
    {
        Zip("x.otioz", zip => { for (var i = 0; i < 2000; i++) Add(zip, $"media/{i}", ""); });
        var error = Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"], new() { MaxDirectoryBytes = 10_000 }));
        Assert.Equal(OtioError.LimitExceeded, error.Error);
        Assert.IsType<Timeline>(OtioBundle.ReadZip(_folder["x.otioz"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a zip file at all, but long enough to have an end record")]
    public void What_is_no_zip_is_refused(string content)
    {
        _folder.File("x.otioz", content);
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioBundle.ReadZip(_folder["x.otioz"])).Error);
    }

    [Fact]
    public void A_bundle_of_a_newer_version_or_without_a_timeline_is_refused()
    {
        Directory.CreateDirectory(_folder["a.otiod"]);
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioFile.Read(_folder["a.otiod"])).Error);
        _folder.File("a.otiod/version.txt", "2.0.0");
        _folder.File("a.otiod/content.otio", OtioJson.Write(new Timeline()));
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioFile.Read(_folder["a.otiod"])).Error);
    }

    [Fact]
    public void A_link_in_a_zip_is_unpacked_as_the_file_that_it_is_there()
    {
        Zip("x.otioz", zip =>
        {
            var link = zip.CreateEntry("media/a.mov");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var stream = link.Open();
            stream.Write("/etc/passwd"u8);
        });
        OtioBundle.ReadZip(_folder["x.otioz"], new() { ExtractTo = _folder["out"] });
        Assert.Null(new FileInfo(_folder["out/media/a.mov"]).LinkTarget);
        Assert.Equal("/etc/passwd", File.ReadAllText(_folder["out/media/a.mov"]));
    }

    [Fact]
    public void A_link_that_leads_out_of_a_bundle_folder_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        var secret = _folder.File("secret.otio", OtioJson.Write(new Timeline("secret")));
        _folder.File("a.otiod/content.otio", OtioJson.Write(TimelineOf("media/in.mov", "media/out.mov", "media/ring.mov", "media/deep/a.mov")));
        _folder.File("a.otiod/media/real.mov", "x");
        File.CreateSymbolicLink(_folder["a.otiod/media/in.mov"], "real.mov");
        File.CreateSymbolicLink(_folder["a.otiod/media/out.mov"], secret);
        File.CreateSymbolicLink(_folder["a.otiod/media/ring.mov"], "ring.mov");
        Directory.CreateSymbolicLink(_folder["a.otiod/media/deep"], "../..");
        var read = (Timeline)OtioBundle.ReadFolder(_folder["a.otiod"], new() { AbsolutePaths = true });
        Assert.Equal([Path.GetFullPath(_folder["a.otiod/media/in.mov"]), "media/out.mov", "media/ring.mov", "media/deep/a.mov"], Urls(read));

        Directory.CreateDirectory(_folder["b.otiod"]);
        File.CreateSymbolicLink(_folder["b.otiod/content.otio"], secret);
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioFile.Read(_folder["b.otiod"])).Error);
    }

    [Fact]
    public void A_device_is_no_media()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "devices are files on Unix alone");
        File.CreateSymbolicLink(_folder["endless.mov"], "/dev/zero");
        foreach (var url in (string[])["/dev/zero", _folder["endless.mov"]])
            Assert.Contains("not a file", Assert.Throws<OtioException>(() => OtioBundle.WriteZip(_folder["x.otioz"], TimelineOf(url))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1e12)]
    public void An_image_sequence_whose_images_cannot_be_counted_follows_the_policy(double? images)
    {
        var sequence = new ImageSequenceReference { TargetUrlBase = "seq", Rate = 24, AvailableRange = images is { } count ? new(0, count, 24) : null };
        var timeline = new Timeline { Tracks = { Children = { new Track { Children = { new Clip("s", sequence) } } } } };
        Assert.Equal(OtioError.InvalidBundle, Assert.Throws<OtioException>(() => OtioBundle.WriteZip(_folder["x.otioz"], timeline)).Error);
        Assert.Single(OtioBundle.WriteFolder(_folder["y.otiod"], timeline, new() { Media = MediaPolicy.MissingIfNotFile }));
        Assert.Single(OtioBundle.WriteZip(_folder["z.otioz"], timeline, new() { Media = MediaPolicy.AllMissing }));
    }

    [Fact]
    public void What_is_there_already_is_not_overwritten_by_a_bundle()
    {
        _folder.File("x.otioz", "mine");
        Assert.Throws<OtioException>(() => OtioBundle.WriteZip(_folder["x.otioz"], TimelineOf()));
        Assert.Equal("mine", File.ReadAllText(_folder["x.otioz"]));
    }

    [Theory]
    [InlineData("file:///a%20b/c.mov", "/a b/c.mov")]
    [InlineData("file://localhost/a.mov?x#y", "/a.mov")]
    [InlineData("file:///C:/a.mov", "C:/a.mov")]
    [InlineData("file://C:/a.mov", "C:/a.mov")]
    [InlineData("file://server/share/a.mov", "//server/share/a.mov")]
    [InlineData("media/a%20b.mov", "media/a%20b.mov")]
    [InlineData("https://example.com/a.mov", null)]
    [InlineData("", null)]
    public void Urls_give_paths(string url, string? path)
    {
        Assert.Equal(path is not null, MediaUrl.TryGetPath(url, out var found));
        if (path is not null)
            Assert.Equal(path, found);
    }

    private static Timeline TimelineOf(params string[] urls)
    {
        var track = new Track("V1");
        foreach (var url in urls)
            track.Children.Add(new Clip("c", new ExternalReference(url, new(0, 100, 24))));
        return new Timeline("t") { Tracks = new() { Children = { track } } };
    }

    private Timeline WriteAndRead(string name, Timeline timeline, BundleWriteOptions write, BundleReadOptions read)
    {
        if (name.EndsWith('z'))
        {
            OtioBundle.WriteZip(_folder[name], timeline, write);
            return (Timeline)OtioBundle.ReadZip(_folder[name], read);
        }
        OtioBundle.WriteFolder(_folder[name], timeline, write);
        return (Timeline)OtioBundle.ReadFolder(_folder[name], read);
    }

    private static List<string> Urls(Timeline timeline) =>
        [.. timeline.FindClips().Select(clip => ((ExternalReference)clip.MediaReference!).TargetUrl)];

    private void Zip(string name, params Action<ZipArchive>[] fill)
    {
        using var zip = ZipFile.Open(_folder[name], ZipArchiveMode.Create);
        Add(zip, "content.otio", OtioJson.Write(new Timeline()));
        foreach (var add in fill)
            add(zip);
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
