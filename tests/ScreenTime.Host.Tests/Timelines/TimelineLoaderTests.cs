using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Otio;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

public sealed class TimelineLoaderTests : IDisposable
{
    private const string List = "TITLE: T\n001  A        V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-load-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_edl_without_a_rate_asks_for_it() => await AsksAsync("a.edl", List, new TimelineReadOptions(), "--rate", "does not say its frame rate");

    [Fact]
    public async Task An_otio_without_a_start_asks_for_it() =>
        await AsksAsync("a.otio", Otio(new Timeline("cut"), rate: 24), new TimelineReadOptions(), "--start", "global_start_time");

    [Fact]
    public async Task An_otio_without_a_rate_asks_for_it() =>
        await AsksAsync("a.otio", Otio(new Timeline("cut"), rate: null), new TimelineReadOptions(StartTimecode: "01:00:00:00"), "--rate", "names no frame rate");

    [Theory]
    [InlineData("a.otio")]
    [InlineData("a.edl")]
    [InlineData("a.mov")]
    public async Task Drop_frame_at_a_rate_that_has_none_is_refused(string name)
    {
        var content = name.EndsWith("otio", StringComparison.Ordinal) ? Otio(new Timeline("cut") { GlobalStartTime = new RationalTime(0, 24) }, rate: 24) : List;
        await AsksAsync(name, content, new TimelineReadOptions(new FrameRate(24, 1), DropFrame: true), "--drop", "29.97 and 59.94 only");
    }

    [Theory]
    [InlineData("a.otio")]
    [InlineData("a.edl")]
    [InlineData("a.mov")]
    public async Task A_start_that_is_no_timecode_is_refused(string name)
    {
        var content = name.EndsWith("otio", StringComparison.Ordinal) ? Otio(new Timeline("cut"), rate: 24) : List;
        await AsksAsync(name, content, new TimelineReadOptions(new FrameRate(24, 1), StartTimecode: "01:00:00:30"), "--start 01:00:00:30", "frames end at 23");
    }

    [Fact]
    public async Task What_is_asked_for_and_given_is_taken()
    {
        var list = await LoadAsync("a.edl", List, new TimelineReadOptions(new FrameRate(25, 1)));
        Assert.Equal(("01:00:00:00", new FrameRate(25, 1)), (list.TimecodeOf(0), list.Rate));
        var otio = await LoadAsync("a.otio", Otio(new Timeline("cut"), rate: 30000.0 / 1001), new TimelineReadOptions(DropFrame: true, StartTimecode: "00:58:30;02"));
        Assert.Equal("00:58:30;02", otio.TimecodeOf(0));
        Assert.True(otio.DropFrame);
    }

