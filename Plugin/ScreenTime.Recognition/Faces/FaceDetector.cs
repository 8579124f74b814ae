using ScreenTime.Recognition.Models;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>A face that a detector found, in pixels of the picture that it looked at.</summary>
/// <param name="Box">Where.</param>
/// <param name="Score">How sure it is, 0 to 1.</param>
/// <param name="Points">Where its parts are.</param>
internal sealed record FoundFace(FaceBox Box, float Score, FacePoints Points);

/// <summary>
/// Finds faces in a picture. Two ways to read a detector's outputs are known: <c>blazeface</c> (scores and boxes with six points of 512 and of 384 anchors, after Bazarevsky and
/// others 2019) and <c>yunet</c> (cls_, obj_, bbox_ and kps_ with strides 8, 16 and 32, after Wu and others 2023).
/// </summary>
internal sealed class FaceDetector(ModelFolder model, ExecutionProvider provider, IDeviceGate gate) : IDisposable
{
    private static readonly int[] s_strides = [8, 16, 32];
    private readonly FaceNetwork _network = new(model, provider, gate);
    private readonly bool _yunet = Decoding(model) == "yunet";
    private readonly string[] _outputs = [.. model.Outputs().Select(output => output.Name)];

    /// <summary>The input's size.</summary>
    public PictureInput Input => model.Input;

    /// <summary>Whether a description can be used; it is given back.</summary>
    /// <exception cref="FormatException">It cannot.</exception>
    public static ModelFolder Checked(ModelFolder model)
    {
        var outputs = model.Outputs();
        var decoding = Decoding(model);
        if (model.Input.Width != model.Input.Height || model.Input.Width % 32 != 0)
            throw new FormatException($"a detector's input must be a square whose side is a multiple of 32, not {model.Input.Width}x{model.Input.Height}");
        if (decoding == "yunet")
        {
            var wanted = s_strides.SelectMany(stride => new[] { ("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10) }
                .Select(part => ($"{part.Item1}_{stride}", Values: part.Item2 * (model.Input.Width / stride) * (model.Input.Width / stride))));
            foreach (var (name, values) in wanted)
            {
                if (!outputs.Any(output => output.Name == name && Count(output.Shape) == values))
                    throw new FormatException($"a detector that is read as yunet needs an output {name} of {values} values");
            }
        }
        else if (decoding == "blazeface")
        {
            var cells = model.Input.Width / 16 * (model.Input.Width / 16);
            long[] wanted = [2 * cells, 6 * cells / 4, 32 * cells, 96 * cells / 4];
            if (!outputs.Select(output => Count(output.Shape)).SequenceEqual(wanted))
                throw new FormatException($"a detector that is read as blazeface needs four outputs of {string.Join(", ", wanted)} values: scores and boxes of the fine grid and of the coarse one, scores first");
        }
        else
        {
            throw new FormatException($"a detector's decoding \"{decoding}\" is not known; there are blazeface and yunet");
        }

        return model;
    }

    /// <summary>The faces with a score of at least <paramref name="threshold"/>; the same face may be among them several times.</summary>
    public async Task<IReadOnlyList<FoundFace>> FindAsync(RgbPicture picture, float threshold, CancellationToken cancellationToken)
    {
        var values = await _network.RunAsync(picture, cancellationToken).ConfigureAwait(false);
        return _yunet ? YuNet(values, threshold) : BlazeFace(values, threshold);
    }

    /// <summary>The network's own outputs.</summary>
    public Task<float[][]> RunAsync(RgbPicture picture, CancellationToken cancellationToken) => _network.RunAsync(picture, cancellationToken);

    public void Dispose() => _network.Dispose();

    private static string Decoding(ModelFolder model) => ModelFolder.Text(model.Json, "decoding");

    private static long Count(int[] shape) => shape.Aggregate(1L, (product, size) => product * Math.Max(1, size));

    private List<FoundFace> YuNet(float[][] values, float threshold)
    {
        var found = new List<FoundFace>();
        foreach (var stride in s_strides)
        {
            float[] Output(string name) => values[Array.IndexOf(_outputs, $"{name}_{stride}")];
            var (faces, objects, boxes, points) = (Output("cls"), Output("obj"), Output("bbox"), Output("kps"));
            var columns = Input.Width / stride;
            for (var i = 0; i < faces.Length; i++)
            {
                var score = MathF.Sqrt(Math.Clamp(faces[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
                if (!(score >= threshold))
                    continue;
                var (row, column, at) = (i / columns, i % columns, 10 * i);
                var (x, y) = ((column + boxes[4 * i]) * stride, (row + boxes[(4 * i) + 1]) * stride);
                var (width, height) = (MathF.Exp(boxes[(4 * i) + 2]) * stride, MathF.Exp(boxes[(4 * i) + 3]) * stride);
                (double X, double Y) Point(int p) => ((column + points[at + (2 * p)]) * stride, (row + points[at + (2 * p) + 1]) * stride);
                var (left, right) = (Point(3), Point(4));
                Add(found, x, y, width, height, score, new FacePoints(Point(0), Point(1), Point(2), ((left.X + right.X) / 2, (left.Y + right.Y) / 2)));
            }
        }

        return found;
    }

    private List<FoundFace> BlazeFace(float[][] values, float threshold)
    {
        var found = new List<FoundFace>();
        foreach (var (stride, anchors, scores, boxes) in ((int, int, float[], float[])[])[(16, 2, values[0], values[2]), (32, 6, values[1], values[3])])
        {
            var columns = Input.Width / stride;
            for (var i = 0; i < scores.Length; i++)
            {
                var score = 1 / (1 + MathF.Exp(-scores[i]));
                if (!(score >= threshold))
                    continue;
                var (cell, at) = (i / anchors, 16 * i);
                var (x, y) = (((cell % columns) + 0.5f) * stride, ((cell / columns) + 0.5f) * stride);
                (double X, double Y) Point(int p) => (x + boxes[at + 4 + (2 * p)], y + boxes[at + 5 + (2 * p)]);
                Add(found, x + boxes[at], y + boxes[at + 1], boxes[at + 2], boxes[at + 3], score, new FacePoints(Point(0), Point(1), Point(2), Point(3)));
            }
        }

        return found;
    }

    private static void Add(List<FoundFace> found, float x, float y, float width, float height, float score, FacePoints points)
    {
        // What is no number, or has no size, is no face, however sure the network is.
        if (float.IsFinite(x) && float.IsFinite(y) && width is >= 2 and < 1e5f && height is >= 2 and < 1e5f && points.IsFinite)
            found.Add(new FoundFace(new FaceBox(x - (width / 2), y - (height / 2), width, height), score, points));
    }
}
