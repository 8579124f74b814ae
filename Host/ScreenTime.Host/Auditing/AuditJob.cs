using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Auditing;

/// <summary><c>screentime audit DIR</c>: draws the sample and lays out what a person has to look at.</summary>
/// <param name="plugins">Bring the readers.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class AuditJob(PluginCatalog plugins, IJobProgress progress)
{
    private const int PictureWidth = 1280;

    private const string Prefix = $".{AuditFolder.Name}-";

    /// <summary>Draws a sample, takes its pictures, and writes the table to fill in; whole or not at all.</summary>
    /// <param name="resultFolder">The folder of an analysis that has no audit yet.</param>
    /// <param name="count">How many frames.</param>
    /// <param name="seed">The number that chance begins with.</param>
    /// <param name="rule">The rule by whose text the frames will be answered.</param>
    /// <param name="mediaRoots">More folders to look for media in.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind then.</param>
    /// <exception cref="UserException">There is an audit already, or the sources have changed or gone.</exception>
    public async Task<Audit> DrawAsync(string resultFolder, int count, long seed, CountingRule rule, IReadOnlyList<string> mediaRoots, CancellationToken cancellationToken)
    {
        var folder = AuditFolder.Of(resultFolder);
        if (Directory.Exists(folder))
            throw new UserException(ExitCode.OutputUnwritable, $"{folder} is there already: fill in its {AuditFolder.LabelsFile}, or delete the folder to draw a new sample");
        var result = ResultFile.Read(resultFolder);
        if (result.Cast.Characters.Count == 0)
            throw new UserException(ExitCode.CastUnusable, $"the result in {resultFolder} is of no characters: there is nothing to audit");
        var plan = AuditSample.Draw(result, count, seed, rule);
        if (plan.Frames.Count == 0)
            throw new UserException(ExitCode.InputInvalid, "none of the programme could be looked at, so there is nothing to audit: find the media first");
        progress.Stage("Finding the media");
        var sources = await RecordPictures.OpenAsync(resultFolder, result, mediaRoots, plugins, cancellationToken).ConfigureAwait(false);
        progress.Stage("Taking the pictures of the sample");
        var pictures = await sources.TakeAsync([.. plan.Frames.Select(frame => frame.RecordFrame)], PictureWidth, null, progress, cancellationToken).ConfigureAwait(false);
        if (plan.Frames.FirstOrDefault(frame => !pictures.ContainsKey(frame.RecordFrame)) is { } lost)
        {
            throw new UserException(
                ExitCode.MediaUnusable,
                $"the frame at {result.TimecodeOf(lost.RecordFrame)} cannot be read now, but was looked at when the film was analysed: check the media, or analyse again");
        }

        var staging = Path.Combine(resultFolder, AsideFolder.Name(Prefix));
        try
        {
            AsideFolder.Sweep(resultFolder, Prefix);
            Directory.CreateDirectory(Path.Combine(staging, AuditFolder.ImagesFolder));
            foreach (var frame in plan.Frames)
                await File.WriteAllBytesAsync(Path.Combine(staging, AuditFolder.ImagesFolder, frame.Image), pictures[frame.RecordFrame], cancellationToken).ConfigureAwait(false);
            AuditFolder.Write(plan, [.. plan.Frames.Select(frame => result.TimecodeOf(frame.RecordFrame))], staging);
            Renaming.MoveFolder(staging, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the audit cannot be written to {folder}: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }

        return AuditFolder.Read(resultFolder)!;
    }
}
