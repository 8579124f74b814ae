using ScreenTime.Host;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Teaching;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>All that the page works on: a job's folder, with a result or with none yet.</summary>
public sealed class Workplace : IAsyncDisposable
{
    private Workplace(ReviewSettings settings, AnalysisResult result, RecordPictures? record, string? whyNoPictures, AnalysisSettings? analysis, PluginCatalog plugins, TimeProvider clock)
    {
        WhyNoPictures = whyNoPictures;
        Pictures = record is null ? null : new Pictures(record, Locations.CacheFolder);
        Review = new ReviewSession(settings.ResultFolder, result, settings.Reviewer, clock);
        Audit = new AuditSession(settings.ResultFolder, () => Review.Result);
        Teach = new TeachSession(
            analysis, record is null || analysis is null ? null : new TimelineTeaching(analysis, record, plugins), whyNoPictures ?? "the folder does not say how it was analysed: analyse the timeline again",
            plugins, Work, Pictures, Review.Replace, settings.Reviewer, clock);
        Finish = new FinishSession(settings, plugins, Work, Teach.ForgetGroups);
    }

    /// <summary>Watching and correcting.</summary>
    public ReviewSession Review { get; }

    /// <summary>The audit's sample.</summary>
    public AuditSession Audit { get; }

    /// <summary>Teaching.</summary>
    public TeachSession Teach { get; }

    /// <summary>Report, signature, close.</summary>
    public FinishSession Finish { get; }

    /// <summary>The long job.</summary>
    public Work Work { get; } = new();

    /// <summary>Pictures of the record; null where there are none.</summary>
    public Pictures? Pictures { get; }

    /// <summary>Why there are none; else null.</summary>
    public string? WhyNoPictures { get; }

    /// <summary>Opens a folder with a result, or a timeline that was not analysed yet.</summary>
    /// <exception cref="UserException">The result or the timeline cannot be read.</exception>
    public static async Task<Workplace> OpenAsync(ReviewSettings settings, PluginCatalog plugins, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (settings.Analysis is { } analysis && !File.Exists(Path.Combine(settings.ResultFolder, ResultFile.Name)))
        {
            var fresh = await RecordPictures.OpenAsync(analysis, plugins, cancellationToken).ConfigureAwait(false);
            return new Workplace(settings, fresh.Unanalysed(new Cast("", [])), fresh, null, analysis, plugins, clock);
        }

        var result = ResultFile.Read(settings.ResultFolder);
        try
        {
            var record = await RecordPictures.OpenAsync(settings.ResultFolder, result, settings.MediaRoots, plugins, cancellationToken).ConfigureAwait(false);
            var known = settings.Analysis ?? SourcesFile.Read(settings.ResultFolder);
            return new Workplace(settings, result, record, null, known is null ? null : known with { MediaRoots = [.. known.MediaRoots, .. settings.MediaRoots] }, plugins, clock);
        }
        catch (UserException exception)
        {
            // Who only wants to correct the lanes can do without pictures.
            return new Workplace(settings, result, null, exception.Message, null, plugins, clock);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Work.DisposeAsync().ConfigureAwait(false);
        Teach.Dispose();
        if (Pictures is not null)
            await Pictures.DisposeAsync().ConfigureAwait(false);
    }
}
