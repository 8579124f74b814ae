using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Report;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Subtitles;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

/// <summary>
/// Markers land on the exact frame: every writer over rates, drop frame and start timecodes, the written file read here by means of its own: timecode is
/// counted up one by one, so nothing of the product's arithmetic takes part.
/// </summary>
public partial class MarkerFrameTests
{
    // Around the first minutes, where drop frame skips, and on both sides of the tenth.
    private static readonly long[] s_frames = [0, 1, 23, 24, 29, 30, 59, 60, 1439, 1440, 1798, 1799, 1800, 1801, 3598, 3599, 3600, 3601, 17981, 17982, 17983, 35963, 35964, 35965];

    public static TheoryData<string, bool, string> Table() => new(
        from rate in new[] { "23.976", "24", "25", "29.97", "30", "47.952", "48", "50", "59.94", "60" }
        from drop in new[] { false, true }
        where !drop || rate is "29.97" or "59.94"
        from start in new[] { "00:00:00:00", "00:59:59:10", "10:00:00:00" }
        select (rate, drop, start));

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_writer_puts_markers_on_the_exact_frame(string rateText, bool drop, string start)
    {
        var count = new Counter(rateText, drop, start, s_frames[^1] + 2);
        Assert.True(FrameRate.TryParse(rateText, out var rate));
        foreach (var document in Documents(rate, drop, count.StartFrame, 40_000))
            AssertFrames(document, rateText, rate, drop, start, count);
    }

    private static void AssertFrames(TimelineDocument document, string rateText, FrameRate rate, bool drop, string start, Counter count)
    {
        // Each marker in a shot of its own, so that formats of points have one for each, too.
        var cuts = s_frames.Append(40_000).ToList();
        var result = Example.Result(document, Example.Cast, [.. s_frames.Select(frame => ("tom", frame, frame + 1))]) with
        {
            Shots = [.. s_frames.Select((frame, index) => new Shot(new FrameRange(frame, cuts[index + 1]), "a"))],
        };
        var expected = s_frames.Select(count.Timecode).ToList();

        Assert.Equal(s_frames, OtioFrames(Example.Write(new OtioWriter(), document, result), rate));
        Assert.Equal(s_frames, OtioFrames(Example.Write(new OtioWriter(OtioTarget.Resolve), document, result), rate));
        Assert.Equal(s_frames, OtioFrames(Example.Write(new OtioWriter(OtioTarget.Kdenlive), document, result), rate));
        Assert.Equal(s_frames, Guides(Example.Write(new KdenliveWriter(), document, result)));
        Assert.Equal(s_frames, ShotcutFrames(Example.Write(new MltWriter(), document, result), rate));
        Assert.Equal(expected, Locators(Example.Write(new EdlWriter(), document, result)));
        Assert.Equal(expected, ResolveEvents(Example.Write(new ResolveMarkerEdlWriter(), document, result)));
        Assert.Equal(expected, Rows(Example.Write(new CsvReportWriter(), result)));
        Assert.Equal(expected, Ins(Example.Write(new JsonReportWriter(), result)));
        Assert.Equal(expected, AvidRows(Example.Write(new AvidMarkerWriter(), document, result), drop));
        Assert.Equal(s_frames, XmemlFrames(Example.Write(new XmemlWriter(), document, result), drop, count));
        Assert.Equal(s_frames, FcpxmlFrames(Example.Write(new FcpxmlWriter(), document, result), drop, count.StartFrame));
        Assert.Equal(s_frames, Cues(Example.Write(new WebVttWriter(), result), '.', rate));
        Assert.Equal(s_frames, Cues(Example.Write(new SrtWriter(), result), ',', rate));

        using var list = new TempFile("cut.edl", $"FCM: {(drop ? "DROP" : "NON-DROP")} FRAME\n001  A  V  C  00:00:00:00 00:30:00:00 {start} {Later(start)}\n");
        var read = new EdlReader().Read(list.Path, TempFile.Options(rateText));
        Assert.Equal(expected, Locators(Example.Write(new EdlWriter(), read, result)));
    }

    private static string Later(string start) => $"{(int.Parse(start[..2], CultureInfo.InvariantCulture) + 1).ToString("00", CultureInfo.InvariantCulture)}{start[2..]}";

