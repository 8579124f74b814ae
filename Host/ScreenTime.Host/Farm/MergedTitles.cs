using OpenTimelineIO;
using ScreenTime.Host.Results;

namespace ScreenTime.Host.Farm;

/// <summary>
/// Which titles of a plan were merged, for <c>screentime status</c>: a small file a title with the plan's hash. That a result is there says nothing: it may be an earlier plan's. The file lies in the job's folder, since a
/// title's holds what <c>analyze</c> would have written, and no more.
/// </summary>
/// <param name="plan">The plan.</param>
internal sealed class MergedTitles(FarmPlan plan)
{
    private readonly string _folder = Path.Combine(plan.Folder, "merged");

    /// <summary>Remembers that a title was merged; where the folder cannot be written the result is there all the same.</summary>
    public void Remember(FarmTitle title)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            WholeFile.WriteText(PathOf(title), plan.Hash + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is the status alone that does not know.
        }
    }

    /// <summary>Whether a title's result is there and was merged from this plan's shards.</summary>
    public bool Has(FarmTitle title)
    {
        try
        {
            return File.Exists(Path.Combine(title.Settings.OutputFolder, ResultFile.Name)) && File.Exists(PathOf(title)) && File.ReadLines(PathOf(title)).FirstOrDefault() == plan.Hash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(FarmTitle title) => Path.Combine(_folder, title.Name);
}
