using CsCheck;

namespace OpenTimelineIO.Tests.Schemas;

/// <summary>Ranges are remembered; whatever changes must make them forgotten.</summary>
public class RangeCacheTests
{
    [Fact]
    public void After_any_change_ranges_are_those_of_a_fresh_copy() => Gen.Int.Sample(seed =>
    {
        var random = new RandomTimelines(seed);
        var timeline = random.Next();
        Ranges(timeline);
        for (var i = 0; i < 10; i++)
        {
            Change(timeline, random);
            Assert.Equal(Ranges(timeline.DeepClone()), Ranges(timeline));
        }
    }, iter: 50);

    [Fact]
    public void A_child_lies_after_the_sum_of_the_items_before_it() => Gen.Int.Sample(seed =>
    {
        foreach (var track in new RandomTimelines(seed).Next().FindChildren<Track>())
            for (var i = 0; i < track.Children.Count; i++)
            {
                // The reference's own loop, quadratic as it is.
                var duration = track.Children[i].Duration();
                var start = new RationalTime(0, duration.Rate);
                foreach (var before in track.Children.Take(i).Where(child => child is not Transition))
                    start += before.Duration();
                if (track.Children[i] is Transition transition)
                    start -= transition.InOffset;
                var range = track.RangeOfChildAtIndex(i);
                Assert.Equal(start.Rate, range.StartTime.Rate);
                Assert.Equal(start.Value, range.StartTime.Value, 1e-6);
                Assert.True(range.Duration.StrictlyEquals(duration));
            }
    });

    [Fact]
    public void Children_in_a_range_and_at_a_time_are_those_that_a_full_search_finds() => Gen.Int.Sample(seed =>
    {
        var random = new RandomTimelines(seed);
        foreach (var composition in random.Next().FindChildren<Composition>())
        {
            var range = new TimeRange(random.Time(200), random.Time(100));
            var places = composition.Children.Zip(composition.RangesOfAllChildren()).ToList();
            Assert.Equal(
                places.Where(place => place.Second.StartTime < range.EndTimeExclusive() && place.Second.EndTimeExclusive() > range.StartTime).Select(place => place.First),
                composition.ChildrenInRange(range));
            Assert.Equal(places.FirstOrDefault(place => place.Second.Contains(range.StartTime)).First, composition.ChildAtTime(range.StartTime, shallow: true));
        }
    }, iter: 5000);

    [Fact]
    public void There_is_no_crack_between_children_of_mixed_rates()
    {
        var track = new Track { Children = { new Clip("a", sourceRange: new(0, 27, 24)), new Clip("b", sourceRange: new(new(0, 30000.0 / 1001), new(75, 30000.0 / 1001))) } };

        Assert.Equal("b", track.ChildAtTime(new(27, 24))?.Name);
    }

    [Fact]
    public void Transforming_there_and_back_gives_the_time_back() => Gen.Int.Sample(seed =>
    {
        var timeline = new RandomTimelines(seed).Next();
        var items = timeline.FindChildren<Item>().ToList();
        foreach (var item in items)
        {
            var other = items[(items.IndexOf(item) * 7 + 3) % items.Count];
            var time = new RationalTime(10, 24);
            Assert.True(other.TransformedTime(item.TransformedTime(time, other), item).AlmostEqual(time, 1e-6));
        }
    }, iter: 50);

    private static void Change(Timeline timeline, RandomTimelines random)
    {
        var all = timeline.FindChildren<Composable>().ToList();
        var target = all[random.Below(all.Count)];
        switch (random.Below(7))
        {
            case 0 when target is Item item:
                item.SourceRange = random.Range();
                break;
            case 1 when target is Clip clip:
                clip.SourceRange = null;
                clip.MediaReference!.AvailableRange = random.Range();
                break;
            case 2 when target is Composition composition:
                composition.Children.Insert(random.Below(composition.Children.Count + 1), random.NewItem(1));
                break;
            case 3 when target.Parent!.Children.Count > 1:
                target.Parent.Children.Remove(target);
                break;
            case 4 when target is Clip clip:
                clip.MediaReferences["other"] = new ExternalReference("o", random.Range());
                clip.ActiveMediaReferenceKey = "other";
                break;
            case 5 when target is Transition transition:
                transition.InOffset = random.Time(20);
                transition.OutOffset = random.Time(20);
                break;
            case 6 when target is not Transition:
                target.Parent!.Children[target.Parent.IndexOfChild(target)] = random.NewItem(1);
                break;
        }
    }

    private static List<string> Ranges(Timeline timeline) =>
    [
        timeline.Duration().ToString(),
        .. timeline.FindChildren<Composable>().Select(child => child switch
        {
            Transition transition => $"{transition.RangeInParent()} {Trimmed(transition.TrimmedRangeInParent)}",
            Item item => $"{item.RangeInParent()} {Trimmed(item.TrimmedRangeInParent)} {item.VisibleRange()} {item.TransformedTimeRange(item.TrimmedRange(), timeline.Tracks)}",
            _ => "",
        }),
    ];

    private static string Trimmed(Func<TimeRange?> range)
    {
        try
        {
            return range().ToString() ?? "nothing";
        }
        catch (OtioException e) when (e.Error == OtioError.NoRange)
        {
            return "outside";
        }
    }
}
