using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;
using ScreenTime.Tests;

namespace ScreenTime.Exporters.Tests.Conversions;

public class RealFileConversionTests(ITestOutputHelper output)
{
    private static readonly (ITimelineReader Reader, ITimelineWriter Writer)[] s_formats =
    [
        (new OtioReader(), new OtioWriter()), (new OtioReader(), new OtioWriter(OtioTarget.Resolve)), (new OtioReader(), new OtioWriter(OtioTarget.Kdenlive)), (new OtioReader(), new OtioWriter(OtioTarget.Clip1)),
        (new EdlReader(), new EdlWriter()), (new XmemlReader(), new XmemlWriter()), (new FcpxmlReader(), new FcpxmlWriter()), (new KdenliveReader(), new KdenliveWriter()), (new MltReader(), new MltWriter()),
        (new EdlReader(), new ResolveMarkerEdlWriter()), (new AvidMarkerReader(), new AvidMarkerWriter()),
    ];

    [Theory]
    [InlineData("29.97d.fcpxml")]
    [InlineData("Chimera_3840x2160_2997fps_10bit_422.otio")]
    [InlineData("CompoundClipSample.fcpxml")]
    [InlineData("FCPXML_1_9.fcpxml")]
    [InlineData("Final Cut Pro XMEML 2.xml")]
    [InlineData("Final Cut Pro XMEML.xml")]
    [InlineData("INS4_R1_010417.edl", "24")]
    [InlineData("ISSUE_14_conform_edl_issue_03.edl", "24")]
    [InlineData("Meridian_UHD4k5994_HDR_P3PQ.otio")]
    [InlineData("STP R1 v082517.edl", "24")]
    [InlineData("TimelineSample.fcpxml")]
    [InlineData("cdl_example01.edl", "24")]
    [InlineData("cmx3600.edl", "59.94")]
    [InlineData("dissolve_test_4.edl", "24")]
    [InlineData("file32.edl", "29.97")]
    [InlineData("kdenlive_mixes_markers.kdenlive")]
    [InlineData("otio.otio")]
    [InlineData("premiere_example.xml")]
    [InlineData("screening_example.edl", "24")]
    [InlineData("speed_effects.edl", "24")]
    [InlineData("tcmagik_resolve_markers.edl", "24")]
    [InlineData("test_25.edl", "25")]
    public void Report(string name, string? rate = null)
    {
        var path = SharedData.Path("timelines", name);
        var source = s_formats.First(format => format.Reader.Extensions.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))).Reader.Read(path, TempFile.Options(rate, start: name.EndsWith(".otio", StringComparison.Ordinal) ? "01:00:00:00" : null));
        using var report = File.AppendText("/tmp/fz/matrix.txt");
        foreach (var (reader, writer) in s_formats.Where(format => format.Writer.FormatId != source.FormatId))
        {
            report.WriteLine($"=== {name} -> {writer.FormatId}");
            try
            {
                var bytes = Example.Write(writer, new TimelineExport(source, null, null) { KeepOwnMarkers = true }, out var notes);
                using var file = new TempFile("cut" + writer.Suffix, bytes);
                var again = reader.Read(file.Path, new TimelineReadOptions(source.Rate, source.Rate.HasDropFrame ? source.DropFrame : null, source.TimecodeOf(0)));
                foreach (var note in notes.Concat(LossList.Of(source.Timeline, again.Timeline, "it")))
                    report.WriteLine($"  note: {note}");
                foreach (var (what, of) in (IEnumerable<(string, Func<TimelineDocument, IEnumerable<string>>)>)[("item", d => CutShape.Items(d)), ("transition", CutShape.Transitions), ("marker", CutShape.Markers)])
                {
                    var (before, after) = (of(source).ToList(), of(again).ToList());
                    var lost = Minus(before, after);
                    var new_ = Minus(after, before);
                    if (lost.Count + new_.Count > 0)
                        report.WriteLine($"  {what}: {before.Count} before, {after.Count} after, {lost.Count} lost, {new_.Count} new");
                    foreach (var line in lost.Take(4))
                        report.WriteLine($"    - {line}");
                    foreach (var line in new_.Take(4))
                        report.WriteLine($"    + {line}");
                }
            }
            catch (UserException e)
            {
                report.WriteLine("  REFUSED " + e.Message);
            }
            catch (Exception e)
            {
                report.WriteLine("  THREW " + e);
            }
        }

        output.WriteLine("done");
    }

    private static List<string> Minus(List<string> one, List<string> other)
    {
        var rest = other.GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        var left = new List<string>();
        foreach (var line in one)
        {
            if (rest.GetValueOrDefault(line) > 0)
                rest[line]--;
            else
                left.Add(line);
        }

        return left;
    }
}
