using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

public sealed class MediaLinkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-link-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_address_goes_before_every_name()
    {
        var here = File("online/a.mov", "24 100");
        File("root/a.mov", "24 200");
        var link = await LinkAsync(Clip("other", new ExternalReference(here)), ["root"]);
        Assert.Equal((here, "found"), (link.Media!.Path, link.Status));
        Assert.Contains("address", link.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file.mov source.mov clip.mov reel.mov", "file.mov")]
    [InlineData("source.mov clip.mov reel.mov", "source.mov")]
    [InlineData("clip.mov reel.mov", "clip.mov")]
    [InlineData("reel.mov", "reel.mov")]
    public async Task Names_are_tried_in_the_order_file_source_file_clip_reel(string there, string found)
    {
        foreach (var name in there.Split(' '))
            File("root/deep/er/" + name, "24 100");
        var clip = Clip("clip", new ExternalReference("/gone/file.mov"), ("source_file", "source.mov"), ("reel", "reel"));
        Assert.Equal(found, (await LinkAsync(clip, ["root"])).Media!.Name);
    }

    [Fact]
    public async Task Media_beside_the_timeline_needs_no_root()
    {
        File("a.mov", "24 100");
        Assert.Equal("a.mov", (await LinkAsync(Clip("x", new ExternalReference(@"C:\gone\A.MOV")), [])).Media!.Name);
    }

    [Fact]
    public async Task All_roots_are_searched_with_all_that_lies_in_them()
    {
        File("one/a.mov", "24 100");
        File("two/sub/b.mov", "25 100");
        var (first, second) = (Clip("a.mov", null), Clip("b.mov", null));
        var links = await LinkAllAsync([first, second], ["one", "two"]);
        Assert.Equal(("a.mov", "b.mov"), (links[first].Media!.Name, links[second].Media!.Name));
    }

    [Fact]
    public async Task A_file_that_is_linked_into_a_root_is_found_and_a_folder_that_leads_round_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var original = File("store/0001.mov", "24 100");
        Directory.CreateDirectory(Path.Combine(_folder, "root"));
        System.IO.File.CreateSymbolicLink(Path.Combine(_folder, "root", "a.mov"), original);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "root", "round"), Path.Combine(_folder, "root"));
        Assert.Equal("a.mov", (await LinkAsync(Clip("a.mov", null), ["root"])).Media!.Name);
    }

    [Fact]
    public async Task A_transcode_is_found_by_the_stem_of_a_media_name()
    {
        File("root/A001C003.mp4", "24 100");
        Assert.Equal("A001C003.mp4", (await LinkAsync(Clip("x", new ExternalReference("/gone/A001C003.R3D")), ["root"])).Media!.Name);
    }

    [Fact]
    public async Task A_point_in_a_clips_name_is_no_ending()
    {
        File("root/sh010.mov", "24 100");
        Assert.Equal("offline", (await LinkAsync(Clip("sh010.v2", null), ["root"])).Status);
    }

    [Fact]
    public async Task The_ending_that_is_named_is_meant()
    {
        File("root/a.mov", "24 100");
        File("root/a.mp4", "24 200");
        Assert.Equal("a.mp4", (await LinkAsync(Clip("a.mp4", null), ["root"])).Media!.Name);
    }

    [Fact]
    public async Task Two_files_that_fit_are_an_error_that_names_both()
    {
        var (one, two) = (File("one/a.mov", "24 100"), File("two/a.mov", "24 200"));
        var failure = await Assert.ThrowsAsync<UserException>(() => LinkAsync(Clip("a.mov", null), ["one", "two"]));
        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains(one, failure.Message, StringComparison.Ordinal);
        Assert.Contains(two, failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"a.mov\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_copies_of_one_file_are_one()
    {
        File("one/a.mov", "24 100");
        File("two/a.mov", "24 100");
        Assert.Equal("found", (await LinkAsync(Clip("a.mov", null), ["one", "two"])).Status);
    }

    [Theory]
    [InlineData("01:00:02:00", "one")]
    [InlineData("02:00:02:00", "two")]
    public async Task Timecode_tells_files_of_one_name_apart(string sourceIn, string root)
    {
        File("one/REEL.mov", "25 250 01:00:00:00");
        File("two/REEL.mov", "25 250 02:00:00:00");
        var clip = Clip("shot", null, ("reel", "REEL"), ("source_in", sourceIn), ("source_out", sourceIn));
        var link = await LinkAsync(clip, ["one", "two"]);
        Assert.Equal(root, Path.GetFileName(Path.GetDirectoryName(link.Media!.Path)));
        Assert.Contains("timecode", link.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_holds_all_of_a_clip_goes_before_one_that_holds_a_part()
    {
        File("one/REEL.mov", "24 250 01:00:00:00");
        File("two/REEL.mov", "24 250 01:00:08:00");
        var clip = Clip("REEL", new ExternalReference("/gone/REEL.mov"));
        clip.SourceRange = Cuts.Range(86400 + (8 * 24) + 10, 100, Cuts.Film);
        Assert.Equal("two", Path.GetFileName(Path.GetDirectoryName((await LinkAsync(clip, ["one", "two"])).Media!.Path)));
    }

    [Fact]
    public async Task Timecode_that_both_hold_leaves_two_candidates()
    {
        File("one/REEL.mov", "24 250 01:00:00:00");
        File("two/REEL.mov", "24 300 01:00:00:00");
        var clip = Clip("REEL", null, ("reel", "REEL"), ("source_in", "01:00:01:00"), ("source_out", "01:00:02:00"));
        await Assert.ThrowsAsync<UserException>(() => LinkAsync(clip, ["one", "two"]));
    }

    [Fact]
    public async Task AX_and_BL_are_no_names()
    {
        File("root/AX.mov", "24 100");
        Assert.Equal("offline", (await LinkAsync(Clip("x", null, ("reel", "AX")), ["root"])).Status);
    }

    [Fact]
    public async Task Media_that_is_nowhere_is_offline_by_its_name()
    {
        var link = await LinkAsync(Clip("x", new ExternalReference(@"\\server\share\a.mov")), []);
        Assert.Equal(("offline", "a.mov"), (link.Status, link.Name));
        Assert.Contains("network", link.Detail, StringComparison.Ordinal);
        Assert.Contains("--media-root", (await LinkAsync(Clip("x", new ExternalReference("/gone/a.mov")), [])).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_address_names_outside_the_timelines_folder_is_found_with_a_root_only()
    {
        File("a.mov", "24 100");
        var clip = Clip("x", new ExternalReference("../a.mov"));
        var link = (await LinkAllAsync([clip], [], "cuts"))[clip];
        Assert.Equal("offline", link.Status);
        Assert.Contains("leads out", link.Detail, StringComparison.Ordinal);
        Assert.Equal("found", (await LinkAllAsync([clip], ["."], "cuts"))[clip].Status);
    }

    [Fact]
    public async Task Media_that_cannot_be_decoded_says_why()
    {
        File("root/a.mov", "broken");
        var link = await LinkAsync(Clip("a.mov", null), ["root"]);
        Assert.Equal((null, "undecodable", "a.mov is broken."), (link.Media, link.Status, link.Detail));
    }

    [Fact]
    public async Task A_good_file_goes_before_a_broken_one_of_its_name()
    {
        File("one/a.mov", "broken");
        File("two/a.mov", "24 100");
        Assert.Equal("found", (await LinkAsync(Clip("a.mov", null), ["one", "two"])).Status);
    }

    [Fact]
    public async Task A_movie_of_its_name_stands_in_for_an_image_sequence()
    {
        var clip = Clip("sh010", Sequence("file:///renders/sh010/"));
        var link = await LinkAsync(clip, []);
        Assert.Equal("offline", link.Status);
        Assert.Contains("images", link.Detail, StringComparison.Ordinal);
        Assert.Contains("--media-root", link.Detail, StringComparison.Ordinal);
        File("root/sh010_comp.mov", "24 100");
        Assert.Equal("sh010_comp.mov", (await LinkAsync(clip, ["root"])).Media!.Name);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("images/")]
    [InlineData("./images")]
    public async Task Images_are_found_at_the_timelines_own_address(string address)
    {
        Images("images", 1, 2, 3);
        var link = await LinkAsync(Clip("sh010", Sequence(address)), []);
        Assert.Equal(("sh010_comp.[0001-0003].exr", "at the timeline's own address"), (link.Media!.Name, link.Detail));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    public async Task Images_may_lie_beside_the_timeline(string address)
    {
        Images("", 1, 2, 3);
        Assert.Equal("found", (await LinkAsync(Clip("sh010", Sequence(address)), [])).Status);
    }

    [Fact]
    public async Task Images_are_found_by_name_in_the_folder_most_like_the_timelines()
    {
        Images("root/sh010/v2", 1, 2, 3);
        Images("root/sh020/v2", 4, 5, 6);
        var link = await LinkAsync(Clip("sh010", Sequence("file:///renders/sh010/v2")), ["root"]);
        Assert.Equal(Path.Combine(_folder, "root", "sh010", "v2"), link.Media!.Sequence!.Folder);
        Assert.Equal("by the name sh010_comp.0001.exr", link.Detail);
    }

    [Fact]
    public async Task Images_are_found_by_name_when_the_first_is_missing_and_the_report_counts()
    {
        Images("root", 2, 3);
        System.IO.File.Delete(Path.Combine(_folder, "root", "sh010_comp.0001.exr"));
        var link = await LinkAsync(Clip("sh010", Sequence("file:///renders/sh010/v2")), ["root"]);
        Assert.Equal("found", link.Status);
        Assert.Contains("2 of 3 images are missing, which are unknown time", link.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_folders_of_different_images_are_an_error_and_of_the_same_are_one()
    {
        Images("root/a", 1, 2, 3);
        Images("root/b", 1, 2, 3);
        var clip = Clip("sh010", Sequence("file:///renders/v2"));
        Assert.Equal("found", (await LinkAsync(clip, ["root"])).Status);
        File("root/b/sh010_comp.0002.exr", "another");
        var failure = await Assert.ThrowsAsync<UserException>(() => LinkAsync(clip, ["root"]));
        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains(Path.Combine("root", "a"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("root", "b"), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret/", "sh010_comp.", "offline")]
    [InlineData("images", "../secret/sh010_comp.", "undecodable")]
    [InlineData("images", "..\\secret\\sh010_comp.", "undecodable")]
    [InlineData("https://example.com/images", "sh010_comp.", "offline")]
    [InlineData("file://server/images", "sh010_comp.", "offline")]
    [InlineData("//server/images", "sh010_comp.", "offline")]
    public async Task No_crafted_sequence_leaves_the_folder(string address, string prefix, string status)
    {
        Images("secret", 1, 2, 3);
        Directory.CreateDirectory(Path.Combine(_folder, "cut", "images"));
        var reference = Sequence(address);
        reference.NamePrefix = prefix;
        var clip = Clip("sh010", reference);
        Assert.Equal(status, (await LinkAllAsync([clip], [], "cut"))[clip].Status);
    }

    [Theory]
    [InlineData(0, 1, 4)]
    [InlineData(double.NaN, 1, 4)]
    [InlineData(1e12, 1, 4)]
    [InlineData(24, 0, 4)]
    [InlineData(24, -1, 4)]
    [InlineData(24, 1, 100_000_000)]
    [InlineData(24, 1, -1)]
    public async Task Numbers_that_are_none_make_a_sequence_undecodable(double rate, int step, int padding)
    {
        Images("images", 1);
        var reference = Sequence("images");
        (reference.Rate, reference.FrameStep, reference.FrameZeroPadding) = (rate, step, padding);
        var link = await LinkAsync(Clip("sh010", reference), []);
        Assert.Equal("undecodable", link.Status);
        Assert.Contains("correct the timeline", link.Detail, StringComparison.Ordinal);
    }

    private static ImageSequenceReference Sequence(string address) => new()
    {
        TargetUrlBase = address,
        NamePrefix = "sh010_comp.",
        NameSuffix = ".exr",
        StartFrame = 1,
        Rate = 24,
        FrameZeroPadding = 4,
        AvailableRange = Cuts.Range(0, 3, Cuts.Film),
    };

    private void Images(string folder, params int[] contents)
    {
        for (var image = 0; image < contents.Length; image++)
            File(FormattableString.Invariant($"{folder}/sh010_comp.{image + 1:0000}.exr").TrimStart('/'), FormattableString.Invariant($"image {contents[image]}"));
    }

    [Theory]
    [InlineData("MY_CLIP_", "My clip 07.mov")]
    [InlineData("A001C003", "A001C003_180101_R1AB.mxf")]
    public async Task A_reel_of_eight_characters_finds_the_film_whose_name_was_cut(string reel, string file)
    {
        File("root/" + file, "24 100");
        File("root/other film.mov", "24 100");
        var link = await LinkAsync(Clip("001", null, ("reel", reel)), ["root"]);
        Assert.Equal((file, $"by the reel {reel}, to which its name is cut"), (link.Media!.Name, link.Detail));
    }

    [Theory]
    [InlineData("A001C00")]
    [InlineData("A001C003_")]
    [InlineData("B001C003")]
    public async Task Nothing_was_cut_from_a_reel_of_another_length(string reel)
    {
        File("root/A001C003_180101_R1AB.mxf", "24 100");
        File("root/B001C003.0001.png", "24 1");
        Assert.Equal("offline", (await LinkAsync(Clip("001", null, ("reel", reel)), ["root"])).Status);
    }

    [Fact]
    public async Task Of_two_films_cut_to_one_reel_the_timecode_tells_or_it_is_an_error_that_names_both()
    {
        File("root/interview amy.mov", "24 1000 01:00:00:00");
        File("root/interview bob.mov", "24 1000 02:00:00:00");
        var clip = Clip("001", null, ("reel", "INTERVIE"), ("source_in", "02:00:01:00"), ("source_out", "02:00:02:00"));
        Assert.Equal("interview bob.mov", (await LinkAsync(clip, ["root"])).Media!.Name);
        File("root/interview amy.mov", "24 2000 02:00:00:00");
        var failure = await Assert.ThrowsAsync<UserException>(() => LinkAsync(clip, ["root"]));
        Assert.Contains("interview amy.mov and ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("interview bob.mov", failure.Message, StringComparison.Ordinal);
        // A whole name goes before a cut one.
        File("root/intervie.mov", "24 1000 02:00:00:00");
        Assert.Equal("intervie.mov", (await LinkAsync(clip, ["root"])).Media!.Name);
    }

    [Fact]
    public async Task Generators_and_sound_need_no_media()
    {
        var generated = new Clip("title", new GeneratorReference { GeneratorKind = "title" }, Cuts.Range(0, 10, Cuts.Film));
        var sound = Clip("a.wav", null);
        var track = new Track { Kind = Track.KindAudio };
        track.Children.Add(sound);
        Assert.Empty(await LinkDocumentAsync(Cuts.Document(Cuts.Film, Cuts.Track(generated), track), [], ""));
    }

    [Fact]
    public async Task A_root_that_is_not_there_is_said()
    {
        var failure = await Assert.ThrowsAsync<UserException>(() => LinkAsync(Clip("a.mov", null), ["nowhere"]));
        Assert.Equal(ExitCode.InputMissing, failure.ExitCode);
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("02:00:00:00", 172_800)]
    [InlineData("a.mov=02:00:00:00", 172_800)]
    [InlineData("A=02:00:00:00", 172_800)]
    [InlineData("03:00:00:00 a=02:00:00:00", 172_800)]
    public async Task A_start_timecode_can_be_given(string options, long frame)
    {
        File("root/a.mov", "24 100 01:00:00:00");
        var link = await LinkAsync(Clip("a.mov", null), ["root"], options.Split(' '));
        Assert.Equal(frame, link.Media!.StartTimecode);
    }

    [Theory]
    [InlineData("a.mov=25:99:00:00", "minutes")]
    [InlineData("b.mov=01:00:00:00", "names no media")]
    [InlineData("a.mov=01:00:00;00", "drop frame")]
    public async Task A_start_timecode_that_cannot_be_is_one_sentence(string option, string reason)
    {
        File("root/a.mov", "24 100");
        var failure = await Assert.ThrowsAsync<UserException>(() => LinkAsync(Clip("a.mov", null), ["root"], option));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains(option, failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_lists_what_was_found_and_lost_with_the_frames_that_are_unknown()
    {
        File("root/a.mov", "24 500");
        File("root/bad.mov", "broken");
        var document = Cuts.Document(
            Cuts.Film,
            Cuts.Track(Clip("a.mov", null, 40), Clip("gone.mov", null, 30), Clip("bad.mov", null, 20), Clip("gone.mov", null, 12), Clip("also gone.mov", null, 5)),
            // The same lost file above itself is lost once; what is hidden is not lost; a title without media is none.
            Cuts.Track(Clip("a.mov", null, 50), Veiled(Clip("gone.mov", null, 10)), Clip("Title 4", null, 30)));
        var links = await LinkDocumentAsync(document, ["root"], "");
        var map = RecordMap.Build(document, links, []);
        var report = RelinkReport.Of(links, map, new FrameRange(0, map.FrameCount), null, new Dictionary<string, long>());
        Assert.Equal(
            ["a.mov found 0", "also gone.mov offline 5", "bad.mov undecodable 20", "gone.mov offline 32"],
            report.Select(use => FormattableString.Invariant($"{use.Name} {use.Status} {use.LostFrames}")));
        Assert.Equal(["a.mov found 0", "also gone.mov offline 0", "bad.mov undecodable 5", "gone.mov offline 20"],
            RelinkReport.Of(links, map, new FrameRange(0, 75), null, new Dictionary<string, long>()).Select(use => FormattableString.Invariant($"{use.Name} {use.Status} {use.LostFrames}")));
    }

    [Fact]
    public async Task A_clip_that_lies_outside_the_file_that_was_found_is_lost_with_advice()
    {
        File("root/a.mov", "24 500");
        var clip = Clip("a.mov", null, 40);
        clip.SourceRange = Cuts.Range(86_400, 40, Cuts.Film);
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Clip("a.mov", null, 10), clip));
        var links = await LinkDocumentAsync(document, ["root"], "");
        var map = RecordMap.Build(document, links, []);
        Assert.Contains("--media-tc a.mov=TC", map.At(10).Layers[0].MissingReason, StringComparison.Ordinal);
        Assert.Equal(("found", 40L), Assert.Single(RelinkReport.Of(links, map, new FrameRange(0, 50), null, new Dictionary<string, long>())) is var use ? (use.Status, use.LostFrames) : default);
        var given = RecordMap.Build(document, await LinkDocumentAsync(document, ["root"], "", "a.mov=01:00:00:00"), []);
        Assert.Equal(MediaTime.Zero, given.At(10).Layers[0].SourceStart);
    }

    [Fact]
    public async Task A_reference_render_is_in_the_report_and_loses_nothing()
    {
        var document = Cuts.Document(Cuts.Film, Cuts.Track(Clip("gone.mov", null, 40)));
        var links = await LinkDocumentAsync(document, [], "");
        var render = Cuts.Media("render.mov", Cuts.Film, 40);
        var map = RecordMap.Build(document, links, []).WithPicture(render, document);
        Assert.Equal(
            ["gone.mov offline 0", "render.mov found 0"],
            RelinkReport.Of(links, map, new FrameRange(0, 40), render, new Dictionary<string, long>()).Select(use => FormattableString.Invariant($"{use.Name} {use.Status} {use.LostFrames}")));
    }

    private static Clip Veiled(Clip clip)
    {
        clip.Effects.Add(new Effect { EffectName = "Opacity" });
        return clip;
    }

    private static Clip Clip(string name, MediaReference? media, int length) => new(name, media ?? new MissingReference(), Cuts.Range(0, length, Cuts.Film));

    private static Clip Clip(string name, MediaReference? media, params (string Key, string Value)[] columns)
    {
        var clip = Clip(name, media, 24);
        if (columns.Length > 0)
        {
            var map = new Metadata();
            foreach (var (key, value) in columns)
                map[key] = value;
            clip.Metadata["cmx_3600"] = map;
        }

        return clip;
    }

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private async Task<MediaLink> LinkAsync(Clip clip, string[] roots, params string[] timecodes) => (await LinkAllAsync([clip], roots, "", timecodes))[clip];

    private Task<IReadOnlyDictionary<Clip, MediaLink>> LinkAllAsync(Clip[] clips, string[] roots, string folder = "", params string[] timecodes)
    {
        foreach (var clip in clips)
            clip.Parent?.Children.Remove(clip);
        return LinkDocumentAsync(Cuts.Document(Cuts.Film, Cuts.Track([.. clips])), roots, folder, timecodes);
    }

    private Task<IReadOnlyDictionary<Clip, MediaLink>> LinkDocumentAsync(TimelineDocument document, string[] roots, string folder, params string[] timecodes) =>
        new MediaLinker(new LabelProbe()).LinkAsync(
            document with { Path = Path.GetFullPath(Path.Combine(_folder, folder, "cut.otio")) },
            new LinkOptions([.. roots.Select(root => Path.GetFullPath(Path.Combine(_folder, root)))], timecodes),
            TestContext.Current.CancellationToken);

    /// <summary>Takes a file's text for what it is: <c>rate frames [start timecode]</c>, or broken.</summary>
    private sealed class LabelProbe : IMediaProbe
    {
        public async Task<MediaFile> ProbeAsync(ImageSequence sequence, CancellationToken cancellationToken)
        {
            var images = await SequenceImages.FindAsync(sequence, ImageFolder.List(sequence.Folder), cancellationToken);
            return Cuts.Media(sequence.Name(images.Count), sequence.Rate, images.Count, null) with
            {
                Path = Path.Combine(sequence.Folder, sequence.Name(images.Count)),
                Id = images.Id,
                Sequence = sequence,
                MissingImages = images.MissingCount,
                Gaps = images.Gaps(),
            };
        }

        public async Task<MediaFile> ProbeAsync(string path, CancellationToken cancellationToken)
        {
            var label = await System.IO.File.ReadAllTextAsync(path, cancellationToken);
            if (label == "broken")
                throw new UserException(ExitCode.MediaUnusable, $"{Path.GetFileName(path)} is broken.");
            var words = label.Split(' ');
            var rate = new FrameRate(int.Parse(words[0], CultureInfo.InvariantCulture), 1);
            long? start = words.Length > 2 && Sdk.Timecode.TryParse(words[2], rate, false, out var frame, out _) ? frame : null;
            return Cuts.Media(Path.GetFileName(path), rate, long.Parse(words[1], CultureInfo.InvariantCulture), start) with { Path = path, Id = label };
        }
    }
}
