using ScreenTime.Recognition.Sessions;

namespace ScreenTime.Recognition.Tests.Sessions;

public class GraphicsAdaptersTests
{
    private static readonly GraphicsAdapter Display = new(0, "Processor's own", 128 << 20, IsSoftware: false, Luid: 7);
    private static readonly GraphicsAdapter Card = new(1, "Card", 16L << 30, IsSoftware: false, Luid: 9);
    private static readonly GraphicsAdapter Basic = new(2, "Basic Render", 64L << 30, IsSoftware: true, Luid: 11);

    [Theory]
    [InlineData(9L, 1)]
    [InlineData(7L, 0)] // The user may have chosen it in Windows' settings.
    [InlineData(11L, 1)]
    [InlineData(null, 1)]
    public void The_adapter_that_Windows_holds_for_the_fastest_is_taken_else_the_one_with_the_most_memory(long? fastest, int index) =>
        Assert.Equal(index, GraphicsAdapters.Choose([Display, Card, Basic], fastest));

    [Fact]
    public void Of_equal_ones_the_first_is_taken_and_none_is_number_nought()
    {
        Assert.Equal(1, GraphicsAdapters.Choose([Display, Card, Card with { Index = 2, Luid = 10 }], null));
        Assert.Equal(0, GraphicsAdapters.Choose([Basic], 11));
        Assert.Equal(0, GraphicsAdapters.Choose([], null));
    }

    [Fact]
    public void There_are_none_where_there_is_no_DXGI()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "this is for systems without DXGI");
        Assert.Empty(GraphicsAdapters.All);
        Assert.Equal((0, ""), (GraphicsAdapters.Preferred, GraphicsAdapters.Describe(0)));
    }
}
