using System.Text.Json;

namespace OpenTimelineIO.Tests.Conformance;

/// <summary>Every range the reference computed for every object of its random timelines.</summary>
public class RangeTests
{
    [Fact]
    public void Ranges_of_random_timelines_equal_the_references()
    {
        var compared = 0;
        foreach (var file in SampleFiles.Cases())
        {
            var timeline = OtioFile.Read<Timeline>(file);
            using var expected = Expected(file);
            Equal(expected.RootElement.GetProperty("duration"), timeline.Duration(), file);
            foreach (var item in expected.RootElement.GetProperty("items").EnumerateArray())
                compared += Compare(timeline, item, $"{Path.GetFileName(file)} {item.GetProperty("path")}");
        }
        Assert.True(compared > 2000, $"only {compared} ranges were compared");
    }

    [Fact]
    public void Ranges_of_the_sample_files_equal_the_references()
    {
        var compared = 0;
        foreach (var file in SampleFiles.Samples())
        {
            using var expected = Expected(file);
            if (OtioFile.Read(file) is Timeline timeline && expected.RootElement.TryGetProperty("tracks", out var tracks))
                compared += CompareTree(timeline.Tracks, tracks, Path.GetFileName(file));
        }
        Assert.True(compared > 500, $"only {compared} ranges were compared");
    }

    private static JsonDocument Expected(string file) => JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(file, ".expected.json")));

    private static int Compare(Timeline timeline, JsonElement expected, string where)
    {
        Composable target = timeline.Tracks;
        foreach (var index in expected.GetProperty("path").EnumerateArray())
            target = ((Composition)target).Children[index.GetInt32()];
        Assert.Equal(expected.GetProperty("schema").GetString(), target.GetType().Name);
        Assert.Equal(expected.GetProperty("name").GetString(), target.Name);
        var compared = 0;
        foreach (var property in expected.EnumerateObject())
        {
            if (property.Name is "path" or "schema" or "name")
                continue;
            Range(property.Value, () => property.Name switch
            {
                "duration" => target.Duration(),
                "available_range" => ((Item)target).AvailableRange(),
                "trimmed_range" => ((Item)target).TrimmedRange(),
                "visible_range" => ((Item)target).VisibleRange(),
                "range_in_parent" => target is Transition transition ? transition.RangeInParent() : ((Item)target).RangeInParent(),
                "trimmed_range_in_parent" => target is Transition other ? other.TrimmedRangeInParent() : ((Item)target).TrimmedRangeInParent(),
                "range_in_root" => ((Item)target).TransformedTimeRange(((Item)target).TrimmedRange(), timeline.Tracks),
                _ => throw new InvalidOperationException($"the test knows no {property.Name}"),
            }, $"{where} {property.Name}");
            compared++;
        }
        return compared;
    }

    private static int CompareTree(Composable target, JsonElement expected, string where)
    {
        where = $"{where}/{expected.GetProperty("name").GetString()}";
        var compared = 0;
        foreach (var property in expected.EnumerateObject())
        {
            Func<object?>? actual = property.Name switch
            {
                "available_range" => () => ((Item)target).AvailableRange(),
                "trimmed_range" => () => ((Item)target).TrimmedRange(),
                "visible_range" => () => ((Item)target).VisibleRange(),
                "range_in_parent" when target.Parent is not null => () => target is Transition t ? t.RangeInParent() : ((Item)target).RangeInParent(),
                "trimmed_range_in_parent" when target.Parent is not null =>
                    () => target is Transition t ? t.TrimmedRangeInParent() : ((Item)target).TrimmedRangeInParent(),
                "in_offset" => () => ((Transition)target).InOffset,
                "out_offset" => () => ((Transition)target).OutOffset,
                _ => null,
            };
            if (actual is null)
                continue;
            Range(property.Value, actual, $"{where} {property.Name}");
            compared++;
        }
        if (expected.TryGetProperty("children", out var children))
        {
            var list = children.EnumerateArray().ToList();
            Assert.Equal(list.Count, ((Composition)target).Children.Count);
            for (var i = 0; i < list.Count; i++)
                compared += CompareTree(((Composition)target).Children[i], list[i], $"{where}[{i}]");
        }
        return compared;
    }

    private static void Range(JsonElement expected, Func<object?> actual, string where)
    {
        if (expected.ValueKind == JsonValueKind.String)
        {
            // The reference throws; so does the library.
            var thrown = Record.Exception(() => _ = actual());
            Assert.True(thrown is OtioException { Error: OtioError.NoRange }, where);
            return;
        }
        switch (actual())
        {
            case null:
                Assert.True(expected.ValueKind == JsonValueKind.Null, $"{where}: none, but {expected}");
                break;
            case RationalTime time:
                Equal(expected, time, where);
                break;
            case TimeRange range:
                Equal(expected[0], range.StartTime, where);
                Equal(expected[1], range.Duration, where);
                break;
        }
    }

    private static void Equal(JsonElement expected, RationalTime actual, string where)
    {
        Assert.True(Math.Abs(expected[0].GetDouble() - actual.Value) < 1e-9, $"{where}: {actual}, but {expected}");
        Assert.True(expected[1].GetDouble() == actual.Rate, $"{where}: {actual}, but {expected}");
    }
}