    [Fact]
    public async Task A_zipped_bundle_that_is_read_again_is_in_use_and_is_called_by_its_name()
    {
        var zip = Path.Combine(_folder, "cut.otioz");
        var loader = Loader(Cuts.Media("a.mov", Cuts.Film, 100));
        // Of a name that no other has: it is unpacked into the user's cache.
        OtioFile.Write(zip, OtioJson.Read(Otio(new Timeline(Guid.NewGuid().ToString()) { GlobalStartTime = new RationalTime(0, 24) }, rate: 24)));
        var unpacked = Path.Combine(ScreenTime.Host.Locations.CacheFolder, "bundles", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(zip)))[..32]);
        try
        {
            await loader.LoadAsync(zip, new TimelineReadOptions(), default);
            Assert.Equal("cut.otioz", await File.ReadAllTextAsync(Path.Combine(unpacked, "name.txt")));
            Directory.SetLastWriteTimeUtc(unpacked, DateTime.UtcNow.AddDays(-3));

            await loader.LoadAsync(zip, new TimelineReadOptions(), default);

            Assert.InRange(Directory.GetLastWriteTimeUtc(unpacked), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    [Fact]
    public async Task A_media_file_becomes_one_clip_with_its_own_timecode()
    {
        var media = Cuts.Media("a.mov", Cuts.Ntsc, 300, start: 107_892, drop: true);
        var document = await LoadAsync("a.mov", "", new TimelineReadOptions(), media);
        Assert.Equal(("01:00:00;00", Cuts.Ntsc, "media"), (document.TimecodeOf(0), document.Rate, document.FormatId));
        Assert.Empty(document.Assumptions);
        Assert.Equal([.. Enumerable.Range(0, 300).Select(frame => $"a.mov@{frame}")], Shown(document, media));
    }

    [Fact]
    public async Task A_media_file_without_timecode_counts_from_zero_and_says_so()
    {
        var media = Cuts.Media("a.mov", Cuts.Pal, 50);
        var document = await LoadAsync("a.mov", "", new TimelineReadOptions(), media);
        Assert.Equal("00:00:00:00", document.TimecodeOf(0));
        Assert.Contains("--start", Assert.Single(document.Assumptions), StringComparison.Ordinal);
        Assert.Empty((await LoadAsync("a.mov", "", new TimelineReadOptions(StartTimecode: "10:00:00:00"), media)).Assumptions);
    }

    [Fact]
    public async Task A_media_file_can_be_counted_at_another_rate()
    {
        var media = Cuts.Media("a.mov", Cuts.Pal, 100);
        var document = await LoadAsync("a.mov", "", new TimelineReadOptions(Cuts.Film, StartTimecode: "01:00:00:00"), media);
        Assert.Equal("01:00:00:00", document.TimecodeOf(0));
        var frames = Shown(document, media);
        Assert.Equal((96, "a.mov@0", "a.mov@50", "a.mov@99"), (frames.Count, frames[0], frames[48], frames[95]));
    }

    [Fact]
    public async Task A_media_file_of_varying_rate_is_as_long_as_it_plays()
    {
        // 128 frames of which some show for three.
        var media = Cuts.Media("a.mp4", Cuts.Film, 128) with { VariableRate = true, Duration = new MediaTime(8, 1) };
        Assert.Equal(192, Shown(await LoadAsync("a.mov", "", new TimelineReadOptions(), media), media).Count);
        Assert.Equal(200, Shown(await LoadAsync("a.mov", "", new TimelineReadOptions(Cuts.Pal), media), media).Count);
    }

    [Fact]
    public async Task A_still_shows_for_a_frame()
    {
        var still = Cuts.Media("a.png", Cuts.Pal, 1) with { Duration = new MediaTime(86_400, 1) };
        Assert.Single(Shown(await LoadAsync("a.mov", "", new TimelineReadOptions(), still), still));
        Assert.Single(Shown(await LoadAsync("a.mov", "", new TimelineReadOptions(Cuts.Film), still), still));
    }

    [Fact]
    public async Task Timecode_at_another_rate_than_the_media_s_is_asked_for() =>
        await AsksAsync(
            "a.mov", "", new TimelineReadOptions(Cuts.Film), "--start", "counts its timecode at 25", Cuts.Media("a.mov", Cuts.Pal, 100, start: 90_000));

    [Fact]
    public async Task A_start_with_a_semicolon_means_drop_frame()
    {
        var document = await LoadAsync("a.mov", "", new TimelineReadOptions(StartTimecode: "01:00:00;00"), Cuts.Media("a.mov", Cuts.Ntsc, 300));
        Assert.Equal(("01:00:00;00", true), (document.TimecodeOf(0), document.DropFrame));
    }

    [Theory]
    [InlineData("nowhere.otio", ExitCode.InputMissing, "nowhere.otio")]
    [InlineData(".", ExitCode.InputMissing, "is a folder")]
    public async Task A_file_that_is_not_there_is_said(string name, ExitCode code, string reason)
    {
        var failure = await Assert.ThrowsAsync<UserException>(
            () => Loader(Cuts.Media("a.mov", Cuts.Film, 1)).LoadAsync(Path.Combine(_folder, name), new TimelineReadOptions(), TestContext.Current.CancellationToken));
        Assert.Equal(code, failure.ExitCode);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endings_in_capitals_are_known() => Assert.Equal("edl", (await LoadAsync("A.EDL", List, new TimelineReadOptions(Cuts.Film))).FormatId);

    [Fact]
    public async Task The_hash_of_a_timeline_is_of_the_bytes_that_were_read()
    {
        var path = Write("a.edl", List);
        var other = List.Replace("TITLE: T", "TITLE: U", StringComparison.Ordinal);
        // An editor exports the list anew just when it has been read.
        var reader = new Interrupted(new EdlReader(), readings => File.WriteAllText(path, readings == 1 ? other : File.ReadAllText(path)));

        var document = TimelineLoader.Read(reader, path, new TimelineReadOptions(Cuts.Film));

        Assert.Equal("U", document.Timeline.Name);
        Assert.Equal([TimelineContent.HashOf(path)], document.Hashes);
        Assert.Equal([TimelineContent.HashOf(path)], (await LoadAsync("a.edl", other, new TimelineReadOptions(Cuts.Film))).Hashes);
    }

    [Fact]
    public void A_timeline_that_changes_whenever_it_is_read_is_refused_for_now()
    {
        var path = Write("a.edl", List);
        var reader = new Interrupted(new EdlReader(), readings => File.AppendAllText(path, $"* NOTE {readings}\n"));

        Assert.Equal(ExitCode.Retry, Assert.Throws<UserException>(() => TimelineLoader.Read(reader, path, new TimelineReadOptions(Cuts.Film))).ExitCode);
    }

    [Fact]
    public void The_hash_of_a_bundle_is_that_of_the_timeline_in_it()
    {
        var bundle = Directory.CreateDirectory(Path.Combine(_folder, "a.otiod")).FullName;
        var content = Write("a.otiod/content.otio", Otio(new Timeline("cut") { GlobalStartTime = new RationalTime(0, 24) }, rate: 24));
        Write("a.otiod/version.txt", "1.0.0\n");

        Assert.Equal([TimelineContent.HashOf(content)], TimelineLoader.Read(new OtioReader(), bundle, new TimelineReadOptions()).Hashes);
    }

    [Fact]
    public async Task A_media_file_has_the_hash_that_it_was_found_with()
    {
        var media = Cuts.Media("a.mov", Cuts.Pal, 50);
        Assert.Equal([media.Id], (await LoadAsync("a.mov", "", new TimelineReadOptions(), media)).Hashes);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Reads, and then something happens to the file.</summary>
    private sealed class Interrupted(ITimelineReader reader, Action<int> happens) : ITimelineReader
    {
        private int _readings;

        public string FormatId => reader.FormatId;

        public IReadOnlyList<string> Extensions => reader.Extensions;

        public TimelineDocument Read(string path, TimelineReadOptions options)
        {
            var document = reader.Read(path, options);
            happens(++_readings);
            return document;
        }
    }

    private async Task AsksAsync(string name, string content, TimelineReadOptions options, string option, string reason, MediaFile? media = null)
    {
        var failure = await Assert.ThrowsAsync<UserException>(() => LoadAsync(name, content, options, media));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains(option, failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", failure.Message, StringComparison.Ordinal);
    }

    private async Task<TimelineDocument> LoadAsync(string name, string content, TimelineReadOptions options, MediaFile? media = null)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        return await Loader(media ?? Cuts.Media("a.mov", Cuts.Film, 100)).LoadAsync(path, options, TestContext.Current.CancellationToken);
    }

    private static TimelineLoader Loader(MediaFile media) => new([new OtioReader(), new EdlReader()], new KnownMedia(media));

    private static IReadOnlyList<string> Shown(TimelineDocument document, MediaFile media)
    {
        var links = document.Timeline.FindClips().ToDictionary(clip => clip, _ => new MediaLink(media, media.Name, "found", ""));
        return Cuts.Frames(RecordMap.Build(document, links, []), document.Rate);
    }

    private static string Otio(Timeline timeline, double? rate)
    {
        var track = new Track("V1") { Kind = Track.KindVideo };
        if (rate is { } known)
            track.Children.Add(new Clip("a", null, new TimeRange(new RationalTime(0, known), new RationalTime(24, known))));
        timeline.Tracks.Children.Add(track);
        using var stream = new MemoryStream();
        OtioJson.Write(timeline, stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class KnownMedia(MediaFile media) : IMediaProbe
    {
        public Task<MediaFile> ProbeAsync(string path, CancellationToken cancellationToken) => Task.FromResult(media);

        public Task<MediaFile> ProbeAsync(ImageSequence sequence, CancellationToken cancellationToken) => Task.FromResult(media);
    }
}
