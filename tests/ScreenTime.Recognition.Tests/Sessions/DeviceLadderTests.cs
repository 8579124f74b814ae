using Microsoft.ML.OnnxRuntime;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Sessions;

public class DeviceLadderTests
{
    private static readonly string[] Gpus = ["DmlExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"];

    [Fact]
    public async Task Takes_the_first_provider_that_agrees_with_the_processor()
    {
        var opened = new List<Fake>();
        var (models, report) = await Climb("auto", Gpus, opened, _ => [1.001f, -2]);

        Assert.Equal("directml:0", models.Provider.Name);
        Assert.Equal("directml:0", report.Provider);
        Assert.Equal(0.001, report.ParityDifference!.Value, 5);
        Assert.All(opened, fake => Assert.Equal(fake != models, fake.Disposed));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("nan")]
    [InlineData("entry point")]
    [InlineData("runtime")]
    [InlineData("library")]
    public async Task Steps_down_to_the_processor_and_says_why(string fault)
    {
        var opened = new List<Fake>();
        var (models, report) = await Climb("directml:2", Gpus, opened, _ => fault switch
        {
            "garbage" => [1, 7],
            "nan" => [1, float.NaN],
            "entry point" => throw new EntryPointNotFoundException("no DML in the library"),
            "library" => throw new DllNotFoundException("no DirectML.dll"),
            _ => RuntimeFault(),
        });

        Assert.Equal("cpu", models.Provider.Name);
        Assert.Equal(("directml:2", "cpu"), (report.Requested, report.Provider));
        Assert.StartsWith("the processor runs instead: directml:2 ", report.Reason, StringComparison.Ordinal);
        Assert.Null(report.ParityDifference);
        Assert.All(opened, fake => Assert.Equal(fake != models, fake.Disposed));
    }

    [Fact]
    public async Task Goes_on_to_the_next_provider_when_one_fails()
    {
        var (models, report) = await Climb("auto", Gpus, [], p => p.Kind == DeviceKind.DirectMl ? [0, 0] : [1, -2]);

        Assert.Equal("cuda:0", models.Provider.Name);
        Assert.Equal(0, report.ParityDifference);
    }

    [Fact]
    public async Task Says_when_the_build_lacks_what_was_asked_for()
    {
        var (_, report) = await Climb("cuda:1", ["CPUExecutionProvider"], [], _ => throw new InvalidOperationException("must not be tried"));

        Assert.Equal("cpu", report.Provider);
        Assert.Equal("the processor runs instead: cuda:1 is not part of this build", report.Reason);
    }

    [Fact]
    public async Task Does_not_try_a_GPU_when_the_processor_was_asked_for()
    {
        var opened = new List<Fake>();
        var (_, report) = await Climb("cpu", Gpus, opened, _ => throw new InvalidOperationException("must not be tried"));

        Assert.Equal("cpu", report.Provider);
        Assert.Single(opened);
    }

    [Fact]
    public async Task Lets_go_of_the_processors_models_when_a_warm_up_fails_for_good()
    {
        var opened = new List<Fake>();
        await Assert.ThrowsAsync<UserException>(() => Climb("auto", Gpus, opened, _ => throw new UserException(ExitCode.InputInvalid, "the model is broken")));

        Assert.True(opened[0].Disposed);
    }

    private static float[] RuntimeFault()
    {
        using var session = new InferenceSession([1, 2, 3]); // what ONNX Runtime throws has no public constructor
        return [];
    }

    private static async Task<(Fake Models, DeviceReport Report)> Climb(
        string device, string[] available, List<Fake> opened, Func<ExecutionProvider, float[]> gpu)
    {
        Assert.True(DeviceRequest.TryParse(device, out var request));
        return await DeviceLadder.ClimbAsync(
            request,
            available,
            "1.0",
            (provider, _) =>
            {
                var fake = new Fake(provider);
                opened.Add(fake);
                return fake;
            },
            fake => Task.FromResult<IReadOnlyList<float[]>>([fake.Provider.IsCpu ? [1, -2] : gpu(fake.Provider)]));
    }

    private sealed class Fake(ExecutionProvider provider) : IDisposable
    {
        public ExecutionProvider Provider { get; } = provider;

        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
