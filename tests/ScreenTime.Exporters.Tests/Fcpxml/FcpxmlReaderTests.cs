using OpenTimelineIO;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Fcpxml;

/// <summary>What documents in the wild look like: each case as small as it can be.</summary>
public class FcpxmlReaderTests
{
    [Fact]
    public void What_lies_in_a_sequence_counts_from_its_start_timecode()
    {
        var document = Read(Project("<asset-clip ref=\"a\" offset=\"3600s\" name=\"one\" start=\"2s\" duration=\"4s\"/><asset-clip ref=\"a\" offset=\"3605s\" name=\"two\" duration=\"1s\"/>", "tcStart=\"3600s\" tcFormat=\"NDF\""));
        Assert.Equal((90000, "01:00:00:00"), (document.StartFrame, document.TimecodeOf(0)));
        Assert.Equal(["one 0@25 + 100@25", "Gap", "two 125@25 + 25@25"], document.Timeline.VideoTracks().Single().Children.OfType<Item>().Select(item => item is Gap ? "Gap" : $"{item.Name} {item.RangeInParent()}"));
        // Without a start a clip begins where its media does.
        Assert.Equal(new TimeRange(250, 25, 25), document.Timeline.FindClips().Last().SourceRange);
        // Writers that know no better count from zero.
        Assert.Equal(0, Read(Project("<asset-clip ref=\"a\" offset=\"0s\" name=\"one\" duration=\"4s\"/>", "tcStart=\"3600s\"")).Timeline.FindClips().Single().RangeInParent().StartTime.Value);
    }

    [Fact]
    public void Connected_clips_lie_where_their_parents_local_time_says()
    {
        var tracks = Read(Project(
            "<gap offset=\"0s\" start=\"3600s\" duration=\"10s\"><asset-clip ref=\"a\" lane=\"1\" offset=\"3602s\" name=\"up\" duration=\"1s\"><asset-clip ref=\"a\" lane=\"1\" offset=\"11s\" name=\"upper\" duration=\"1s\"/></asset-clip>"
            + "<asset-clip ref=\"sound\" lane=\"-1\" offset=\"3601s\" name=\"music\" duration=\"5s\"/>"
            + "<spine lane=\"1\" offset=\"3604s\"><asset-clip ref=\"a\" offset=\"0s\" name=\"s1\" duration=\"1s\"/><gap offset=\"1s\" duration=\"1s\"/><asset-clip ref=\"a\" offset=\"2s\" name=\"s2\" duration=\"1s\"/></spine></gap>")).Timeline.Tracks.Children.Cast<Track>().ToList();
        Assert.Equal(["-1 Audio", "0 Video", "1 Video", "2 Video"], tracks.Select(track => $"{track.Name} {track.Kind}"));
        Assert.Equal(["music 25"], Places(tracks[0]));
        Assert.Equal(["up 50", "s1 100", "s2 150"], Places(tracks[2]));
        Assert.Equal(["upper 75"], Places(tracks[3]));
    }

    [Fact]
    public void Clips_of_one_lane_that_overlap_get_tracks_of_their_own()
    {
        var tracks = Read(Project("<gap offset=\"0s\" duration=\"10s\"><asset-clip ref=\"a\" lane=\"1\" offset=\"0s\" name=\"x\" duration=\"4s\"/><asset-clip ref=\"a\" lane=\"1\" offset=\"2s\" name=\"y\" duration=\"4s\"/></gap>")).Timeline.VideoTracks().ToList();
        Assert.Equal(["x 0"], Places(tracks[1]));
        Assert.Equal(["y 50"], Places(tracks[2]));
    }

