using Microsoft.ML.OnnxRuntime;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Heads;

public class HeadGraphTests
{
    private static readonly Stage Stage = new("stage4", 6, 2, 3, 4, 2, 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_graph_says_what_training_found(bool equalLengths)
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, Stage.Values).Select(_ => random.Next(3) == 0 ? 0 : random.NextSingle() * 4).ToArray();
        for (var channel = 0; channel < Stage.Channels; channel++)
            values[channel * Stage.Cells] = 0; // a cell in which nothing was seen
        var map = FeatureCodec.Decode(FeatureCodec.Encode([values]), [Stage]);
        var frame = new LabelledFrame([new SparseMap(map.Maps[0], Stage)], [1, 0], "film");
        frame = equalLengths ? frame.WithEqualLengths() : frame;
        var objective = new MilObjective([frame], [[1, 1]], [Stage], [1.5f], 0, equalLengths);
        var vector = Enumerable.Range(0, objective.Length).Select(_ => random.NextDouble() - 0.5).ToArray();
        Calibration[] calibrations = [new(0.7, 0.1), new(1.3, -0.2)];
        var evidence = objective.Evidence(vector, 2, [frame])[0];

        var graph = HeadGraph.Write([Stage], objective.Scaled(vector, 2), calibrations);

        var probabilities = new float[2];
        var gate = new Scenes.OpenGate();
        using var head = new OnnxModel(graph, ExecutionProvider.Cpu, gate, (HeadGraph.Batch, 1));
        using var input = OrtValue.CreateTensorValueFromMemory(map.Values()[0], [1, Stage.Channels, Stage.Rows, Stage.Columns]);
        await head.RunAsync([(Stage.Name, input)], [HeadGraph.Probabilities], (_, _, found) => found.CopyTo(probabilities), default);
        for (var k = 0; k < 2; k++)
            Assert.Equal(calibrations[k].Probability(evidence[k]), probabilities[k], 1e-5);
    }
}
