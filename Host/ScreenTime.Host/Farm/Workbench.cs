using ScreenTime.Host.Devices;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>What a machine of the farm has open: a title, and the recogniser for it, until another title is asked for.</summary>
/// <param name="plan">The plan.</param>
/// <param name="progress">Is told what is opened.</param>
internal sealed class Workbench(FarmPlan plan, IJobProgress progress) : IAsyncDisposable
{
    private readonly DeviceGate _gate = new();
    private (int Title, FarmWork Work, IRecognizer Recognizer)? _open;

    /// <summary>A title and its recogniser; opens them where another title is open, or none.</summary>
    /// <param name="title">The title's place in the plan.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    /// <exception cref="UserException">As <see cref="FarmWork.OpenAsync"/> and <see cref="FarmWork.OpenRecognizerAsync"/>.</exception>
    public async Task<(FarmWork Work, IRecognizer Recognizer)> OpenAsync(int title, CancellationToken cancellationToken)
    {
        if (_open is { } open && open.Title == title)
            return (open.Work, open.Recognizer);
        await CloseAsync().ConfigureAwait(false);
        var plugins = HostPlugins.Load(plan.Titles[title].Settings.Without);
        progress.Stage("Reading the timeline");
        var work = await FarmWork.OpenAsync(plan, plan.Titles[title], plugins, cancellationToken).ConfigureAwait(false);
        progress.Stage("Opening the recogniser");
        var recognizer = await work.OpenRecognizerAsync(plugins, _gate, cancellationToken).ConfigureAwait(false);
        _open = (title, work, recognizer);
        return (work, recognizer);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    private async Task CloseAsync()
    {
        if (_open is { } open)
            await open.Recognizer.DisposeAsync().ConfigureAwait(false);
        _open = null;
    }
}
