using System.Globalization;
using Onnx;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.Recognition.Backbones;

namespace ScreenTime.Recognition.Heads;

/// <summary>Writes a head as an ONNX graph: feature maps in, probabilities and the evidence in each cell out.</summary>
internal static class HeadGraph
{
    public const string Batch = "N";
    public const string Probabilities = "probabilities";

    /// <summary>The output that holds a part's evidence: [N, characters, rows, columns].</summary>
    public static string Evidence(int part) => string.Create(CultureInfo.InvariantCulture, $"evidence_{part}");

    /// <summary>The graph's bytes: the same parameters give the same bytes.</summary>
    public static byte[] Write(IReadOnlyList<Stage> stages, HeadParameters parameters, IReadOnlyList<Calibration> calibrations)
    {
        var characters = parameters.Characters;
        var graph = new OnnxGraph("characters");
        foreach (var stage in stages)
            graph.AddInput(stage.Name, TensorProto.Types.DataType.Float, Batch, stage.Channels, stage.Rows, stage.Columns);
        // What the soft maxima still lack, the mean of the parts and the calibration included: one matrix product at the end.
        var parts = parameters.Parts;
        var mix = new float[parts.Count * characters * characters];
        var offset = new double[characters];
        for (var k = 0; k < characters; k++)
            offset[k] = (calibrations[k].Slope * parameters.Bias[k]) + calibrations[k].Offset;
        for (var p = 0; p < parts.Count; p++)
        {
            var stage = stages[parts[p].Stage];
            var name = string.Create(CultureInfo.InvariantCulture, $"{stage.Name}_{p}");
            var kernel = new float[characters * stage.Channels];
            for (var c = 0; c < stage.Channels; c++)
                for (var k = 0; k < characters; k++)
                    kernel[(k * stage.Channels) + c] = parts[p].Weights[(c * characters) + k] / parameters.Tau;
            graph.AddWeights($"{name}_weights", [characters, stage.Channels, 1, 1], kernel);
            if (parts[p].EqualLengths)
            {
                // The question is linear, so the answer can be divided instead of every feature.
                graph.AddNode("Conv", $"{name}_answers", $"{name}_answer", stage.Name, $"{name}_weights");
                graph.AddNode("ReduceL2", $"{name}_lengths", $"{name}_length", stage.Name).With("axes", 1).With("keepdims", 1L);
                graph.AddWeights($"{name}_least_length", [1], [HeadParameters.LeastLength]);
                graph.AddNode("Add", $"{name}_safe_lengths", $"{name}_safe_length", $"{name}_length", $"{name}_least_length");
                graph.AddNode("Div", $"{name}_evidence", Evidence(p), $"{name}_answer", $"{name}_safe_length");
            }
            else
            {
                graph.AddNode("Conv", $"{name}_evidence", Evidence(p), stage.Name, $"{name}_weights");
            }

            graph.AddOutput(Evidence(p), Batch, characters, stage.Rows, stage.Columns);
            graph.AddNode("ReduceLogSumExp", $"{name}_soft_maximum", $"{name}_pooled", Evidence(p)).With("axes", 2, 3).With("keepdims", 0L);
            for (var k = 0; k < characters; k++)
            {
                var share = parameters.Tau * calibrations[k].Slope / parts.Count;
                mix[(((p * characters) + k) * characters) + k] = (float)share;
                offset[k] -= share * Math.Log(stage.Cells);
            }
        }

        graph.AddNode("Concat", "parts", "pooled", Enumerable.Range(0, parts.Count).Select(p => string.Create(CultureInfo.InvariantCulture, $"{stages[parts[p].Stage].Name}_{p}_pooled"))).With("axis", 1L);
        graph.AddWeights("mix", [parts.Count * characters, characters], mix);
        graph.AddWeights("offset", [characters], [.. offset.Select(o => (float)o)]);
        graph.AddNode("Gemm", "evidence", "logits", "pooled", "mix", "offset");
        graph.AddNode("Sigmoid", "calibrated", Probabilities, "logits");
        graph.AddOutput(Probabilities, Batch, characters);
        return graph.ToModel("ScreenTime", "0.1.0", []);
    }
}
