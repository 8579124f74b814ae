using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>The timecode of a first frame.</summary>
/// <param name="Frame">Its frame number.</param>
/// <param name="Rate">The rate that it counts at.</param>
/// <param name="Drop">Whether it is drop frame.</param>
internal readonly record struct XmemlTimecode(long Frame, FrameRate Rate, bool Drop)
{
    /// <summary>
    /// Reads the <c>timecode</c> of a sequence or a file; null when it has none. <c>frame</c> is what counts: Premiere writes it right and now and then a <c>string</c> that contradicts it.
    /// </summary>
    /// <exception cref="UserException">It has neither a frame number nor a timecode that can be read.</exception>
    public static XmemlTimecode? Of(XmemlFile file, XElement owner, FrameRate inherited, EdlRemarks remarks)
    {
        if (owner.Element("timecode") is not { } timecode)
            return null;
        var rate = file.Rate(timecode, inherited);
        var text = XmemlFile.Text(timecode, "string");
        var display = XmemlFile.Text(timecode, "displayformat");
        var drop = rate.HasDropFrame && (display.Length > 0 ? display.Equals("DF", StringComparison.OrdinalIgnoreCase) : text.Contains(';', StringComparison.Ordinal));
        // At a rate without drop frame Premiere parts by semicolons all the same.
        var parsed = Timecode.TryParse(drop ? text : text.Replace(';', ':').Replace('.', ':'), rate, drop, out var said, out var error);
        if (file.Frame(timecode, "frame") is { } frame)
        {
            if (parsed && said != frame && text.Length > 0)
            {
                remarks.Add(
                    $"\"{XmemlFile.Short(XmemlFile.Text(owner, "name"))}\" begins at frame {frame}, which is {Timecode.Format(frame, rate, drop)}, and says {XmemlFile.Short(text)}: the frame number was taken",
                    Xml.XmlSource.Line(timecode));
            }

            return new XmemlTimecode(frame, rate, drop);
        }

        if (text.Length == 0)
            return null;
        return parsed ? new XmemlTimecode(said, rate, drop) : throw file.Source.Invalid(timecode, $"the timecode {XmemlFile.Short(text)} is none at {rate}: {error}");
    }
}
