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
    public void With_a_model_turns_are_taken_between_probable_characters_and_doubt()
    {
        // Every frame of its own look; tom is surest in 3, jerry in 7, and of 9 most is doubtful.
        var looks = Enumerable.Range(0, 12).Select(i => Look(i)).ToArray();
        var probabilities = Enumerable.Range(0, 12).Select(i => (IReadOnlyList<float>)[i == 3 ? 0.95f : 0.05f, i == 7 ? 0.9f : i == 9 ? 0.5f : 0.05f]).ToList();
        var chosen = LabelChoice.Of(looks, [], probabilities, 3);
        Assert.Equal([new Choice(3, ChoiceReason.Probable, 0), new Choice(7, ChoiceReason.Probable, 1), new Choice(9, ChoiceReason.Doubtful, -1)], chosen);
    }

    [Fact]
    public void A_recogniser_that_cannot_compare_frames_still_gets_the_probable_and_the_doubtful()
    {
        List<IReadOnlyList<float>> probabilities = [[0.1f], [0.9f], [0.5f]];
        Assert.Equal([1, 2, 0], LabelChoice.Of([], [], probabilities, 3).Select(choice => choice.Index));
        Assert.Empty(LabelChoice.Of([], [], null, 3));
    }

    private static float[] Look(int direction)
    {
        var look = new float[12];
        look[direction] = 1;
        return look;
    }
}
