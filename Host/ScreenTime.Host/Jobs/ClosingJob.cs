using ScreenTime.Host.Casts;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary><c>screentime close</c>, and the end of <c>screentime sign</c>: deletes what must not outlive a job, everybody's faces in its film; results stay.</summary>
public static class ClosingJob
{
    /// <summary>Whether a job keeps faces.</summary>
    public static bool KeepsFaces(string resultFolder) => Places(resultFolder).Any(Directory.Exists);

    /// <summary>Deletes them.</summary>
    /// <returns>The folders that were deleted; none where the job keeps no faces.</returns>
    public static IReadOnlyList<string> Run(string resultFolder)
    {
        var deleted = Places(resultFolder).Where(Directory.Exists).ToList();
        foreach (var folder in deleted)
            Directory.Delete(folder, recursive: true);
        return deleted;
    }

    private static IEnumerable<string> Places(string resultFolder)
    {
        yield return Path.Combine(resultFolder, PersonalFeatures.FolderName);
        // A training that was stopped keeps what it saw in labelled pictures, strangers' faces among it, so that it can go on.
        if (CastOf(resultFolder) is { HasPeople: true } cast)
            yield return cast.WorkFolder;
    }

    private static CastFolder? CastOf(string resultFolder)
    {
        try
        {
            return SourcesFile.Read(resultFolder) is { CastFolder.Length: > 0 } settings ? CastFolder.Load(settings.CastFolder) : null;
        }
        catch (UserException)
        {
            // A cast that was moved or is damaged is no reason to keep faces.
            return null;
        }
    }
}
