using Microsoft.ML.OnnxRuntime;
using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Sessions;

/// <summary>A device that worked and fails in the middle of a run.</summary>
public sealed class DeviceFailureTests
{
    [Fact]
    public void A_lost_GPU_is_named_with_how_to_go_on_and_nothing_runs_elsewhere_by_itself()
    {
        var failure = OnnxModel.DeviceFailure(new ExecutionProvider(DeviceKind.DirectMl, 1), new InvalidOperationException("887A0005 The GPU device instance has been suspended.\nmore"));

        Assert.Equal(ExitCode.DeviceFailed, failure.ExitCode);
        Assert.Equal(
            "directml:1 failed in the middle of the run (887A0005 The GPU device instance has been suspended): run the same command again to go on from here, or with --device cpu to begin anew on the processor",
            failure.Message);
    }

    [Fact]
    public async Task A_session_that_worked_and_fails_ends_the_run()
    {
        var gate = new Scenes.OpenGate();
        // Takes the row that its input names of a table of two: the third is not there, which shows when it runs.
        using var model = new OnnxModel(PickingGraph(), ExecutionProvider.Cpu, gate, ("", 1));
        Assert.Equal(7, await RunAsync(model, 1));

        var failure = await Assert.ThrowsAsync<UserException>(() => RunAsync(model, 2));

        Assert.Equal(ExitCode.DeviceFailed, failure.ExitCode);
        Assert.Contains("the processor could not finish a frame", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task One_that_never_worked_is_for_the_ladder_to_step_down_from()
    {
        var gate = new Scenes.OpenGate();
        using var model = new OnnxModel(PickingGraph(), ExecutionProvider.Cpu, gate, ("", 1));

        await Assert.ThrowsAsync<OnnxRuntimeException>(() => RunAsync(model, 2));
    }

    private static async Task<float> RunAsync(OnnxModel model, long row)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new[] { row }, [1]);
        var picked = 0f;
        await model.RunAsync([("row", value)], ["picked"], (_, _, values) => picked = values[0], CancellationToken.None);
        return picked;
    }

    private static byte[] PickingGraph()
    {
        var graph = new OnnxGraph("picks");
        graph.AddInput("row", TensorProto.Types.DataType.Int64, 1);
        graph.AddWeights("table", [2], [5, 7]);
        graph.AddNode("Gather", "gather", "picked", "table", "row");
        graph.AddOutput("picked", 1);
        return graph.ToModel("test", "1", []);
    }
}
