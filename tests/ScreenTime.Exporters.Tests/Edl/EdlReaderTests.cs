using System.Diagnostics;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Edl;

public class EdlReaderTests
{
    [Theory]
    [InlineData("001  TAPE001  V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE001", "V")]
    [InlineData("000001  A_0113C007_250602_103141_h1D4P V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "A_0113C007_250602_103141_h1D4P", "V")]
    [InlineData("001  MY REEL  V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "MY REEL", "V")]
    [InlineData("001           V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "", "V")]
    [InlineData("001  007      V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "007", "V")]
    [InlineData("001  TAPE V2 C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "V2")]
    [InlineData("001  TAPE A C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "A1")]
    [InlineData("001  TAPE A2 C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "A2")]
    [InlineData("001  TAPE A10 C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "A10")]
    [InlineData("001  TAPE AA C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "A1 A2")]
    [InlineData("001  TAPE AA/V C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "V A1 A2")]
    [InlineData("001  TAPE A2/V C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "V A2")]
    [InlineData("001  TAPE B C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "V A1")]
    [InlineData("001  TAPE VA1A2 C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "V A1 A2")]
    [InlineData("001  TAPE A9,A10 C 00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00", "TAPE", "A9 A10")]
    [InlineData("001  TAPE V C 24 48 86400 86424", "TAPE", "V")]
    [InlineData("001\tTAPE\tV\tC\t00:00:01:00\t00:00:02:00\t01:00:00:00\t01:00:01:00", "TAPE", "V")]
    public void Reads_every_form_of_reel_channel_and_time(string line, string reel, string tracks)
    {
        var document = TempFile.ReadEdl(line + "\n");
        Assert.Equal(tracks, string.Join(' ', document.Timeline.Tracks.Children.Select(track => track.Name)));
        var clip = document.Timeline.FindClips().First();
        Assert.Equal(new TimeRange(24, 24, 24), clip.SourceRange);
        Assert.Equal(86400, document.StartFrame);
        Assert.True(clip.Metadata.TryGetMap("cmx_3600", out var columns));
        Assert.Equal(reel, columns["reel"].TryGetString(out var read) ? read : null);
    }

    /// <summary>A cut to black and a fade in from there, and a dissolve out of another reel than lies before: what lies before is not seen in them.</summary>
    [Theory]
    [InlineData("BL", null)]
    [InlineData("OTHER", "002")]
    public void A_transition_comes_out_of_what_it_names_and_not_of_what_lies_before_it(string reel, string? outgoing)
    {
        var list = $"""
            001  A        V     C        00:00:20:00 00:00:22:00 00:00:04:00 00:00:06:00
            002  {reel,-8} V     C        00:00:07:00 00:00:07:00 00:00:06:00 00:00:06:00
            002  B        V     D    025 00:00:01:00 00:00:03:00 00:00:06:00 00:00:08:00
            """;
        var document = TempFile.ReadEdl(list, "25");
        var track = document.Timeline.VideoTracks().Single();
        Assert.Equal(4, track.Children.Count);
        var from = Assert.IsAssignableFrom<Item>(track.Children[1]);
        Assert.Equal((outgoing is null, outgoing ?? "", 0.0), (from is Gap, from.Name, from.Duration().Value));
        Assert.Equal([0.0, 50, 50], track.Children.OfType<Item>().Select(item => item.RangeInParent().StartTime.Value));
        foreach (var (writer, reader) in new (ITimelineWriter, ITimelineReader)[] { (new EdlWriter(), new EdlReader()), (new ScreenTime.Exporters.Xmeml.XmemlWriter(), new ScreenTime.Exporters.Xmeml.XmemlReader()), (new ScreenTime.Exporters.Fcpxml.FcpxmlWriter(), new ScreenTime.Exporters.Fcpxml.FcpxmlReader()), (new ScreenTime.Exporters.Kdenlive.KdenliveWriter(), new ScreenTime.Exporters.Kdenlive.KdenliveReader()), (new ScreenTime.Exporters.Mlt.MltWriter(), new ScreenTime.Exporters.Mlt.MltReader()) })
        {
            using var file = new TempFile("cut" + writer.Suffix, Example.Write(writer, new TimelineExport(document with { FormatId = "otio" }, null, null) { KeepOwnMarkers = true }, out _));
            var read = reader.Read(file.Path, new TimelineReadOptions(reader is EdlReader ? document.Rate : null, null, reader is EdlReader ? null : "00:00:04:00")).Timeline.VideoTracks().First(track => track.FindClips().Any());
            Assert.Equal(100, read.Duration().Value);
            var clips = read.FindClips().Where(clip => clip.Duration().Value > 1).Select(clip => clip.VisibleRange().Duration.Value).ToList();
            // The first is not seen a frame longer than its cut.
            Assert.Equal((writer.FormatId, 50.0), (writer.FormatId, clips[0]));
            // What has the transition tells that it comes out of black, or out of the other reel.
            Assert.Equal(writer.FormatId is "edl" or "xmeml", read.Children.OfType<Transition>().Any());
        }
    }

    [Fact]
    public void Leniently_what_is_malformed_is_skipped_and_named_by_line()
    {
        const string List = "FCM: SOMETIMES\n001  A V C 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n002  A V X 00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00\n"
            + "003  A V C 00:00:00:00 00:00:01:00 01:00:02:99 01:00:03:00\n* LOC: 01:00:00:77 RED     X\n";
        Assert.Throws<UserException>(() => TempFile.ReadEdl(List));
        using var file = new TempFile("cut.edl", List);
        var document = new EdlReader().Read(file.Path, TempFile.Options("24") with { Lenient = true });
        Assert.Single(document.Timeline.FindClips());
        Assert.Equal(["line 1", "line 3", "line 4", "line 5"], document.Assumptions.Where(sentence => sentence.StartsWith("skipped: cut.edl", StringComparison.Ordinal)).Select(sentence => sentence["skipped: cut.edl ".Length..][..6]).Order());
        // What was skipped stays in the file that is patched.
        Assert.Contains("002  A V X", Example.Text(Example.Write(new EdlWriter(), document with { Path = file.Path }, Example.Result(document, Example.Cast, ("tom", 0, 9)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_events_on_no_channel_and_says_so()
    {
        var document = TempFile.ReadEdl("""
            001  A  V     C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
            002  B  NONE  C  00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00
            """);
        Assert.Single(document.Timeline.FindClips());
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("NONE", StringComparison.Ordinal) && sentence.Contains("line 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Asks_for_the_rate_that_no_list_states()
    {
        using var file = new TempFile("cut.edl", "001  A  V  C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:24\n");
        var exception = Assert.Throws<UserException>(() => new EdlReader().Read(file.Path, new TimelineReadOptions()));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains("cut.edl does not say its frame rate: give --rate", exception.Message, StringComparison.Ordinal);
        Assert.Contains("24", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FCM: DROP FRAME\n", "01:00:00:00", "29.97", true)]
    [InlineData("FCM: NON-DROP FRAME\n", "01:00:00:00", "29.97", false)]
    [InlineData("", "01:00:00;00", "29.97", true)]
    [InlineData("", "01:00:00:00", "59.94", false)]
    [InlineData("FCM: NON-DROP FRAME\n", "01:00:00;00", "59.94", true)]
    [InlineData("TITLE: a\nFCM: DROP FRAME\nFCM: NON-DROP FRAME\n", "01:00:00:00", "29.97", true)]
    [InlineData("FCM: DROP FRAME\n", "01:00:00:00", "25", false)]
    public void Knows_drop_frame_by_mode_and_mark(string head, string recordIn, string rate, bool drop)
    {
        var document = TempFile.ReadEdl($"{head}001  A  V  C  00:00:00:00 00:00:01:00 {recordIn} {recordIn[..7]}1{recordIn[8..]}\n", rate);
        Assert.Equal(drop, document.DropFrame);
        Assert.Equal(drop ? "01:00:00;00" : "01:00:00:00", document.TimecodeOf(0));
        Assert.Equal(document.Rate.Nominal, document.Timeline.Tracks.Children[0].Duration().Value);
    }

    [Theory]
    [InlineData("01:00:00:24", "24", "frames end at 23")]
    [InlineData("01:60:00:00", "24", "minutes and seconds end at 59")]
    [InlineData("99:00:00:00", "24", "hours end at 23")]
    [InlineData("01:01:00;01", "29.97", "drop frame skips")]
    [InlineData("01:00:0a:00", "24", "one of the four")]
    [InlineData("01:00:00", "24", "HH:MM:SS:FF")]
    public void Names_the_line_of_an_impossible_timecode(string recordIn, string rate, string why)
    {
        var exception = Assert.Throws<UserException>(() => TempFile.ReadEdl(
            $"TITLE: a\n\n001  A  V  C  00:00:00:00 00:00:01:00 {recordIn} 02:00:00:00\n", rate));
        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains("cut.edl line 3 ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(why == "one of the four" ? "3 of the four timecodes" : why, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("001  A  X  C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "where channels belong")]
    [InlineData("001  A  V  Q  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "where a transition belongs")]
    [InlineData("001  A  V  D  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "without its length")]
    [InlineData("001  A  V  C  00:00:00:00 00:00:01:00 01:00:02:00 01:00:01:00", "ends before it begins")]
    [InlineData("001  A  V  C  00:00:00:00 00:00:01:00", "2 of the four timecodes")]
    [InlineData("FCM: SOMETIMES", "frame-code mode")]
    public void Names_the_line_of_a_malformed_event(string line, string what)
    {
        var exception = Assert.Throws<UserException>(() => TempFile.ReadEdl($"TITLE: a\n{line}\n"));
        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains("cut.edl line 2 ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_pair_of_events_as_a_transition_and_takes_both_names()
    {
        var document = TempFile.ReadEdl("""
            001  A  V  C         00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00
            * FROM CLIP NAME: one
            002  A  V  C         00:00:02:00 00:00:02:00 01:00:01:00 01:00:01:00
            002  B  V  W002  012 00:00:05:00 00:00:07:00 01:00:01:00 01:00:03:00
            * FROM CLIP NAME: one
            * TO CLIP NAME: two
            """);
        var track = document.Timeline.VideoTracks().Single();
        Assert.Equal(["one", "SMPTE_Wipe to two", "two"], track.Children.Select(child => child.Name));
        var wipe = Assert.IsType<Transition>(track.Children[1]);
        Assert.Equal((0, 12), (wipe.InOffset.Value, wipe.OutOffset.Value));
        Assert.True(wipe.Metadata.TryGetMap("cmx_3600", out var columns) && columns.TryGetString("transition", out var code) && code == "W002");
    }

    [Fact]
    public void Keeps_the_picture_that_only_a_dissolve_shows()
    {
        var document = TempFile.ReadEdl("""
            001  A  V  C      00:00:01:00 00:00:01:00 01:00:00:00 01:00:00:00
            001  B  V  D 012  00:00:05:00 00:00:07:00 01:00:00:00 01:00:02:00
            * FROM CLIP NAME: going
            * TO CLIP NAME: coming
            """);
        var track = document.Timeline.VideoTracks().Single();
        Assert.Equal(["going", "SMPTE_Dissolve to coming", "coming"], track.Children.Select(child => child.Name));
        Assert.Equal(new TimeRange(24, 12, 24), ((Clip)track.Children[0]).VisibleRange());
    }

    [Theory]
    // By reel, in either order; one alone is that of its reel, so that the clip that comes runs at normal speed.
    [InlineData("A", "B", "", "M2   A   048.0   00:00:01:00\nM2   B   012.0   00:00:05:00", 2.0, 0.5)]
    [InlineData("A", "B", "", "M2   B   012.0   00:00:05:00\nM2   A   048.0   00:00:01:00", 2.0, 0.5)]
    [InlineData("A", "B", "", "M2   A   048.0   00:00:01:00", 2.0, 1.0)]
    [InlineData("A", "B", "", "M2   B   012.0   00:00:05:00", 1.0, 0.5)]
    [InlineData("A", "B", "", "M2   C   012.0   00:00:05:00", 1.0, 0.5)]
    [InlineData("A", "B", "M2   A   048.0   00:00:01:00", "M2   B   012.0   00:00:05:00", 2.0, 0.5)]
    [InlineData("A", "B", "M2   A   000.0   00:00:01:00", "", 0.0, 1.0)]
    [InlineData("A", "B", "* FREEZE FRAME", "", 0.0, 1.0)]
    // Of one reel: by the source timecode at which the speed begins, else by place.
    [InlineData("AX", "AX", "", "M2   AX   012.0   00:00:05:00\nM2   AX   048.0   00:00:01:00", 2.0, 0.5)]
    [InlineData("AX", "AX", "", "M2   AX   048.0   00:00:01:00", 2.0, 1.0)]
    [InlineData("AX", "AX", "", "M2   AX   012.0   00:00:05:00", 1.0, 0.5)]
    [InlineData("AX", "AX", "", "M2   AX   048.0\nM2   AX   012.0", 2.0, 0.5)]
    [InlineData("AX", "AX", "", "M2   AX   012.0", 1.0, 0.5)]
    [InlineData("AX", "AX", "M2   AX   048.0", "M2   AX   012.0", 2.0, 0.5)]
    [InlineData("AX", "AX", "M2   AX   048.0", "", 2.0, 1.0)]
    public void Each_clip_of_a_dissolve_has_its_own_speed(string goes, string comes, string between, string after, double going, double coming)
    {
        var document = TempFile.ReadEdl($"""
            001  {goes}  V  C      00:00:01:00 00:00:01:00 01:00:00:00 01:00:00:00
            {between}
            001  {comes}  V  D 012  00:00:05:00 00:00:07:00 01:00:00:00 01:00:02:00
            {after}
            """);
        var clips = document.Timeline.FindClips().ToList();
        Assert.Equal([going, coming], clips.Select(clip => clip.Effects switch
        {
            [FreezeFrame] => 0,
            [LinearTimeWarp warp] => warp.TimeScalar,
            [] => 1,
            _ => double.NaN,
        }));
    }

    [Fact]
    public void Fades_from_black_need_no_clip()
    {
        var document = TempFile.ReadEdl("""
            001  BL  V  C      00:00:00:00 00:00:00:00 01:00:00:00 01:00:00:00
            001  B   V  D 012  00:00:05:00 00:00:07:00 01:00:00:00 01:00:02:00
            002  BARS V C      00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00
            """);
        var track = document.Timeline.VideoTracks().Single();
        Assert.Equal(["Transition", "Clip", "Clip"], track.Children.Select(child => child.SchemaName));
        Assert.Equal("SMPTEBars", Assert.IsType<GeneratorReference>(((Clip)track.Children[2]).MediaReference).GeneratorKind);
    }

    [Fact]
    public void Puts_a_keyed_picture_on_a_track_above_its_background()
    {
        var document = TempFile.ReadEdl("""
            001  BACK  V  K B      00:00:01:00 00:00:03:00 01:00:00:00 01:00:02:00
            001  TITLE V  K   012  00:00:05:00 00:00:07:00 01:00:00:00 01:00:02:00
            002  NEXT  V  C        00:00:01:00 00:00:02:00 01:00:02:00 01:00:03:00
            """);
        Assert.Equal(["V", "V key"], document.Timeline.VideoTracks().Select(track => track.Name));
        var tracks = document.Timeline.VideoTracks().ToList();
        Assert.Equal(2, tracks[0].Children.Count);
        Assert.Equal("Key", Assert.Single(((Clip)Assert.Single(tracks[1].Children)).Effects).EffectName);
    }

    [Theory]
    [InlineData("M2   A   048.0   00:00:05:00", "00:00:07:00", "24", 2.0, 120)]
    [InlineData("M2   A   -024.0", "00:00:05:01", "24", -1.0, 120)]
    // As the reference adapter has it; which end shows first is in the columns.
    [InlineData("M2   A   -024.0   00:00:05:00", "00:00:06:00", "24", -1.0, 120)]
    [InlineData("M2   A   024.0   00:00:05:00", "00:00:06:00", "23.976", 1.0, 120)]
    [InlineData("M2   A   048.0   00:00:05:00", "00:00:07:00", "23.976", 2.0, 120)]
    [InlineData("M2   B   048.0   00:00:05:00", "00:00:06:00", "24", 2.0, 120)]
    public void Reads_speed(string m2, string sourceOut, string rate, double scalar, double start)
    {
        var document = TempFile.ReadEdl($"001  A  V  C  00:00:05:00 {sourceOut} 01:00:00:00 01:00:01:00\n{m2}\n", rate);
        var clip = document.Timeline.FindClips().Single();
        Assert.Equal((start, 24), (clip.SourceRange!.Value.StartTime.Value, clip.SourceRange.Value.Duration.Value));
        if (scalar == 1)
            Assert.Empty(clip.Effects);
        else
            Assert.Equal(scalar, Assert.IsType<LinearTimeWarp>(Assert.Single(clip.Effects)).TimeScalar);
    }

    [Fact]
    public void Names_the_timecode_at_which_a_backward_clip_begins()
    {
        var document = TempFile.ReadEdl("001  A  V  C  00:00:05:00 00:00:06:00 01:00:00:00 01:00:01:00\nM2   A   -024.0   00:00:05:00\n");
        Assert.True(document.Timeline.FindClips().Single().Metadata.TryGetMap("cmx_3600", out var columns));
        Assert.True(columns.TryGetString("source_in", out var from) && columns.TryGetString("m2", out var speed) && (from, speed) == ("00:00:06:00", "-024.0"));
    }

    [Theory]
    [InlineData("M2   A   000.0   00:00:05:00")]
    [InlineData("* * FREEZE FRAME")]
    [InlineData("** FREEZE FRAME")]
    public void Reads_a_freeze_frame_and_takes_its_suffix_off_the_name(string line)
    {
        var document = TempFile.ReadEdl($"001  A  V  C  00:00:05:00 00:00:05:01 01:00:00:00 01:00:01:00\n* FROM CLIP NAME: tree FF\n{line}\n");
        var clip = document.Timeline.FindClips().Single();
        Assert.IsType<FreezeFrame>(Assert.Single(clip.Effects));
        Assert.Equal("tree", clip.Name);
    }

    [Fact]
    public void Keeps_source_timecode_as_text_for_media_of_another_rate()
    {
        var document = TempFile.ReadEdl("001  A  V  C  10:00:00:29 10:00:01:29 01:00:00:00 01:00:01:00\n* SOURCE FILE: a.mov\n* NOTE\n");
        var clip = document.Timeline.FindClips().Single();
        Assert.True(clip.Metadata.TryGetMap("cmx_3600", out var columns));
        Assert.Equal("10:00:00:29 10:00:01:29 a.mov", $"{Text("source_in")} {Text("source_out")} {Text("source_file")}");
        Assert.True(columns.TryGetList("comments", out var comments) && comments[0] == "NOTE");
        // 29/30 s at 24.
        Assert.Equal((36000 * 24) + 23, clip.SourceRange!.Value.StartTime.Value);
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("faster media (line 1)", StringComparison.Ordinal));

        string? Text(string key) => columns.TryGetString(key, out var text) ? text : null;
    }

    [Fact]
    public void Keeps_colour_corrections()
    {
        var document = TempFile.ReadEdl("""
            001  A  V  C  00:00:05:00 00:00:06:00 01:00:00:00 01:00:01:00
            *ASC_SOP (0.9 1 1.1)(-0.05 0 0.01)(0.8 0.9 1)
            * ASC_SAT 0.9640
            """);
        Assert.True(document.Timeline.FindClips().Single().Metadata.TryGetMap("cdl", out var cdl));
        Assert.True(cdl.TryGetDouble("asc_sat", out var saturation) && saturation == 0.964);
        Assert.True(cdl.TryGetMap("asc_sop", out var sop) && sop.TryGetList("offset", out var offset) && offset[0] == -0.05);
    }

    [Fact]
    public void Puts_locators_on_the_timeline_at_record_time()
    {
        var document = TempFile.ReadEdl("""
            FCM: DROP FRAME
            001  A  V  C  00:00:05:00 00:00:06:00 01:00:59:00 01:01:10:02
            * LOC: 01:00:59;29 RED     last frame of the minute
            * LOC: 01:01:00:02 MAGENTA the next one
            *LOC: 01:01:01:00 White
            * LOC: 01:01:02:00 no colour here
            """, "29.97");
        Assert.Equal(
            [("last frame of the minute", "RED", 29.0), ("the next one", "MAGENTA", 30), ("", "WHITE", 58), ("no colour here", "RED", 88)],
            document.Timeline.Tracks.Markers.Select(marker => (marker.Name, marker.Color, marker.MarkedRange.StartTime.Value)));
        Assert.Equal("01:01:00;02", document.TimecodeOf(30));
    }

    [Fact]
    public void Fills_record_gaps_and_aligns_tracks()
    {
        var document = TempFile.ReadEdl("""
            001  A  V   C  00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00
            002  A  V   C  00:00:00:00 00:00:01:00 01:00:05:00 01:00:06:00
            003  A  A2  C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
            """);
        Assert.Equal("01:00:00:00", document.TimecodeOf(0));
        var picture = document.Timeline.VideoTracks().Single();
        Assert.Equal(["Gap", "Clip", "Gap", "Clip"], picture.Children.Select(child => child.SchemaName));
        Assert.Equal(new TimeRange(120, 24, 24), ((Item)picture.Children[3]).RangeInParent());
        Assert.Equal(Track.KindAudio, document.Timeline.AudioTracks().Single().Kind);
    }

    [Fact]
    public void Lets_a_later_event_go_over_an_earlier_one()
    {
        var document = TempFile.ReadEdl("""
            001  LONG  V  C  00:00:10:00 00:00:14:00 01:00:00:00 01:00:04:00
            002  OVER  V  C  00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00
            """);
        var clips = document.Timeline.FindClips().ToList();
        Assert.Equal([new TimeRange(240, 24, 24), new TimeRange(0, 24, 24), new TimeRange(288, 48, 24)], clips.Select(clip => clip.SourceRange!.Value));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("the later event shows (line 2)", StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_over_midnight()
    {
        var document = TempFile.ReadEdl("""
            001  A  V  C  00:00:00:00 00:00:02:00 23:59:59:00 00:00:01:00
            002  B  V  C  00:00:00:00 00:00:01:00 00:00:01:00 00:00:02:00
            """);
        Assert.Equal("23:59:59:00", document.TimecodeOf(0));
        Assert.Equal([48, 24], document.Timeline.FindClips().Select(clip => clip.Duration().Value));
        Assert.Equal(72, document.Timeline.Duration().Value);
    }

    [Fact]
    public void Starts_earlier_when_told_to_and_never_later()
    {
        const string List = "001  A  V  C  00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00\n";
        var document = TempFile.ReadEdl(List, start: "01:00:00:00");
        Assert.Equal((86400, 48), (document.StartFrame, document.Timeline.Duration().Value));
        var exception = Assert.Throws<UserException>(() => TempFile.ReadEdl(List, start: "01:00:01:01"));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
    }

    [Fact]
    public void Reads_any_encoding_and_line_ending()
    {
        const string List = "TITLE: Käse\r\n001  A  V  C  00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00\r\n* FROM CLIP NAME: Über\r\n";
        byte[][] spellings =
        [
            Encoding.UTF8.GetBytes(List),
            [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(List)],
            Encoding.Latin1.GetBytes(List),
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(List)],
            [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(List)],
            Encoding.UTF8.GetBytes(List.Replace("\r\n", "\r", StringComparison.Ordinal)),
            Encoding.UTF8.GetBytes(List.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd()),
        ];
        foreach (var bytes in spellings)
        {
            using var file = new TempFile("cut.edl", bytes);
            var document = new EdlReader().Read(file.Path, TempFile.Options("25"));
            Assert.Equal(("Käse", "Über"), (document.Timeline.Name, document.Timeline.FindClips().Single().Name));
            using var saved = new MemoryStream();
            var text = EdlText.Load(file.Path);
            text.Save(saved, text.Lines);
            Assert.Equal(bytes, saved.ToArray());
        }
    }

    [Fact]
    public void Reads_the_quotes_dashes_and_euros_of_Windows()
    {
        byte[] bytes = [.. "TITLE: Tom"u8, 0x92, .. "s "u8, 0x96, .. " 5 "u8, 0x80, .. "\r\n001  A  V  C  00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00\r\n* COMMENT: "u8, .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value), .. "\r\n"u8];
        using var file = new TempFile("cut.edl", bytes);
        Assert.Equal("Tom\u2019s \u2013 5 \u20ac", new EdlReader().Read(file.Path, TempFile.Options("25")).Timeline.Name);
        // All bytes come back, those that mean nothing, too; what the encoding lacks is not written as what looks like it.
        using var saved = new MemoryStream();
        var text = EdlText.Load(file.Path);
        text.Save(saved, [.. text.Lines, new EdlLine("\u0100 \u2192 \u20ac", "")]);
        Assert.Equal([.. bytes, .. "? ? "u8, 0x80], saved.ToArray());
    }

    [Fact]
    public void Takes_the_file_name_where_there_is_no_title_and_the_file_of_a_shortened_reel()
    {
        var document = TempFile.ReadEdl("""
            001  003  V  C  00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00
            >>> SOURCE LONG_NAME 9 2.MOV      -> 003
            """);
        Assert.Equal("cut", document.Timeline.Name);
        var clip = document.Timeline.FindClips().Single();
        Assert.True(clip.Metadata.TryGetMap("cmx_3600", out var columns) && columns.TryGetString("source_file", out var file) && file == "LONG_NAME 9 2.MOV");
    }

    [Fact]
    public void Refuses_what_is_no_list_in_one_sentence_and_at_once()
    {
        var clock = Stopwatch.StartNew();
        AssertRefused(new byte[1000], "NUL");
        AssertRefused(Encoding.ASCII.GetBytes(new string('7', 1_000_000)), "characters in line 1");
        AssertRefused(Encoding.ASCII.GetBytes(new string('\n', 1_000_000)), "lines");
        AssertRefused(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("001 A V C 0 1 0 1\n", 150_000))), "limit");
        AssertRefused([], "no events");
        AssertRefused("hello\n"u8.ToArray(), "no events");
        AssertRefused("001 A V C 00:00:00:00 00:00:00:00 01:00:00:00 01:00:00:00\n"u8.ToArray(), "no event with a length");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => new EdlReader().Read("/nowhere/cut.edl", TempFile.Options("24"))).ExitCode);

        static void AssertRefused(byte[] content, string why)
        {
            using var file = new TempFile("cut.edl", content);
            var exception = Assert.Throws<UserException>(() => new EdlReader().Read(file.Path, TempFile.Options("24")));
            Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
            Assert.Contains("cut.edl", exception.Message, StringComparison.Ordinal);
            Assert.Contains(why, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Fact]
    public void Reads_a_hundred_thousand_events_that_all_overlap()
    {
        var list = string.Concat(Enumerable.Range(0, EdlLexer.MaximumEvents).Select(i => $"001 A V C 0 50 {i * 7919 % 100_000} {(i * 7919 % 100_000) + 50}\n"));
        var clock = Stopwatch.StartNew();
        var document = TempFile.ReadEdl(list);
        Assert.Equal(100_049, document.Timeline.Duration().Value);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
    }
}
