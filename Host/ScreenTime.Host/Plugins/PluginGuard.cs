using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>
/// Stands between the host and one plugin: what the plugin throws, unless it is a sentence for the user, becomes one that names the plugin and its version; so does a call that
/// does not come back. The thread of such a call is given up: what called saves what it has and ends.
/// </summary>
/// <param name="id">The plugin's id.</param>
/// <param name="version">Its version.</param>
/// <param name="patience">How long a call may take; null for as long as <see cref="PatienceVariable"/> says, else ten minutes.</param>
internal sealed class PluginGuard(string id, string version, TimeSpan? patience = null)
{
    /// <summary>The environment variable with the seconds that a call may take: a batch of frames, the reading or writing of a file. Training takes as long as it takes.</summary>
    public const string PatienceVariable = "SCREENTIME_PLUGIN_PATIENCE";

    private readonly TimeSpan _patience = patience ?? PatienceOf(Environment.GetEnvironmentVariable(PatienceVariable));

    /// <summary>Calls the plugin.</summary>
    /// <param name="doing">What it does, in words that follow "failed while ".</param>
    /// <param name="call">The call.</param>
    /// <exception cref="UserException">The plugin's own, or that it failed or did not come back (<see cref="ExitCode.InternalError"/>).</exception>
    public T Call<T>(string doing, Func<T> call) => CallAsync(doing, () => Task.Run(call), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Calls the plugin, which may be stopped.</summary>
    /// <param name="doing">What it does, in words that follow "failed while ".</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="patient">Whether it may take as long as it takes.</param>
    /// <exception cref="UserException">The plugin's own, or that it failed or did not come back (<see cref="ExitCode.InternalError"/>).</exception>
    public async Task<T> CallAsync<T>(string doing, Func<Task<T>> call, CancellationToken cancellationToken, bool patient = false)
    {
        using var noted = PluginCalls.Enter(id, version, doing);
        // On a thread of its own: a plugin may block before it gives back a task. Stopped, it is waited for no longer than it may take.
        var answer = Task.Run(call, CancellationToken.None);
        try
        {
            return await (patient ? answer : answer.WaitAsync(_patience)).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            throw new UserException(
                ExitCode.InternalError,
                $"the plugin {id} {version} did not come back within {_patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s while {doing}: what was done is kept; run again, leave it out with --without {id}, or give it longer with {PatienceVariable}");
        }
#pragma warning disable CA1031 // Whatever a plugin throws, the user is told whose it is.
        catch (Exception exception) when (exception is not UserException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
#pragma warning restore CA1031
        {
            throw Failure(doing, exception);
        }
    }

    private static TimeSpan PatienceOf(string? seconds) => double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e6
        ? TimeSpan.FromSeconds(value)
        : TimeSpan.FromMinutes(10);

    private UserException Failure(string doing, Exception exception)
    {
        // What a static constructor threw says more than that it threw.
        var cause = exception is TypeInitializationException { InnerException: { } inner } ? inner : exception;
        var words = cause.Message.ReplaceLineEndings("\n").Split('\n')[0];
        return new UserException(
            ExitCode.InternalError,
            $"the plugin {id} {version} failed while {doing} ({cause.GetType().Name}: {words}): report it to its maker, with SCREENTIME_DEBUG=1 set for details, or leave it out with --without {id}",
            exception);
    }
}
