namespace OpenTimelineIO.Tests.Schemas;

public class CompositionTests
{
    [Fact]
    public void A_transition_overlaps_and_extends_what_is_visible()
    {
        Clip a = new("A", sourceRange: new(0, 50, 24)), c = new("C", sourceRange: new(0, 40, 24));
        var x = new Transition { InOffset = new(5, 24), OutOffset = new(7, 24) };
        var track = new Track { Children = { a, x, c } };
        Assert.Equal(new TimeRange(45, 12, 24), x.RangeInParent());
        Assert.Equal(new TimeRange(50, 40, 24), c.RangeInParent());
        Assert.Equal(57, a.VisibleRange().Duration.Value);
        Assert.Equal(new TimeRange(-5, 45, 24), c.VisibleRange());
        Assert.Equal(90, track.Duration().Value);
        Assert.Same(a, track.ChildAtTime(new(47, 24)));
        Assert.Same(x, track.ChildAtTime(new(52, 24)));
        Assert.Null(track.ChildAtTime(new(90, 24)));
    }

    [Fact]
    public void A_source_range_of_a_parent_trims_its_children()
    {
        Clip a = new("A", sourceRange: new(0, 50, 24)), b = new("B", sourceRange: new(0, 50, 24)), c = new("C", sourceRange: new(0, 50, 24));
        var track = new Track { SourceRange = new(60, 30, 24), Children = { a, b, c } };
        Assert.Equal(new TimeRange(60, 30, 24), b.TrimmedRangeInParent());
        Assert.Equal(OtioError.NoRange, Assert.Throws<OtioException>(() => a.TrimmedRangeInParent()).Error);
        Assert.Equal(OtioError.NoRange, Assert.Throws<OtioException>(() => c.TrimmedRangeInParent()).Error);
        Assert.Equal(new TimeRange(50, 50, 24), b.RangeInParent());
        var stack = new Stack { Children = { track } };
        Assert.Equal(new RationalTime(-5, 24), b.TransformedTime(new(5, 24), stack));
        Assert.Equal(new TimeRange(60, 30, 24), stack.TrimmedRangeOfChild(b));
    }

    [Fact]
    public void Times_of_mixed_rates_add_up_at_the_rate_of_the_child_as_in_the_reference()
    {
        Clip a = new("a", sourceRange: new(new(0, 24), new(100, 24))), b = new("b", sourceRange: new(new(0, 30), new(1, 30))), c = new("c", sourceRange: new(new(0, 25), new(10, 25)));
        var track = new Track { Children = { a, b, c } };

        Assert.Equal((125.0, 30.0), (b.RangeInParent().StartTime.Value, b.RangeInParent().StartTime.Rate));
        Assert.Equal((126.0, 30.0), (c.RangeInParent().StartTime.Value, c.RangeInParent().StartTime.Rate));
        Assert.Equal([24.0, 24, 30], track.RangesOfAllChildren().Select(range => range.StartTime.Rate));
        Assert.Equal(126.0, track.RangesOfAllChildren()[2].StartTime.Value);
    }

    [Fact]
    public void Ranges_of_a_track_of_very_many_rates_agree_within_rounding()
    {
        var track = new Track();
        for (var i = 0; i < 300; i++)
            track.Children.Add(new Clip($"{i}", sourceRange: new(0, 10 + i, 10 + i)));

        for (var i = 0; i < 300; i++)
            Assert.Equal(i, track.RangeOfChildAtIndex(i).StartTime.ToSeconds(), 9);
    }

    [Fact]
    public void A_transition_at_an_end_of_a_track_has_gaps_for_neighbours_when_asked()
    {
        var transition = new Transition { InOffset = new(5, 24), OutOffset = new(7, 24) };
        var clip = new Clip("a", sourceRange: new(0, 50, 24));
        var track = new Track { Children = { transition, clip } };

        Assert.Equal((null, clip), track.NeighborsOf(transition));
        var (before, after) = track.NeighborsOf(transition, gapsAroundTransitions: true);
        Assert.Equal(new TimeRange(0, 5, 24), Assert.IsType<Gap>(before).TrimmedRange());
        Assert.Same(clip, after);
        Assert.Equal(((Composable?)transition, null), track.NeighborsOf(clip, gapsAroundTransitions: true));
    }

