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
    public async Task Says_what_CUDA_lacks_and_what_it_needs()
    {
        var (_, report) = await Climb("cuda", Gpus, [], _ => throw new DllNotFoundException(
            "[ONNXRuntimeError] : 1 : FAIL : Failed to load library /opt/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory"));

        Assert.Equal(
            "the processor runs instead: cuda:0 does not work here (libcublasLt.so.13: cannot open shared object file: No such file or directory; it needs NVIDIA's driver, CUDA 13 and cuDNN 9, where the system finds their libraries: docs/gpu.md)",
            report.Reason);
    }

    [Fact]
    public async Task Goes_on_to_the_next_provider_when_one_fails()
    {
        var (models, report) = await Climb("auto", Gpus, [], p => p.Kind == DeviceKind.DirectMl ? [0, 0] : [1, -2]);

        Assert.Equal("cuda:0", models.Provider.Name);
        Assert.Equal(0, report.ParityDifference);
    }

    [Fact]
    public async Task Opens_the_GPU_while_the_processor_describes_the_test_picture()
    {
        var opened = new TaskCompletionSource();
        Assert.True(DeviceRequest.TryParse("cuda", out var request));

        var climbing = DeviceLadder.ClimbAsync(
            request,
            Gpus,
            "1.0",
            (provider, of) =>
            {
                if (!provider.IsCpu)
                    opened.SetResult();
                return new Fake(provider, of);
            },
            async fake =>
            {
                // One after the other, it would wait for ever.
                if (fake.Provider.IsCpu)
                    await opened.Task.WaitAsync(TimeSpan.FromSeconds(20));
                return [[1, -2]];
            });

        Assert.Equal("cuda:0", (await climbing).Report.Provider);
    }

    [Fact]
    public async Task A_processor_that_cannot_describe_the_test_picture_is_no_fault_of_the_GPU()
    {
        var opened = new List<Fake>();
        Assert.True(DeviceRequest.TryParse("cuda", out var request));

        var failure = await Assert.ThrowsAsync<DllNotFoundException>(() => DeviceLadder.ClimbAsync(
            request,
            Gpus,
            "1.0",
            (provider, of) =>
            {
                opened.Add(new Fake(provider, of));
                return opened[^1];
            },
            fake => fake.Provider.IsCpu ? throw new DllNotFoundException("the processor's") : Task.FromResult<IReadOnlyList<float[]>>([[1, -2]])));

        Assert.Equal("the processor's", failure.Message);
        Assert.All(opened, fake => Assert.True(fake.Disposed));
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

    [Fact]
    public async Task Eight_bits_run_on_the_processor_and_are_held_against_32_bits()
    {
        var opened = new List<Fake>();
        var (models, report) = await Climb("auto", Gpus, opened, _ => throw new InvalidOperationException("must not be tried"), Precision.EightBits, [1.2f, -2]);

        Assert.Equal(("cpu", Precision.EightBits), (models.Provider.Name, models.Precision));
        Assert.Equal(("cpu", "int8", "8-bit numbers were asked for, which are the processor's"), (report.Provider, report.Precision, report.Reason));
        Assert.Equal(0.2, report.ParityDifference!.Value, 5);
        Assert.All(opened, fake => Assert.Equal(fake != models, fake.Disposed));
    }

    [Fact]
    public async Task Eight_bits_that_overflow_are_refused()
    {
        var opened = new List<Fake>();
        var refusal = await Assert.ThrowsAsync<UserException>(() => Climb("cpu", Gpus, opened, _ => [], Precision.EightBits, [2, -2]));

        Assert.Equal(ExitCode.ComponentMissing, refusal.ExitCode);
        Assert.Equal("--precision int8 cannot be used on this processor (cpu gave other results than 32-bit numbers (difference 1)); leave it out", refusal.Message);
        Assert.All(opened, fake => Assert.True(fake.Disposed));
    }

    [Theory]
    [InlineData(2.05f, true)]
    [InlineData(2.07f, false)]
    public async Task Half_precision_may_be_three_parts_in_a_hundred_off(float value, bool agrees)
    {
        var climb = () => Climb("cuda", Gpus, [], _ => [1, -value], Precision.Half);
        if (agrees)
            Assert.Equal(("cuda:0", "fp16"), ((await climb()).Report.Provider, (await climb()).Report.Precision));
        else
            Assert.Contains("cuda:0 gave other results than the processor", (await Assert.ThrowsAsync<UserException>(climb)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", "this build carries no GPU provider")]
    [InlineData("cuda:1", "cuda:1 is not part of this build")]
    public async Task Half_precision_without_a_GPU_is_refused(string device, string why)
    {
        var opened = new List<Fake>();
        var refusal = await Assert.ThrowsAsync<UserException>(() => Climb(device, ["CPUExecutionProvider"], opened, _ => [], Precision.Half));

        Assert.Equal($"--precision fp16 is for a GPU, and none can be used ({why}); leave it out to run on the processor", refusal.Message);
        Assert.All(opened, fake => Assert.True(fake.Disposed));
    }

    private static float[] RuntimeFault()
    {
        using var session = new InferenceSession([1, 2, 3]); // what ONNX Runtime throws has no public constructor
        return [];
    }

    private static async Task<(Fake Models, DeviceReport Report)> Climb(
        string device, string[] available, List<Fake> opened, Func<ExecutionProvider, float[]> gpu, Precision precision = Precision.Full, float[]? eightBits = null)
    {
        Assert.True(DeviceRequest.TryParse(device, out var request));
        return await DeviceLadder.ClimbAsync(
            request with { Precision = precision },
            available,
            "1.0",
            (provider, of) =>
            {
                var fake = new Fake(provider, of);
                opened.Add(fake);
                return fake;
            },
            fake => Task.FromResult<IReadOnlyList<float[]>>([fake.Precision == Precision.EightBits ? eightBits! : fake.Provider.IsCpu ? [1, -2] : gpu(fake.Provider)]));
    }

    private sealed class Fake(ExecutionProvider provider, Precision precision) : IDisposable
    {
        public Precision Precision { get; } = precision;

        public ExecutionProvider Provider { get; } = provider;

        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
