using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class TrainingJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_training_found_is_read_again()
    {
        Write();
        Assert.Equal("tom", Assert.Single(TrainingJob.OutcomeOf(_folder)!.Characters).CharacterId);
    }

    [Fact]
    public void More_than_is_known_does_no_harm()
    {
        var json = Write();
        json["HeldOutAnswers"] = new JArray(1, 2);
        File.WriteAllText(Path.Combine(_folder, TrainingJob.TrainingFile), json.ToString());
        Assert.NotNull(TrainingJob.OutcomeOf(_folder));
    }

    [Theory]
    [InlineData(nameof(TrainingOutcome.SplitDescription))]
    [InlineData(nameof(TrainingOutcome.Characters))]
    [InlineData(nameof(TrainingOutcome.Warnings))]
    [InlineData(nameof(TrainingOutcome.Description))]
    public void A_file_that_lacks_something_says_nothing(string lacking)
    {
        var json = Write();
        json.Remove(lacking);
        File.WriteAllText(Path.Combine(_folder, TrainingJob.TrainingFile), json.ToString());
        Assert.Null(TrainingJob.OutcomeOf(_folder));
    }

    [Fact]
    public async Task A_training_beside_another_is_refused_and_touches_nothing()
    {
        var cast = CastFolder.Create(Path.Combine(_folder, "cast"), ["tom"]);
        cast.AddLabels([new LabelledFrame(cast.AddImage([1], ".png"), "film", 1, "", new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["tom"] = true })]);
        using var first = cast.HoldTraining();
        var head = Path.Combine(cast.NewModelFolder(), "head.onnx");
        await File.WriteAllTextAsync(head, "first", TestContext.Current.CancellationToken);
        var plugins = PluginCatalog.Load([], new HashSet<string>(), NullLoggerFactory.Instance);

        var exception = await Assert.ThrowsAsync<UserException>(() => new TrainingJob(plugins, new RecordedProgress()).RunAsync(
            CastFolder.Load(cast.Path), new TrainingSettings(SplitKind.ByShot, true, new DeviceRequest(DeviceKind.Cpu)), TestContext.Current.CancellationToken));

        Assert.Contains("is being trained", exception.Message, StringComparison.Ordinal);
        Assert.Equal("first", await File.ReadAllTextAsync(head, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(cast.WorkFolder));
    }

    private JObject Write()
    {
        var json = JObject.FromObject(new TrainingOutcome(
            new ModelDescription("backbone", ["layer"], 1, 1), "split", 1, 1, [new CharacterQuality("tom", 1, 1, 1, null, null, null, null)], 0, 0, 1, 1, []));
        File.WriteAllText(Path.Combine(_folder, TrainingJob.TrainingFile), json.ToString());
        return json;
    }
}
