using OpenTimelineIO;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Which effects of Final Cut's formats change the picture, as their readers give them.</summary>
public sealed class XmlEffectsTests
{
    [Theory]
    [InlineData("basic", "scale=100 rotation=0 center=@0,0 centerOffset=@0,0", true)]
    [InlineData("basic", "scale=120", false)]
    [InlineData("basic", "scale=100 center=@0.1,0", false)]
    [InlineData("crop", "left=0 right=0 top=0 bottom=0", true)]
    [InlineData("crop", "left=12", false)]
    [InlineData("opacity", "opacity=100", true)]
    [InlineData("opacity", "opacity=50", false)]
    [InlineData("Gaussian Blur", "radius=0", false)]
    public void Of_xmeml(string id, string values, bool neutral)
    {
        var parameters = string.Concat(values.Split(' ').Select(value => value.Split('=')).Select(pair => $"<parameter><parameterid>{pair[0]}</parameterid><value>"
            + (pair[1].StartsWith('@') ? $"<horiz>{pair[1][1..].Split(',')[0]}</horiz><vert>{pair[1].Split(',')[1]}</vert>" : pair[1]) + "</value></parameter>"));
        var effect = Read("cut.xml", "<xmeml version=\"4\"><sequence><name>s</name><rate><timebase>25</timebase></rate><timecode><frame>0</frame></timecode><media><video><track><clipitem><name>a</name><start>0</start><end>9</end><in>0</in><out>9</out>"
            + $"<filter><effect><name>n</name><effectid>{id}</effectid><mediatype>video</mediatype>{parameters}</effect></filter></clipitem></track></video></media></sequence></xmeml>", new XmemlReader());
        Assert.Equal(neutral, XmlEffects.IsNeutral(effect));
    }

    [Theory]
    [InlineData("<adjust-transform position=\"0 0\" scale=\"1 1\" anchor=\"0 0\"/>", true)]
    [InlineData("<adjust-transform scale=\"1.2 1.2\"/>", false)]
    [InlineData("<adjust-transform><param name=\"scale\"/></adjust-transform>", false)]
    [InlineData("<adjust-crop mode=\"trim\"><trim-rect left=\"0\" top=\"0\"/></adjust-crop>", true)]
    [InlineData("<adjust-crop mode=\"trim\"><trim-rect left=\"5\"/></adjust-crop>", false)]
    [InlineData("<adjust-crop mode=\"pan\"><pan-rect left=\"0\"/></adjust-crop>", false)]
    [InlineData("<adjust-blend amount=\"1\"/>", true)]
    [InlineData("<adjust-blend amount=\"0.5\"/>", false)]
    [InlineData("<filter-video ref=\"x\" name=\"Look\"/>", false)]
    public void Of_fcpxml(string element, bool neutral)
    {
        var effect = Read("cut.fcpxml", "<fcpxml version=\"1.9\"><resources><format id=\"f\" frameDuration=\"1/25s\"/></resources><project name=\"p\"><sequence format=\"f\" tcStart=\"0s\"><spine><asset-clip ref=\"a\" name=\"x\" offset=\"0s\" duration=\"1s\">"
            + $"{element}</asset-clip></spine></sequence></project></fcpxml>", new FcpxmlReader());
        Assert.Equal(neutral, XmlEffects.IsNeutral(effect));
    }

    private static Effect Read(string name, string text, ITimelineReader reader)
    {
        var folder = Directory.CreateTempSubdirectory("screentime-effects-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllText(path, text);
            return reader.Read(path, new TimelineReadOptions()).Timeline.FindClips().Single().Effects.Single();
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
