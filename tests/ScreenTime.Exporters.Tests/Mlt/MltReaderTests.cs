using OpenTimelineIO;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Mlt;

public class MltReaderTests
{
    [Fact]
    public void Shotcuts_transitions_join_the_clips_on_both_sides()
    {
        var track = Read(Shotcut("""
            <entry producer="c0" in="10" out="49"/>
            <entry producer="x0" in="0" out="9"/>
            <entry producer="c1" in="30" out="69"/>
            """)).Timeline.VideoTracks().Single();
        Assert.Equal([new TimeRange(10, 45, 25), new TimeRange(25, 45, 25)], track.Children.OfType<Clip>().Select(clip => clip.SourceRange!.Value));
        var transition = Assert.Single(track.Children.OfType<Transition>());
        Assert.Equal((5.0, 5.0, Transition.SmpteDissolve), (transition.InOffset.Value, transition.OutOffset.Value, transition.TransitionType));
    }

    [Fact]
    public void Shotcuts_markers_are_read_with_their_lengths_and_colours()
    {
        var markers = Read(Shotcut("""<entry producer="c0" in="10" out="49"/>""", """
            <properties name="shotcut:markers">
             <properties name="0"><property name="text">one</property><property name="start">00:00:01.000</property><property name="end">00:00:01.400</property><property name="color">#fe0101</property></properties>
             <properties name="1"><property name="text">two</property><property name="start">00:00:02.040</property><property name="end">00:00:02.040</property></properties>
            </properties>
            """)).Timeline.Tracks.Markers;
        Assert.Equal([("one", "RED", 25.0, 10.0), ("two", "GREEN", 51, 0)], markers.Select(marker => (marker.Name, marker.Color, marker.MarkedRange.StartTime.Value, marker.MarkedRange.Duration.Value)));
    }

    [Theory]
    [InlineData("2.0", 40, 80, 2)]
    [InlineData("0.5", 40, 20, 0.5)]
    // Of a warped clip of 500 frames at double speed, frames 40 to 49 backwards are media frames 919 down to 900.
    [InlineData("-2.0", 40, 900, -2)]
    public void A_time_warp_counts_its_own_frames(string speed, int from, double source, double scalar)
    {
        var clip = Read(Shotcut($"""<entry producer="w0" in="{from}" out="{from + 9}"/>""").Replace("SPEED", speed, StringComparison.Ordinal)).Timeline.FindClips().Single();
        Assert.Equal((new TimeRange(source, 10, 25), scalar), (clip.SourceRange!.Value, Assert.Single(clip.Effects.OfType<LinearTimeWarp>()).TimeScalar));
        Assert.Equal("/m/c.mov", ((ExternalReference)clip.MediaReference!).TargetUrl);
    }

    /// <summary>Kdenlive before 17.08: the speed stands behind the address, with the comma of the user's language, and behind that a strobe.</summary>
    [Theory]
    [InlineData("/m/c.mov?0,5", 20, 10.0, 0.5)]
    [InlineData("/m/c.mov?2.000000", 20, 40.0, 2.0)]
    [InlineData("/m/what?.mov?0.5:2", 20, 10.0, 0.5)]
    // 500 frames backwards: the first is the last, so that 20 to 29 are 479 down to 470.
    [InlineData("/m/c.mov?-1.0", 20, 470.0, -1.0)]
    public void The_old_way_of_changing_the_speed_is_read(string resource, int from, double source, double scalar)
    {
        var clip = Read(Shotcut($"""<entry producer="w0" in="{from}" out="{from + 9}"/>""").Replace("SPEED:/m/c.mov", resource, StringComparison.Ordinal)
            .Replace("<property name=\"warp_speed\">SPEED</property><property name=\"warp_resource\">/m/c.mov</property>", "", StringComparison.Ordinal)
            .Replace(">timewarp<", ">framebuffer<", StringComparison.Ordinal)).Timeline.FindClips().Single();
        Assert.Equal((new TimeRange(source, 10, 25), scalar), (clip.SourceRange!.Value, Assert.Single(clip.Effects.OfType<LinearTimeWarp>()).TimeScalar));
        Assert.Equal(resource[..resource.LastIndexOf('?')], ((ExternalReference)clip.MediaReference!).TargetUrl);
    }

