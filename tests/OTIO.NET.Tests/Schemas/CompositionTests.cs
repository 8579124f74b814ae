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
        Assert.Null(a.TrimmedRangeInParent());
        Assert.Equal(new TimeRange(60, 30, 24), b.TrimmedRangeInParent());
        Assert.Null(c.TrimmedRangeInParent());
        Assert.Equal(new TimeRange(50, 50, 24), b.RangeInParent());
        var stack = new Stack { Children = { track } };
        Assert.Equal(new RationalTime(-5, 24), b.TransformedTime(new(5, 24), stack));
        Assert.Equal(new TimeRange(60, 30, 24), stack.TrimmedRangeOfChild(b));
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
