using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>
/// The pictures beside a report's appearances. For <see cref="EvidenceKind.Subject"/> only that part of a frame is shown in which the recogniser found the subject; everything else is made
/// unrecognisable, and so is whoever else was found within that part. Where it is not known which part that is, no picture is shown.
/// </summary>
internal static class EvidencePictures
{
    private const int Width = 320;

    /// <summary>The report with its pictures.</summary>
    /// <param name="report">The report.</param>
    /// <param name="everybody">The result with all characters and samples: who else may be in a picture.</param>
    /// <param name="sources">Takes the pictures.</param>
    /// <param name="progress">Where it says how far it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ContractReport> AddAsync(
        ContractReport report, AnalysisResult everybody, RecordPictures sources, IJobProgress progress, CancellationToken cancellationToken)
    {
        if (report.Evidence == EvidenceKind.Subject)
            return await AddSubjectsAsync(report, everybody, sources, progress, cancellationToken).ConfigureAwait(false);
        var pictures = await sources.TakeAsync([.. report.Appearances.Select(item => item.Appearance.EvidenceFrame)], Width, null, progress, cancellationToken).ConfigureAwait(false);
        return report with
        {
            Appearances = [.. report.Appearances.Select(item => item with { Picture = pictures.TryGetValue(item.Appearance.EvidenceFrame, out var picture) ? picture : null })],
        };
    }

    private static async Task<ContractReport> AddSubjectsAsync(
        ContractReport report, AnalysisResult everybody, RecordPictures sources, IJobProgress progress, CancellationToken cancellationToken)
    {
        if (everybody.RegionFrame is not { } shape)
            return report;
        var views = report.Appearances.Select(item => SubjectView.Find(item.Appearance, everybody)).ToList();
        var pictures = await sources.TakeAsync([.. views.OfType<SubjectView>().Select(view => view.Frame).Distinct()], Width, null, progress, cancellationToken, shape).ConfigureAwait(false);
        return report with
        {
            Appearances = [.. report.Appearances.Zip(views, (item, view) => view is not null && pictures.TryGetValue(view.Frame, out var picture)
                ? item with { Appearance = item.Appearance with { EvidenceFrame = view.Frame }, Picture = view.Show(picture) }
                : item)],
        };
    }
}
