using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class WaitingSparesTests
{
    private readonly List<int> _kept = [];
    private readonly List<DecodedFrame> _given = [];

    [Fact]
    public void Frames_of_the_shot_that_the_next_wanted_frame_falls_into_are_let_go_of()
    {
        using var spares = new WaitingSpares((_, _) => default, (number, _) => _kept.Add(number));
        Add(spares, 100, 101, 102);
        spares.Wanted(103);
        spares.Wanted(200);
        Assert.Empty(_kept);
        AllGone();
    }

    [Fact]
    public void Frames_of_a_shot_that_ends_before_the_next_wanted_frame_are_kept()
    {
        using var spares = new WaitingSpares((_, _) => default, (number, _) => _kept.Add(number));
        Add(spares, 100, 101, 102, 104, 110, 111, 112);
        spares.Wanted(113);
        Assert.Equal([100, 101, 102, 104], _kept);
        spares.Wanted(200);
        AllGone();
    }

    [Fact]
    public void Where_pictures_are_mixed_they_are_kept_once_that_can_be_known()
    {
        using var spares = new WaitingSpares((first, last) => new SeenChanges(first <= 120 && last >= 105, false), (number, _) => _kept.Add(number));
        Add(spares, 100, 101, 102);
        spares.Wanted(110);
        spares.Wanted(142);
        Assert.Empty(_kept);
        spares.Wanted(143);
        Assert.Equal([100, 101, 102], _kept);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Those_before_an_edit_are_kept_where_a_shot_begins_or_pictures_are_mixed_behind_the_last_wanted_frame(bool mixes, bool cuts, bool kept)
    {
        var asked = new List<(int, int)>();
        using var spares = new WaitingSpares(
            (first, last) =>
            {
                asked.Add((first, last));
                return new SeenChanges(mixes, cuts);
            },
            (number, _) => _kept.Add(number));
        spares.Wanted(90);
        Add(spares, true, 106, 108);
        spares.Wanted(138);
        Assert.Empty(asked);
        spares.Wanted(141);
        Assert.Equal([(90, 106), (90, 108)], asked);
        Assert.Equal(kept ? [106, 108] : [], _kept);
        AllGone();
    }

    [Fact]
    public void What_comes_after_the_last_wanted_frame_is_kept()
    {
        using var spares = new WaitingSpares((_, _) => default, (number, _) => _kept.Add(number));
        spares.Wanted(90);
        Add(spares, 100, 101);
        spares.End();
        Assert.Equal([100, 101], _kept);
        AllGone();
    }

    [Fact]
    public void No_more_than_a_few_wait_and_those_that_do_are_given_back()
    {
        using (var spares = new WaitingSpares((_, _) => default, (number, _) => _kept.Add(number)))
        {
            Add(spares, [.. Enumerable.Range(0, 1000)]);
            Assert.InRange(_given.Count(IsThere), 1, 64);
        }

        AllGone();
    }

    private void Add(WaitingSpares spares, params int[] numbers) => Add(spares, false, numbers);

    private void Add(WaitingSpares spares, bool nearEnd, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            _given.Add(new DecodedFrame(MediaTime.Zero, 0, 0, System.Buffers.ArrayPool<byte>.Shared.Rent(3), 3, null) { IsNearEnd = nearEnd });
            spares.Add(number, _given[^1]);
        }
    }

    private void AllGone() => Assert.DoesNotContain(_given, IsThere);

    private static bool IsThere(DecodedFrame frame)
    {
        try
        {
            return frame.Pixels.Length > 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
