using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Scripting;

/// <summary>
/// <c>screentime watch IN OUT</c>: a timeline that is dropped into a folder comes out tagged. The folder is listed every so often rather than listened to, since network
/// shares tell nobody of changes.
/// </summary>
/// <param name="settings">What was asked for.</param>
/// <param name="extensions">The endings of timelines, lower case with the dot.</param>
/// <param name="run">Does the jobs.</param>
/// <param name="clock">Measures how long files have been still.</param>
public sealed class FolderWatch(WatchSettings settings, IReadOnlyCollection<string> extensions, JobRun run, TimeProvider clock)
{
    // Longer than a copy's last write or a scanner's look, and short enough for cron.
    private static readonly TimeSpan s_longestHold = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private bool _listed;

    /// <summary>Makes a watch of the timelines that the installed plugins read.</summary>
    /// <exception cref="UserException">The folder to watch is not there, or results would fall into it.</exception>
    public static FolderWatch Create(WatchSettings settings, JobRun run)
    {
        var inFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.InFolder));
        if (!Directory.Exists(inFolder))
            throw new UserException(ExitCode.InputMissing, $"there is no folder {settings.InFolder}: make it, then watch it");
        // A text file is anybody's note; the one format that is text (Avid's markers) shows no pictures.
        var extensions = HostPlugins.Load(settings.Job.Without).Readers.SelectMany(reader => reader.Extensions).Where(extension => extension != ".txt").ToHashSet(StringComparer.Ordinal);
        return new FolderWatch(
            settings with { InFolder = inFolder, OutFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.OutFolder)) }, extensions, run, TimeProvider.System);
    }

    /// <summary>Watches until it is stopped, or with <see cref="WatchSettings.Once"/> until nothing is left to do.</summary>
    /// <param name="done">Called after each timeline.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code of the first timeline that failed, or success.</returns>
    /// <exception cref="UserException">The folder cannot be listed: from the first, or with <see cref="WatchSettings.Once"/>.</exception>
    public async Task<ExitCode> RunAsync(Action<JobOutcome> done, CancellationToken cancellationToken)
    {
        var worst = ExitCode.Success;
        while (true)
        {
            foreach (var path in Settled())
            {
                if (await DoAsync(path, cancellationToken).ConfigureAwait(false) is not { } outcome)
                    continue;
                if (worst == ExitCode.Success && outcome.Failure is { } failure)
                    worst = failure.ExitCode;
                done(outcome);
            }

            if (settings.Once && _waiting.Count == 0)
                return worst;
            await Task.Delay(settings.Every, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The files that have been still for long enough and were not done as they are; each is named once for as long as it stays as it is.</summary>
    internal IReadOnlyList<string> Settled()
    {
        var settled = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Timelines())
        {
            seen.Add(file.FullName);
            var state = new State(file.Length, file.LastWriteTimeUtc);
            if (!_waiting.TryGetValue(file.FullName, out var waiting) || waiting.State != state)
                _waiting[file.FullName] = new Waiting(state, clock.GetTimestamp(), false, null);
            else if (!waiting.Named && file.Length > 0 && clock.GetElapsedTime(waiting.Since) >= settings.Settle)
            {
                _waiting[file.FullName] = waiting with { Named = true };
                settled.Add(file.FullName);
            }
        }

        foreach (var gone in _waiting.Keys.Where(path => !seen.Contains(path)).ToList())
            _waiting.Remove(gone);
        if (settings.Once && settled.Count == 0 && _waiting.Values.All(waiting => waiting.Named || waiting.State.Length == 0))
            _waiting.Clear();
        return settled;
    }

    private IReadOnlyList<FileInfo> Timelines()
    {
        try
        {
            // What begins with a dot or ends with a tilde is a program's own: a copy on its way, a backup.
            List<FileInfo> timelines = [.. new DirectoryInfo(settings.InFolder).EnumerateFiles()
                .Where(file => extensions.Contains(file.Extension.ToLowerInvariant()) && !file.Name.StartsWith('.') && !file.Name.StartsWith('~'))
                .OrderBy(file => file.Name, StringComparer.Ordinal)];
            _listed = true;
            return timelines;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A share that was there may come back.
            return _listed && !settings.Once
                ? []
                : throw new UserException(ExitCode.InputMissing, $"the folder {settings.InFolder} cannot be listed ({exception.Message}): check that it is there and that you may read it", exception);
        }
    }

    private async Task<JobOutcome?> DoAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        // Never a file's own name: the two folders may be one.
        var output = Path.Combine(settings.OutFolder, name + ".tagged");
        var job = settings.Job with { TimelinePath = path, OutputFolder = output, MediaRoots = [.. settings.Job.MediaRoots, settings.InFolder] };
        string hash;
        try
        {
            hash = WatchMemory.HashOf(path);
            if (WatchMemory.Knows(output, hash))
                return null;
        }
        catch (IOException exception)
        {
            // Gone again, which the next listing tells, or held by who writes it: waited for anew, for ever unless somebody waits for the end.
            var (now, waiting) = (clock.GetTimestamp(), _waiting[path]);
            if (settings.Once && waiting.HeldSince is { } since && clock.GetElapsedTime(since, now) >= s_longestHold)
                return new JobOutcome(job, null, new Failure(ExitCode.Retry, $"{path} cannot be read ({exception.Message}): run the same command again when no other program holds it"));
            _waiting[path] = new Waiting(waiting.State, now, false, waiting.HeldSince ?? now);
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            return new JobOutcome(job, null, new Failure(ExitCode.InputMissing, $"{path} cannot be read ({exception.Message})"));
        }

        var outcome = await run.RunOneAsync(job, cancellationToken).ConfigureAwait(false);
        try
        {
            WatchMemory.Note(output, name, hash, outcome.Failure?.ExitCode ?? ExitCode.Success, outcome.Failure?.Sentence);
            return outcome;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return outcome with { Failure = outcome.Failure ?? new Failure(ExitCode.OutputUnwritable, $"{output} cannot be written ({exception.Message})") };
        }
    }

    private readonly record struct State(long Length, DateTime Written);

    private sealed record Waiting(State State, long Since, bool Named, long? HeldSince);
}
