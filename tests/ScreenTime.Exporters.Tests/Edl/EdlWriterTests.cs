using CsCheck;
using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Otio;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Edl;

public class EdlWriterTests
{
    private static readonly EdlWriter s_writer = new();

    private static readonly int[] s_speeds = [100, 100, 100, 0, 200, 50, 150];
    private static readonly string[] s_rates = ["24", "25", "30", "50"];

    private const string List =
        "TITLE: A\r\n\r\n001  A001     V     C        00:00:10:00 00:00:11:00 01:00:00:00 01:00:01:00\r\n* FROM CLIP NAME: ONE\r\n\r\n"
        + "002  A002     V     C        00:00:20:00 00:00:21:00 01:00:02:00 01:00:03:00\r\n* FROM CLIP NAME: TWO\r\n* LOC: 01:00:02:05 RED     MINE";

    [Fact]
    public void Puts_a_locator_into_the_event_that_contains_it_and_totals_after_the_last()
    {
        using var file = new TempFile("cut.edl", List);
        var document = Read(file);
        var lines = Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 12, 20), ("jerry", 30, 33), ("jerry", 50, 51))))
            .Split("\r\n");
        Assert.Equal("* FROM CLIP NAME: ONE", lines[3]);
        Assert.StartsWith("* LOC: 01:00:00:12 BLUE    TOM 0.33 s [st:tom] ", lines[4], StringComparison.Ordinal);
        // In the gap after the first event, so still below it.
        Assert.StartsWith("* LOC: 01:00:01:06 YELLOW  JERRY 0.13 s [st:jerry] ", lines[5], StringComparison.Ordinal);
        Assert.Equal("* LOC: 01:00:02:05 RED     MINE", lines[9]);
        Assert.StartsWith("* LOC: 01:00:02:02 YELLOW  JERRY 0.04 s [st:jerry] ", lines[10], StringComparison.Ordinal);
        Assert.Equal("* SCREENTIME tom 0.3 s (0:00:00:08, 11.1 %) TOM 1 x visible-v1 [st:tom]", lines[11]);
        Assert.Equal("* SCREENTIME jerry 0.2 s (0:00:00:04, 5.6 %) JERRY 2 x visible-v1 [st:jerry]", lines[12]);
        Assert.Equal(13, lines.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Writes_the_pictures_and_not_what_lies_over_all_of_them(bool generator)
    {
        var range = new TimeRange(new(0, 24), new(48, 24));
        var timeline = new Timeline("cut");
        MediaReference matte = generator ? new GeneratorReference { GeneratorKind = "Matte" } : new MissingReference();
        foreach (var (name, media) in new (string, MediaReference)[] { ("PICTURE", new ExternalReference("a.mov", range)), ("MATTE", matte) })
        {
            var track = new Track(name);
            track.Children.Add(new Clip(name, media, range));
            timeline.Tracks.Children.Add(track);
        }

        using var file = new TempFile("cut.otio", OtioJson.Write(timeline));
        var document = new OtioReader().Read(file.Path, TempFile.Options("24", start: "01:00:00:00"));
        var text = Example.Text(Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 12, 20))));
        Assert.Contains("* FROM CLIP NAME:  PICTURE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MATTE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Replaces_its_own_lines_and_restores_the_list_when_cleaning()
    {
        using var file = new TempFile("cut.edl", List);
        var document = Read(file);
        var first = Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 12, 20), ("jerry", 50, 51)));
        using var written = new TempFile("cut.edl", first);
        var second = Read(written);
        Assert.Equal(first, Example.Write(s_writer, second, Example.Result(second, Example.Cast, ("tom", 12, 20), ("jerry", 50, 51))));
        Assert.DoesNotContain("TOM 0.33", Example.Text(Example.Write(s_writer, second, Example.Result(second, Example.Cast, ("jerry", 50, 51)))), StringComparison.Ordinal);
        Assert.Equal(List, Example.Text(Example.Write(s_writer, second, null)));
    }

    [Fact]
    public void Its_own_locators_do_not_pile_up_in_other_formats()
    {
        using var file = new TempFile("cut.edl", List);
        var document = Read(file);
        using var written = new TempFile("cut.edl", Example.Write(s_writer, document, Example.Result(document, Example.Cast, ("tom", 12, 20))));
        var again = Read(written);
        Assert.Equal(2, again.Timeline.Tracks.Markers.Count);
        var markers = OtioJson.Read<Timeline>(Example.Text(Example.Write(new OtioWriter(), again, Example.Result(again, Example.Cast, ("tom", 12, 20))))).Tracks.Markers;
        Assert.Equal(["MINE", "SCREEN TIME", "TOM"], markers.Select(marker => marker.Name));
        Assert.Equal("MINE", Assert.Single(OtioJson.Read<Timeline>(Example.Text(Example.Write(new OtioWriter(), again, null))).Tracks.Markers).Name);
    }

    [Fact]
    public void Leaves_the_lines_of_another_cast_alone()
    {
        using var file = new TempFile("cut.edl", List);
        var document = Read(file);
        var other = new Cast("dogs", [new Character("spike", "SPIKE", "RED")]);
        using var written = new TempFile("cut.edl", Example.Write(s_writer, document, Example.Result(document, other, ("spike", 1, 2))));
        var text = Example.Text(Example.Write(s_writer, Read(written), Example.Result(document, Example.Cast, ("tom", 1, 2))));
        Assert.Equal((2, 2), (Count(text, "[st:spike]"), Count(text, "[st:tom]")));
    }

    [Theory]
    [InlineData("TOM 0.33 s", "TOM 0.33 s?")]
    [InlineData("BLUE   ", "PINK   ")]
    [InlineData("01:00:00:12", "01:00:00:10")]
    public void Keeps_and_reports_a_locator_that_a_person_edited(string from, string to)
    {
        using var file = new TempFile("cut.edl", List);
        var result = Example.Result(Read(file), Example.Cast, ("tom", 12, 20));
        var edited = Example.Text(Example.Write(s_writer, Read(file), result)).Replace(from + (from.StartsWith("TOM", StringComparison.Ordinal) ? " [" : ""), to + (from.StartsWith("TOM", StringComparison.Ordinal) ? " [" : ""), StringComparison.Ordinal);
        using var written = new TempFile("cut.edl", edited);
        var text = Example.Text(Example.Write(s_writer, Example.Export(Read(written), result), out var notes));
        Assert.Contains(edited.Split("\r\n").Single(line => line.Contains("LOC", StringComparison.Ordinal) && line.Contains("[st:tom]", StringComparison.Ordinal)), text, StringComparison.Ordinal);
        Assert.Contains("line 5 of cut.edl", Assert.Single(notes), StringComparison.Ordinal);
        // It stands for its appearance wherever it was moved: the locator and the total.
        Assert.Equal(2, Count(text, "[st:tom]"));
    }

    [Theory]
    [InlineData("INS4_R1_010417.edl", "24")]
    [InlineData("ISSUE_14_conform_edl_issue_03.edl", "24")]
    [InlineData("STP R1 v082517.edl", "24")]
    [InlineData("cdl_example01.edl", "24")]
    [InlineData("cmx3600.edl", "59.94")]
    [InlineData("dissolve_test_4.edl", "24")]
    [InlineData("file32.edl", "29.97")]
    [InlineData("screening_example.edl", "24")]
    [InlineData("speed_effects.edl", "24")]
    [InlineData("test_25.edl", "25")]
    public void Patches_real_lists_so_that_cleaning_restores_them(string name, string rate)
    {
        var path = SharedData.Path("timelines", name);
        var document = new EdlReader().Read(path, TempFile.Options(rate));
        var frames = (long)document.Timeline.Duration().Value;
        (string, long, long)[] appearances = [.. Enumerable.Range(0, 40).Select(i => (i % 3 == 0 ? "tom" : "jerry", i * frames / 41, (i * frames / 41) + 1))];
        var written = Example.Write(s_writer, document, Example.Result(document, Example.Cast, appearances));
        using var file = new TempFile(name, written);
        var read = new EdlReader().Read(file.Path, TempFile.Options(rate));
        Assert.Equal(
            appearances.Select(a => a.Item2).Order(),
            read.Timeline.Tracks.Markers.Where(marker => marker.Name.Contains("[st:", StringComparison.Ordinal)).Select(marker => (long)marker.MarkedRange.StartTime.Value).Order());
        Assert.Equal(document.Timeline.FindClips().Select(Shape), read.Timeline.FindClips().Select(Shape));
        Assert.Equal(File.ReadAllBytes(path), Example.Write(s_writer, read, null));
    }

    [Theory]
    [InlineData("INS4_R1_010417.edl", "24")]
    [InlineData("STP R1 v082517.edl", "24")]
    [InlineData("cdl_example01.edl", "24")]
    [InlineData("dissolve_test_4.edl", "24")]
    [InlineData("screening_example.edl", "24")]
    [InlineData("speed_effects.edl", "24")]
    [InlineData("cmx3600.edl", "59.94")]
    public void Generates_a_list_that_reads_as_the_same_cut(string name, string rate)
    {
        var document = new EdlReader().Read(SharedData.Path("timelines", name), TempFile.Options(rate));
        var read = Example.Reread(s_writer, document with { FormatId = "otio" }, null);
        Assert.Equal(document.StartFrame, read.StartFrame);
        Assert.Equal(document.Timeline.FindClips().Select(Shape), read.Timeline.FindClips().Select(Shape));
        Assert.Equal(document.Timeline.FindChildren<Transition>().Select(t => t.RangeInParent()), read.Timeline.FindChildren<Transition>().Select(t => t.RangeInParent()));
        Assert.Equal(
            document.Timeline.Tracks.Markers.Select(marker => (marker.Name, marker.MarkedRange.StartTime)),
            read.Timeline.Tracks.Markers.Select(marker => (marker.Name, marker.MarkedRange.StartTime)));
    }

    [Fact]
    public void Writes_the_track_with_the_most_picture_and_says_what_is_left_out()
    {
        var document = Example.Document();
        var text = Example.Text(Example.Write(s_writer, Example.Export(document, Example.Result(document)), out var notes));
        Assert.Contains("FROM CLIP NAME:  house", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TITLE\r", text, StringComparison.Ordinal);
        Assert.Contains(notes, note => note.Contains("'V2' was not", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("sound", StringComparison.Ordinal));
    }

    [Fact]
    public void Counts_source_timecode_at_the_medias_rate()
    {
        var timeline = new Timeline("mixed") { GlobalStartTime = new RationalTime(86400, 24) };
        var track = new Track("V1", Track.KindVideo);
        var media = new ExternalReference { TargetUrl = "/m/b.mov", AvailableRange = new TimeRange(108000, 3000, 30) };
        track.Children.Add(new Clip("b", media, new TimeRange(new RationalTime(108015, 30), new RationalTime(48, 24))));
        timeline.Tracks.Children.Add(track);
        var document = new TimelineDocument(timeline, "otio", "/none", new FrameRate(24, 1), false, 86400, []);
        var text = Example.Text(Example.Write(s_writer, document, null));
        Assert.Contains("01:00:00:15 01:00:02:15 01:00:00:00 01:00:02:00", text, StringComparison.Ordinal);
        Assert.Contains("030.0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_timeline_without_pictures()
    {
        var document = new TimelineDocument(new Timeline("sound"), "otio", "/none", new FrameRate(24, 1), false, 0, []);
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Example.Write(s_writer, document, null)).ExitCode);
    }

    [Theory]
    [InlineData(24, 1, false, 86_400 * 24)]
    [InlineData(30_000, 1001, true, 2_589_408)]
    public void Refuses_a_clip_as_long_as_its_clock(int numerator, int denominator, bool dropFrame, int frames)
    {
        var rate = new FrameRate(numerator, denominator);
        ExitCode? Refusal(int length)
        {
            var timeline = new Timeline("long");
            var track = new Track("V1", Track.KindVideo);
            track.Children.Add(new Clip("a", new ExternalReference { TargetUrl = "/m/a.mov" }, new TimeRange(0, length, rate.Value)));
            timeline.Tracks.Children.Add(track);
            return (Record.Exception(() => Example.Write(s_writer, new TimelineDocument(timeline, "otio", "/none", rate, dropFrame, 0, []), null)) as UserException)?.ExitCode;
        }

        Assert.Equal((null, ExitCode.InputInvalid), (Refusal(frames - 1), Refusal(frames)));
    }

    [Fact]
    public void Written_and_read_again_a_cut_is_the_same()
    {
        var gap = Gen.Int[1, 40].Select(frames => (Gap: true, Frames: frames, Start: 0, Speed: 0, Dissolve: 0));
        var clip = Gen.Select(
            Gen.Int[20, 200], Gen.Int[0, 100_000], Gen.Int[0, s_speeds.Length - 1].Select(i => s_speeds[i]), Gen.Int[-20, 10],
            (frames, start, speed, dissolve) => (Gap: false, Frames: frames, Start: start, Speed: speed, Dissolve: Math.Max(0, dissolve)));
        Gen.Select(Gen.OneOf(gap, clip, clip, clip).Array[1, 30], Gen.Int[0, s_rates.Length - 1].Select(i => s_rates[i]), Gen.Int[0, 80_000]).Sample((parts, rateText, start) =>
        {
            if (parts.All(part => part.Gap))
                return;
            Assert.True(FrameRate.TryParse(rateText, out var rate));
            var timeline = new Timeline("random") { GlobalStartTime = new RationalTime(start, rate.Value) };
            var track = new Track("V", Track.KindVideo);
            var previousIsClip = false;
            foreach (var (part, index) in parts.Select((part, index) => (part, index)))
            {
                if (part.Gap)
                {
                    track.Children.Add(new Gap(new RationalTime(part.Frames, rate.Value)));
                    previousIsClip = false;
                    continue;
                }

                var item = new Clip($"clip {index}", null, new TimeRange(part.Start, part.Frames, rate.Value));
                item.Metadata["cmx_3600"] = new Metadata { ["reel"] = $"REEL{index % 7}" };
                if (part.Speed != 100)
                    item.Effects.Add(part.Speed == 0 ? new FreezeFrame() : new LinearTimeWarp { TimeScalar = part.Speed / 100.0 });
                if (part.Dissolve > 0 && previousIsClip)
                    track.Children.Add(new Transition { TransitionType = Transition.SmpteDissolve, Name = $"SMPTE_Dissolve to {item.Name}", InOffset = new RationalTime(0, rate.Value), OutOffset = new RationalTime(part.Dissolve, rate.Value) });
                track.Children.Add(item);
                previousIsClip = true;
            }

            timeline.Tracks.Children.Add(track);
            var document = new TimelineDocument(timeline, "otio", "/none", rate, false, start, []);
            var read = Example.Reread(s_writer, document, null);
            var offset = read.StartFrame - start;
            Assert.Equal(
                timeline.FindClips().Select(c => Shape(c) with { At = c.RangeInParent().StartTime.Value - offset }),
                read.Timeline.FindClips().Select(Shape));
            Assert.Equal(
                timeline.FindChildren<Transition>().Select(t => (t.Name, t.OutOffset)), read.Timeline.FindChildren<Transition>().Select(t => (t.Name, t.OutOffset)));
        }, iter: 300);
    }

    [Fact]
    public void A_change_of_speed_that_is_not_known_is_said()
    {
        var document = Example.Document();
        document.Timeline.FindClips().First().Effects.Add(new TimeEffect { EffectName = "TimeRemap" });
        Example.Write(s_writer, Example.Export(document, null), out var notes);
        Assert.Contains("'house' changes its speed in a way that is not known; it was written at one speed", notes);
    }

    [Fact]
    public void A_sequence_of_images_is_named_by_its_first()
    {
        var document = Example.Document();
        document.Timeline.FindClips().First().MediaReference = new ImageSequenceReference { TargetUrlBase = "/m/seq", NamePrefix = "f.", NameSuffix = ".exr", StartFrame = 1001, FrameZeroPadding = 4, Rate = 25 };
        var lines = Example.Text(Example.Write(s_writer, document, null)).Split("\r\n");
        Assert.StartsWith("001  f ", lines[2], StringComparison.Ordinal);
        Assert.Contains("* SOURCE FILE: f.1001.exr", lines);
    }

    private static (string Name, TimeRange? Source, double At, double Speed) Shape(Clip clip) =>
        (clip.Name, clip.SourceRange, clip.RangeInParent().StartTime.Value, clip.Effects.OfType<LinearTimeWarp>().Select(warp => warp.TimeScalar).DefaultIfEmpty(1).Single());

    private static TimelineDocument Read(TempFile file) => new EdlReader().Read(file.Path, TempFile.Options("24"));

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
