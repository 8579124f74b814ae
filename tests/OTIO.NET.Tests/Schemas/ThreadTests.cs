namespace OpenTimelineIO.Tests.Schemas;

/// <summary>What the README says: reading an object from several threads is fine, ranges and searches included.</summary>
public sealed class ThreadTests
{
    [Fact]
    public void Many_threads_that_read_one_timeline_get_what_one_thread_gets()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var alone = Answers(new RandomTimelines(seed).Next());
            var shared = new RandomTimelines(seed).Next();
            using var start = new Barrier(4);
            var answers = new string[start.ParticipantCount];
            var threads = answers.Select((_, i) => new Thread(() =>
            {
                start.SignalAndWait();
                answers[i] = Answers(shared);
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.All(answers, answer => Assert.Equal(alone, answer));
        }
    }

    [Fact]
    public void Options_registries_and_targets_are_shared_by_threads()
    {
        var schemas = SchemaRegistry.Standard.With("Own", 1, () => new SerializableObjectWithMetadata());
        var read = new OtioReadOptions { Schemas = schemas };
        var write = new OtioWriteOptions { Schemas = schemas, Target = SchemaTarget.Otio014 };
        var text = OtioJson.Write(new RandomTimelines(3).Next());
        var once = OtioJson.Write(OtioJson.Read(text, read), write);
        Parallel.For(0, 64, _ => Assert.Equal(once, OtioJson.Write(OtioJson.Read(text, read), write)));
    }

    private static string Answers(Timeline timeline)
    {
        var answers = new List<string> { OtioJson.Write(timeline), timeline.IsEquivalentTo(timeline.Clone()).ToString() };
        foreach (var item in timeline.FindChildren<Item>())
        {
            answers.Add(Text(item.TryGetRangeInParent(out var range), range));
            answers.Add(Text(item.TryGetTrimmedRange(out range) && item.TryTransformTimeRange(range, timeline.Tracks, out range), range));
            answers.Add(item.Parent!.IndexOfChild(item).ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (item is Composition composition && composition.TryGetTrimmedRange(out range))
                answers.Add(string.Join(' ', composition.ChildrenInRange(range).Select(child => child.Name)) + composition.ChildAtTime(range.StartTime)?.Name);
        }
        return string.Join('\n', answers);
    }

    private static string Text(bool known, TimeRange range) => known ? range.ToString() : "unknown";
}
