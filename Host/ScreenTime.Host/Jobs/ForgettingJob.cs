using ScreenTime.Host.Casts;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What a forgetting did.</summary>
/// <param name="Deleted">What was deleted, a line each.</param>
/// <param name="NotReached">What may still hold the person, a line each.</param>
public sealed record ForgettingOutcome(IReadOnlyList<string> Deleted, IReadOnlyList<string> NotReached);

/// <summary>
/// <c>screentime cast forget</c>: deletes what is known of a person's face from the cast, from the shared cache and from the jobs of the cast on this machine, and says what is out
/// of reach. Files are deleted, not overwritten: what a disk or a backup keeps of deleted files is named among what is not reached.
/// </summary>
public static class ForgettingJob
{
    /// <summary>Forgets.</summary>
    /// <param name="cast">The cast.</param>
    /// <param name="id">The person.</param>
    /// <param name="jobs">Result folders to reach besides those that are remembered.</param>
    /// <exception cref="UserException">The cast has no such person, or a folder is not there.</exception>
    public static ForgettingOutcome Run(CastFolder cast, string id, IReadOnlyList<string> jobs)
    {
        if (jobs.FirstOrDefault(job => !Directory.Exists(job)) is { } missing)
            throw new UserException(ExitCode.InputMissing, $"--job {missing} is not a folder: check the path");
        var models = cast.Models.Count;
        var pictures = cast.Forget(id);
        var deleted = new List<string>
        {
            cast.Cast.Characters.Count > 0 ? $"{id} in {cast.Path}: the name, the consent and the labels" : $"the cast in {cast.Path}, which held nobody else",
            $"{pictures.Count} labelled pictures that show {id}",
            $"{models} trained models, with their galleries and heads{(cast.Cast.Characters.Count > 0 ? ": train again for the others" : "")}",
        };
        var cached = ForgetCached(pictures);
        if (cached > 0)
            deleted.Add($"{cached} entries of the cache in {Locations.CacheFolder} about those pictures");
        var notReached = new List<string>();
        foreach (var job in new RememberedJobs(Locations.CacheFolder).Of(cast.Path).Concat(jobs.Select(Path.GetFullPath)).Distinct(StringComparer.Ordinal))
        {
            if (PersonalFeatures.Delete(job))
                deleted.Add($"the faces kept in {Path.Combine(job, PersonalFeatures.FolderName)}");
            if (Names(job, id))
                notReached.Add($"{job}: reports and markers that name {id}; signed reports must not change, delete the others or analyse again");
        }

        notReached.Add("copies of the cast, of results and of timelines with markers that were taken elsewhere: other folders, other machines, editors' projects, backups");
        notReached.Add("what the disk keeps of deleted files: they are deleted, not overwritten");
        notReached.Add("the films themselves, and logs that an editor, a farm or a shell wrote of commands");
        return new ForgettingOutcome(deleted, notReached);
    }

    /// <summary>Deletes features of pictures from the shared cache: those of a time when the cast was recognised by looks that are no faces.</summary>
    private static int ForgetCached(IReadOnlyList<string> pictures)
    {
        var root = Path.Combine(Locations.CacheFolder, "features");
        if (!Directory.Exists(root))
            return 0;
        var ids = pictures.Select(name => Path.GetFileNameWithoutExtension(name)).ToHashSet(StringComparer.Ordinal);
        var found = Directory.GetDirectories(root).SelectMany(Directory.GetDirectories).Where(folder => ids.Contains(Path.GetFileName(folder))).ToList();
        found.ForEach(folder => Directory.Delete(folder, recursive: true));
        return found.Count;
    }

    private static bool Names(string job, string id)
    {
        try
        {
            return File.Exists(Path.Combine(job, ResultFile.Name)) && ResultFile.Read(job).Cast.IndexOf(id) >= 0;
        }
        catch (UserException)
        {
            // A result that cannot be read may name anybody.
            return true;
        }
    }
}
