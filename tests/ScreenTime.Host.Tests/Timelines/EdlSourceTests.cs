using ScreenTime.Exporters.Edl;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Edit decision lists as they are read, against the media frames that an editor would see.</summary>
public sealed class EdlSourceTests
{
    private static readonly FrameRate Rate = Cuts.Film;

    [Fact]
    public void Source_timecode_counts_at_the_media_s_rate()
    {
        // 00:00:10:00 is frame 250 of a 25 fps reel, 240 of a 24 fps one.
        var list = List("REEL", "C", "00:00:10:00", "00:00:12:00", "01:00:00:00", "01:00:02:00");
        Assert.Equal("A@250 A@251", First(list, Cuts.Pal, 2));
        Assert.Equal("A@240 A@241", First(list, Rate, 2));
        // Two seconds later it is still in step.
        Assert.Equal("A@299", Frames(list, Cuts.Pal)[47]);
    }

    [Fact]
    public void Source_frames_that_the_record_rate_does_not_have_are_read()
    {
        var list = List("REEL", "C", "00:00:10:24", "00:00:12:24", "01:00:00:00", "01:00:02:00");
        Assert.Equal("A@274 A@275", First(list, Cuts.Pal, 2));
    }

    [Fact]
    public void Source_timecode_counts_from_the_media_s_start()
    {
        var list = List("REEL", "C", "10:00:10:00", "10:00:12:00", "01:00:00:00", "01:00:02:00");
        Assert.Equal("A@250 A@251", First(list, Cuts.Pal, 2, start: 36_000 * 25));
    }

    [Fact]
    public void M2_is_frames_of_the_media_a_second()
    {
        // 25 frames a second of a 25 fps reel is normal speed, whatever the list's rate.
        var normal = List("REEL", "C", "00:00:10:00", "00:00:12:00", "01:00:00:00", "01:00:02:00", "M2   REEL       025.0                00:00:10:00");
        Assert.Equal("A@250 A@251", First(normal, Cuts.Pal, 2));
        Assert.Equal("A@275", Frames(normal, Cuts.Pal)[24]);
        var doubled = List("REEL", "C", "00:00:10:00", "00:00:14:00", "01:00:00:00", "01:00:02:00", "M2   REEL       050.0                00:00:10:00");
        Assert.Equal("A@300", Frames(doubled, Cuts.Pal)[24]);
        var slow = List("REEL", "C", "00:00:10:00", "00:00:11:00", "01:00:00:00", "01:00:02:00", "M2   REEL       012.5                00:00:10:00");
        Assert.Equal("A@262", Frames(slow, Cuts.Pal)[24]);
    }

    [Fact]
    public void M2_of_the_record_rate_slows_faster_media_down()
    {
        var list = List("REEL", "C", "00:00:10:00", "00:00:11:23", "01:00:00:00", "01:00:02:00", "M2   REEL       024.0                00:00:10:00");
        Assert.Equal("A@250 A@251", First(list, Cuts.Pal, 2));
        Assert.Equal("A@297", Frames(list, Cuts.Pal)[47]);
    }

    [Fact]
    public void M2_has_one_decimal_so_that_024_0_is_normal_speed_at_23_976()
    {
        var list = List("REEL", "C", "00:00:10:00", "00:01:10:00", "01:00:00:00", "01:01:00:00", "M2   REEL       048.0                00:00:10:00");
        var frames = Frames(list, Cuts.FilmNtsc, recordRate: Cuts.FilmNtsc);
        Assert.Equal([.. Enumerable.Range(0, 1440).Select(frame => $"A@{240 + (2 * frame)}")], frames);
    }

    [Fact]
    public void Backwards_begins_at_the_end_of_the_stretch_that_is_named()
    {
        var list = List("REEL", "C", "00:00:10:00", "00:00:12:00", "01:00:00:00", "01:00:02:00", "M2   REEL      -025.0                00:00:10:00");
        var frames = Frames(list, Cuts.Pal);
        Assert.Equal(("A@299", "A@298", "A@274"), (frames[0], frames[1], frames[24]));
        Assert.Equal("A@250", frames[47]);
        // Long enough for the record's rate to mislead about the stretch.
        var longer = List("REEL", "C", "00:00:10:00", "00:00:18:00", "01:00:00:00", "01:00:08:00", "M2   REEL      -025.0                00:00:10:00");
        Assert.Equal("A@449", Frames(longer, Cuts.Pal)[0]);
        var same = List("REEL", "C", "00:00:10:00", "00:00:12:00", "01:00:00:00", "01:00:02:00", "M2   REEL      -024.0                00:00:10:00");
        Assert.Equal([.. Enumerable.Range(0, 48).Select(frame => $"A@{287 - frame}")], Frames(same, Rate));
    }

    [Fact]
    public void Backwards_from_a_single_frame_begins_with_that_frame()
    {
        var list = List("REEL", "C", "00:00:10:00", "00:00:10:01", "01:00:00:00", "01:00:02:00", "M2   REEL      -024.0                00:00:10:00");
        Assert.Equal([.. Enumerable.Range(0, 48).Select(frame => $"A@{240 - frame}")], Frames(list, Rate));
    }

