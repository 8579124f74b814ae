using Microsoft.ML.OnnxRuntime;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Models;

/// <summary>Holds what a <c>model.json</c> says against what the ONNX file itself declares, so that a wrong description is explained before anything runs.</summary>
internal static class DeclaredShapes
{
    /// <summary>Compares.</summary>
    /// <param name="model">The description.</param>
    /// <param name="inputs">The file's inputs: element type and dimensions, −1 where free.</param>
    /// <param name="outputs">The file's outputs.</param>
    /// <exception cref="UserException">They differ; the message lists every difference.</exception>
    public static void Check(
        ModelFolder model, IReadOnlyDictionary<string, (string Type, int[] Shape)> inputs, IReadOnlyDictionary<string, (string Type, int[] Shape)> outputs)
    {
        var faults = new List<string>();
        var input = model.Input;
        int[] wanted = input.ChannelsFirst ? [input.Batch.Length > 0 ? -1 : 1, 3, input.Height, input.Width] : [input.Batch.Length > 0 ? -1 : 1, input.Height, input.Width, 3];
        if (inputs.Count != 1)
            faults.Add($"the file takes {inputs.Count} inputs ({string.Join(", ", inputs.Keys)}), and only models of one input can be used");
        if (!inputs.TryGetValue(input.Name, out var declared))
        {
            faults.Add($"model.json names the input \"{input.Name}\", the file has {Names(inputs)}");
        }
        else
        {
            var type = input.Bytes ? "uint8" : "float32";
            if (declared.Type != type)
                faults.Add($"model.json says the input is {type}, the file takes {declared.Type}");
            if (!Fits(wanted, declared.Shape))
                faults.Add($"model.json says the input is {Show(wanted)}, the file takes {Show(declared.Shape)}{Hint(wanted, declared.Shape)}");
            else if (input.Batch.Length > 0 && declared.Shape[0] > 0)
                faults.Add($"model.json names a free batch dimension \"{input.Batch}\", the file's is fixed at {declared.Shape[0]}: write the number instead");
        }

        foreach (var (name, shape, _) in model.Outputs())
        {
            if (!outputs.TryGetValue(name, out var output))
                faults.Add($"model.json names the output \"{name}\", the file has {Names(outputs)}");
            else if (output.Type != "float32")
                faults.Add($"the output \"{name}\" is {output.Type} in the file, and only float32 can be used");
            else if (!Fits([.. shape.Select(d => d == 0 ? -1 : d)], output.Shape))
                faults.Add($"model.json says the output \"{name}\" is {Show(shape)}, the file gives {Show(output.Shape)}");
        }

        if (faults.Count > 0)
            throw new UserException(ExitCode.InputInvalid, $"The model \"{model.Id}\" does not fit its model.json: {string.Join("; ", faults)}.");
    }

    /// <summary>Types and dimensions as ONNX Runtime read them from a file.</summary>
    public static Dictionary<string, (string Type, int[] Shape)> Of(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        nodes.ToDictionary(pair => pair.Key, pair => pair.Value.IsTensor ? (Name(pair.Value.ElementType), pair.Value.Dimensions) : ("no tensor", []), StringComparer.Ordinal);

    private static string Name(Type type) => type == typeof(float) ? "float32" : type == typeof(byte) ? "uint8" : type.Name.ToLowerInvariant();

    private static bool Fits(int[] wanted, int[] declared) =>
        wanted.Length == declared.Length && wanted.Zip(declared).All(pair => pair.First <= 0 || pair.Second <= 0 || pair.First == pair.Second);

    private static string Hint(int[] wanted, int[] declared) =>
        declared is [_, 3, > 3, > 3] && wanted[^1] == 3 ? " (its layout is NCHW)" : declared is [_, > 3, > 3, 3] && wanted[1] == 3 ? " (its layout is NHWC)" : "";

    private static string Show(int[] shape) => $"[{string.Join(", ", shape.Select(d => d <= 0 ? "free" : d.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";

    private static string Names(IReadOnlyDictionary<string, (string Type, int[] Shape)> nodes) => string.Join(", ", nodes.Keys.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""));
}
