using CsCheck;
using ScreenTime.Host.Appearances;

namespace ScreenTime.Host.Tests.Appearances;

public sealed class PresenceModelTests
{
    private static readonly Gen<float> Probability = Gen.Frequency((3, Gen.Float[0, 1]), (1, Gen.Float[0.3f, 0.7f]), (1, Gen.Int[0, 2].Select(i => i / 2f)));

    [Fact]
    public void The_states_are_the_most_probable_of_all_that_could_be() =>
        Probability.Array[1, 10].Sample(
            probabilities =>
            {
                var best = double.NegativeInfinity;
                for (var path = 0; path < 1 << probabilities.Length; path++)
                    best = Math.Max(best, Score(probabilities, i => ((path >> i) & 1) == 1));
                var states = PresenceModel.Decide(probabilities);
                Assert.Equal(probabilities.Length, states.Length);
                Assert.Equal(best, Score(probabilities, i => states[i]), 1e-9);
            },
            iter: 3000);

    [Fact]
    public void Sure_samples_are_believed_each_for_itself() =>
        Gen.Bool.Array[1, 60].Sample(truth => Assert.Equal(truth, PresenceModel.Decide(Array.ConvertAll(truth, there => there ? 0.98f : 0.02f))), iter: 1000);

    [Theory]
    [InlineData(0.72f, false)]
    [InlineData(0.74f, true)]
    public void One_odd_sample_among_many_must_be_surer_than_0_73(float odd, bool believed)
    {
        var absent = Enumerable.Repeat(0.1f, 9).ToArray();
        absent[4] = odd;
        Assert.Equal(believed, PresenceModel.Decide(absent)[4]);
        Assert.Equal(believed, !PresenceModel.Decide(Array.ConvertAll(absent, p => 1 - p))[4]);
        Assert.Equal(believed ? 1 : 0, PresenceModel.Decide(absent).Count(state => state));
    }

    [Theory]
    [InlineData(0.49f, false)]
    [InlineData(0.5f, true)]
    [InlineData(0.51f, true)]
    public void A_shot_with_one_sample_is_decided_at_one_half(float probability, bool there) =>
        Assert.Equal([there], PresenceModel.Decide([probability]));

    [Fact]
    public void Several_weak_samples_in_a_row_outweigh_what_one_cannot() =>
        Assert.Equal(
            [false, false, true, true, true, false, false],
            PresenceModel.Decide([0.05f, 0.05f, 0.75f, 0.75f, 0.75f, 0.05f, 0.05f]));

    [Fact]
    public void Nothing_that_a_recogniser_can_say_stops_it() =>
        Gen.OneOf(Gen.Float, Gen.Float[0, 1]).Array[0, 40].Sample(
            probabilities => PresenceModel.Decide(probabilities).Length == probabilities.Length, iter: 1000);

    /// <summary>The rule in its own words: half the bounded log-odds for or against each sample, less the cost of each change.</summary>
    private static double Score(float[] probabilities, Func<int, bool> state)
    {
        var score = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var odds = Math.Clamp(Math.Log(Math.Max(probabilities[i], 1e-6) / Math.Max(1.0 - probabilities[i], 1e-6)), -4, 4);
            score += state(i) ? odds / 2 : -odds / 2;
            if (i > 0 && state(i) != state(i - 1))
                score -= PresenceModel.ChangeCost;
        }

        return score;
    }
}
