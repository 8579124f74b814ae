using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

/// <summary>The readers by format.</summary>
internal static class Readers
{
    public static ITimelineReader Of(string format) => format switch
    {
        "otio" => new OtioReader(),
        "xmeml" => new XmemlReader(),
        "fcpxml" => new FcpxmlReader(),
        _ => new EdlReader(),
    };

    /// <summary>Reads a document that exists only in the test.</summary>
    public static TimelineDocument Read(string format, string content, TimelineReadOptions? options = null) => Read(format, System.Text.Encoding.UTF8.GetBytes(content), options);

    public static TimelineDocument Read(string format, byte[] content, TimelineReadOptions? options = null)
    {
        using var file = new TempFile(format == "fcpxml" ? "cut.fcpxml" : "cut.xml", content);
        return Of(format).Read(file.Path, options ?? new TimelineReadOptions());
    }
}
