using ScreenTime.Host.Appearances;
using ScreenTime.Host.Evaluation;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Evaluation;

public sealed class ExplanationTests
{
    private static readonly AnalysisResult s_result = Findings.Empty with
    {
        Samples = [Findings.Sample(12, 0.9f, 0.1f), Findings.Sample(36, 0.3f, 0.6f), Findings.Sample(60, 0.8f, 0.2f), Findings.Sample(150, 0.1f, 0.97f)],
        Appearances = [Findings.Appearance("tom", 0, 120)],
    };

    [Fact]
    public void It_names_the_frame_the_probabilities_and_the_rule() =>
        Assert.Equal(
            [
                "10:00:00:14 lies in the clip \"first\", in the shot from 10:00:00:00 to 10:00:05:00.",
                "The nearest frame that was looked at is 10:00:00:12 (2 frames earlier), of 3 in this shot.",
                "TOM is marked from 10:00:00:00 to 10:00:05:00: probability 0.90 here, 2 of the shot's 3 frames are at 0.5 or above.",
                "JERRY is not marked: probability 0.10 here, 1 of the shot's 3 frames are at 0.5 or above.",
                "Screen time is counted by the rule visible-v1: the union of a character's stretches.",
            ],
            Explanation.Of(s_result, 14));

    [Fact]
    public void An_answer_against_the_frame_itself_says_what_outweighs_it()
    {
        var sentences = Explanation.Of(s_result, 36);

        Assert.Contains(sentences, sentence => sentence.StartsWith("TOM is marked", StringComparison.Ordinal) && sentence.EndsWith("would have to be below 0.27.", StringComparison.Ordinal));
        Assert.Contains(sentences, sentence => sentence.StartsWith("JERRY is not marked", StringComparison.Ordinal) && sentence.Contains("would have to be above 0.73", StringComparison.Ordinal));
    }

    [Fact]
    public void The_threshold_that_it_states_is_the_one_that_decides()
    {
        float Just(double offset) => (float)(PresenceModel.LoneSample + offset);

        Assert.Equal([false, true, false], PresenceModel.Decide([0.02f, Just(0.001), 0.02f]));
        Assert.Equal([false, false, false], PresenceModel.Decide([0.02f, Just(-0.001), 0.02f]));
        Assert.Equal([true, false, true], PresenceModel.Decide([0.98f, 1 - Just(0.001), 0.98f]));
        Assert.Equal([true, true, true], PresenceModel.Decide([0.98f, 1 - Just(-0.001), 0.98f]));
    }

    [Theory]
    [InlineData(12, "this very frame")]
    [InlineData(13, "1 frame earlier")]
    [InlineData(11, "1 frame later")]
    [InlineData(0, "12 frames later")]
    public void The_distance_is_said_in_words(long frame, string words) => Assert.Contains($"({words})", Explanation.Of(s_result, frame)[1], StringComparison.Ordinal);

    [Fact]
    public void Frames_of_other_shots_say_nothing() =>
        Assert.Contains("of 1 in this shot", Explanation.Of(s_result, 121)[1], StringComparison.Ordinal);

    [Fact]
    public void In_a_dissolve_the_clear_part_of_the_shot_speaks()
    {
        var result = s_result with { Shots = [new Shot(new FrameRange(0, 120), "first") { Clear = new FrameRange(24, 120) }, s_result.Shots[1]] };

        var sentences = Explanation.Of(result, 12);

        Assert.Equal("Another shot is mixed with it here: the clear part, 10:00:01:00 to 10:00:05:00, says who is in this one.", sentences[1]);
        Assert.Contains("10:00:01:12 (24 frames later), of 2 in this shot", sentences[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_is_no_absence_of_anybody()
    {
        var result = s_result with { Shots = [new Shot(new FrameRange(0, 120), ""), s_result.Shots[1]], Samples = [] };

        Assert.Equal(["10:00:00:00: no picture shows here, so nobody is marked."], Explanation.Of(result, 0));
    }

    [Fact]
    public void Unknown_time_is_called_unknown_with_its_reason()
    {
        var result = s_result with { Samples = [], Appearances = [], Unknowns = [new Unknown(new FrameRange(0, 120), "The media of the clip \"first\" is offline: no file")] };

        Assert.Equal(
            ["It could not be looked at: The media of the clip \"first\" is offline: no file", "No frame of this shot could be looked at, so nobody is marked."],
            Explanation.Of(result, 5).Skip(1));
    }

    [Fact]
    public void A_clip_without_a_name_is_a_clip()
    {
        var result = s_result with { Shots = [new Shot(new FrameRange(0, 120), ""), s_result.Shots[1]] };

        Assert.Contains("TOM is marked", string.Join('\n', Explanation.Of(result, 12)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_layers_share_a_frame_the_best_of_them_counts()
    {
        var below = Findings.Sample(12, 0.2f, 0.1f) with { Composited = true };
        var result = s_result with { Samples = [Findings.Sample(12, 0.1f, 0.7f) with { Composited = true, Track = 1 }, below] };

        var sentences = Explanation.Of(result, 12);

        Assert.Contains("each layer was looked at", sentences[1], StringComparison.Ordinal);
        Assert.Contains("probability 0.20 here", sentences[2], StringComparison.Ordinal);
        Assert.Contains("probability 0.70 here", sentences[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_with_a_layer_that_could_not_be_read_says_nothing()
    {
        var result = s_result with { Samples = [.. s_result.Samples, Findings.Sample(12, null) with { Track = 1 }] };

        Assert.Contains("is 10:00:01:12 (24 frames later), of 2", Explanation.Of(result, 12)[1], StringComparison.Ordinal);
    }
}
