using System.Text.Json;

namespace OpenTimelineIO.Tests.Conformance;

/// <summary>Every answer of the reference in opentime.json.</summary>
public class OpenTimeTests
{
    [Fact]
    public void Timecodes_rescaling_and_range_relations_equal_the_references()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("otio-conformance", "opentime.json")));
        foreach (var row in file.RootElement.GetProperty("to_timecode").EnumerateArray())
        {
            var rate = row[1].GetDouble();
            var time = new RationalTime(row[0].GetDouble(), rate);
            Assert.Equal(row[3].GetString(), time.ToTimecode(row[2].GetBoolean() ? DropFrame.Yes : DropFrame.No));
        }
        foreach (var row in file.RootElement.GetProperty("from_timecode").EnumerateArray())
            Assert.True(RationalTime.FromTimecode(row[0].GetString()!, row[1].GetDouble()).StrictlyEquals(new(row[2].GetDouble(), row[1].GetDouble())), row.ToString());
        foreach (var row in file.RootElement.GetProperty("rescaled").EnumerateArray())
            Assert.Equal(row[3].GetDouble(), new RationalTime(row[0].GetDouble(), row[1].GetDouble()).ValueRescaledTo(row[2].GetDouble()));
        foreach (var row in file.RootElement.GetProperty("range").EnumerateArray())
            Relations(row);
    }

    private static void Relations(JsonElement row)
    {
        var (a, b) = (Range(row.GetProperty("a")), Range(row.GetProperty("b")));
        foreach (var property in row.EnumerateObject())
            switch (property.Name)
            {
                case "a" or "b":
                    break;
                case "extended_by" or "clamped":
                    var range = property.Name == "clamped" ? a.Clamped(b) : a.ExtendedBy(b);
                    Assert.True(Range(property.Value).StartTime.StrictlyEquals(range.StartTime), $"{property.Name}: {row}");
                    Assert.True(Range(property.Value).Duration.StrictlyEquals(range.Duration), $"{property.Name}: {row}");
                    break;
                case "end_inclusive":
                    Assert.True(Time(property.Value).StrictlyEquals(a.EndTimeInclusive()), row.ToString());
                    break;
                default:
                    Assert.True(property.Value.GetBoolean() == property.Name switch
                    {
                        "overlaps" => a.Overlaps(b),
                        "contains" => a.Contains(b),
                        "before" => a.Before(b),
                        "meets" => a.Meets(b),
                        "begins" => a.Begins(b),
                        "finishes" => a.Finishes(b),
                        "intersects" => a.Intersects(b),
                        _ => throw new InvalidOperationException($"the test knows no {property.Name}"),
                    }, $"{property.Name}: {row}");
                    break;
            }
    }

    private static RationalTime Time(JsonElement value) => new(value[0].GetDouble(), value[1].GetDouble());

    private static TimeRange Range(JsonElement value) => new(Time(value[0]), Time(value[1]));
}
