using Microsoft.ML.OnnxRuntime;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Heads;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Recognition.Training;

namespace ScreenTime.Recognition.Tests.Heads;

public class HeadGraphTests
{
    private static readonly Stage[] Stages = [new("stage4", 6, 2, 3, 4, 2, 2), new("stage2", 5, 4, 6, 2, 1, 1)];

    [Fact]
    public async Task The_graph_says_what_training_found()
    {
        var random = new Random(11);
        var values = Stages.Select(stage => Enumerable.Range(0, stage.Values).Select(_ => random.Next(3) == 0 ? 0 : random.NextSingle() * 4).ToArray()).ToList();
        for (var channel = 0; channel < Stages[0].Channels; channel++)
            values[0][channel * Stages[0].Cells] = 0; // a cell in which nothing was seen
        var maps = FeatureCodec.Decode(FeatureCodec.Encode(values), Stages);
        var frame = new LabelledFrame([.. Stages.Select((stage, n) => CellMap.Maker(maps.Maps[n], stage)(maps.Maps[n]))], [1, 0], "film");
        var (parts, biases, evidence) = (new List<HeadPart>(), new float[2], new double[2]);
        (int Stage, bool EqualLengths)[] asked = [(0, false), (0, true), (1, false), (1, true)];
        foreach (var (stage, equalLengths) in asked)
        {
            var only = frame.Only(stage, equalLengths);
            var objective = new MilObjective([only], [[1, 1]], Stages[stage].Channels, 1.5f, 0);
            var vector = Enumerable.Range(0, objective.Length).Select(_ => random.NextDouble() - 0.5).ToArray();
            var (weights, bias) = objective.Scaled(vector);
            parts.Add(new HeadPart(stage, equalLengths, weights));
            for (var k = 0; k < 2; k++)
            {
                biases[k] += bias[k] / asked.Length;
                evidence[k] += objective.Evidence(vector, 2, [only])[0][k] / asked.Length;
            }
        }

        Calibration[] calibrations = [new(0.7, 0.1), new(1.3, -0.2)];
        var graph = HeadGraph.Write(Stages, new HeadParameters(parts, biases, 2), calibrations);

        var probabilities = new float[2];
        var gate = new Scenes.OpenGate();
        using var head = new OnnxModel(graph, ExecutionProvider.Cpu, gate, (HeadGraph.Batch, 1));
        var inputs = Stages.Select((stage, n) => (stage.Name, OrtValue.CreateTensorValueFromMemory(maps.Values()[n], [1, stage.Channels, stage.Rows, stage.Columns]))).ToList();
        await head.RunAsync(inputs, [HeadGraph.Probabilities], (_, _, found) => found.CopyTo(probabilities), default);
        foreach (var (_, input) in inputs)
            input.Dispose();
        for (var k = 0; k < 2; k++)
            Assert.Equal(calibrations[k].Probability(evidence[k]), probabilities[k], 1e-5);
    }
}
