using ScreenTime.Host.Corrections;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What <c>screentime pull</c> was asked for.</summary>
/// <param name="TimelinePath">The timeline, or list of markers, that comes back from an editor.</param>
/// <param name="ResultFolder">The folder of the analysis whose markers it carries.</param>
/// <param name="Read">What the user said of a timeline that does not say it.</param>
/// <param name="Who">Whose corrections they are.</param>
/// <param name="LogThem">Whether to log them; else they are only told.</param>
public sealed record PullSettings(string TimelinePath, string ResultFolder, TimelineReadOptions Read, string Who, bool LogThem);

/// <summary>What was pulled.</summary>
/// <param name="Logged">A sentence for each correction.</param>
/// <param name="Known">How many were in the log already.</param>
/// <param name="Unclear">Sentences about changes that say nothing about anybody.</param>
/// <param name="Compared">The file that was compared with.</param>
public sealed record PullOutcome(IReadOnlyList<string> Logged, int Known, IReadOnlyList<string> Unclear, string Compared);

/// <summary>
/// <c>screentime pull TIMELINE</c>: markers that a person moved, renamed or deleted in an editor become corrections in the log of the result. They are known by comparing with the file of the same
/// format in the result's folder.
/// </summary>
/// <param name="plugins">Readers.</param>
/// <param name="clock">Says when.</param>
public sealed class PullJob(PluginCatalog plugins, TimeProvider clock)
{
    /// <summary>Pulls.</summary>
    /// <exception cref="UserException">The timeline, the result or the file to compare with is missing or malformed.</exception>
    public PullOutcome Run(PullSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var result = ResultFile.Read(settings.ResultFolder);
        if (!Path.Exists(settings.TimelinePath))
            throw new UserException(ExitCode.InputMissing, $"there is no file {settings.TimelinePath}: check the path");
        var document = Read(settings.TimelinePath, settings.Read, result)
            ?? throw new UserException(ExitCode.Usage, $"{settings.TimelinePath} is of no kind that carries markers: 'screentime plugins' lists the readers");
        var pulled = PulledMarker.Of(document, result);
        if (pulled.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{settings.TimelinePath} carries no marker of ScreenTime's of the cast {result.Cast.Id}: nothing was changed");
        var (compared, written) = Written(settings, document, result, pulled);
        var changes = new PulledChanges(result);
        var log = CorrectionLog.Read(settings.ResultFolder);
        var logged = new List<string>();
        var known = 0;
        foreach (var change in changes.Of(written, pulled))
        {
            if (log.Holding().Any(correction => Same(correction.Before, change.Before) && Same(correction.After, change.After)))
            {
                known++;
                continue;
            }

            if (settings.LogThem)
                log.Add(log.Corrections.Count, settings.Who, "pull", change.Before, change.After, clock, note: $"{change.Sentence} in {Path.GetFileName(settings.TimelinePath)}");
            logged.Add(change.Sentence);
        }

        return new PullOutcome(logged, known, changes.Unclear, compared);
    }

    private TimelineDocument? Read(string path, TimelineReadOptions options, AnalysisResult result)
    {
        if (plugins.ReaderOf(path) is not { } reader)
            return null;
        var known = options with { Rate = options.Rate ?? result.Rate, DropFrame = options.DropFrame ?? (result.Rate.HasDropFrame ? result.DropFrame : null) };
        var document = reader.Read(Path.GetFullPath(path), known);
        // Kdenlive and Shotcut count from zero; the result knows what that is.
        return document.StartFrame == 0 && result.StartFrame != 0 && options.StartTimecode is null && document.FormatId is "kdenlive" or "mlt"
            ? document with { StartFrame = result.StartFrame } : document;
    }

    /// <summary>The markers as they were written: of the files of the format in the folder, that with most of the markers that came back.</summary>
    private (string Path, IReadOnlyList<PulledMarker> Markers) Written(
        PullSettings settings, TimelineDocument document, AnalysisResult result, IReadOnlyList<PulledMarker> pulled)
    {
        var keys = pulled.Select(marker => marker.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        (string Path, IReadOnlyList<PulledMarker> Markers, int Shared)? best = null;
        var extension = Path.GetExtension(Path.TrimEndingDirectorySeparator(settings.TimelinePath));
        foreach (var path in Directory.EnumerateFileSystemEntries(settings.ResultFolder, "*" + extension).Order(StringComparer.Ordinal))
        {
            if (Path.GetFullPath(path) == Path.GetFullPath(settings.TimelinePath))
                continue;
            try
            {
                if (Read(path, settings.Read, result) is { } candidate && candidate.FormatId == document.FormatId && PulledMarker.Of(candidate, result) is { Count: > 0 } markers
                    && markers.Count(marker => keys.Contains(marker.Key)) is var shared && shared > (best?.Shared ?? 0))
                    best = (path, markers, shared);
            }
            catch (UserException)
            {
                // Something else of the same ending.
            }
        }

        if (best is null && Path.GetDirectoryName(Path.GetFullPath(settings.TimelinePath)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.ResultFolder)))
        {
            throw new UserException(
                ExitCode.Usage,
                $"{Path.GetFileName(settings.TimelinePath)} is the result's own file, so there is nothing to compare it with: copy it to another folder, run the analysis again, which writes that file anew, and pull the copy");
        }

        return best is { } found ? (found.Path, found.Markers) : throw new UserException(
            ExitCode.InputMissing,
            $"{settings.ResultFolder} holds no {extension} with markers to compare {Path.GetFileName(settings.TimelinePath)} with: run the analysis with --export {document.FormatId}, too");
    }

    private static bool Same(IReadOnlyList<Stretch> one, IReadOnlyList<Stretch> other) => one.Count == other.Count && one.All(other.Contains);
}
