using Newtonsoft.Json.Linq;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Characters;

public sealed class CharacterRecognizerTests : IDisposable
{
    private readonly Scenes _scenes = new();

    [Fact]
    public async Task Learns_characters_from_a_few_labels_and_finds_them_one_by_one_and_together()
    {
        var log = new List<string>();
        var request = _scenes.Request(await _scenes.Examples(60), "head", "work", log: log);
        var outcome = await _scenes.Provider.TrainAsync(request, default);
        await using var recognizer = await _scenes.Provider.OpenAsync(_scenes.Setup(request.OutputFolder), default);

        var (wrong, both) = (0, 0);
        for (var i = 0; i < 80; i++)
        {
            var (frame, red, blue, at) = Scenes.Draw(i, seed: 9);
            var sighting = (await recognizer.JudgeAsync(await recognizer.DescribeAsync([frame], default), default))[0];
            wrong += (sighting.Probabilities[0] >= 0.5) != red ? 1 : 0;
            wrong += (sighting.Probabilities[1] >= 0.5) != blue ? 1 : 0;
            both += red && blue ? 1 : 0;
            if (red && sighting.Probabilities[0] >= 0.5)
            {
                var region = sighting.Regions![0]!.Value;
                Assert.InRange((at.X + 9.0) / TinyBackbone.Width, region.X - 0.1, region.X + region.Width + 0.1);
                Assert.InRange((at.Y + 9.0) / TinyBackbone.Height, region.Y - 0.1, region.Y + region.Height + 0.1);
            }
        }

        Assert.True(both > 10);
        Assert.True(wrong <= 4, $"{wrong} of 160 answers are wrong\n{string.Join('\n', log)}");
        Assert.InRange(outcome.ValidationAccuracy, 0.9, 1);
        Assert.Equal(60, outcome.TrainingCount + outcome.ValidationCount);
        Assert.InRange(outcome.ValidationCount, 12, 24);
        Assert.InRange(outcome.TrainingClasses!.Scored, 1, outcome.TrainingCount);
        Assert.InRange(outcome.ValidationClasses!.Scored, 1, outcome.ValidationCount);
        Assert.InRange(outcome.TrainingClasses.Right, outcome.TrainingClasses.Scored * 0.9, outcome.TrainingClasses.Scored);
        Assert.Equal(["red", "blue"], outcome.Characters.Select(c => c.CharacterId));
        Assert.Equal(Directory.GetFiles(request.OutputFolder).Sum(file => new FileInfo(file).Length), outcome.Description.ByteCount);
    }

    [Fact]
    public async Task A_head_taught_in_32_bits_judges_8_bits_whose_features_are_kept_apart()
    {
        var request = _scenes.Request(await _scenes.Examples(20), "head", "work");
        await _scenes.Provider.TrainAsync(request, default);
        await using var full = await _scenes.Provider.OpenAsync(_scenes.Setup(request.OutputFolder), default);
        await using var eightBits = await _scenes.Provider.OpenAsync(_scenes.Setup(request.OutputFolder, "auto", Precision.EightBits), default);

        Assert.Equal(("cpu", "int8"), (eightBits.Device.Provider, eightBits.Device.Precision));
        Assert.Equal(0, eightBits.Device.ParityDifference);
        Assert.Equal(full.HeadId, eightBits.HeadId);
        Assert.NotEqual(full.FeaturesId, eightBits.FeaturesId);
        Assert.NotEqual(full.TrainingFeaturesId, eightBits.TrainingFeaturesId);
        var frame = Scenes.Draw(3).Frame;
        Assert.Equal(
            (await full.JudgeAsync(await full.DescribeAsync([frame], default), default))[0].Probabilities,
            (await eightBits.JudgeAsync(await eightBits.DescribeAsync([frame], default), default))[0].Probabilities);
    }

    [Fact]
    public async Task A_label_is_a_fact_of_its_frame_though_all_others_teach_the_contrary()
    {
        var examples = await _scenes.Examples(60);
        var odd = Enumerable.Range(0, 60).First(i => examples[i].Present[0] is true);
        examples[odd] = examples[odd] with { Present = [false, examples[odd].Present[1]] };
        var request = _scenes.Request(examples, "head", "work");
        await _scenes.Provider.TrainAsync(request, default);
        Assert.True(await RedIn(odd) < 0.5f);

        // The same head without its memory, as an earlier version left it, sees the red square.
        var description = Path.Combine(request.OutputFolder, "head.json");
        var json = JObject.Parse(File.ReadAllText(description));
        json.Remove("memory");
        File.WriteAllText(description, json.ToString());
        Assert.True(await RedIn(odd) >= 0.5f);

        async Task<float> RedIn(int frame)
        {
            await using var recognizer = await _scenes.Provider.OpenAsync(_scenes.Setup(request.OutputFolder), default);
            return (await recognizer.JudgeAsync(await recognizer.DescribeAsync([Scenes.Draw(frame).Frame], default), default))[0].Probabilities[0];
        }
    }