    [Fact]
    public void A_disabled_item_is_not_visible_and_the_tracks_below_show()
    {
        Clip top = new("top", sourceRange: new(0, 10, 24)) { Enabled = false }, below = new("below", sourceRange: new(5, 10, 24));
        var stack = new Stack { Children = { new Track { Children = { below } }, new Track { Children = { top } } } };

        Assert.Equal(["below"], stack.Flatten().Children.Select(child => child.Name));
    }

    [Fact]
    public void A_gap_has_no_available_range()
    {
        Assert.Equal(OtioError.NoRange, Assert.Throws<OtioException>(() => new Gap(new RationalTime(5, 24)).AvailableRange()).Error);
    }

    [Fact]
    public void A_child_has_one_parent_and_no_ring_can_be_made()
    {
        var clip = new Clip("c");
        var first = new Track { Children = { clip } };
        Assert.Equal(OtioError.AlreadyHasParent, Assert.Throws<OtioException>(() => new Track { Children = { clip } }).Error);
        Assert.Equal(OtioError.AlreadyHasParent, Assert.Throws<OtioException>(() => first.Children.Add(clip)).Error);
        first.Children.Remove(clip);
        Assert.Null(clip.Parent);
        var inner = new Stack();
        var outer = new Stack { Children = { inner } };
        Assert.Equal(OtioError.Cycle, Assert.Throws<OtioException>(() => inner.Children.Add(outer)).Error);
        Assert.Equal(OtioError.Cycle, Assert.Throws<OtioException>(() => outer.Children.Add(outer)).Error);
        Assert.Throws<ArgumentNullException>(() => outer.Children.Add(null!));
        outer.Children.Clear();
        Assert.Null(inner.Parent);
    }

    [Fact]
    public void Without_a_known_length_there_is_one_clear_error()
    {
        var clip = new Clip("c");
        var track = new Track { Children = { clip } };
        var error = Assert.Throws<OtioException>(() => track.Duration());
        Assert.Equal(OtioError.NoRange, error.Error);
        Assert.Contains("'c'", error.Message, StringComparison.Ordinal);
        Assert.Equal(OtioError.NotAChild, Assert.Throws<OtioException>(() => track.RangeInParent()).Error);
        Assert.Equal(OtioError.NoCommonAncestor, Assert.Throws<OtioException>(() => clip.TransformedTime(new(0, 24), new Clip())).Error);
    }

    [Fact]
    public void A_child_of_unknown_length_hides_where_the_later_ones_lie_and_nothing_else()
    {
        var track = new Track { Children = { new Gap(new RationalTime(5, 24)), new Clip("lost"), new Gap(new RationalTime(7, 24)) } };
        var stack = new Stack { Children = { track, new Gap(new RationalTime(9, 24)) } };
        Assert.Equal(new TimeRange(0, 5, 24), track.RangeOfChildAtIndex(0));
        Assert.Equal(OtioError.NoRange, Assert.Throws<OtioException>(() => track.RangeOfChildAtIndex(1)).Error);
        var error = Assert.Throws<OtioException>(() => track.RangeOfChildAtIndex(2));
        Assert.Equal(OtioError.NoRange, error.Error);
        Assert.Contains("'lost'", error.Message, StringComparison.Ordinal);
        Assert.Equal(new TimeRange(0, 9, 24), stack.RangeOfChildAtIndex(1));
    }

    [Fact]
    public void What_may_be_unknown_can_be_asked_without_an_exception()
    {
        var lost = new Clip("lost");
        var known = new Clip("known", sourceRange: new(3, 5, 24));
        var track = new Track { Children = { known, lost, new Gap(new RationalTime(7, 24)) } };
        Assert.False(lost.TryGetAvailableRange(out _));
        Assert.False(lost.TryGetTrimmedRange(out _));
        Assert.False(lost.TryGetDuration(out _));
        Assert.False(track.TryGetTrimmedRange(out _));
        Assert.False(((Item)track.Children[2]).TryGetRangeInParent(out _));
        Assert.False(track.TryGetRangeInParent(out _));
        Assert.False(known.TryTransformTimeRange(new(3, 5, 24), new Track(), out _));
        Assert.True(known.TryGetTrimmedRange(out var trimmed) && trimmed == new TimeRange(3, 5, 24));
        Assert.True(known.TryGetDuration(out var duration) && duration == new RationalTime(5, 24));
        Assert.True(known.TryGetRangeInParent(out var inParent) && inParent == new TimeRange(0, 5, 24));
        Assert.True(known.TryTransformTimeRange(new(4, 1, 24), track, out var moved) && moved == new TimeRange(1, 1, 24));
    }

