using CsCheck;

namespace OpenTimelineIO.Tests.Editing;

public class TrackEditingTests
{
    [Fact]
    public void Overwriting_changes_exactly_the_frames_of_the_range() =>
        Gen.Select(Frames.Tracks, Gen.Int[0, 60], Gen.Int[1, 30], Gen.Int[0, 40]).Sample((track, start, length, source) =>
        {
            var expected = Frames.Of(track);
            Pad(expected, start + (start < expected.Count ? 0 : length));
            var clip = Frames.NewClip(source, 7);
            var before = expected.Count;
            expected = [.. expected.Take(start), .. Enumerable.Range(source, length).Select(frame => $"NEW{frame}"), .. expected.Skip(start + length)];
            Assert.True(expected.Count >= before - length);
            track.Overwrite(clip, new(start, length, Frames.Rate));
            Assert.Equal(expected, Frames.Of(track));
        });

    [Fact]
    public void Inserting_moves_what_follows_and_changes_nothing_else() =>
        Gen.Select(Frames.Tracks, Gen.Int[0, 60], Gen.Int[1, 30]).Sample((track, at, length) =>
        {
            var expected = Frames.Of(track);
            Pad(expected, at);
            expected.InsertRange(at, Enumerable.Range(3, length).Select(frame => $"NEW{frame}"));
            track.Insert(Frames.NewClip(3, length), Frames.At(at));
            Assert.Equal(expected, Frames.Of(track));
        });

    [Fact]
    public void Slicing_changes_no_frame_and_makes_a_border() => Gen.Select(Frames.Tracks, Gen.Int[0, 60]).Sample((track, at) =>
    {
        var frames = Frames.Of(track);
        if (at >= frames.Count)
        {
            Assert.Equal(OtioError.InvalidEdit, Assert.Throws<OtioException>(() => track.Slice(Frames.At(at))).Error);
            return;
        }
        track.Slice(Frames.At(at));
        Assert.Equal(frames, Frames.Of(track));
        Assert.Contains(track.Children, child => ((Item)child).RangeInParent().StartTime == Frames.At(at));
    });

    [Fact]
    public void Removing_leaves_a_gap_or_closes_it() => Gen.Select(Frames.Tracks, Gen.Int[0, 60], Gen.Bool).Sample((track, at, keepTime) =>
    {
        var frames = Frames.Of(track);
        if (at >= frames.Count)
            return;
        var item = (Item)track.ChildAtTime(Frames.At(at))!;
        var (start, length) = ((int)item.RangeInParent().StartTime.Value, (int)item.Duration().Value);
        Assert.Same(item, track.RemoveAtTime(Frames.At(at), keepTime));
        frames.RemoveRange(start, length);
        if (keepTime)
            frames.InsertRange(start, Enumerable.Repeat("-", length));
        Assert.Equal(frames, Frames.Of(track));
    });

    [Fact]
    public void A_part_of_a_track_has_the_frames_of_that_part() => Gen.Select(Frames.Tracks, Gen.Int[0, 60], Gen.Int[1, 30]).Sample((track, start, length) =>
        Assert.Equal(Frames.Of(track).Skip(start).Take(length), Frames.Of(track.TrimmedToRange(new(start, length, Frames.Rate)))));

    [Fact]
    public void A_flattened_stack_shows_the_topmost_frame_that_is_no_gap() => Frames.Tracks.Array[1, 4].Sample(tracks =>
    {
        var frames = tracks.Select(Frames.Of).ToList();
        var expected = new List<string>();
        for (var i = 0; i < frames.Max(track => track.Count); i++)
            expected.Add(frames.Select(track => i < track.Count ? track[i] : "-").LastOrDefault(frame => frame != "-") ?? "-");
        var stack = new Stack();
        stack.Children.AddRange(tracks);
        Assert.True(expected.SequenceEqual(Frames.Of(stack.Flatten())), string.Join(" | ", frames.Select(track => string.Join(' ', track))));
    });

