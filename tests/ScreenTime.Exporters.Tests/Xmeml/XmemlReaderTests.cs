using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Xmeml;

/// <summary>What files in the wild look like: each case as small as it can be.</summary>
public class XmemlReaderTests
{
    [Theory]
    [InlineData("FALSE", 3369992 * 0.772438)]
    [InlineData("TRUE", (3370052 * 0.772438) - (3369992 * 0.772438) - (46 * 0.772438))]
    public void A_late_timecode_and_a_speed_of_many_digits_are_no_time_out_of_bounds(string reverse, double expected)
    {
        // Found by fuzzing, in what was converted from a list at 59.94.
        var document = Read(Sequence(
            "<clipitem><name>a</name><duration>3370052</duration><start>0</start><end>46</end><in>3369992</in><out>3370038</out><pproTicksIn>14281465984967078</pproTicksIn>"
            + $"<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid><value>{(reverse == "TRUE" ? "-" : "")}77.2438</value></parameter><parameter><parameterid>reverse</parameterid><value>{reverse}</value></parameter></effect></filter></clipitem>",
            rate: "<rate><timebase>60</timebase><ntsc>TRUE</ntsc></rate>"));
        Assert.Equal(expected, document.Timeline.FindClips().Single().SourceRange!.Value.StartTime.Value, 0.9);
    }

    [Fact]
    public void A_sequence_that_is_written_out_is_itself_whatever_else_has_its_id()
    {
        // Found by fuzzing: markers made the outer sequence the fuller one of the two.
        static string Named(string name, string inside, string more) =>
            $"<sequence id=\"s\"><name>{name}</name><duration>20</duration><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><timecode><frame>0</frame></timecode><media><video><track>{inside}</track></video></media>{more}</sequence>";
        const string Clip = "<clipitem><name>a</name><start>0</start><end>20</end><in>5</in><out>25</out></clipitem>";
        var markers = string.Concat(Enumerable.Repeat("<marker><name>m</name><in>1</in><out>-1</out></marker>", 9));
        var inner = $"<clipitem><name>nested</name><start>0</start><end>20</end><in>0</in><out>20</out>{Named("inner", Clip, "")}</clipitem>";
        using var file = new TempFile("cut.xml", $"<xmeml version=\"5\">{Named("outer", inner, markers)}</xmeml>");
        var document = new ScreenTime.Exporters.Xmeml.XmemlReader().Read(file.Path, new TimelineReadOptions());
        Assert.Equal("a", document.Timeline.FindClips().Single().Name);
    }

    /// <summary>Premiere's transitions of one side, between two clips that touch: the other clip is not seen in them.</summary>
    [Theory]
    [InlineData("start-black", 50, 62, 50, 62)]
    [InlineData("end-black", 38, 50, 50, 62)]
    [InlineData("center", 44, 56, 56, 68)]
    public void A_transition_to_or_from_black_shows_one_clip(string alignment, int start, int end, double first, double second)
    {
        static string Clip(string name, int start, int end) => $"<clipitem><name>{name}</name><start>{start}</start><end>{end}</end><in>100</in><out>{100 + end - start}</out></clipitem>";
        var transition = $"<transitionitem><start>{start}</start><end>{end}</end><alignment>{alignment}</alignment><effect><name>Cross Dissolve</name></effect></transitionitem>";
        var track = Read(Sequence(Clip("a", 0, 50) + transition + Clip("b", 50, 112))).Timeline.VideoTracks().Single();
        Assert.Equal([(first, 0.0), (second, 50)], track.FindClips().Select(clip => (clip.VisibleRange().Duration.Value, clip.RangeInParent().StartTime.Value)));
        Assert.Single(track.Children.OfType<Transition>());
        Assert.Equal(112, track.Duration().Value);
    }