    [Fact]
    public void Image_bounds_go_around_those_of_all_clips()
    {
        var track = new Track
        {
            Children =
            {
                new Clip("a", new ExternalReference("a.mov") { AvailableImageBounds = new(new(0, 0), new(16, 9)) }),
                new Clip("b"),
                new Stack { Children = { new Clip("c", new ExternalReference("c.mov") { AvailableImageBounds = new(new(-2, 1), new(4, 12)) }) } },
            },
        };
        Assert.Equal(new Box2d(new(-2, 0), new(16, 12)), new Timeline { Tracks = { Children = { track } } }.AvailableImageBounds());
        Assert.Null(new Timeline().AvailableImageBounds());
    }

    [Fact]
    public void A_collection_finds_what_its_collections_and_timelines_hold()
    {
        var clip = new Clip("a");
        var timeline = new Timeline { Tracks = { Children = { new Track { Children = { clip } } } } };
        var loose = new Clip("b");
        var collection = new SerializableCollection { Children = { new SerializableCollection { Children = { timeline } }, loose } };
        Assert.Equal([clip, loose], collection.FindClips());
        Assert.Equal([timeline], collection.FindChildren<Timeline>());
        Assert.Equal([loose], collection.FindChildren<Clip>(shallow: true));
    }

    [Fact]
    public void Children_are_taken_out_in_a_row()
    {
        var track = new Track { Children = { new Gap(), new Clip("a"), new Clip("b"), new Gap() } };
        var taken = track.Children[1];
        track.Children.RemoveRange(1, 2);
        Assert.Equal(2, track.Children.Count);
        Assert.Null(taken.Parent);
        Assert.Throws<ArgumentException>(() => track.Children.RemoveRange(1, 2));
        Assert.Equal(2, track.Children.Count);
    }

    [Fact]
    public void Setting_no_media_sets_missing_media()
    {
        var clip = new Clip("c", new ExternalReference("a.mov")) { MediaReference = null };
        Assert.IsType<MissingReference>(clip.MediaReference);
    }

    [Fact]
    public void An_image_sequence_names_its_pictures()
    {
        var sequence = new ImageSequenceReference
        {
            TargetUrlBase = "file:///show",
            NamePrefix = "img.",
            NameSuffix = ".exr",
            StartFrame = -2,
            FrameZeroPadding = 4,
            Rate = 24,
            AvailableRange = new(0, 5, 24),
        };
        Assert.Equal("file:///show/img.-0002.exr", sequence.TargetUrlForImageNumber(0));
        Assert.Equal("file:///show/img.0001.exr", sequence.TargetUrlForImageNumber(3));
        Assert.Equal(2, sequence.EndFrame());
        Assert.Throws<OtioException>(() => sequence.TargetUrlForImageNumber(5));

        sequence.AvailableRange = new(0, 1e12, 24);
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => sequence.NumberOfImages()).Error);
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => sequence.EndFrame()).Error);
        Assert.Equal(OtioError.InvalidTime, Assert.Throws<OtioException>(() => sequence.FrameForTime(new(1e11, 24))).Error);
    }

    [Fact]
    public void Finding_goes_through_nested_compositions_in_order()
    {
        Clip a = new("A", sourceRange: new(0, 10, 24)), b = new("B", sourceRange: new(0, 10, 24)), c = new("C", sourceRange: new(0, 10, 24));
        var inner = new Stack { Name = "inner", Children = { new Track { Children = { b } } } };
        var track = new Track { Children = { a, inner, c } };
        Assert.Equal([a, b, c], track.FindClips());
        Assert.Equal([a, c], track.FindClips(shallow: true));
        Assert.Equal([b], track.FindClips(new TimeRange(12, 3, 24)));
        Assert.Same(b, track.ChildAtTime(new(12, 24)));
        Assert.Same(inner, track.ChildAtTime(new(12, 24), shallow: true));
    }
}