    [Theory]
    [InlineData("/m/seq/f_%04d.png?begin=12", "", "/m/seq/ f_ .png 12 4 25")]
    [InlineData("/m/f.%.5d.exr", "<property name=\"begin\">7</property><property name=\"ttl\">5</property>", "/m/ f. .exr 7 5 5")]
    public void Numbered_images_are_a_sequence(string resource, string more, string expected)
    {
        var clip = Read(Shotcut("""<entry producer="c0" in="10" out="19"/>""").Replace("/m/a.mov</property><property name=\"mlt_service\">avformat-novalidate</property>", $"{resource}</property>{more}<property name=\"mlt_service\">qimage</property>", StringComparison.Ordinal)).Timeline.FindClips().Single();
        var images = Assert.IsType<ImageSequenceReference>(clip.MediaReference);
        Assert.Equal(expected, FormattableString.Invariant($"{images.TargetUrlBase} {images.NamePrefix} {images.NameSuffix} {images.StartFrame} {images.FrameZeroPadding} {images.Rate}"));
        Assert.Equal(new TimeRange(10, 10, 25), clip.SourceRange);
        Assert.Equal(40, images.AvailableRange!.Value.Duration.ToSeconds());
    }

    [Fact]
    public void A_speed_that_changes_is_unknown()
    {
        var document = Read(Shotcut("""<entry producer="r0" in="0" out="9"/>"""));
        Assert.Equal("TimeEffect", Assert.Single(document.Timeline.FindClips().Single().Effects).SchemaName);
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("changes its speed while it plays", StringComparison.Ordinal));
    }

    [Fact]
    public void What_melt_writes_of_two_files_is_read()
    {
        var track = Read("""
            <?xml version="1.0"?>
            <mlt><profile frame_rate_num="30000" frame_rate_den="1001"/>
              <producer id="producer0" in="0" out="100"><property name="length">101</property><property name="resource">/a.mp4</property><property name="mlt_service">avformat</property></producer>
              <producer id="producer1" in="5" out="20"><property name="length">300</property><property name="resource">/b.mp4</property><property name="mlt_service">avformat</property></producer>
              <playlist id="playlist0"><entry producer="producer0" in="0" out="100"/><entry producer="producer1"/></playlist>
            </mlt>
            """);
        Assert.Equal((new FrameRate(30000, 1001), true), (track.Rate, track.DropFrame));
        Assert.Equal([(0.0, 101.0), (5, 16)], track.Timeline.FindClips().Select(clip => (clip.SourceRange!.Value.StartTime.Value, clip.SourceRange.Value.Duration.Value)));
    }

    [Fact]
    public void Filters_that_change_the_picture_are_effects_and_those_of_sound_are_not()
    {
        var clip = Read(Shotcut("""
            <entry producer="c0" in="0" out="9"><filter><property name="mlt_service">volume</property></filter><filter><property name="mlt_service">qtblend</property></filter>
             <filter><property name="mlt_service">affine</property><property name="disable">1</property></filter></entry>
            """)).Timeline.FindClips().Single();
        Assert.Equal(["qtblend"], clip.Effects.Select(effect => effect.EffectName));
    }

    [Theory]
    [InlineData(25, 1, 25, 1)]
    [InlineData(2997, 100, 30000, 1001)]
    [InlineData(24000, 1001, 24000, 1001)]
    [InlineData(25, 3, 25, 3)]
    [InlineData(15000, 31, 15000, 31)]
    public void A_rate_is_what_the_profile_says_to_the_last_digit(int numerator, int denominator, int expected, int below)
    {
        using var file = new TempFile("cut.mlt", $"""<mlt><profile frame_rate_num="{numerator}" frame_rate_den="{denominator}"/><producer id="p" in="0" out="9"><property name="resource">a.mov</property></producer><playlist id="l"><entry producer="p" in="0" out="9"/></playlist><tractor id="t"><track producer="l"/></tractor></mlt>""");
        var rate = new FrameRate(expected, below);
        Assert.Equal(rate, new MltReader().Read(file.Path, new TimelineReadOptions(rate)).Rate);
    }

    [Theory]
    [InlineData("<mlt><producer/></mlt>", "no profile")]
    [InlineData("<xmeml/>", "its first element is <xmeml>")]
    [InlineData("<mlt><profile frame_rate_num=\"0\"/><producer/></mlt>", "line 1: the profile's frame rate is none")]
    [InlineData("<mlt>\n<profile frame_rate_num=\"25\"/>\n<playlist id=\"a\">\n<entry producer=\"b\"/></playlist></mlt>", "line 4: the entry plays \"b\", which is not there")]
    [InlineData("<mlt>\n<profile frame_rate_num=\"25\"/>\n<playlist id=\"a\"><entry producer=\"a\" in=\"0\" out=\"9\"/></playlist></mlt>", "line 3: \"a\" contains itself")]
    [InlineData("<mlt>\n<profile frame_rate_num=\"25\"/>\n<producer id=\"p\"/><playlist id=\"a\"><blank length=\"soon\"/></playlist></mlt>", "has \"soon\" as its length, which is no time")]
    [InlineData("<mlt><profile frame_rate_num=\"25\"/><playlist id=\"a\"/></mlt>", "has no clip on its timeline")]
    [InlineData("<mlt><profile", "no well-formed XML in line 1")]
    public void What_is_wrong_is_named_with_its_line(string content, string message) =>
        Assert.Contains(message, Assert.Throws<UserException>(() => Read(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_document_that_doubles_with_each_playlist_ends()
    {
        var playlists = string.Concat(Enumerable.Range(1, 40).Select(i => $"<playlist id=\"l{i}\"><entry producer=\"l{i - 1}\" in=\"0\" out=\"1\"/><entry producer=\"l{i - 1}\" in=\"0\" out=\"1\"/></playlist>"));
        var content = $"<mlt><profile frame_rate_num=\"25\"/><producer id=\"l0\" in=\"0\" out=\"1\"><property name=\"resource\">a</property></producer>{playlists}</mlt>";
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Read(content)).ExitCode);
    }

    [Fact]
    public void Entities_of_the_documents_own_are_refused()
    {
        const string Content = "<!DOCTYPE mlt [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><mlt><profile frame_rate_num=\"25\"/><producer id=\"p\" out=\"9\"><property name=\"resource\">&e;</property></producer></mlt>";
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Read(Content)).ExitCode);
    }

    [Fact]
    public void Another_rate_than_the_documents_is_refused()
    {
        using var file = new TempFile("cut.mlt", Shotcut("""<entry producer="c0" in="0" out="9"/>"""));
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => new MltReader().Read(file.Path, TempFile.Options("24"))).ExitCode);
        Assert.Equal("01:00:00:00", new MltReader().Read(file.Path, TempFile.Options(null, start: "01:00:00:00")).TimecodeOf(0));
    }

    internal static string Shotcut(string entries, string markers = "") => $"""
        <?xml version="1.0" standalone="no"?>
        <mlt LC_NUMERIC="C" version="7.13.0" title="Shotcut version 22.12.21" producer="main_bin">
          <profile frame_rate_num="25" frame_rate_den="1"/>
          <playlist id="main_bin"><property name="xml_retain">1</property></playlist>
          <producer id="black" in="0" out="499"><property name="length">500</property><property name="resource">0</property><property name="mlt_service">color</property></producer>
          <playlist id="background"><entry producer="black" in="0" out="499"/></playlist>
          <chain id="c0" out="999"><property name="length">1000</property><property name="resource">/m/a.mov</property><property name="mlt_service">avformat-novalidate</property></chain>
          <chain id="c1" out="999"><property name="length">1000</property><property name="resource">/m/b.mov</property><property name="mlt_service">avformat-novalidate</property></chain>
          <chain id="r0" out="999"><property name="length">1000</property><property name="resource">/m/b.mov</property><property name="mlt_service">avformat</property><link><property name="mlt_service">timeremap</property></link></chain>
          <producer id="w0" in="0" out="499"><property name="length">500</property><property name="resource">SPEED:/m/c.mov</property><property name="mlt_service">timewarp</property><property name="warp_speed">SPEED</property><property name="warp_resource">/m/c.mov</property></producer>
          <tractor id="x0" in="0" out="9"><property name="shotcut:transition">lumaMix</property><track producer="c0" in="50" out="59"/><track producer="c1" in="20" out="29"/><transition><property name="mlt_service">luma</property></transition></tractor>
          <playlist id="playlist0"><property name="shotcut:video">1</property><property name="shotcut:name">V1</property>{entries}</playlist>
          <tractor id="tractor0" title="Shotcut version 22.12.21" in="0" out="499">
            <property name="shotcut">1</property>{markers}
            <track producer="background"/>
            <track producer="playlist0"/>
          </tractor>
        </mlt>
        """;

    private static TimelineDocument Read(string content)
    {
        using var file = new TempFile("cut.mlt", content);
        return new MltReader().Read(file.Path, new TimelineReadOptions());
    }
}
