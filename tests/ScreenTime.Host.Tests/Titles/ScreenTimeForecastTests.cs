using ScreenTime.Host.Titles;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Titles;

public class ScreenTimeForecastTests
{
    private static readonly Cast s_cast = new("film", [new Character("tom", "TOM", "BLUE")]);

    [Fact]
    public void A_model_that_errs_as_its_held_out_labels_say_is_put_right_by_them()
    {
        // 1000 frames, 400 of them show TOM; he is found in nine of ten of those, and in one of ten others: 420.
        var forecast = Assert.Single(ScreenTimeForecast.Of(s_cast, Frames(420, 1000), [.. Answers(true, 900, 100), .. Answers(false, 100, 900)]));
        Assert.Equal(("tom", 0.42), (forecast.CharacterId, forecast.Found));
        Assert.InRange(0.4, forecast.Low, forecast.High);
        Assert.InRange(forecast.High - forecast.Low, 0.02, 0.08);
        Assert.Equal((forecast.Found - forecast.Low) / 0.42, forecast.LikelyError!.Value, 1e-9);
    }

    [Fact]
    public void The_fewer_labels_the_wider_the_range()
    {
        double Width(int labels)
        {
            var forecast = ScreenTimeForecast.Of(s_cast, Frames(500, 1000), [.. Answers(true, labels, 0), .. Answers(false, 0, labels)])[0];
            return forecast.High - forecast.Low;
        }

        Assert.InRange(Width(10), 0.05, 0.3);
        Assert.True(Width(10) > 2 * Width(40), $"{Width(10)} and {Width(40)}");
        Assert.True(Width(40) > 2 * Width(200));
    }

    [Fact]
    public void What_labels_speak_for_is_taken_as_it_is_found()
    {
        var answers = (HeldOutAnswer[])[.. Answers(true, 15, 5), .. Answers(false, 5, 15)];
        var all = Assert.Single(ScreenTimeForecast.Of(s_cast, [.. Frames(300, 600), .. Frames(200, 400)], answers));
        var half = Assert.Single(ScreenTimeForecast.Of(s_cast, [.. Frames(300, 600), .. Frames(200, 400).Select(frame => (frame.Item1, true))], answers));
        var whole = Assert.Single(ScreenTimeForecast.Of(s_cast, [.. Frames(500, 1000).Select(frame => (frame.Item1, true))], answers));
        Assert.Equal((0.5, 0.5), (all.Found, half.Found));
        Assert.True(half.High - half.Low < 0.7 * (all.High - all.Low));
        Assert.Equal((0.5, 0.5), (whole.Low, whole.High));
    }

    [Fact]
    public void Of_somebody_with_too_few_labels_of_either_kind_nothing_is_said()
    {
        Assert.Empty(ScreenTimeForecast.Of(s_cast, Frames(5, 10), [.. Answers(true, 9, 0), .. Answers(false, 0, 100)]));
        Assert.Empty(ScreenTimeForecast.Of(s_cast, Frames(5, 10), [.. Answers(true, 100, 0), .. Answers(false, 0, 9)]));
        Assert.Empty(ScreenTimeForecast.Of(s_cast, [], [.. Answers(true, 100, 0), .. Answers(false, 0, 100)]));
    }

    [Fact]
    public void A_model_that_knows_nothing_leaves_everything_open()
    {
        var forecast = Assert.Single(ScreenTimeForecast.Of(s_cast, Frames(500, 1000), [.. Answers(true, 10, 10), .. Answers(false, 10, 10)]));
        Assert.True(forecast.Low < 0.1 && forecast.High > 0.9, $"{forecast.Low} to {forecast.High}");
        Assert.Null(ScreenTimeForecast.Of(s_cast, Frames(0, 100), [.. Answers(true, 10, 10), .. Answers(false, 10, 10)])[0].LikelyError);
    }

    [Fact]
    public void Says_the_same_twice()
    {
        HeldOutAnswer[] answers = [.. Answers(true, 20, 3), .. Answers(false, 2, 30)];
        Assert.Equal(ScreenTimeForecast.Of(s_cast, Frames(300, 900), answers), ScreenTimeForecast.Of(s_cast, Frames(300, 900), answers));
    }

    [Fact]
    public void A_label_speaks_for_frames_that_look_like_it()
    {
        Assert.True(ScreenTimeForecast.IsSpokenFor([1, 0], [[0, 1], [0.95f, 0.312f]]));
        Assert.False(ScreenTimeForecast.IsSpokenFor([1, 0], [[0, 1], [0.7f, 0.714f]]));
        Assert.False(ScreenTimeForecast.IsSpokenFor([1, 0], []));
    }

    private static (IReadOnlyList<float>, bool)[] Frames(int found, int of) => [.. Enumerable.Range(0, of).Select(i => ((IReadOnlyList<float>)[i < found ? 0.9f : 0.1f], false))];

    private static IEnumerable<HeldOutAnswer> Answers(bool present, int found, int missed) =>
        Enumerable.Range(0, found + missed).Select(i => new HeldOutAnswer("film", [present], [i < found ? 2.0 : -2.0]));
}
