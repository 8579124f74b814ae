using Newtonsoft.Json.Linq;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class TrainingJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_training_found_is_read_again()
    {
        Write(new HeldOutAnswer("film", [true], [1.5]));
        var answer = Assert.Single(TrainingJob.OutcomeOf(_folder)!.HeldOutAnswers);
        Assert.Equal(("film", true, 1.5), (answer.Title, answer.Present[0], answer.LogOdds[0]));
    }

    [Fact]
    public void Earlier_versions_said_nothing_of_single_labels()
    {
        var json = Write();
        json.Remove(nameof(TrainingOutcome.HeldOutAnswers));
        File.WriteAllText(Path.Combine(_folder, TrainingJob.TrainingFile), json.ToString());
        Assert.Empty(TrainingJob.OutcomeOf(_folder)!.HeldOutAnswers);
    }

    [Fact]
    public void Answers_that_do_not_fit_the_characters_say_nothing()
    {
        Write(new HeldOutAnswer("film", [true, false], [1.5, -1]));
        Assert.Null(TrainingJob.OutcomeOf(_folder));
        Write(new HeldOutAnswer("film", [true], []));
        Assert.Null(TrainingJob.OutcomeOf(_folder));
        Write(new HeldOutAnswer(null!, [true], [1.5]));
        Assert.Null(TrainingJob.OutcomeOf(_folder));
    }

    private JObject Write(params HeldOutAnswer[] answers)
    {
        var json = JObject.FromObject(new TrainingOutcome(
            new ModelDescription("backbone", ["layer"], 1, 1), "split", 1, 1, [new CharacterQuality("tom", 1, 1, 1, null, null, null, null)], 0, 0, 1, 1, [])
        { HeldOutAnswers = answers });
        File.WriteAllText(Path.Combine(_folder, TrainingJob.TrainingFile), json.ToString());
        return json;
    }
}