    [Fact]
    public void Rates_are_inherited_and_NTSC_is_exact()
    {
        var document = Read(Sequence("<clipitem><name>a</name><start>0</start><end>48</end><in>10</in><out>58</out><file id=\"f\"><name>a.mov</name><pathurl>file:///a.mov</pathurl><duration>500</duration>"
            + "<timecode><frame>100</frame></timecode></file></clipitem>", rate: "<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>"));
        Assert.Equal(new FrameRate(24000, 1001), document.Rate);
        var clip = Assert.Single(document.Timeline.FindClips());
        Assert.Equal(new TimeRange(110, 48, 24000.0 / 1001), clip.SourceRange);
        Assert.Equal(new TimeRange(100, 500, 24000.0 / 1001), clip.MediaReference!.AvailableRange);
    }

    [Theory]
    [InlineData("<frame>107892</frame><string>01;00;00;00</string><displayformat>DF</displayformat>", 107892, true, 0)]
    [InlineData("<string>01;00;00;00</string><displayformat>DF</displayformat>", 107892, true, 0)]
    [InlineData("<string>01:00:00:00</string><displayformat>NDF</displayformat>", 108000, false, 0)]
    [InlineData("<string>01;00;00;00</string>", 107892, true, 0)]
    [InlineData("<frame>107892</frame><string>01:00:00:01</string><displayformat>DF</displayformat>", 107892, true, 1)]
    public void The_start_is_the_frame_number_else_the_timecode(string timecode, long start, bool drop, int warnings)
    {
        var document = Read(Sequence("", timecode: $"<timecode>{timecode}</timecode>", rate: "<rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate>"));
        Assert.Equal((start, drop), (document.StartFrame, document.DropFrame));
        Assert.Equal(warnings, document.Assumptions.Count(sentence => sentence.Contains("the frame number was taken", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_file_does_not_say_is_asked_for()
    {
        Assert.Contains("--start", Refused(Sequence("", timecode: ""), ExitCode.Usage), StringComparison.Ordinal);
        Assert.Equal(90000, Read(Sequence("", timecode: ""), new TimelineReadOptions(StartTimecode: "01:00:00:00")).StartFrame);
        Assert.Contains("--rate", Refused(Sequence("", rate: ""), ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("contradicts", Refused(Sequence(""), ExitCode.Usage, new TimelineReadOptions(new FrameRate(24, 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_may_be_written_out_before_or_after_it_is_named()
    {
        const string File = "<file id=\"f\"><name>a.mov</name><pathurl>file:///a.mov</pathurl><duration>500</duration></file>";
        var document = Read(Sequence(Clip("a", 0, 25, 0, 25, "<file id=\"f\"/>") + Clip("b", 25, 50, 30, 55, File) + Clip("c", 50, 75, 60, 85, "<file id=\"f\"/>")));
        Assert.All(document.Timeline.FindClips(), clip => Assert.Equal("file:///a.mov", Assert.IsType<ExternalReference>(clip.MediaReference).TargetUrl));
    }

    [Fact]
    public void Around_a_transition_the_cut_and_not_the_overlap_counts()
    {
        var document = Read(Sequence(
            Clip("a", 0, -1, 100, 160) + "<transitionitem><start>50</start><end>60</end><alignment>center</alignment><effect><name>Cross Dissolve</name></effect></transitionitem>"
            + Clip("b", -1, 100, 200, 250)
            + "<transitionitem><start>90</start><end>100</end><alignment>end-black</alignment><effect><name>Dip</name></effect></transitionitem>"));
        var track = document.Timeline.VideoTracks().Single();
        Assert.Equal(
            ["a 100@25 + 55@25", "5@25 5@25 SMPTE_Dissolve", "b 205@25 + 45@25", "10@25 0@25 Custom_Transition"],
            track.Children.Select(child => child is Transition t ? $"{t.InOffset} {t.OutOffset} {t.TransitionType}" : $"{child.Name} {((Item)child).SourceRange}"));
    }

    [Theory]
    [InlineData("<value>200</value>", "FALSE", 30, 55, 2, 60)]
    [InlineData("<value>50</value>", "FALSE", 30, 55, 0.5, 15)]
    // Other programs count in and out in the media.
    [InlineData("<value>200</value>", "FALSE", 30, 80, 2, 30)]
    // Backwards: 100 frames at 50 % are 200; from 30 to 55 of those shows media frame 84 down to 73.
    [InlineData("<value>50</value>", "TRUE", 30, 55, -0.5, 72.5)]
    public void One_speed_throughout_is_read(string speed, string reverse, int start, int end, double scalar, double source)
    {
        var duration = scalar < 0 ? "<duration>200</duration>" : "";
        var clip = Read(Sequence(Clip("a", 0, 25, start, end, "<file id=\"f\"><pathurl>file:///a.mov</pathurl><duration>100</duration></file>" + duration + Remap(speed, reverse, "0")))).Timeline.FindClips().Single();
        Assert.Equal(scalar, Assert.IsType<LinearTimeWarp>(Assert.Single(clip.Effects)).TimeScalar);
        Assert.Equal(new TimeRange(source, 25, 25), clip.SourceRange);
    }

    [Theory]
    [InlineData("50", "TRUE", 30, 70.25, 57.75)]
    [InlineData("150", "FALSE", 31, 46.625, 46.625)]
    [InlineData("0", "FALSE", 86400, 12, 12)]
    // A wild number is not believed.
    [InlineData("150", "FALSE", 31, -1815255671, 46.5)]
    public void The_graph_says_exactly_what_shows_at_the_in_point(string speed, string reverse, int start, double value, double source)
    {
        var graph = $"<parameter><parameterid>graphdict</parameterid><keyframe><when>{start}</when><value>{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}</value><speedkfin>TRUE</speedkfin></keyframe></parameter></effect></filter>";
        var clip = Read(Sequence(Clip("a", 0, 25, start, start + 25, Remap($"<value>{speed}</value>", reverse, "0").Replace("</effect></filter>", graph, StringComparison.Ordinal)))).Timeline.FindClips().Single();
        Assert.Equal(source, clip.SourceRange!.Value.StartTime.Value, 6);
    }

    [Fact]
    public void A_ramp_is_not_guessed()
    {
        var document = Read(Sequence(Clip("a", 0, 25, 0, 25, Remap("<value>100</value>", "FALSE", "1")) + Clip("b", 25, 50, 0, 90)));
        Assert.All(document.Timeline.FindClips(), clip => Assert.Equal(typeof(TimeEffect), Assert.Single(clip.Effects).GetType()));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("\"a\" has a speed ramp", StringComparison.Ordinal));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("\"b\" uses 90 frames of media in 25 frames of the sequence and states no speed", StringComparison.Ordinal));
    }

    [Fact]
    public void Still_frames_subclips_generators_and_stills_are_read()
    {
        var clips = Read(Sequence(
            Clip("still", 0, 25, 40, 65, "<stillframe>TRUE</stillframe><file id=\"f\"><pathurl>file:///a.mov</pathurl><duration>100</duration></file>")
            + Clip("sub", 25, 50, 10, 35, "<file id=\"f\"/><subclipinfo><startoffset>30</startoffset></subclipinfo>")
            + "<generatoritem><name>Text</name><start>50</start><end>75</end><in>0</in><out>25</out><effect><name>Outline Text</name><effectid>Outline Text</effectid></effect></generatoritem>"
            + Clip("image", 75, 100, 10000, 10025, "<file id=\"g\"><pathurl>file:///a.png</pathurl><duration>1</duration></file>")
            + Clip("layer", 100, 125, 0, 25, "<adjustmentlayer>TRUE</adjustmentlayer><file id=\"l\"/>"))).Timeline.FindClips().ToList();
        Assert.IsType<FreezeFrame>(Assert.Single(clips[0].Effects));
        Assert.Equal(new RationalTime(40, 25), clips[0].SourceRange!.Value.StartTime);
        Assert.Equal(new RationalTime(40, 25), clips[1].SourceRange!.Value.StartTime);
        Assert.Equal("Outline Text", Assert.IsType<GeneratorReference>(clips[2].MediaReference).GeneratorKind);
        Assert.Empty(clips[3].Effects);
        Assert.Equal("adjustment", Assert.IsType<GeneratorReference>(clips[4].MediaReference).GeneratorKind);
    }

    [Fact]
    public void Of_a_multiclip_the_active_angle_is_read_and_a_shifted_one_is_not_guessed()
    {
        string Multiclip(string extra) => Clip("multi", 0, 25, 0, 25,
            $"<multiclip id=\"m\"><angle><activevideoangle>FALSE</activevideoangle><clip id=\"c1\"><file id=\"f1\"><pathurl>file:///one.mov</pathurl></file></clip></angle>"
            + $"<angle><activevideoangle>TRUE</activevideoangle><clip id=\"c2\">{extra}<file id=\"f2\"><pathurl>file:///two.mov</pathurl></file></clip></angle></multiclip>");
        Assert.Equal("file:///two.mov", Assert.IsType<ExternalReference>(Read(Sequence(Multiclip(""))).Timeline.FindClips().Single().MediaReference).TargetUrl);
        Assert.IsType<MissingReference>(Read(Sequence(Multiclip("<syncoffset>12</syncoffset>"))).Timeline.FindClips().Single().MediaReference);
    }

    [Fact]
    public void Sequences_are_nested_by_their_ids_but_not_in_themselves()
    {
        const string Inner = "<sequence id=\"s2\"><name>inner</name><rate><timebase>25</timebase></rate><media><video><track>" + "<clipitem><name>deep</name><start>5</start><end>30</end><in>0</in><out>25</out></clipitem>" + "</track></video></media></sequence>";
        var document = Read(Sequence(Clip("n1", 0, 10, 10, 20, Inner) + Clip("n2", 10, 20, 0, 10, "<sequence id=\"s2\"/>")));
        Assert.Equal(["deep", "deep"], document.Timeline.FindClips().Select(clip => clip.Name));
        Assert.Equal(new TimeRange(10, 10, 25), document.Timeline.FindChildren<Stack>().First().SourceRange);
        Assert.Contains("nested in itself", Refused(Sequence(Clip("n", 0, 10, 0, 10, "<sequence id=\"top\"/>"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_sequences_one_is_read_by_name()
    {
        var project = $"<xmeml version=\"5\"><project><children>{Bare("one", "a")}{Bare("two", "b")}</children></project></xmeml>";
        Assert.Contains(Read(project).Assumptions, sentence => sentence.Contains("2 sequences; \"one\" was read (--sequence NAME", StringComparison.Ordinal));
        Assert.Equal("two", Read(project, new TimelineReadOptions(Sequence: "two")).Timeline.Name);
        Assert.Contains("\"one\", \"two\"", Refused(project, ExitCode.Usage, new TimelineReadOptions(Sequence: "three")), StringComparison.Ordinal);

        static string Bare(string name, string clip) => Sequence(Clip(clip, 0, 10, 0, 10)).Replace("<xmeml version=\"4\">", "", StringComparison.Ordinal).Replace("</xmeml>", "", StringComparison.Ordinal)
            .Replace("<name>cut</name>", $"<name>{name}</name>", StringComparison.Ordinal).Replace("id=\"top\"", $"id=\"{name}\"", StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_element_is_named_by_its_line_or_passed_over()
    {
        var text = Sequence("\n" + Clip("good", 0, 25, 0, 25) + "\n" + Clip("bad", 25, 50, 0, 25).Replace("<in>0</in>", "<in>zero</in>", StringComparison.Ordinal) + "\n" + Clip("last", 50, 75, 0, 25));
        Assert.Equal("cut.xml line 3: <in> is \"zero\", which is no frame number", Refused(text));
        var document = Read(text, new TimelineReadOptions(Lenient: true));
        Assert.Equal(["good", "last"], document.Timeline.FindClips().Select(clip => clip.Name));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("skipped a <clipitem>: cut.xml line 3", StringComparison.Ordinal));
        Assert.Contains("no well-formed XML in line 2", Refused("<xmeml version=\"4\">\n<sequence></xmeml>"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_outside_the_file_is_read_and_nothing_in_it_multiplies()
    {
        using var secret = new TempFile("secret", "SECRET");
        var outside = $"<!DOCTYPE xmeml [<!ENTITY e SYSTEM \"file://{secret.Path}\">]>" + Sequence(Clip("&e;", 0, 25, 0, 25));
        Assert.DoesNotContain("SECRET", Refused(outside), StringComparison.Ordinal);
        var deep = string.Concat(Enumerable.Repeat("<a>", 400)) + string.Concat(Enumerable.Repeat("</a>", 400));
        Assert.Contains("nested deeper than", Refused($"<xmeml>{deep}</xmeml>"), StringComparison.Ordinal);
        // Each sequence nests the next one ten times: a thousand million clips.
        var bomb = string.Concat(Enumerable.Range(1, 9).Select(level => $"<sequence id=\"s{level}\"><name>s{level}</name><media><video><track>"
            + string.Concat(Enumerable.Range(0, 10).Select(i => Clip("n", i * 10, (i * 10) + 10, 0, 10, $"<sequence id=\"s{level + 1}\"/>"))) + "</track></video></media></sequence>"));
        Assert.Contains("damaged or hostile", Refused($"<xmeml version=\"4\">{Sequence(Clip("n", 0, 10, 0, 10, "<sequence id=\"s1\"/>")).Replace("<xmeml version=\"4\">", "", StringComparison.Ordinal).Replace("</xmeml>", "", StringComparison.Ordinal)}<bin>{bomb}</bin></xmeml>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<pproColor>4281740498</pproColor>", "RED")]
    [InlineData("<pproColor>4294741314</pproColor>", "BLUE")]
    [InlineData("<color><red>0</red><green>255</green><blue>0</blue></color>", "GREEN")]
    [InlineData("<color><red>65535</red><green>65535</green><blue>0</blue></color>", "YELLOW")]
    [InlineData("", "RED")]
    public void Markers_have_colours_and_lengths(string color, string expected)
    {
        var document = Read(Sequence(Clip("a", 0, 25, 100, 125, $"<marker><name>on clip</name><in>110</in><out>-1</out>{color}</marker>"), markers: $"<marker><name>n</name><comment>c</comment><in>7</in><out>12</out>{color}</marker>"));
        var marker = Assert.Single(document.Timeline.Tracks.Markers);
        Assert.Equal(("n", "c", expected, new TimeRange(7, 5, 25)), (marker.Name, marker.Comment, marker.Color, marker.MarkedRange));
        Assert.Equal(new TimeRange(110, 0, 25), Assert.Single(document.Timeline.FindClips().Single().Markers).MarkedRange);
    }

    internal static string Clip(string name, int start, int end, int from, int to, string inside = "") =>
        $"<clipitem><name>{name}</name><start>{start}</start><end>{end}</end><in>{from}</in><out>{to}</out>{inside}</clipitem>";

    internal static string Sequence(
        string items, string timecode = "<timecode><frame>90000</frame></timecode>", string rate = "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>", string markers = "") =>
        $"<xmeml version=\"4\"><sequence id=\"top\"><name>cut</name>{rate}{timecode}<media><video><track>{items}</track></video></media>{markers}</sequence></xmeml>";

    private static string Remap(string speed, string reverse, string variable) => "<filter><effect><name>Time Remap</name><effectid>timeremap</effectid>"
        + $"<parameter><parameterid>variablespeed</parameterid><value>{variable}</value></parameter><parameter><parameterid>speed</parameterid>{speed}</parameter>"
        + $"<parameter><parameterid>reverse</parameterid><value>{reverse}</value></parameter></effect></filter>";

    private static TimelineDocument Read(string text, TimelineReadOptions? options = null) => Readers.Read("xmeml", text, options);

    private static string Refused(string text, ExitCode code = ExitCode.InputInvalid, TimelineReadOptions? options = null)
    {
        var exception = Assert.Throws<UserException>(() => Read(text, options));
        Assert.Equal(code, exception.ExitCode);
        return exception.Message;
    }
}