    [Fact]
    public void A_part_of_a_track_keeps_all_else_that_the_track_says()
    {
        var track = new Track("t", "Subtitle")
        {
            Color = new(1, 0, 0),
            Enabled = false,
            Metadata = { ["m"] = new Metadata { ["n"] = 1 } },
            Effects = { new FreezeFrame() },
            Markers = { new Marker() },
            ExtraFields = { ["x"] = new UnknownSchema("New", 1, []) },
            Children = { new Gap(new RationalTime(5, 24)), new Gap(new RationalTime(5, 24)) },
        };
        var part = track.TrimmedToRange(new(0, 5, 24));
        Assert.Single(part.Children);
        part.Children.Add(new Gap(new RationalTime(5, 24)));
        Assert.True(part.IsEquivalentTo(track));
        part.Metadata.GetOrAddMap("m")["n"] = 2;
        Assert.False(part.IsEquivalentTo(track));
    }

    [Fact]
    public void What_is_hidden_everywhere_may_be_of_unknown_length()
    {
        var below = new Track { SourceRange = new(0, 5, 24), Children = { new Clip("lost") } };
        var above = new Track { Children = { new Clip("seen", sourceRange: new(0, 5, 24)) } };
        Assert.Equal("seen", Assert.Single(new Stack { Children = { below, above } }.Flatten().Children).Name);
    }

    [Fact]
    public void A_disabled_track_is_left_out_when_flattening()
    {
        var stack = new Stack { Children = { new Track { Children = { Frames.NewClip(0, 5) } }, new Track { Enabled = false, Children = { Frames.NewClip(50, 5) } } } };
        Assert.Equal("NEW0", Frames.Of(stack.Flatten())[0]);
    }

    [Fact]
    public void A_gap_is_filled_in_three_ways()
    {
        static Track NewTrack() => new() { Children = { Frames.NewClip(0, 2), new Gap(Frames.At(6)), new Clip("z", sourceRange: new(0, 4, Frames.Rate)) } };
        var track = NewTrack();
        track.Fill(Frames.NewClip(10, 8), Frames.At(3));
        Assert.Equal("NEW0 NEW1 - NEW10 NEW11 NEW12 NEW13 NEW14 NEW15 NEW16 NEW17 z3", string.Join(' ', Frames.Of(track)));
        track = NewTrack();
        track.Fill(Frames.NewClip(10, 8), Frames.At(3), FillReference.Sequence);
        Assert.Equal("NEW0 NEW1 - NEW10 NEW11 NEW12 NEW13 NEW14 z0 z1 z2 z3", string.Join(' ', Frames.Of(track)));
        track = NewTrack();
        var clip = Frames.NewClip(10, 10);
        track.Fill(clip, Frames.At(3), FillReference.Fit);
        Assert.Equal(5, clip.Duration().Value);
        Assert.Equal(2, Assert.IsType<LinearTimeWarp>(Assert.Single(clip.Effects)).TimeScalar);
        Assert.Equal(OtioError.InvalidEdit, Assert.Throws<OtioException>(() => track.Fill(Frames.NewClip(0, 1), Frames.At(0))).Error);
    }

    [Fact]
    public void A_transition_in_the_way_goes_or_refuses_the_edit()
    {
        static Track NewTrack() => new()
        {
            Children = { Frames.NewClip(10, 20), new Transition { InOffset = Frames.At(3), OutOffset = Frames.At(3) }, Frames.NewClip(50, 20) },
        };
        var track = NewTrack();
        Assert.Equal(OtioError.InvalidEdit, Assert.Throws<OtioException>(() => track.Slice(Frames.At(18), removeTransitions: false)).Error);
        Assert.Equal(3, track.Children.Count);
        track.Slice(Frames.At(18));
        Assert.Equal(3, track.Children.OfType<Clip>().Count());
        Assert.Empty(track.Children.OfType<Transition>());
        track = NewTrack();
        track.Overwrite(Frames.NewClip(0, 5), new(2, 5, Frames.Rate), removeTransitions: false);
        Assert.Single(track.Children.OfType<Transition>());
        Assert.Throws<OtioException>(() => track.TrimmedToRange(new(0, 21, Frames.Rate)));
    }

    [Fact]
    public void What_is_in_a_track_already_is_not_put_in_again()
    {
        var track = new Track { Children = { Frames.NewClip(0, 5) } };
        Assert.Equal(OtioError.AlreadyHasParent, Assert.Throws<OtioException>(() => track.Insert((Item)track.Children[0], Frames.At(0))).Error);
        Assert.Equal(OtioError.Cycle, Assert.Throws<OtioException>(() => track.Insert(track, Frames.At(0))).Error);
    }

    private static void Pad(List<string> frames, int length)
    {
        while (frames.Count < length)
            frames.Add("-");
    }
}