    [Fact]
    public void Compound_multicam_and_synchronized_clips_are_stacks()
    {
        const string Resources = "<media id=\"c\" name=\"inner\"><sequence format=\"f\" duration=\"8s\" tcStart=\"3600s\"><spine><asset-clip ref=\"a\" offset=\"3600s\" name=\"deep\" duration=\"8s\"/></spine></sequence></media>"
            + "<media id=\"m\" name=\"multi\"><multicam format=\"f\" tcStart=\"0s\"><mc-angle name=\"A\" angleID=\"A1\"><asset-clip ref=\"a\" offset=\"0s\" name=\"angle A\" duration=\"20s\"/></mc-angle>"
            + "<mc-angle name=\"B\" angleID=\"B1\"><gap offset=\"0s\" duration=\"1s\"/><asset-clip ref=\"a\" offset=\"1s\" name=\"angle B\" duration=\"20s\"/></mc-angle></multicam></media>";
        var items = Read(Project(
            "<ref-clip ref=\"c\" offset=\"0s\" name=\"compound\" start=\"3602s\" duration=\"2s\"/>"
            + "<mc-clip ref=\"m\" offset=\"2s\" name=\"cam\" start=\"5s\" duration=\"2s\"><mc-source angleID=\"A1\" srcEnable=\"audio\"/><mc-source angleID=\"B1\" srcEnable=\"video\"/></mc-clip>"
            + "<sync-clip offset=\"4s\" name=\"sync\" start=\"1s\" duration=\"2s\"><spine><gap offset=\"0s\" duration=\"2s\"/><asset-clip ref=\"a\" offset=\"2s\" name=\"in sync\" duration=\"9s\"/></spine></sync-clip>"
            + "<clip offset=\"6s\" name=\"container\" start=\"12s\" duration=\"2s\"><video ref=\"a\" offset=\"10s\" start=\"10s\" duration=\"50s\"><audio ref=\"a\" lane=\"-1\" offset=\"10s\" duration=\"50s\"/></video></clip>", "tcStart=\"0s\"", Resources))
            .Timeline.VideoTracks().Single().Children.Cast<Item>().ToList();
        Assert.Equal(["Stack compound 50@25 + 50@25", "Stack cam 125@25 + 50@25", "Stack sync 25@25 + 50@25", "Clip container 300@25 + 50@25"], items.Select(item => $"{item.SchemaName} {item.Name} {item.SourceRange}"));
        Assert.Equal("deep", ((Composition)items[0]).FindClips().Single().Name);
        Assert.Equal("angle B", ((Composition)items[1]).FindClips().Single().Name);
        Assert.Equal(new TimeRange(50, 225, 25), ((Composition)items[2]).FindClips().Single().RangeInParent());
    }

    [Theory]
    [InlineData("<timept time=\"0s\" value=\"10s\" interp=\"smooth2\"/><timept time=\"20s\" value=\"50s\" interp=\"smooth2\"/>", 4, 2, 18, "LinearTimeWarp 2")]
    [InlineData("<timept time=\"0s\" value=\"30s\" interp=\"linear\"/><timept time=\"40s\" value=\"10s\" interp=\"linear\"/>", 4, 2, 27, "LinearTimeWarp -0.5")]
    [InlineData("<timept time=\"0s\" value=\"20s\"/><timept time=\"9s\" value=\"20s\"/>", 4, 2, 20, "FreezeFrame 0")]
    // Three points: one straight piece of a broken line is known, a piece that bends is not.
    [InlineData("<timept time=\"0s\" value=\"10s\" interp=\"linear\"/><timept time=\"10s\" value=\"20s\" interp=\"linear\"/><timept time=\"20s\" value=\"60s\" interp=\"linear\"/>", 12, 2, 28, "LinearTimeWarp 4")]
    [InlineData("<timept time=\"0s\" value=\"10s\" interp=\"linear\"/><timept time=\"10s\" value=\"20s\" interp=\"linear\"/><timept time=\"20s\" value=\"60s\" interp=\"linear\"/>", 9, 2, 9, "TimeEffect")]
    [InlineData("<timept time=\"0s\" value=\"10s\" interp=\"smooth2\"/><timept time=\"10s\" value=\"20s\" interp=\"smooth2\"/><timept time=\"20s\" value=\"60s\" interp=\"smooth2\"/>", 12, 2, 12, "TimeEffect")]
    public void Changes_of_speed_are_read_where_they_are_one_speed(string points, int start, int duration, double source, string effect)
    {
        var clip = Read(Project($"<asset-clip ref=\"a\" offset=\"0s\" name=\"x\" start=\"{start}s\" duration=\"{duration}s\"><timeMap>{points}</timeMap><marker start=\"{start + 1}s\" duration=\"1/25s\" value=\"m\"/></asset-clip>")).Timeline.FindClips().Single();
        Assert.Equal(source, clip.SourceRange!.Value.StartTime.ToSeconds());
        Assert.Equal(duration, clip.SourceRange.Value.Duration.ToSeconds());
        Assert.Equal(effect, clip.Effects.Select(each => each is LinearTimeWarp warp ? System.FormattableString.Invariant($"{each.SchemaName} {warp.TimeScalar}") : each.SchemaName).Single());
        // A marker lies a second into the clip, at any speed.
        Assert.Equal(1, clip.Markers.Single().MarkedRange.StartTime.ToSeconds() - clip.SourceRange.Value.StartTime.ToSeconds());
    }

