namespace ScreenTime.Sdk.Tests.Recognition;

public sealed class ClassAccuracyTests
{
    [Theory]
    [InlineData(new[] { 0.2f, 0.7f, 0.6f }, 1)]
    [InlineData(new[] { 0.2f, 0.49f }, -1)]
    [InlineData(new[] { 0.5f, 0.1f }, 0)]
    [InlineData(new[] { 0.8f, 0.8f }, 0)]
    [InlineData(new float[0], -1)]
    public void A_picture_is_of_the_most_probable_character_at_a_half_or_above(float[] probabilities, int expected) =>
        Assert.Equal(expected, ClassAccuracy.ClassOf(probabilities));

    [Fact]
    public void A_label_gives_one_class_where_it_says_of_all_and_one_at_most_is_there()
    {
        Assert.Equal(1, ClassAccuracy.ClassOf([false, true]));
        Assert.Equal(-1, ClassAccuracy.ClassOf([false, false]));
        Assert.Null(ClassAccuracy.ClassOf([true, true]));
        Assert.Null(ClassAccuracy.ClassOf([true, null]));
        Assert.Null(ClassAccuracy.ClassOf([null, false]));
    }
}
