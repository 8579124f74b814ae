using OpenTimelineIO;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Xml;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Exporters.Fcpxml;

/// <summary>
/// Reads Final Cut Pro's FCPXML (Apple, "FCPXML Reference"), versions 1.8 to 1.13 and what older ones have in common with them: primary and secondary storylines, connected clips, compound, multicam and
/// synchronized clips, auditions, titles, changes of speed; and <c>.fcpxmld</c> bundles.
/// </summary>
public sealed class FcpxmlReader : ITimelineReader
{
    internal const string Format = "fcpxml";
    private const string BundleFile = "Info.fcpxml";

    /// <inheritdoc/>
    public string FormatId => Format;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".fcpxml", ".fcpxmld"];

    /// <inheritdoc/>
    public TimelineDocument Read(string path, TimelineReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return Read(XmlSource.Load(Directory.Exists(path) ? InBundle(path) : path), options);
    }

    /// <summary>The document of a bundle. What comes as a folder from elsewhere must not have us read, and copy into its output, what lies outside of it.</summary>
    private static string InBundle(string bundle)
    {
        var (folder, document) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(bundle)), Path.Combine(bundle, BundleFile));
        try
        {
            if (new FileInfo(document).ResolveLinkTarget(returnFinalTarget: true) is not { } target || target.FullName.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return document;
        }
        catch (IOException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{BundleFile} in {Path.GetFileName(folder)} is a link that leads nowhere: export the project again", exception);
        }

        throw new UserException(ExitCode.InputInvalid, $"{BundleFile} in {Path.GetFileName(folder)} is a link to a file outside of the bundle, and is not read: export the project again");
    }

    /// <summary>Reads a document that is loaded already.</summary>
    internal static TimelineDocument Read(XmlSource source, TimelineReadOptions options)
    {
        var file = FcpxmlFile.Of(source);
        var remarks = new EdlRemarks();
        var (sequence, name) = file.Sequence(options.Sequence, remarks);
        if (file.Rate(sequence) is not { } rate)
            rate = options.Rate ?? throw new UserException(ExitCode.Usage, $"{source.Name} does not say the frame rate of its sequence: give --rate 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60");
        else if (options.Rate is { } told && told != rate)
            throw new UserException(ExitCode.Usage, $"{source.Name} counts at {rate} frames a second, which --rate {told} contradicts: leave --rate out");
        var (start, drop) = Start(file, sequence, rate, options, remarks);
        var timeline = FcpxmlTimelineBuilder.Build(file, sequence, name, rate, remarks, options.Lenient);
        timeline.GlobalStartTime = new RationalTime(start, rate.Value);
        return new TimelineDocument(timeline, Format, Path.GetFullPath(source.Path), rate, drop, start, remarks.Sentences());
    }

    private static (long Start, bool Drop) Start(FcpxmlFile file, System.Xml.Linq.XElement sequence, FrameRate rate, TimelineReadOptions options, EdlRemarks remarks)
    {
        if (options.DropFrame == true && !rate.HasDropFrame)
            throw new UserException(ExitCode.Usage, $"--drop cannot be at {rate}: drop frame exists at 29.97 and 59.94 only");
        var drop = options.DropFrame ?? ((string?)sequence.Attribute("tcFormat") is "DF" && rate.HasDropFrame);
        if (options.StartTimecode is { } given)
        {
            drop |= options.DropFrame is null && rate.HasDropFrame && given.Contains(';', StringComparison.Ordinal);
            return Timecode.TryParse(given, rate, drop, out var frame, out var error)
                ? (frame, drop)
                : throw new UserException(ExitCode.Usage, $"--start {given} is no timecode at {rate}: {error}");
        }

        if (file.Time(sequence, "tcStart") is not { } start)
        {
            throw new UserException(
                ExitCode.Usage, $"{file.Source.Name} does not say the timecode of its first frame (tcStart): give --start, for example --start 01:00:00:00");
        }

        if (!start.IsWhole(rate))
            remarks.Add($"the timeline begins between two frames ({FcpxmlFile.Text(start)}): the nearest was taken", XmlSource.Line(sequence));
        return (start.RoundToFrame(rate), drop);
    }
}
