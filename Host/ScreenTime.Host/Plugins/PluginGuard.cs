using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>
/// Stands between the host and one plugin: what the plugin throws, unless it is a sentence for the user, becomes one that names the plugin and its version.
/// </summary>
/// <param name="id">The plugin's id.</param>
/// <param name="version">Its version.</param>
internal sealed class PluginGuard(string id, string version)
{
    /// <summary>Calls the plugin.</summary>
    /// <param name="doing">What it does, in words that follow "failed while ".</param>
    /// <param name="call">The call.</param>
    /// <exception cref="UserException">The plugin's own, or that it failed (<see cref="ExitCode.InternalError"/>).</exception>
    public T Call<T>(string doing, Func<T> call)
    {
        try
        {
            return call();
        }
#pragma warning disable CA1031 // Whatever a plugin throws, the user is told whose it is.
        catch (Exception exception) when (exception is not UserException)
#pragma warning restore CA1031
        {
            throw Failure(doing, exception);
        }
    }

    /// <summary>Calls the plugin, which may be stopped.</summary>
    /// <param name="doing">What it does, in words that follow "failed while ".</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UserException">The plugin's own, or that it failed (<see cref="ExitCode.InternalError"/>).</exception>
    public async Task<T> CallAsync<T>(string doing, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a plugin throws, the user is told whose it is.
        catch (Exception exception) when (exception is not UserException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
#pragma warning restore CA1031
        {
            throw Failure(doing, exception);
        }
    }

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
