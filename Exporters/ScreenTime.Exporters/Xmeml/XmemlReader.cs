using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Xmeml;

/// <summary>
/// Reads the XML interchange format of Final Cut Pro 7, versions 4 and 5 (Apple, "Final Cut Pro XML Interchange Format"), as Premiere, Resolve and others write it. An FCPXML that is named
/// <c>.xml</c> is known by its first element.
/// </summary>
public sealed class XmemlReader : ITimelineReader
{
    internal const string Format = "xmeml";

    /// <inheritdoc/>
    public string FormatId => Format;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".xml", ".xmeml"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var source = XmlSource.Load(path);
        if (source.Document.Root!.Name.LocalName == "fcpxml")
            return FcpxmlReader.Read(source, options);
        var file = XmemlFile.Of(source);
        var remarks = new EdlRemarks();
        var sequence = file.Sequence(options.Sequence, remarks);
        if (file.OwnRate(sequence) is not { } rate)
            rate = options.Rate ?? throw new UserException(ExitCode.Usage, $"{source.Name} does not say the frame rate of its sequence: give --rate 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60");
        else if (options.Rate is { } told && told != rate)
            throw new UserException(ExitCode.Usage, $"{source.Name} counts at {rate} frames a second, which --rate {told} contradicts: leave --rate out");
        var (start, drop) = Start(file, source, sequence, rate, options, remarks);
        var timeline = XmemlTimelineBuilder.Build(file, sequence, rate, remarks, options.Lenient);
        timeline.GlobalStartTime = new RationalTime(start, rate.Value);
        return new TimelineDocument(timeline, Format, Path.GetFullPath(path), rate, drop, start, remarks.Sentences());
    }

    private static (long Start, bool Drop) Start(
        XmemlFile file, XmlSource source, System.Xml.Linq.XElement sequence, FrameRate rate, TimelineReadOptions options, EdlRemarks remarks)
    {
        if (options.DropFrame == true && !rate.HasDropFrame)
            throw new UserException(ExitCode.Usage, $"--drop cannot be at {rate}: drop frame exists at 29.97 and 59.94 only");
        var timecode = XmemlTimecode.Of(file, sequence, rate, remarks);
        var drop = options.DropFrame ?? timecode?.Drop ?? false;
        if (options.StartTimecode is { } given)
        {
            drop |= options.DropFrame is null && rate.HasDropFrame && given.Contains(';', StringComparison.Ordinal);
            return Timecode.TryParse(given, rate, drop, out var frame, out var error)
                ? (frame, drop)
                : throw new UserException(ExitCode.Usage, $"--start {given} is no timecode at {rate}: {error}");
        }

        if (timecode is not { } said)
        {
            throw new UserException(
                ExitCode.Usage, $"{source.Name} does not say the timecode of its sequence's first frame: give --start, for example --start 01:00:00:00");
        }

        return (said.Rate == rate ? said.Frame : MediaTime.FromFrames(said.Frame, said.Rate).RoundToFrame(rate), drop && rate.HasDropFrame);
    }
}