    /// <summary>The same length of programme: a clip, a fast clip, one in a nested sequence that is trimmed, one slowed down there.</summary>
    private static IEnumerable<TimelineDocument> Documents(FrameRate rate, bool drop, long start, long frames)
    {
        foreach (var (speed, nested) in ((double, bool)[])[(1, false), (2, false), (-1, true), (0.5, true)])
        {
            var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(start, rate.Value) };
            var track = new Track("V1", Track.KindVideo);
            var clip = new Clip("a", null, new TimeRange(100, frames + 50, rate.Value));
            if (speed != 1)
                clip.Effects.Add(new LinearTimeWarp { TimeScalar = speed });
            if (nested)
            {
                var inner = new Track("inner", Track.KindVideo);
                inner.Children.Add(clip);
                var stack = new Stack { Name = "nest", SourceRange = new TimeRange(50, frames, rate.Value) };
                stack.Children.Add(inner);
                track.Children.Add(stack);
            }
            else
            {
                clip.SourceRange = new TimeRange(100, frames, rate.Value);
                track.Children.Add(clip);
            }

            timeline.Tracks.Children.Add(track);
            yield return new TimelineDocument(timeline, "otio", "/none", rate, drop, start, []);
        }
    }

    private static IEnumerable<long> OtioFrames(byte[] written, FrameRate rate)
    {
        using var json = JsonDocument.Parse(written);
        var frames = new List<long>();
        foreach (var marker in json.RootElement.GetProperty("tracks").GetProperty("markers").EnumerateArray().Where(marker => marker.GetProperty("name").GetString()!.EndsWith("TOM", StringComparison.Ordinal)))
        {
            var start = marker.GetProperty("marked_range").GetProperty("start_time");
            Assert.Equal(rate.Value, start.GetProperty("rate").GetDouble());
            var value = start.GetProperty("value").GetDouble();
            Assert.Equal(Math.Floor(value), value);
            frames.Add((long)value);
        }

        return frames;
    }

    private static IEnumerable<long> Guides(byte[] written) => Kdenlive.KdenliveWriterTests.Guides(written).Select(guide => (long)guide.Position);

    /// <summary>The frame that a clock means to the framework: whole hours, minutes and seconds are rounded down and to the nearest frame, each by itself.</summary>
    private static IEnumerable<long> ShotcutFrames(byte[] written, FrameRate rate)
    {
        using var stream = new MemoryStream(written);
        foreach (var marker in XDocument.Load(stream).Descendants("properties").Where(properties => (string?)properties.Attribute("name") != "shotcut:markers"))
        {
            var values = marker.Elements("property").ToDictionary(property => (string)property.Attribute("name")!, property => property.Value);
            if (!values["text"].Contains("[st:tom]", StringComparison.Ordinal))
                continue;
            var fields = values["start"].Split(':').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToList();
            yield return (long)(Math.Floor(rate.Value * fields[0] * 3600) + Math.Floor(rate.Value * fields[1] * 60) + Math.Round(rate.Value * fields[2]));
        }
    }

    private static IEnumerable<string> Locators(byte[] written) => Locator().Matches(Example.Text(written)).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> ResolveEvents(byte[] written) => ResolveEvent().Matches(Example.Text(written)).Select(match => match.Groups[1].Value.Replace(';', ':'));

    private static IEnumerable<string> Rows(byte[] written) =>
        Example.Text(written).Split("\r\n").Where(line => line.StartsWith("appearance", StringComparison.Ordinal)).Select(line => line.Split(',')[4].Trim('"').Replace(';', ':'));

    private static IEnumerable<string> AvidRows(byte[] written, bool drop) => Example.Text(written).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('\t'))
        .Where(columns => columns.Length == 6 && columns[4].Contains("[st:tom]", StringComparison.Ordinal))
        .Select(columns =>
        {
            Assert.Equal(drop, columns[1].Contains(';', StringComparison.Ordinal));
            Assert.Equal("1", columns[5]);
            return columns[1].Replace(';', ':');
        });

    /// <summary>The frame that a player shows at a cue's start: the last one that began at or before it.</summary>
    private static IEnumerable<long> Cues(byte[] written, char point, FrameRate rate) => Example.Text(written).Split('\n')
        .Where(line => line.Contains(" --> ", StringComparison.Ordinal))
        .Select(line =>
        {
            var ends = line.Trim().Split(" --> ").Select(clock => TimeSpan.ParseExact(clock, $@"hh\:mm\:ss\{point}fff", CultureInfo.InvariantCulture).TotalMilliseconds / 1000).ToList();
            var frame = (long)Math.Floor((ends[0] * rate.Value) + 1e-6);
            Assert.Equal(frame + 1, (long)Math.Floor((ends[1] * rate.Value) + 1e-6));
            return frame;
        });

    private static IEnumerable<string> Ins(byte[] written)
    {
        using var json = JsonDocument.Parse(written);
        return [.. json.RootElement.GetProperty("appearances").EnumerateArray().Select(appearance => appearance.GetProperty("record_in").GetString()!.Replace(';', ':'))];
    }

    private static List<long> XmemlFrames(byte[] written, bool drop, Counter count)
    {
        var sequence = XDocument.Parse(Example.Text(written)).Root!.Element("sequence")!;
        Assert.Equal(count.StartFrame, (long)sequence.Element("timecode")!.Element("frame")!);
        Assert.Equal(drop ? "DF" : "NDF", (string)sequence.Element("timecode")!.Element("displayformat")!);
        Assert.Equal(count.Timecode(0), ((string)sequence.Element("timecode")!.Element("string")!).Replace(';', ':'));
        return [.. sequence.Elements("marker").Where(marker => (string)marker.Element("name")! == "TOM").Select(marker =>
        {
            Assert.Equal((long)marker.Element("in")! + 1, (long)marker.Element("out")!);
            return (long)marker.Element("in")!;
        })];
    }

    private static List<long> FcpxmlFrames(byte[] written, bool drop, long start)
    {
        var root = XDocument.Parse(Example.Text(written)).Root!;
        var frame = Seconds((string)root.Descendants("format").First().Attribute("frameDuration")!);
        var sequence = root.Descendants("project").Single().Element("sequence")!;
        var origin = Seconds((string)sequence.Attribute("tcStart")!);
        Assert.Equal(origin.Numerator * frame.Denominator, start * frame.Numerator * origin.Denominator);
        Assert.Equal(drop ? "DF" : "NDF", (string)sequence.Attribute("tcFormat")!);
        var clip = sequence.Element("spine")!.Elements().Single();
        var keywords = clip.Elements("keyword").ToList();
        Assert.Equal(s_frames, keywords.Select(Frame));
        Assert.All(keywords, keyword => Assert.Equal(frame, Seconds((string)keyword.Attribute("duration")!)));
        return [.. clip.Elements("marker").Where(marker => (string)marker.Attribute("value")! == "TOM").Select(Frame)];

        long Frame(XElement marker)
        {
            // The clip lies at the sequence's start, and its own time begins at "start".
            var (at, from) = (Seconds((string)marker.Attribute("start")!), Seconds((string)clip.Attribute("start")!));
            var (numerator, denominator) = ((at.Numerator * from.Denominator - from.Numerator * at.Denominator) * frame.Denominator, at.Denominator * from.Denominator * frame.Numerator);
            Assert.Equal(BigInteger.Zero, numerator % denominator);
            return (long)(numerator / denominator);
        }
    }

    private static (BigInteger Numerator, BigInteger Denominator) Seconds(string text)
    {
        var parts = text.TrimEnd('s').Split('/');
        return (BigInteger.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length == 1 ? BigInteger.One : BigInteger.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^\* LOC: (\S+) BLUE    TOM 0\.0\d s \[st:tom\]", RegexOptions.Multiline)]
    private static partial Regex Locator();

    [GeneratedRegex(@"^\d{3}  001      V     C        (\S+) \S+ \S+ \S+  $", RegexOptions.Multiline)]
    private static partial Regex ResolveEvent();

    /// <summary>Timecode counted up frame by frame.</summary>
    private sealed class Counter
    {
        private readonly List<string> _timecodes = [];

        public Counter(string rate, bool drop, string start, long frames)
        {
            var nominal = (int)Math.Ceiling(double.Parse(rate, CultureInfo.InvariantCulture));
            var fields = Array.ConvertAll(start.Split(':'), int.Parse);
            var first = (fields[0], fields[1], fields[2], fields[3]);
            var (h, m, s, f) = (0, 0, 0, 0);
            var frame = 0L;
            for (var begun = false; _timecodes.Count < frames; frame++)
            {
                if ((h, m, s, f) == first)
                    (begun, StartFrame) = (true, frame);
                if (begun)
                    _timecodes.Add(string.Create(CultureInfo.InvariantCulture, $"{h:00}:{m:00}:{s:00}:{f:00}"));
                if (++f == nominal)
                    (f, s) = (0, s + 1);
                if (s == 60)
                    (s, m) = (0, m + 1);
                if (m == 60)
                    (m, h) = (0, h + 1);
                if (drop && f == 0 && s == 0 && m % 10 != 0)
                    f = nominal / 15;
            }
        }

        public long StartFrame { get; }

        public string Timecode(long frame) => _timecodes[(int)frame];
    }
}
