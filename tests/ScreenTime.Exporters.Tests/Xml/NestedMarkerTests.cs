using System.Globalization;
using System.Numerics;
using System.Xml.Linq;
using OpenTimelineIO;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests.Xml;

/// <summary>
/// Markers land on the exact frame whatever lies below them: rates × start timecode × speed × nesting, in documents that are patched and in new ones, read here with fractions of our own.
/// </summary>
public class NestedMarkerTests
{
    private static readonly long[] s_frames = [0, 1, 99, 100, 101, 199, 200, 250, 299];

    public static TheoryData<string, string, long, double, bool> Table() => new(
        from format in new[] { "xmeml", "fcpxml" }
        from rate in new[] { "23.976", "25", "29.97", "59.94" }
        from start in new[] { 0L, 86400, 1_000_001 }
        from speed in new[] { 1, 2, 0.5, -1, 0 }
        from nested in new[] { false, true }
        select (format, rate, start, speed, nested));

    [Theory]
    [MemberData(nameof(Table))]
    public void A_marker_lies_on_the_frame_that_it_speaks_of(string format, string rateText, long start, double speed, bool nested)
    {
        Assert.True(FrameRate.TryParse(rateText, out var rate));
        var document = Document(rate, start, speed, nested);
        ITimelineWriter writer = format == "xmeml" ? new XmemlWriter() : new FcpxmlWriter();
        var result = Example.Result(document, Example.Cast, [.. s_frames.Select(frame => ("tom", frame, frame + 1))]);
        var written = Example.Write(writer, document, result);
        Assert.Equal(s_frames, Frames(format, written));

        // The same document as an original that is patched, with what it says of itself.
        var original = Example.Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }, out _);
        using var file = new TempFile(format == "xmeml" ? "cut.xml" : "cut.fcpxml", original);
        var read = Readers.Of(format).Read(file.Path, new TimelineReadOptions());
        Assert.Equal((rate, start, 300), (read.Rate, read.StartFrame, (int)Math.Round(read.Timeline.Duration().ToSeconds() * rate.Value)));
        Assert.Equal(s_frames, Frames(format, Example.Write(writer, read, Example.Result(read, Example.Cast, [.. s_frames.Select(frame => ("tom", frame, frame + 1))]))));
    }

    [Theory]
    [InlineData("xmeml")]
    [InlineData("fcpxml")]
    public void A_run_on_what_an_earlier_one_wrote_replaces_its_markers_in_the_other_format_too(string format)
    {
        ITimelineWriter[] writers = [new XmemlWriter(), new FcpxmlWriter()];
        var document = Example.Document();
        var result = Example.Result(document);
        var read = Readers.Read(format, Example.Write(writers.Single(writer => writer.FormatId == format), document, result));
        var other = writers.Single(writer => writer.FormatId != format);
        Assert.Equal(Names(other, Example.Write(other, document, result)), Names(other, Example.Write(other, read, result)));

        static IEnumerable<string> Names(ITimelineWriter writer, byte[] written) => XDocument.Parse(Example.Text(written)).Descendants("marker")
            .Select(marker => writer.FormatId == "xmeml" ? (string)marker.Element("name")! : (string)marker.Attribute("value")!).Order(StringComparer.Ordinal);
    }

    private static TimelineDocument Document(FrameRate rate, long start, double speed, bool nested)
    {
        var r = rate.Value;
        Item Inner(string name, double from)
        {
            Item item = nested
                ? new Stack { Name = name, SourceRange = new TimeRange(from, 100, r), Children = { new Track("V1") { Children = { new Clip("deep", new ExternalReference("/a.mov", new TimeRange(1000, 5000, r)), new TimeRange(1000, 4000, r)) } } } }
                : new Clip(name, new ExternalReference("/a.mov", new TimeRange(1000, 5000, r)), new TimeRange(1000 + from, 100, r));
            if (speed == 0)
                item.Effects.Add(new FreezeFrame());
            else if (speed != 1)
                item.Effects.Add(new LinearTimeWarp { TimeScalar = speed });
            return item;
        }

        var timeline = new Timeline("cut") { GlobalStartTime = new RationalTime(start, r) };
        var gap = new Gap(new RationalTime(50, r));
        timeline.Tracks.Children.Add(new Track("V1") { Children = { Inner("a", 400), new Clip("plain", new ExternalReference("/b.mov"), new TimeRange(77, 100, r)), gap, new Clip("c", new ExternalReference("/b.mov"), new TimeRange(0, 50, r)) } });
        return new TimelineDocument(timeline, "otio", "/none", rate, false, start, []);
    }

    private static List<long> Frames(string format, byte[] written)
    {
        var root = XDocument.Parse(Example.Text(written)).Root!;
        return format == "xmeml"
            ? [.. root.Element("sequence")!.Elements("marker").Where(marker => (string)marker.Element("name")! == "TOM").Select(marker => (long)marker.Element("in")!).Order()]
            : FcpxmlFrames(root);
    }

    private static List<long> FcpxmlFrames(XElement root)
    {
        var sequence = root.Descendants("project").Single().Element("sequence")!;
        var frame = Seconds(root.Descendants("format").Single(format => (string)format.Attribute("id")! == (string)sequence.Attribute("format")!), "frameDuration");
        var origin = Seconds(sequence, "tcStart");
        var frames = new List<long>();
        foreach (var clip in sequence.Element("spine")!.Elements())
        {
            foreach (var marker in clip.Elements("marker").Where(marker => (string)marker.Attribute("value")! == "TOM"))
            {
                // offset − tcStart + (marker − start), in frames: it must come out whole.
                var (offset, at, local) = (Seconds(clip, "offset"), Seconds(marker, "start"), Seconds(clip, "start"));
                var denominator = offset.Denominator * origin.Denominator * at.Denominator * local.Denominator;
                var numerator = (offset.Numerator * denominator / offset.Denominator) - (origin.Numerator * denominator / origin.Denominator)
                    + (at.Numerator * denominator / at.Denominator) - (local.Numerator * denominator / local.Denominator);
                Assert.Equal(BigInteger.Zero, numerator * frame.Denominator % (denominator * frame.Numerator));
                frames.Add((long)(numerator * frame.Denominator / (denominator * frame.Numerator)));
            }
        }

        return [.. frames.Order()];
    }

    private static (BigInteger Numerator, BigInteger Denominator) Seconds(XElement element, string attribute)
    {
        var parts = ((string?)element.Attribute(attribute) ?? "0s").TrimEnd('s').Split('/');
        return (BigInteger.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length == 1 ? BigInteger.One : BigInteger.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
