using System.Text;
using System.Text.RegularExpressions;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>The writers that <c>--export</c> named.</summary>
public sealed partial class ExportSet
{
    private readonly List<ITimelineWriter> _timelines = [];
    private readonly List<IReportWriter> _reports = [];

    /// <summary>Finds the writers.</summary>
    /// <exception cref="UserException">A name that no plugin offers; the message lists those that there are.</exception>
    public ExportSet(PluginCatalog plugins, IReadOnlyList<string> formats)
    {
        foreach (var format in formats)
        {
            if (plugins.Writers.FirstOrDefault(writer => writer.FormatId == format) is { } timeline)
                _timelines.Add(timeline);
            else if (plugins.Reports.FirstOrDefault(writer => writer.FormatId == format) is { } report)
                _reports.Add(report);
            else
            {
                var known = plugins.Writers.Select(writer => writer.FormatId).Concat(plugins.Reports.Select(writer => writer.FormatId));
                throw plugins.WhyNot(format) is { Length: > 0 } why
                    ? new UserException(ExitCode.ComponentMissing, $"--export {format}: no plugin writes that{why}")
                    : new UserException(ExitCode.Usage, $"--export {format}: no plugin writes that; there are {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>Takes writers as they are.</summary>
    internal ExportSet(IEnumerable<ITimelineWriter> timelines, IEnumerable<IReportWriter> reports)
    {
        _timelines.AddRange(timelines);
        _reports.AddRange(reports);
    }

    /// <summary>Refuses an output that would replace the timeline itself.</summary>
    /// <exception cref="UserException">The folder is the timeline's own, by whatever name, and a file would have its name.</exception>
    public void RefuseToOverwrite(string timelinePath, OutputFolder output, string timelineName)
    {
        foreach (var writer in _timelines)
        {
            if (output.WouldReplace(FileName(timelineName, timelinePath, writer.Suffix), timelinePath))
                throw new UserException(ExitCode.OutputUnwritable, $"the results would overwrite {timelinePath}: choose another folder with --out");
        }
    }

    /// <summary>Writes every export.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="document">The timeline.</param>
    /// <param name="cast">The cast.</param>
    /// <param name="result">The result.</param>
    /// <param name="settings">How they are written.</param>
    /// <param name="markersOnly">Whether formats that can hold markers without a cut get an empty sequence in its place.</param>
    /// <returns>Sentences of the writers.</returns>
    /// <exception cref="UserException">The timeline's file is no longer what was read.</exception>
    public IReadOnlyList<string> Write(OutputFolder output, TimelineDocument document, Cast cast, AnalysisResult result, ExportSettings settings, bool markersOnly = false)
    {
        var messages = new List<string>();
        // Writers patch the file that the timeline was read from, so it must be that before them and behind them.
        if (_timelines.Count > 0)
            TimelineContent.RefuseChanged(document);
        foreach (var writer in _timelines)
        {
            var source = markersOnly && writer.HoldsMarkersOnly ? MarkersOnly.Of(document, withMarkers: false) : document;
            var export = new TimelineExport(source, cast, result) { Markers = settings.Markers.For(writer.FormatId), HandleFrames = settings.HandleFrames };
            var files = new ExportFiles(output, FileName(result.TimelineName, document.Path, ""));
            messages.AddRange(writer.Write(export, files).Select(sentence => $"{writer.FormatId}: {sentence}"));
        }

        if (_timelines.Count > 0)
            TimelineContent.RefuseChanged(document);
        foreach (var writer in _reports)
            output.Write(FileName(result.TimelineName, document.Path, writer.Suffix), stream => writer.Write(result, stream));
        return messages;
    }

    /// <summary>The timeline's name as a file name on every system; the file's own where the timeline has none, or one too long.</summary>
    internal static string FileName(string timelineName, string timelinePath, string suffix)
    {
        var name = new string([.. timelineName.Select(c => c < ' ' || "<>:\"/\\|?*".Contains(c, StringComparison.Ordinal) ? '_' : c)]).Trim(' ', '.');
        if (name.Length is 0 or > 150 || Encoding.UTF8.GetByteCount(name) > LongestName)
            name = Path.GetFileNameWithoutExtension(timelinePath);
        while (Encoding.UTF8.GetByteCount(name) > LongestName)
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        // Windows takes these for devices, whatever their ending.
        return (Devices().IsMatch(name) ? name + "_" : name) + suffix;
    }

    // File systems have 255 bytes for a name, and the longest ending needs its part.
    private const int LongestName = 220;

    [GeneratedRegex(@"^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Devices();
}