    [Fact]
    public void A_freeze_frame_holds_the_frame_that_is_named_at_the_media_s_rate()
    {
        var list = List("REEL", "C", "00:00:10:24", "00:00:11:00", "01:00:00:00", "01:00:02:00", "M2   REEL       000.0                00:00:10:24");
        Assert.All(Frames(list, Cuts.Pal), frame => Assert.Equal("A@274", frame));
    }

    [Fact]
    public void As_many_source_as_record_frames_without_M2_are_meant_frame_for_frame()
    {
        var list = List("REEL", "C", "00:00:10:00", "00:00:13:21", "01:00:00:00", "01:00:04:00");
        Assert.Equal([.. Enumerable.Range(0, 96).Select(frame => $"A@{250 + frame}")], Frames(list, Cuts.Pal));
    }

    [Fact]
    public void What_a_later_event_leaves_of_an_event_goes_on_where_the_whole_would()
    {
        var list = List("REEL", "C", "00:00:10:00", "00:00:14:00", "01:00:00:00", "01:00:04:00", "M2   REEL       050.0                00:00:10:00")
            + "002  OTHER    V     C        00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00\n* FROM CLIP NAME: B\n";
        var frames = Frames(list, Cuts.Pal);
        Assert.Equal(("A@250", "A@350", "A@400"), (frames[0], frames[48], frames[72]));
        Assert.Equal("B@0", frames[24]);
    }

    [Fact]
    public void A_dissolve_changes_half_way_and_both_sides_run_from_their_own_timecode()
    {
        var list = "TITLE: T\n001  REEL     V     C        00:00:10:00 00:00:11:00 01:00:00:00 01:00:01:00\n* FROM CLIP NAME: A\n"
            + "002  REEL     V     C        00:00:11:00 00:00:11:00 01:00:01:00 01:00:01:00\n"
            + "002  OTHER    V     D    010 00:00:02:00 00:00:04:00 01:00:01:00 01:00:03:00\n* FROM CLIP NAME: A\n* TO CLIP NAME: B\n";
        var frames = Frames(list, Rate);
        Assert.Equal(("A@264", "A@268", "B@53", "B@95"), (frames[24], frames[28], frames[29], frames[71]));
    }

    [Fact]
    public void Drop_frame_source_timecode_is_counted_as_such()
    {
        var list = List("REEL", "C", "00:01:00;02", "00:01:02;02", "01:00:00;00", "01:00:02;00");
        var media = Cuts.Media("A.mov", Cuts.Ntsc, 5000, start: 0, drop: true);
        Assert.Equal("A@1800", Frames(list, media, Cuts.Ntsc)[0]);
    }

    [Theory]
    [InlineData("00:00:10:24", "00:00:10:24")]
    [InlineData("02:00:00:00", "--media-tc A.mov=TC")]
    public void Source_timecode_that_the_media_cannot_have_is_named(string sourceIn, string named)
    {
        var list = List("REEL", "C", sourceIn, "02:00:04:00", "01:00:00:00", "01:00:02:00");
        var layer = Assert.Single(Map(list, Cuts.Media("A.mov", Rate, 1000), Rate).At(0).Layers);
        Assert.Null(layer.Media);
        Assert.Contains(named, layer.MissingReason, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", layer.MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_speed_that_someone_changed_since_goes_before_the_list_s()
    {
        var document = Read(List("REEL", "C", "00:00:10:00", "00:00:14:00", "01:00:00:00", "01:00:02:00", "M2   REEL       050.0                00:00:10:00"), Rate);
        var warp = document.Timeline.FindClips().Single().Effects.OfType<OpenTimelineIO.LinearTimeWarp>().Single();
        warp.TimeScalar = 1;
        Assert.Equal("A@275", Cuts.Frames(Cuts.Map(document, Cuts.Media("A.mov", Cuts.Pal, 5000)), Rate)[24]);
    }

    private static string List(string reel, string transition, string sourceIn, string sourceOut, string recordIn, string recordOut, string note = "") =>
        $"TITLE: T\n001  {reel,-8} V     {transition,-8} {sourceIn} {sourceOut} {recordIn} {recordOut}\n{(note.Length > 0 ? note + "\n" : "")}* FROM CLIP NAME: A\n";

    private static string First(string list, FrameRate mediaRate, int count, long? start = null) =>
        string.Join(' ', Frames(list, Cuts.Media("A.mov", mediaRate, 5000, start), Rate).Take(count));

    private static IReadOnlyList<string> Frames(string list, FrameRate mediaRate, FrameRate? recordRate = null) =>
        Frames(list, Cuts.Media("A.mov", mediaRate, 5000), recordRate ?? Rate);

    private static IReadOnlyList<string> Frames(string list, MediaFile media, FrameRate recordRate) => Cuts.Frames(Map(list, media, recordRate), recordRate);

    private static RecordMap Map(string list, MediaFile media, FrameRate recordRate) =>
        Cuts.Map(Read(list, recordRate), media, Cuts.Media("B.mov", media.Rate, 5000));

    private static TimelineDocument Read(string list, FrameRate recordRate)
    {
        var path = Path.Combine(Path.GetTempPath(), $"screentime-{Guid.NewGuid():N}.edl");
        File.WriteAllText(path, list);
        try
        {
            return new EdlReader().Read(path, new TimelineReadOptions(recordRate));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
