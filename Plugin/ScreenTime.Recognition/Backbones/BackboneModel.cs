using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Features;
using ScreenTime.Recognition.Models;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Backbones;

/// <summary>One feature map that a backbone puts out for a frame.</summary>
/// <param name="Name">The output's name in the graph: <c>stage16</c>.</param>
/// <param name="Channels">Values a cell.</param>
/// <param name="Rows">Cells from top to bottom.</param>
/// <param name="Columns">Cells from left to right.</param>
/// <param name="Stride">Pixels of the frame from one cell to the next.</param>
/// <param name="FirstRow">Centre of the first cell's window, in pixels from the top.</param>
/// <param name="FirstColumn">Centre of the first cell's window, in pixels from the left.</param>
internal sealed record Stage(string Name, int Channels, int Rows, int Columns, double Stride, double FirstRow, double FirstColumn)
{
    /// <summary>What tells features of this stage from those of another.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Name} {Channels}x{Rows}x{Columns}");

    /// <summary>Whether its cells are also asked brought to equal length; else only as they are. Which is worth it differs between networks.</summary>
    public bool EqualLengthsToo { get; init; } = true;

    /// <summary>Whether the graph puts out [N, channels], without rows and columns.</summary>
    public bool Flat { get; init; }

    public int Cells => Rows * Columns;

    public int Values => checked(Channels * Rows * Columns);
}

/// <summary>A backbone's folder, as its <c>model.json</c> describes it (Plugin/models/README.md).</summary>
/// <param name="Id">The backbone's id: the folder's name.</param>
/// <param name="Hash">SHA-256 of its ONNX file in 32 bits.</param>
/// <param name="Preprocessing">The version of how frames are made for it.</param>
/// <param name="Input">How it wants its pixels.</param>
/// <param name="Stages">What it puts out; all of it is used.</param>
/// <param name="Folder">Its folder, with the ONNX file.</param>
internal sealed record BackboneModel(
    string Id, string Hash, string Preprocessing, PictureInput Input, IReadOnlyList<Stage> Stages, ModelFolder Folder)
{
    /// <summary>The numbers that it computes in; the hash stays that of the file in 32 bits, which heads are taught on.</summary>
    public Precision Precision { get; private init; }

    /// <summary>The same backbone in another precision.</summary>
    /// <exception cref="UserException">It is not there in this precision.</exception>
    public BackboneModel In(Precision precision) => precision == Precision ? this : this with { Precision = precision, Folder = Folder.In(precision) };

    /// <summary>Names all that features depend on beside the frame, the precision and the device: content, preprocessing, stages, encoding.</summary>
    public string FeaturesKey => string.Join('\n', [Hash, Preprocessing, FeatureCodec.Id, .. Stages.Select(s => s.Key)]);

    private const int MostValues = 16 * 1024 * 1024;

    /// <summary>Reads a prepared backbone.</summary>
    /// <exception cref="UserException">It is missing, or is not what its description says.</exception>
    public static BackboneModel Read(string modelsFolder, string id) => ModelFolder.Read(modelsFolder, id, "backbone", folder =>
    {
        var stages = folder.Outputs().Select(output => ReadStage(output.Json, folder.Input)).ToList();
        if (stages.Count is 0 or > 8)
            throw new FormatException("it must have 1 to 8 outputs");
        return new BackboneModel(id, folder.Hash, folder.Json["preprocessing"]?.ToString() ?? "", folder.Input, stages, folder);
    });

    private static Stage ReadStage(JObject json, PictureInput input)
    {
        var name = ModelFolder.Text(json, "name");
        // One vector for the whole picture is a map of one cell.
        if (json["shape"] is JArray { Count: 2 } flat)
        {
            return ModelFolder.Text(json, "type") == "float32" && (int)flat[1] is > 0 and <= MostValues and var size
                ? new Stage(name, size, 1, 1, Math.Max(input.Width, input.Height), input.Height / 2.0, input.Width / 2.0) { Flat = true }
                : throw new FormatException($"the output \"{name}\" must be float32 and have 1 to {MostValues} values");
        }

        if (ModelFolder.Text(json, "type") != "float32" || ModelFolder.Text(json, "layout") != "NCHW" || json["shape"] is not JArray { Count: 4 } shape)
            throw new FormatException($"the output \"{name}\" must be float32, NCHW and have four dimensions, or two");
        var (channels, rows, columns) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        if (channels < 1 || rows < 1 || columns < 1 || (long)channels * rows * columns > MostValues)
            throw new FormatException($"the output \"{name}\" is empty or larger than {MostValues} values");
        var stride = json["stride"] is { } s ? (double)s : Math.Max((double)input.Width / columns, (double)input.Height / rows);
        var centre = json["firstCell"] is JArray { Count: 2 } c ? ((double)c[0], (double)c[1]) : (stride / 2, stride / 2);
        if (!(stride > 0))
            throw new FormatException($"the stride of \"{name}\" must be positive");
        return new Stage(name, channels, rows, columns, stride, centre.Item1, centre.Item2) { EqualLengthsToo = (bool?)json["equalLengths"] ?? true };
    }
}