    [Fact]
    public void Media_of_another_rate_plays_in_its_own_time_unless_it_is_conformed()
    {
        const string Resources = "<format id=\"f50\" frameDuration=\"1/50s\"/><asset id=\"fast\" name=\"fast\" start=\"0s\" duration=\"60s\" hasVideo=\"1\" format=\"f50\"><media-rep src=\"file:///fast.mov\"/></asset>";
        string Clip(string scale) => $"<asset-clip ref=\"fast\" offset=\"0s\" start=\"4s\" duration=\"2s\"><conform-rate {scale} srcFrameRate=\"50\"/><marker start=\"5s\" duration=\"1/50s\" value=\"m\"/></asset-clip>";
        var own = Read(Project(Clip("scaleEnabled=\"0\""), resources: Resources)).Timeline.FindClips().Single();
        Assert.Equal((4, 0, 1), (own.SourceRange!.Value.StartTime.ToSeconds(), own.Effects.Count, own.Markers.Single().MarkedRange.StartTime.ToSeconds() - 4));
        // Its own time is the media's, of which half a second passes in one of the sequence: as Final Cut Pro writes it for 25 in 24.
        var conformed = Read(Project(Clip(""), resources: Resources)).Timeline.FindClips().Single();
        Assert.Equal((4, 0.5), (conformed.SourceRange!.Value.StartTime.ToSeconds(), Assert.IsType<LinearTimeWarp>(conformed.Effects.Single()).TimeScalar));
        Assert.Equal(2, conformed.Markers.Single().MarkedRange.StartTime.ToSeconds() - 4);
    }

