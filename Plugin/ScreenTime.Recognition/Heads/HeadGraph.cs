using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.Recognition.Backbones;

namespace ScreenTime.Recognition.Heads;

/// <summary>Writes a head as an ONNX graph: feature maps in, probabilities and the evidence in each cell out.</summary>
internal static class HeadGraph
{
    public const string Batch = "N";
    public const string Probabilities = "probabilities";

    /// <summary>The output that holds a stage's evidence: [N, characters, rows, columns].</summary>
    public static string Evidence(Stage stage) => $"evidence_{stage.Name}";

    /// <summary>The graph's bytes: the same parameters give the same bytes.</summary>
    public static byte[] Write(IReadOnlyList<Stage> stages, HeadParameters parameters, IReadOnlyList<Calibration> calibrations)
    {
        var characters = parameters.Characters;
        var graph = new OnnxGraph("characters");
        // What the soft maxima still lack, calibration included: one matrix product at the end.
        var mix = new float[stages.Count * characters * characters];
        var offset = new double[characters];
        for (var k = 0; k < characters; k++)
            offset[k] = (calibrations[k].Slope * parameters.Bias[k]) + calibrations[k].Offset;
        for (var s = 0; s < stages.Count; s++)
        {
            var stage = stages[s];
            graph.AddInput(stage.Name, TensorProto.Types.DataType.Float, Batch, stage.Channels, stage.Rows, stage.Columns);
            var kernel = new float[characters * stage.Channels];
            for (var c = 0; c < stage.Channels; c++)
                for (var k = 0; k < characters; k++)
                    kernel[(k * stage.Channels) + c] = parameters.Weights[s][(c * characters) + k] / parameters.Tau;
            graph.AddWeights($"{stage.Name}_weights", [characters, stage.Channels, 1, 1], kernel);
            if (parameters.EqualLengths)
            {
                // The question is linear, so the answer can be divided instead of every feature.
                graph.AddNode("Conv", $"{stage.Name}_answers", $"{stage.Name}_answer", stage.Name, $"{stage.Name}_weights");
                graph.AddNode("ReduceL2", $"{stage.Name}_lengths", $"{stage.Name}_length", stage.Name).With("axes", 1).With("keepdims", 1L);
                graph.AddWeights($"{stage.Name}_least_length", [1], [HeadParameters.LeastLength]);
                graph.AddNode("Add", $"{stage.Name}_safe_lengths", $"{stage.Name}_safe_length", $"{stage.Name}_length", $"{stage.Name}_least_length");
                graph.AddNode("Div", $"{stage.Name}_evidence", Evidence(stage), $"{stage.Name}_answer", $"{stage.Name}_safe_length");
            }
            else
            {
                graph.AddNode("Conv", $"{stage.Name}_evidence", Evidence(stage), stage.Name, $"{stage.Name}_weights");
            }

            graph.AddOutput(Evidence(stage), Batch, characters, stage.Rows, stage.Columns);
            graph.AddNode("ReduceLogSumExp", $"{stage.Name}_soft_maximum", $"{stage.Name}_pooled", Evidence(stage)).With("axes", 2, 3).With("keepdims", 0L);
            for (var k = 0; k < characters; k++)
            {
                mix[(((s * characters) + k) * characters) + k] = (float)(parameters.Tau * calibrations[k].Slope);
                offset[k] -= parameters.Tau * calibrations[k].Slope * Math.Log(stage.Cells);
            }
        }

        graph.AddNode("Concat", "stages", "pooled", stages.Select(s => $"{s.Name}_pooled")).With("axis", 1L);
        graph.AddWeights("mix", [stages.Count * characters, characters], mix);
        graph.AddWeights("offset", [characters], [.. offset.Select(o => (float)o)]);
        graph.AddNode("Gemm", "evidence", "logits", "pooled", "mix", "offset");
        graph.AddNode("Sigmoid", "calibrated", Probabilities, "logits");
        graph.AddOutput(Probabilities, Batch, characters);
        return graph.ToModel("ScreenTime", "0.1.0", []);
    }
}