    [Fact]
    public async Task Describes_a_frame_the_same_alone_and_in_a_batch()
    {
        await using var recognizer = await _scenes.Provider.OpenAsync(_scenes.Setup(), default);
        var frames = Enumerable.Range(0, 5).Select(i => Scenes.Draw(i).Frame).ToList();
        var together = await recognizer.DescribeAsync(frames, default);
        for (var i = 0; i < frames.Count; i++)
            Assert.Equal((await recognizer.DescribeAsync([frames[i]], default))[0], together[i]);

        // Nor by calls beside it.
        Assert.True(recognizer.CallsMayOverlap);
        var beside = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () => await recognizer.DescribeAsync(frames, default))));
        Assert.All(beside, features => Assert.Equal(together, features));
    }

    [Fact]
    public async Task Trains_to_the_same_bytes_and_takes_up_a_run_that_was_killed()
    {
        var examples = await _scenes.Examples(40);
        var first = _scenes.Request(examples, "first", "work1");
        await _scenes.Provider.TrainAsync(first, default);

        // Killed somewhere: some fits are kept, one was cut short.
        var kept = Directory.GetFiles(_scenes.Folder("work1")).Order(StringComparer.Ordinal).ToList();
        Assert.True(kept.Count > 3);
        foreach (var file in kept.Skip(kept.Count / 2))
            File.Copy(file, Path.Combine(_scenes.Folder("work2"), Path.GetFileName(file)));
        File.WriteAllBytes(Path.Combine(_scenes.Folder("work2"), Path.GetFileName(kept[^1])), File.ReadAllBytes(kept[^1])[..100]);
        var second = _scenes.Request(examples, "second", "work2");
        await _scenes.Provider.TrainAsync(second, default);

        foreach (var name in new[] { "head.onnx", "memory.bin", "head.json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(first.OutputFolder, name)), File.ReadAllBytes(Path.Combine(second.OutputFolder, name)));
    }

    [Fact]
    public async Task Leaves_one_shot_out_when_labels_are_few()
    {
        var log = new List<string>();
        var outcome = await _scenes.Provider.TrainAsync(_scenes.Request(await _scenes.Examples(16), "head", "work", log: log), default);

        Assert.Contains("each of 4 shots was held out in turn", outcome.SplitDescription, StringComparison.Ordinal);
        Assert.Equal((16, 16), (outcome.TrainingCount, outcome.ValidationCount));
        Assert.Contains(outcome.SplitDescription, log);
    }

    [Fact]
    public async Task Says_that_a_random_split_flatters()
    {
        var outcome = await _scenes.Provider.TrainAsync(_scenes.Request(await _scenes.Examples(40), "head", "work", SplitKind.Random), default);
        Assert.Contains("flatter", outcome.SplitDescription, StringComparison.Ordinal);
        Assert.Equal(12, outcome.ValidationCount);
    }

    [Fact]
    public async Task A_first_answer_is_fitted_to_plain_features_and_tells_the_characters_apart()
    {
        var examples = new List<TrainingExample>();
        await using (var recognizer = await _scenes.Provider.OpenAsync(_scenes.Setup(), default))
        {
            for (var i = 0; i < 40; i++)
            {
                var (frame, red, blue, _) = Scenes.Draw(i, 1);
                examples.Add(new TrainingExample($"frame{i}", "film", i / 4, (await recognizer.DescribeAsync([frame], default))[0], [red, blue]));
            }
        }

        var log = new List<string>();
        var request = _scenes.Request(examples, "first", "work", log: log) with { IsFirst = true };
        await _scenes.Provider.TrainAsync(request, default);

        Assert.Contains(log, line => line.Contains("34 steps", StringComparison.Ordinal));
        await using var trained = await _scenes.Provider.OpenAsync(_scenes.Setup() with { HeadFolder = request.OutputFolder }, default);
        var right = 0;
        for (var i = 100; i < 140; i++)
        {
            var (frame, red, blue, _) = Scenes.Draw(i, 2);
            var seen = (await trained.JudgeAsync(await trained.DescribeAsync([frame], default), default))[0].Probabilities;
            right += ((seen[0] >= 0.5f) == red ? 1 : 0) + ((seen[1] >= 0.5f) == blue ? 1 : 0);
        }

        Assert.InRange(right, 68, 80);
    }

    [Fact]
    public async Task A_character_that_no_label_shows_is_warned_of_and_not_found()
    {
        var examples = (await _scenes.Examples(40)).Select(e => e with { Present = [e.Present[0], false] }).ToArray();
        var request = _scenes.Request(examples, "head", "work");
        var outcome = await _scenes.Provider.TrainAsync(request, default);
        await using var recognizer = await _scenes.Provider.OpenAsync(_scenes.Setup(request.OutputFolder), default);

        Assert.Contains(outcome.Warnings, w => w.StartsWith("No label shows BLUE", StringComparison.Ordinal));
        var features = await recognizer.DescribeAsync([.. Enumerable.Range(0, 20).Select(i => Scenes.Draw(i, 9).Frame)], default);
        Assert.All(await recognizer.JudgeAsync(features, default), s => Assert.Equal(1.0 / 42, s.Probabilities[1], 1e-5));
    }

    [Fact]
    public async Task Says_why_labels_cannot_teach()
    {
        var none = await Assert.ThrowsAsync<UserException>(() => _scenes.Provider.TrainAsync(_scenes.Request([], "head", "work"), default));
        Assert.Equal(ExitCode.CastUnusable, none.ExitCode);
        Assert.Contains("no labelled frames", none.Message, StringComparison.Ordinal);

        var same = (await _scenes.Examples(8)).Select(e => e with { Present = [true, null] }).ToArray();
        var nothing = await Assert.ThrowsAsync<UserException>(() => _scenes.Provider.TrainAsync(_scenes.Request(same, "head", "work"), default));
        Assert.Equal(ExitCode.CastUnusable, nothing.ExitCode);
        Assert.Empty(Directory.GetFiles(_scenes.Folder("head")));
    }

    [Fact]
    public async Task Says_why_it_cannot_open()
    {
        await using (var untrained = await _scenes.Provider.OpenAsync(_scenes.Setup(), default))
            Assert.Equal(ExitCode.CastUnusable, (await Assert.ThrowsAsync<UserException>(async () => await untrained.JudgeAsync([[]], default))).ExitCode);

        var request = _scenes.Request(await _scenes.Examples(24), "head", "work");
        await _scenes.Provider.TrainAsync(request, default);
        var renamed = _scenes.Setup(request.OutputFolder) with { Cast = new Cast("squares", [new Character("green", "GREEN", "GREEN")]) };
        Assert.Contains("trained for red, blue", (await Assert.ThrowsAsync<UserException>(() => _scenes.Provider.OpenAsync(renamed, default))).Message, StringComparison.Ordinal);

        var memory = File.ReadAllBytes(Path.Combine(request.OutputFolder, "memory.bin"));
        File.WriteAllBytes(Path.Combine(request.OutputFolder, "memory.bin"), memory[..^1]);
        Assert.Contains("memory.bin", (await Open()).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(request.OutputFolder, "memory.bin"));
        Assert.Contains("memory.bin", (await Open()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(request.OutputFolder, "memory.bin"), memory);
        File.AppendAllText(Path.Combine(request.OutputFolder, "head.onnx"), "x");
        Assert.Equal(ExitCode.CastUnusable, (await Open()).ExitCode);
        File.WriteAllText(Path.Combine(request.OutputFolder, "head.json"), "{");
        Assert.Equal(ExitCode.CastUnusable, (await Open()).ExitCode);

        var missing = await Assert.ThrowsAsync<UserException>(() => _scenes.Provider.OpenAsync(_scenes.Setup() with { ModelsFolder = _scenes.Folder("empty") }, default));
        Assert.Equal(ExitCode.ComponentMissing, missing.ExitCode);
        Assert.Contains("models prepare", missing.Message, StringComparison.Ordinal);

        Task<UserException> Open() => Assert.ThrowsAsync<UserException>(() => _scenes.Provider.OpenAsync(_scenes.Setup(request.OutputFolder), default));
    }

    [Fact]
    public async Task Falls_back_to_the_processor_when_a_device_is_not_there()
    {
        await using var recognizer = await _scenes.Provider.OpenAsync(_scenes.Setup(device: "directml:1"), default);
        Assert.Equal(("directml:1", "cpu"), (recognizer.Device.Requested, recognizer.Device.Provider));
        Assert.Contains("directml:1", recognizer.Device.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _scenes.Dispose();
}
