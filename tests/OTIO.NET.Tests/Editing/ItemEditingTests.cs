using CsCheck;

namespace OpenTimelineIO.Tests.Editing;

public class ItemEditingTests
{
    private static readonly Gen<(Track Track, Item Item, int In, int Out)> s_edits =
        Gen.Select(Frames.Tracks.Where(track => track.Children.OfType<Clip>().Any()), Gen.Int[0, 1000], Gen.Int[-15, 15], Gen.Int[-15, 15])
            .Select((track, pick, first, last) => (track, (Item)track.Children.OfType<Clip>().ElementAt(pick % track.Children.OfType<Clip>().Count()), first, last));

    [Fact]
    public void Trimming_moves_nothing_but_the_items_ends() => s_edits.Sample(edit =>
    {
        var (before, place) = (Frames.Of(edit.Track), edit.Item.RangeInParent());
        edit.Item.Trim(Frames.At(edit.In), Frames.At(edit.Out));
        var after = Frames.Of(edit.Track);
        var now = edit.Item.RangeInParent();
        Assert.True(after.Count >= before.Count - 15);
        for (var i = 0; i < Math.Min(before.Count, after.Count); i++)
        {
            var was = place.Contains(Frames.At(i));
            var stays = now.Contains(Frames.At(i));
            Assert.Equal(stays ? $"{edit.Item.Name}{Offset(edit.Item, i)}" : was ? "-" : before[i], after[i]);
        }
        InMedia(edit.Track);
    });

    [Fact]
    public void Slipping_moves_no_border_and_stays_inside_the_media() => s_edits.Sample(edit =>
    {
        var place = edit.Item.RangeInParent();
        edit.Item.Slip(Frames.At(edit.In * 10));
        Assert.Equal(place, edit.Item.RangeInParent());
        InMedia(edit.Track);
    });

    [Fact]
    public void Rippling_changes_the_items_length_and_moves_what_follows() => s_edits.Sample(edit =>
    {
        var (before, length, start) = (Frames.Of(edit.Track), (int)edit.Item.Duration().Value, (int)edit.Item.RangeInParent().StartTime.Value);
        edit.Item.Ripple(Frames.At(edit.In), Frames.At(edit.Out));
        var after = Frames.Of(edit.Track);
        var newLength = (int)edit.Item.Duration().Value;
        Assert.Equal(before.Take(start), after.Take(start));
        Assert.Equal(before.Skip(start + length), after.Skip(start + newLength));
        InMedia(edit.Track);
    });

    [Fact]
    public void Rolling_moves_cuts_and_nothing_beyond_the_two_items() => s_edits.Sample(edit =>
    {
        var before = Frames.Of(edit.Track);
        var index = edit.Track.IndexOfChild(edit.Item);
        if (index == 0 || index == edit.Track.Children.Count - 1)
        {
            if (index == 0 && edit.In != 0)
                Assert.Equal(OtioError.InvalidEdit, Assert.Throws<OtioException>(() => edit.Item.Roll(Frames.At(edit.In), Frames.At(0))).Error);
            return;
        }
        var from = (int)((Item)edit.Track.Children[index - 1]).RangeInParent().StartTime.Value;
        var to = (int)((Item)edit.Track.Children[index + 1]).RangeInParent().EndTimeExclusive().Value;
        edit.Item.Roll(Frames.At(edit.In), Frames.At(edit.Out));
        var after = Frames.Of(edit.Track);
        Assert.Equal(before.Count, after.Count);
        Assert.Equal(before.Take(from), after.Take(from));
        Assert.Equal(before.Skip(to), after.Skip(to));
        for (var i = from; i < to; i++)
            if (before[i] != after[i])
                Assert.NotEqual(before[i][..1], after[i][..1]);
        InMedia(edit.Track);
    });

    [Fact]
    public void Sliding_changes_the_length_of_the_item_before()
    {
        var track = new Track { Children = { Frames.NewClip(0, 10), Frames.NewClip(20, 10), Frames.NewClip(40, 10) } };
        var second = (Item)track.Children[1];
        second.Slide(Frames.At(4));
        Assert.Equal(14, second.RangeInParent().StartTime.Value);
        Assert.Equal(10, second.Duration().Value);
        second.Slide(Frames.At(-100));
        Assert.Equal(1, second.RangeInParent().StartTime.Value);
        second.Slide(Frames.At(1000));
        Assert.Equal(100, second.RangeInParent().StartTime.Value);
        ((Item)track.Children[0]).Slide(Frames.At(1));
        Assert.Equal([100, 10, 10], track.Children.Select(child => child.Duration().Value));
    }

    private static double Offset(Item item, int frame) => item.TrimmedRange().StartTime.Value + frame - item.RangeInParent().StartTime.Value;

    private static void InMedia(Track track)
    {
        foreach (var clip in track.Children.OfType<Clip>())
        {
            var (used, media) = (clip.TrimmedRange(), clip.AvailableRange());
            Assert.True(used.StartTime >= media.StartTime && used.EndTimeExclusive() <= media.EndTimeExclusive(), $"'{clip.Name}' {used}");
            Assert.True(used.Duration.Value >= 1);
        }
    }
}
