using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Results;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class ClosingJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-closing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Faces_of_the_job_and_of_a_training_that_was_stopped_go_and_nothing_else()
    {
        var cast = CastFolder.Create(Path.Combine(_folder, "cast"), [], ["ann"], new Consent("contract", new DateOnly(2099, 1, 1), new DateOnly(2026, 1, 1)));
        var job = Directory.CreateDirectory(Path.Combine(_folder, "job")).FullName;
        using (var file = File.Create(Path.Combine(job, SourcesFile.Name)))
            SourcesFile.Write(new AnalysisSettings("cut.otio", cast.Path, job), file);
        File.WriteAllText(Path.Combine(job, "result.json"), "{}");
        Fill(Path.Combine(job, PersonalFeatures.FolderName));
        Fill(cast.WorkFolder);
        Assert.True(ClosingJob.KeepsFaces(job));

        Assert.Equal([Path.Combine(job, PersonalFeatures.FolderName), cast.WorkFolder], ClosingJob.Run(job));

        Assert.False(ClosingJob.KeepsFaces(job));
        Assert.Equal(["result.json", SourcesFile.Name], Directory.GetFileSystemEntries(job).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("ann", CastFolder.Load(cast.Path).Cast.Characters[0].Id);
        Assert.Empty(ClosingJob.Run(job));
    }

    [Fact]
    public void A_cast_that_is_gone_keeps_no_faces_alive()
    {
        var job = Directory.CreateDirectory(Path.Combine(_folder, "job")).FullName;
        File.WriteAllText(Path.Combine(job, SourcesFile.Name), "broken");
        Fill(Path.Combine(job, PersonalFeatures.FolderName));

        Assert.Single(ClosingJob.Run(job));

        Assert.False(Directory.Exists(Path.Combine(job, PersonalFeatures.FolderName)));
    }

    private static void Fill(string folder) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, "a.pack"), "descriptors");
}
