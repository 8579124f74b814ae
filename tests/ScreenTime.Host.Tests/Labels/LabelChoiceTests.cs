using ScreenTime.Host.Labels;

namespace ScreenTime.Host.Tests.Labels;

public class LabelChoiceTests
{
    // Three looks: ten frames of the first, five of the second, one of the third.
    private static readonly float[][] Looks = [.. Enumerable.Range(0, 16).Select(i => Look(i < 10 ? 0 : i < 15 ? 1 : 2))];

    [Fact]
    public void Without_a_model_every_look_is_asked_for_once_before_any_is_asked_for_again()
    {
        var chosen = LabelChoice.Of(Looks, [], null, 16);
        Assert.Equal([0, 10, 15], chosen.Select(choice => choice.Index).Order());
        Assert.Equal(0, chosen[0].Index); // the most usual look first
        Assert.All(chosen, choice => Assert.Equal((ChoiceReason.Unlike, -1), (choice.Reason, choice.Character)));
    }

    [Fact]
    public void Looks_that_are_labelled_already_are_not_asked_for() =>
        Assert.Equal([15], LabelChoice.Of(Looks, [Look(0), Look(1)], null, 5).Select(choice => choice.Index));

    [Fact]
    public void With_a_model_a_frame_is_chosen_that_stands_for_most_of_what_is_doubtful()
    {
        // Ten frames of the first look are sure, of the five of the second most is doubtful, and so is the odd one.
        var probabilities = Looks.Select((_, i) => (IReadOnlyList<float>)[i < 10 ? 0.02f : 0.6f]).ToList();
        Assert.Equal(
            [new Choice(10, ChoiceReason.Probable, 0), new Choice(0, ChoiceReason.Doubtful, -1), new Choice(15, ChoiceReason.Probable, 0)],
            LabelChoice.Of(Looks, [], probabilities, 16));
    }

    [Fact]
    public void With_a_model_as_without_looks_that_are_labelled_already_are_not_asked_for()
    {
        var probabilities = Looks.Select(_ => (IReadOnlyList<float>)[0.5f]).ToList();
        Assert.Equal([15], LabelChoice.Of(Looks, [Look(0), Look(1)], probabilities, 5).Select(choice => choice.Index));
    }

    [Fact]
    public void Of_frames_equally_doubtful_the_usual_comes_before_the_odd()
    {
        // The last is like nothing else; the others lie round the seventh.
        var looks = Enumerable.Range(0, 11).Select(i => i == 10 ? Look(11) : Between(Look(0), Look(1 + (i % 10)), i == 7 ? 0 : 0.6)).ToArray();
        var probabilities = looks.Select(_ => (IReadOnlyList<float>)[0.5f]).ToList();
        Assert.Equal(7, LabelChoice.Of(looks, [], probabilities, 1)[0].Index);

        static float[] Between(float[] a, float[] b, double angle) => [.. a.Zip(b, (x, y) => (float)((x * Math.Cos(angle)) + (y * Math.Sin(angle))))];
    }

    [Fact]
    public void Everybody_has_a_turn_the_most_doubtful_first()
    {
        // The first character is a little doubtful in the ten frames of the first look, the second very much so in the other two looks.
        var probabilities = Looks.Select((_, i) => (IReadOnlyList<float>)(i < 10 ? [0.2f, 0.01f] : [0.01f, 0.5f])).ToList();
        var sum = LabelChoice.Of(Looks, [], probabilities, 2).Select(choice => choice.Index);
        Assert.Equal([0, 10], sum);
        // The first is doubtful in every frame, so its turn comes first; then the second's, though the first is doubtful in more of the frames that are left.
        probabilities = [.. Looks.Select((_, i) => (IReadOnlyList<float>)(i == 15 ? [0.01f, 0.5f] : [0.5f, 0.01f]))];
        Assert.Equal([0, 15, 10], LabelChoice.Of(Looks, [], probabilities, 3).Select(choice => choice.Index));
    }

    [Fact]
    public void Of_more_frames_than_can_be_compared_some_stand_for_their_neighbours()
    {
        var looks = Enumerable.Range(0, 4500).Select(i => Look(i / 500)).ToArray();
        var chosen = LabelChoice.Of(looks, [], [.. looks.Select(_ => (IReadOnlyList<float>)[0.5f])], 20);
        Assert.Equal(Enumerable.Range(0, 9), chosen.Select(choice => choice.Index / 500).Order());
    }

    [Fact]
    public void A_recogniser_that_cannot_compare_frames_still_gets_the_doubtful()
    {
        List<IReadOnlyList<float>> probabilities = [[0.1f], [0.8f], [0.5f]];
        Assert.Equal([2, 1, 0], LabelChoice.Of([], [], probabilities, 3).Select(choice => choice.Index));
        Assert.Empty(LabelChoice.Of([], [], null, 3));
    }

    [Fact]
    public void A_label_speaks_for_frames_that_look_like_it()
    {
        Assert.True(LabelChoice.IsSpokenFor([1, 0], [[0, 1], [0.95f, 0.312f]]));
        Assert.False(LabelChoice.IsSpokenFor([1, 0], [[0, 1], [0.7f, 0.714f]]));
        Assert.False(LabelChoice.IsSpokenFor([1, 0], []));
    }

    private static float[] Look(int direction)
    {
        var look = new float[12];
        look[direction] = 1;
        return look;
    }
}