    [Fact]
    public void A_compound_clip_that_was_exported_by_itself_is_a_timeline()
    {
        var document = Read("<fcpxml version=\"1.11\"><resources><format id=\"f\" frameDuration=\"1/25s\"/><media id=\"m\" name=\"alone\"><sequence format=\"f\" tcStart=\"0s\"><spine><gap offset=\"0s\" duration=\"2s\"/></spine></sequence></media></resources>"
            + "<ref-clip ref=\"m\" name=\"alone\" duration=\"2s\"/></fcpxml>");
        Assert.Equal(("alone", 50), (document.Timeline.Name, (int)document.Timeline.Duration().Value));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("the compound clip \"alone\" was read", StringComparison.Ordinal));
    }

    [Fact]
    public void Transitions_titles_auditions_and_markers_of_each_kind_are_read()
    {
        var document = Read(Project(
            "<asset-clip ref=\"a\" offset=\"0s\" name=\"x\" duration=\"4s\"><marker start=\"11s\" duration=\"1/25s\" value=\"plain\" note=\"n\"/><marker start=\"12s\" duration=\"1/25s\" value=\"todo\" completed=\"0\"/>"
            + "<chapter-marker start=\"13s\" duration=\"1/25s\" value=\"chapter\" posterOffset=\"0s\"/><keyword start=\"10s\" duration=\"4s\" value=\"day\"/></asset-clip>"
            + "<transition name=\"Cross Dissolve\" offset=\"3s\" duration=\"2s\"/>"
            + "<title ref=\"t\" offset=\"4s\" name=\"Title\" duration=\"2s\"/><audition offset=\"6s\"><asset-clip ref=\"a\" name=\"chosen\" duration=\"2s\"/><asset-clip ref=\"a\" name=\"other\" duration=\"2s\"/></audition>", resources: "<effect id=\"t\" name=\"Basic Title\" uid=\"x.moti\"/>"));
        var children = document.Timeline.VideoTracks().Single().Children;
        Assert.Equal(["x", "Cross Dissolve", "Title", "chosen"], children.Select(child => child.Name));
        Assert.Equal((new RationalTime(25, 25), new RationalTime(25, 25)), (((Transition)children[1]).InOffset, ((Transition)children[1]).OutOffset));
        Assert.Equal("x.moti", ((GeneratorReference)((Clip)children[2]).MediaReference!).GeneratorKind);
        Assert.Equal(["plain n PURPLE 275", "todo  RED 300", "chapter  ORANGE 325"], ((Item)children[0]).Markers.Select(marker => $"{marker.Name} {marker.Comment} {marker.Color} {marker.MarkedRange.StartTime.Value}"));
        Assert.True(children[0].Metadata.TryGetMap("fcpxml", out var rest) && rest.ContainsKey("keyword"));
    }

    [Theory]
    [InlineData("name=\"FFVideoFormat1080p2398\"", 24000, 1001)]
    [InlineData("name=\"FFVideoFormat1080i5994\"", 30000, 1001)]
    [InlineData("name=\"FFVideoFormat1080i50\"", 25, 1)]
    [InlineData("name=\"FFVideoFormat3840x2160p5994\"", 60000, 1001)]
    [InlineData("frameDuration=\"100/2500s\"", 25, 1)]
    [InlineData("frameDuration=\"1001/24000s\" name=\"FFVideoFormat720p50\"", 24000, 1001)]
    public void Formats_are_known_by_their_frame_duration_or_their_name(string format, int numerator, int denominator) =>
        Assert.Equal(new FrameRate(numerator, denominator), Read(Project("").Replace("frameDuration=\"1/25s\"", format, StringComparison.Ordinal)).Rate);

    [Fact]
    public void A_bundle_is_read_by_the_document_in_it()
    {
        using var file = new TempFile("placeholder", "");
        var bundle = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(file.Path)!, "cut.fcpxmld"));
        File.WriteAllText(Path.Combine(bundle.FullName, "Info.fcpxml"), Project("<gap offset=\"0s\" duration=\"4s\"/>"));
        Assert.Equal(100, new FcpxmlReader().Read(bundle.FullName + "/", new TimelineReadOptions()).Timeline.Duration().Value);
    }

    [Fact]
    public void A_link_that_leads_out_of_a_bundle_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        using var secret = new TempFile("secret.fcpxml", Project("<gap offset=\"0s\" duration=\"4s\"/>"));
        var bundle = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(secret.Path)!, "cut.fcpxmld")).FullName;
        var document = Path.Combine(bundle, "Info.fcpxml");
        foreach (var target in new[] { secret.Path, "../secret.fcpxml", "Info.fcpxml", "/dev/zero" })
        {
            File.CreateSymbolicLink(document, target);
            var refusal = Assert.Throws<UserException>(() => new FcpxmlReader().Read(bundle, new TimelineReadOptions()));
            Assert.Equal(ExitCode.InputInvalid, refusal.ExitCode);
            Assert.Contains("Info.fcpxml in cut.fcpxmld is a link", refusal.Message, StringComparison.Ordinal);
            File.Delete(document);
        }

        File.Move(secret.Path, Path.Combine(bundle, "real.fcpxml"));
        File.CreateSymbolicLink(document, "real.fcpxml");
        Assert.Equal(100, new FcpxmlReader().Read(bundle, new TimelineReadOptions()).Timeline.Duration().Value);
    }

    [Fact]
    public void A_document_that_is_named_xml_is_known_by_its_first_element() =>
        Assert.Equal("fcpxml", Readers.Read("xmeml", Project("<gap offset=\"0s\" duration=\"4s\"/>")).FormatId);

    [Fact]
    public void What_is_wrong_is_named_by_its_line_or_passed_over()
    {
        Assert.Contains("--start", Refused(Project("", ""), ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("--rate", Refused(Project("").Replace("frameDuration=\"1/25s\"", "", StringComparison.Ordinal), ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("holds no project", Refused("<fcpxml version=\"1.9\"><resources/></fcpxml>"), StringComparison.Ordinal);
        var text = Project("\n<gap offset=\"0s\" duration=\"1s\"/>\n<asset-clip ref=\"a\" offset=\"1s\" name=\"bad\" duration=\"soon\"/>\n<asset-clip ref=\"a\" offset=\"2s\" name=\"good\" duration=\"1s\"/>");
        Assert.Equal("cut.fcpxml line 3: duration=\"soon\" is no time (seconds as a fraction, such as 1001/30000s)", Refused(text));
        var document = Read(text, new TimelineReadOptions(Lenient: true));
        Assert.Equal(["good"], document.Timeline.FindClips().Select(clip => clip.Name));
        Assert.Contains(document.Assumptions, sentence => sentence.Contains("skipped a <asset-clip>: cut.fcpxml line 3", StringComparison.Ordinal));
        Assert.Contains("holds itself", Refused(Project("<ref-clip ref=\"c\" offset=\"0s\" name=\"x\" duration=\"1s\"/>",
            resources: "<media id=\"c\"><sequence format=\"f\" duration=\"1s\"><spine><ref-clip ref=\"c\" offset=\"0s\" name=\"x\" duration=\"1s\"/></spine></sequence></media>")), StringComparison.Ordinal);
    }

    /// <summary>Times of media at another rate are no whole frames of the sequence, and a marker on a clip's first frame must not fall off it.</summary>
    [Theory]
    [InlineData("36003600/1000s", "1080408330/30000s")]
    [InlineData("1/3s", "1/3s")]
    [InlineData("1234567/24000s", "1234567/24000s")]
    public void A_marker_on_the_first_frame_of_a_clip_is_on_the_timeline(string assetStart, string start)
    {
        var text = "<fcpxml version=\"1.11\"><resources><format id=\"f\" frameDuration=\"1001/30000s\"/><asset id=\"a\" start=\"" + assetStart + "\" duration=\"5000s\" hasVideo=\"1\" format=\"f\" src=\"file:///a.mov\"/></resources>"
            + "<library><event><project name=\"cut\"><sequence format=\"f\" tcStart=\"0s\" tcFormat=\"NDF\"><spine><gap offset=\"0s\" duration=\"1001/3000s\"/><asset-clip ref=\"a\" offset=\"1001/3000s\" name=\"one\" start=\"" + start + "\" duration=\"90090/30000s\">"
            + "<marker start=\"" + start + "\" duration=\"1001/30000s\" value=\"first\"/></asset-clip></spine></sequence></project></event></library></fcpxml>";
        var document = Read(text);
        Assert.Contains("* LOC: 00:00:00:10 MAGENTA first", Example.Text(Example.Write(new ScreenTime.Exporters.Edl.EdlWriter(), document, null)), StringComparison.Ordinal);
    }

    internal static string Project(string spine, string sequence = "tcStart=\"0s\" tcFormat=\"NDF\"", string resources = "") =>
        "<fcpxml version=\"1.10\"><resources><format id=\"f\" frameDuration=\"1/25s\"/>"
        + "<asset id=\"a\" name=\"a\" start=\"10s\" duration=\"100s\" hasVideo=\"1\" format=\"f\"><media-rep kind=\"original-media\" src=\"file:///a.mov\"/></asset>"
        + $"<asset id=\"sound\" name=\"sound\" start=\"0s\" duration=\"100s\" hasAudio=\"1\"><media-rep src=\"file:///s.wav\"/></asset>{resources}</resources>"
        + $"<library><event><project name=\"cut\"><sequence format=\"f\" {sequence}><spine>{spine}</spine></sequence></project></event></library></fcpxml>";

    private static IEnumerable<string> Places(Track track) => track.Children.OfType<Item>().Where(item => item is not Gap).Select(item => $"{item.Name} {item.RangeInParent().StartTime.Value}");

    private static TimelineDocument Read(string text, TimelineReadOptions? options = null) => Readers.Read("fcpxml", text, options);

    private static string Refused(string text, ExitCode code = ExitCode.InputInvalid)
    {
        var exception = Assert.Throws<UserException>(() => Read(text));
        Assert.Equal(code, exception.ExitCode);
        return exception.Message;
    }
}
