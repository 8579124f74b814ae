using ScreenTime.Host.Casts;
using ScreenTime.Host.Files;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// What a job knows of the faces in its film, of people in the cast and of everybody else: it lies in the job's own folder, readable by its owner alone, until <c>screentime close</c>
/// or <c>screentime cast forget</c> deletes it. The shared cache never holds any of it.
/// </summary>
public static class PersonalFeatures
{
    /// <summary>The folder's name inside a job's output folder.</summary>
    public const string FolderName = "faces";

    /// <summary>The folder of a job, made if need be; the cast remembers the job, so that people can be forgotten there too.</summary>
    public static string FolderOf(string outputFolder, CastFolder cast)
    {
        var folder = Directory.CreateDirectory(Path.Combine(outputFolder, FolderName)).FullName;
        OwnerOnly.Restrict(folder);
        new RememberedJobs(Locations.CacheFolder).Add(cast.Path, outputFolder);
        return folder;
    }

    /// <summary>Deletes what a job knows of faces.</summary>
    /// <returns>Whether there was anything.</returns>
    public static bool Delete(string outputFolder)
    {
        var folder = Path.Combine(outputFolder, FolderName);
        if (!Directory.Exists(folder))
            return false;
        Directory.Delete(folder, recursive: true);
        return true;
    }
}
