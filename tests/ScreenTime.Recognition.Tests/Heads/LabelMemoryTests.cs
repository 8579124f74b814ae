using ScreenTime.Recognition.Heads;

namespace ScreenTime.Recognition.Tests.Heads;

public class LabelMemoryTests
{
    private const int Length = 36;

    [Fact]
    public void A_label_that_the_head_contradicts_is_a_fact_in_its_own_frame_and_in_those_that_look_the_same()
    {
        var memory = LabelMemory.Of([Look(0)], [[1f, 0f]], [[-2.0, 3.0]]);
        Assert.Equal([0.95f, 0.05f], Rounded(memory.Apply(Look(0), [P(-2), P(3)])));
        Assert.Equal([0.95f, 0.05f], Rounded(memory.Apply(Turned(Look(0), Look(1), 0.98), [P(-2), P(3)])));
    }

    [Fact]
    public void The_less_a_frame_looks_like_the_labelled_one_the_less_the_label_says_of_it()
    {
        var memory = LabelMemory.Of([Look(0)], [[1f]], [[-3.0]]);
        var said = new[] { 0.97, 0.93, 0.89, 0.84, 0.0 }.Select(cosine => LogOdds(memory.Apply(Turned(Look(0), Look(1), cosine), [P(-3)])[0])).ToList();
        Assert.Equal(3, said[0], 0.2);
        Assert.Equal(1, said[1], 0.2);
        Assert.Equal(-1, said[2], 0.2);
        Assert.Equal(-3, said[3], 1e-3);
        Assert.Equal(-3, said[4], 1e-3);
    }

    [Fact]
    public void Somebody_who_comes_within_the_shot_is_still_found()
    {
        // The labelled frame is without, and the head is wrong there; later in the shot it is surer by far.
        var memory = LabelMemory.Of([Look(0)], [[0f]], [[0.5]]);
        Assert.True(memory.Apply(Look(0), [P(0.5)])[0] < 0.5f);
        Assert.True(memory.Apply(Look(0), [P(4)])[0] > 0.5f);
    }

    [Fact]
    public void Where_the_head_agrees_with_a_label_nothing_changes()
    {
        var memory = LabelMemory.Of([Look(0)], [[1f, 0f]], [[3.5, -3.0]]);
        List<float> judged = [0.4f, 0.6f];
        Assert.Equal(judged, memory.Apply(Look(0), judged));
    }

    [Fact]
    public void The_most_alike_frame_speaks_and_of_a_character_that_it_says_nothing_of_the_next()
    {
        var memory = LabelMemory.Of([Look(0), Turned(Look(0), Look(1), 0.98)], [[1f, float.NaN], [0f, 1f]], [[-1.0, 0.0], [1.0, -1.0]]);
        Assert.Equal([0.95f, 0.95f], Rounded(memory.Apply(Look(0), [P(-1), P(-1)])));
        Assert.Equal([0.05f, 0.95f], Rounded(memory.Apply(Turned(Look(0), Look(1), 0.98), [P(1), P(-1)])));
    }

    [Fact]
    public void Comes_back_from_its_bytes_as_it_was()
    {
        var memory = LabelMemory.Of([Look(0), Signed(), Look(3)], [[1f, 0f], [0f, float.NaN], [1f, 1f]], [[-1.0, 2.0], [3.0, 0.0], [0.1, -4.0]]);
        var read = LabelMemory.Read(memory.Write(), 2)!;
        Assert.Equal(3, read.Count);
        Assert.Equal(memory.Write(), read.Write());
        foreach (var look in new[] { Look(0), Signed(), Look(3), Turned(Look(3), Look(0), 0.9) })
            Assert.Equal(memory.Apply(look, [0.2f, 0.7f]), read.Apply(look, [0.2f, 0.7f]));
    }

    [Fact]
    public void Bytes_that_are_no_memory_of_this_cast_are_refused()
    {
        var bytes = LabelMemory.Of([Look(0)], [[1f, 0f]], [[-1.0, 2.0]]).Write();
        Assert.Null(LabelMemory.Read(bytes, 3));
        Assert.Null(LabelMemory.Read(bytes.AsSpan(0, bytes.Length - 1), 2));
        Assert.Null(LabelMemory.Read([], 2));
        foreach (var field in new[] { 0, 4, 8, 12 })
            foreach (var value in new byte[] { 0x00, 0x7f, 0xff })
            {
                var broken = bytes.ToArray();
                broken.AsSpan(field, 4).Fill(value);
                Assert.Null(LabelMemory.Read(broken, 2));
            }

        bytes.AsSpan(bytes.Length - 4).Clear();
        bytes[^1] = 0x7f;
        bytes[^2] = 0x80; // infinity
        Assert.Null(LabelMemory.Read(bytes, 2));
    }

    [Fact]
    public void Of_very_many_labels_the_last_are_remembered()
    {
        var count = LabelMemory.MostFrames + 2;
        var memory = LabelMemory.Of(
            [.. Enumerable.Range(0, count).Select(i => Look(i < 2 ? 0 : 1))], [.. Enumerable.Repeat((float[])[1f], count)], [.. Enumerable.Repeat((double[])[-1.0], count)]);
        Assert.Equal(LabelMemory.MostFrames, memory.Count);
        Assert.Equal(P(-1), memory.Apply(Look(0), [P(-1)])[0]);
        Assert.Equal(0.95f, memory.Apply(Look(1), [P(-1)])[0], 0.01f);
    }

    private static float[] Look(int direction)
    {
        var look = new float[Length];
        look[direction] = 1;
        return look;
    }

    private static float[] Signed() => [.. Enumerable.Range(0, Length).Select(i => (i % 2 == 0 ? 1 : -1) / MathF.Sqrt(Length))];

    /// <summary>A look with a given cosine to the first.</summary>
    private static float[] Turned(float[] first, float[] second, double cosine) =>
        [.. first.Zip(second, (a, b) => (float)((cosine * a) + (Math.Sqrt(1 - (cosine * cosine)) * b)))];

    private static float P(double logOdds) => (float)(1 / (1 + Math.Exp(-logOdds)));

    private static double LogOdds(float p) => Math.Log(p / (1 - p));

    private static float[] Rounded(IReadOnlyList<float> values) => [.. values.Select(value => MathF.Round(value, 2))];
}
