using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Scripting;

/// <summary>What became of one job of a run.</summary>
/// <param name="Settings">The job.</param>
/// <param name="Outcome">What it gave; null when it failed.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record JobOutcome(AnalysisSettings Settings, AnalysisOutcome? Outcome, Failure? Failure);

/// <summary>Does jobs one after another: a job that fails is told, and the others are done.</summary>
/// <param name="progress">Where it says how far it is.</param>
public sealed class JobRun(IJobProgress progress)
{
    /// <summary>Does the jobs.</summary>
    /// <param name="jobs">The jobs, in order.</param>
    /// <param name="done">Called after each.</param>
    /// <param name="cancellationToken">Stops the run; what was done is kept.</param>
    /// <returns>The exit code of the first job that failed, or success.</returns>
    public async Task<ExitCode> RunAsync(IReadOnlyList<AnalysisSettings> jobs, Action<JobOutcome> done, CancellationToken cancellationToken)
    {
        var worst = ExitCode.Success;
        foreach (var job in jobs)
        {
            var outcome = await RunOneAsync(job, cancellationToken).ConfigureAwait(false);
            if (worst == ExitCode.Success && outcome.Failure is { } failure)
                worst = failure.ExitCode;
            done(outcome);
        }

        return worst;
    }

    /// <summary>Does one job; whatever goes wrong with it is in the outcome, and only a stop is thrown.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<JobOutcome> RunOneAsync(AnalysisSettings job, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await new AnalysisJob(HostPlugins.Load(job.Without), progress, TimeProvider.System).RunAsync(job, cancellationToken).ConfigureAwait(false);
            return new JobOutcome(job, outcome, null);
        }
#pragma warning disable CA1031 // One job must not end the others.
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
#pragma warning restore CA1031
        {
            return new JobOutcome(job, null, Failure.Of(exception));
        }
    }
}
