using System.Security.Cryptography;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Sealing;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>The end of a review: the sample of the audit, the report, its signature, and the faces that must not outlive the job.</summary>
/// <param name="settings">What the page was opened with.</param>
/// <param name="plugins">Bring the writers.</param>
/// <param name="work">Runs long jobs.</param>
/// <param name="closed">Is told that faces were deleted.</param>
public sealed class FinishSession(ReviewSettings settings, PluginCatalog plugins, Work work, Action closed)
{
    private const string PdfEnding = ".report.pdf";
    private const string JsonEnding = ".report.json";
    private const int MostFrames = 100_000;

    private static readonly string[] s_formats = ["html", "pdf", "csv", "json"];

    /// <summary>Where things stand.</summary>
    public FinishMessage State() => new(
        Report() is { } pdf ? Path.GetFileName(pdf) : "", Bundle() is { } bundle && File.Exists(bundle) ? Path.GetFileName(bundle) : "", settings.Key is not null, ClosingJob.KeepsFaces(settings.ResultFolder),
        settings.ResultFolder, work.State);

    /// <summary>Begins to draw the sample of the audit.</summary>
    /// <returns>False while another job runs.</returns>
    public bool Draw(int frames, long? seed)
    {
        if (frames is < AuditSample.Fewest or > MostFrames || seed is < 0)
            throw new ArgumentException($"draw {AuditSample.Fewest} to {MostFrames} frames, with a number of 0 or more");
        return work.Start("draw", (progress, cancellationToken) => new AuditJob(plugins, progress).DrawAsync(
            settings.ResultFolder, frames, seed ?? RandomNumberGenerator.GetInt32(int.MaxValue), CountingRuleFile.Read(CountingRules.Visible, "en"), settings.MediaRoots, cancellationToken));
    }

    /// <summary>Begins to write the report.</summary>
    /// <returns>False while another job runs.</returns>
    public bool WriteReport(string? language)
    {
        var words = language ?? "en";
        if (!ReportSettings.Languages.Contains(words, StringComparer.Ordinal))
            throw new ArgumentException("reports are written in en, zh-Hant and zh-Hans");
        using var key = settings.Key is { } file ? SigningKey.Load(file, settings.Passphrase) : null;
        var report = new ReportSettings([], words, KeyFingerprint: key?.Fingerprint ?? "");
        return work.Start("report", (progress, cancellationToken) => new ReportJob(plugins, progress).RunAsync(settings.ResultFolder, report, s_formats, settings.ResultFolder, settings.MediaRoots, cancellationToken));
    }

    /// <summary>Seals the report and deletes the job's faces.</summary>
    /// <exception cref="ArgumentException">There is no key, or no report, or something runs that may change it.</exception>
    /// <exception cref="UserException">The report is a draft, names another key, or says other figures than the folder by now.</exception>
    public FinishMessage Sign()
    {
        if (settings.Key is not { } file)
            throw new ArgumentException("start the page with --key FILE to sign");
        RefuseWhileSomethingRuns();
        var pdf = Report() ?? throw new ArgumentException("write the report first");
        using var key = SigningKey.Load(file, settings.Passphrase);
        ReportBundle.Seal(pdf, pdf[..^PdfEnding.Length] + JsonEnding, key, null, draftIsMeant: false, Bundle()!);
        return Close();
    }

    /// <summary>Deletes the faces that the job keeps; results stay.</summary>
    /// <exception cref="ArgumentException">Something runs that uses them.</exception>
    public FinishMessage Close()
    {
        RefuseWhileSomethingRuns();
        ClosingJob.Run(settings.ResultFolder);
        closed();
        return State();
    }

    /// <summary>The report's PDF; null while there is none.</summary>
    public string? Report() => Directory.Exists(settings.ResultFolder)
        ? Directory.GetFiles(settings.ResultFolder, "*" + PdfEnding).OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault()
        : null;

    private void RefuseWhileSomethingRuns()
    {
        if (work.State.Running)
            throw new ArgumentException("stop what runs first");
    }

    private string? Bundle() => Report() is { } pdf ? pdf[..^PdfEnding.Length] + ReportBundle.Ending : null;
}

/// <summary>Where the end of a review stands.</summary>
/// <param name="Report">The report's PDF by file name; empty while there is none.</param>
/// <param name="Sealed">The sealed report by file name; empty while there is none.</param>
/// <param name="CanSign">Whether the page was started with a key.</param>
/// <param name="KeepsFaces">Whether the job keeps faces.</param>
/// <param name="Folder">The job's folder.</param>
/// <param name="Work">The long job.</param>
public sealed record FinishMessage(string Report, string Sealed, bool CanSign, bool KeepsFaces, string Folder, WorkMessage Work);

/// <summary>A report to write.</summary>
/// <param name="Language"><c>en</c>, <c>zh-Hant</c> or <c>zh-Hans</c>.</param>
public sealed record ReportMessage(string? Language);
