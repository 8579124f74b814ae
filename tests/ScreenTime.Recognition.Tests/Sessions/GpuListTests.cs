using ScreenTime.Recognition.Sessions;

namespace ScreenTime.Recognition.Tests.Sessions;

public class GpuListTests
{
    private const string Processor = "CPUExecutionProvider", DirectMl = "DmlExecutionProvider", Cuda = "CUDAExecutionProvider";
    private static readonly GraphicsAdapter Display = new(0, "Processor's own", 128 << 20, IsSoftware: false, Luid: 7);
    private static readonly GraphicsAdapter Card = new(1, "Card", 16L << 30, IsSoftware: false, Luid: 9);
    private static readonly GraphicsAdapter Basic = new(2, "Basic Render", 0, IsSoftware: true, Luid: 11);
    private static readonly CudaDevice Fastest = new(0, "NVIDIA H200", 140L << 30);

    [Fact]
    public void On_Linux_NVIDIAs_cards_can_be_used_by_a_build_with_CUDA()
    {
        var gpu = Assert.Single(GpuList.Of([Cuda, Processor], [], 0, [Fastest]));

        Assert.Equal(("cuda:0", "NVIDIA H200", 140L << 30, true, null), (gpu.Id, gpu.Name, gpu.DedicatedBytes, gpu.IsPreferred, gpu.Obstacle));
    }

    [Fact]
    public void A_build_without_CUDA_says_what_it_lacks_and_how_to_get_it()
    {
        var gpu = Assert.Single(GpuList.Of([Processor], [], 0, [Fastest]));

        Assert.Equal("this build has no CUDA; './publish.sh linux-x64 --flavor cuda' makes one that has (docs/gpu.md)", gpu.Obstacle);
    }

    [Fact]
    public void On_Windows_a_card_is_named_once_as_DirectML_counts_it_and_software_never()
    {
        var gpus = GpuList.Of([DirectMl, Processor], [Display, Card, Basic], 1, [Fastest]);

        Assert.Equal([("directml:0", false), ("directml:1", true)], gpus.Select(gpu => (gpu.Id, gpu.IsPreferred)));
        Assert.All(gpus, gpu => Assert.Null(gpu.Obstacle));
        Assert.All(GpuList.Of([Processor], [Display, Card, Basic], 1, [Fastest]), gpu => Assert.StartsWith("this build has no DirectML;", gpu.Obstacle, StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_none_without_a_card() => Assert.Empty(GpuList.Of([Cuda, Processor], [], 0, []));
}
