using ScreenTime.Host.Auditing;
using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>What a report job gave.</summary>
/// <param name="Report">The report.</param>
/// <param name="Files">The files that were written, full paths.</param>
public sealed record ReportOutcome(ContractReport Report, IReadOnlyList<string> Files);

/// <summary><c>screentime report DIR</c>: the contract report of an analysis, in every format that was asked for.</summary>
/// <param name="plugins">Bring the writers, and the readers of the timeline where pictures are shown.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class ReportJob(PluginCatalog plugins, IJobProgress progress)
{
    /// <summary>Writes the report, every file whole or none.</summary>
    /// <param name="resultFolder">The folder of an analysis.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="formats">Writers by format id.</param>
    /// <param name="outputFolder">Where the files go; made when it is not there.</param>
    /// <param name="mediaRoots">More folders to look for media in, where pictures are shown.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public async Task<ReportOutcome> RunAsync(
        string resultFolder, ReportSettings settings, IReadOnlyList<string> formats, string outputFolder, IReadOnlyList<string> mediaRoots, CancellationToken cancellationToken)
    {
        var writers = formats.Select(format => plugins.ContractReports.FirstOrDefault(writer => writer.FormatId == format)
            ?? throw new UserException(
                ExitCode.Usage,
                $"--format {format}: no plugin writes that{plugins.WhyNot(format)}; there are {string.Join(", ", plugins.ContractReports.Select(writer => writer.FormatId))}")).ToList();
        // Before anything is read: what changes meanwhile then differs from what the report says of itself, and it is not signed.
        var origin = ReportOriginFiles.Read(resultFolder);
        var corrected = CorrectedResult.Read(resultFolder);
        var timeline = settings.Scenes is { } scenes && TimelineScenes.IsMeant(scenes) ? await RecordPictures.TimelineAsync(resultFolder, corrected.Result, plugins, cancellationToken).ConfigureAwait(false) : null;
        var report = ReportBuilder.Build(corrected, AuditFolder.Read(resultFolder), settings, timeline) with { Origin = origin };
        if (report.Evidence != EvidenceKind.None && report.Appearances.Count > 0)
        {
            progress.Stage("Taking the pictures");
            var sources = await RecordPictures.OpenAsync(resultFolder, corrected.Result, mediaRoots, plugins, cancellationToken).ConfigureAwait(false);
            report = await EvidencePictures.AddAsync(report, corrected.Result, sources, progress, cancellationToken).ConfigureAwait(false);
        }

        using var output = OutputFolder.Open(outputFolder);
        foreach (var writer in writers)
            output.Write(ExportSet.FileName(report.Result.TimelineName, "report", writer.Suffix), stream => writer.Write(report, stream));
        return new ReportOutcome(report, output.Keep());
    }
}
