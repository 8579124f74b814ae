using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>
/// A small Keras model with random byte weights, written as TensorFlow.js and nsfwjs store one, and computed here layer by layer in
/// the plainest way (rows, columns, channels, in double) for comparison with the converted graph.
/// </summary>
internal sealed class TinyNetwork
{
    private readonly Random random;
    private readonly List<Func<Dictionary<string, Map>, Map>> steps = [];
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> channels = new(StringComparer.Ordinal);

    public TinyNetwork(int seed)
    {
        random = new Random(seed);
        Layers.Add(Layer("InputLayer", "picture", [], new JsonObject { ["batch_input_shape"] = new JsonArray(null, null, null, 3) }));
        channels["picture"] = 3;
    }

    public JsonArray Layers { get; } = [];

    public JsonArray Specs { get; } = [];

    public List<byte> Data { get; } = [];

    public static string Model(TinyNetwork net, params string[] shards) => new JsonObject
    {
        ["modelTopology"] = new JsonObject { ["model_config"] = new JsonObject { ["config"] = new JsonObject { ["layers"] = net.Layers.DeepClone() } } },
        ["weightsManifest"] = new JsonArray(new JsonObject
        {
            ["paths"] = new JsonArray([.. shards.Select(shard => (JsonNode)shard)]),
            ["weights"] = net.Specs.DeepClone(),
        }),
    }.ToJsonString();

    public TinyNetwork Conv(
        string name, string input, int filters, (int Rows, int Columns) kernel, (int Rows, int Columns) stride, string padding, bool bias = false)
    {
        var inputs = channels[input];
        var weights = Weights(name + "/kernel", kernel.Rows, kernel.Columns, inputs, filters);
        var offsets = bias ? Weights(name + "/bias", filters) : new double[filters];
        var config = WindowConfig("kernel_size", kernel, stride, padding);
        config["filters"] = filters;
        config["use_bias"] = bias;
        config["activation"] = "linear";
        return Add("Conv2D", name, [input], filters, config, maps => Windows(maps[input], filters, kernel, stride, padding, (map, cells, channel) =>
        {
            var sum = offsets[channel];
            foreach (var (dy, dx, y, x) in cells)
                for (var c = 0; c < inputs; c++)
                    sum += map[y, x, c] * weights[(((((dy * kernel.Columns) + dx) * inputs) + c) * filters) + channel];
            return sum;
        }));
    }

    public TinyNetwork Depthwise(string name, string input, (int Rows, int Columns) kernel, (int Rows, int Columns) stride, string padding)
    {
        var count = channels[input];
        var weights = Weights(name + "/depthwise_kernel", kernel.Rows, kernel.Columns, count, 1);
        var config = WindowConfig("kernel_size", kernel, stride, padding);
        config["depth_multiplier"] = 1;
        config["use_bias"] = false;
        config["activation"] = "linear";
        return Add("DepthwiseConv2D", name, [input], count, config, maps => Windows(maps[input], count, kernel, stride, padding, (map, cells, channel) =>
            cells.Sum(cell => map[cell.Y, cell.X, channel] * weights[(((cell.DY * kernel.Columns) + cell.DX) * count) + channel])));
    }

    public TinyNetwork Pool(string kind, string name, string input, (int Rows, int Columns) size, (int Rows, int Columns) stride, string padding) =>
        Add(kind, name, [input], channels[input], WindowConfig("pool_size", size, stride, padding), maps =>
            Windows(maps[input], maps[input].Channels, size, stride, padding, (map, cells, channel) => kind == "MaxPooling2D"
                ? cells.Max(cell => map[cell.Y, cell.X, channel])
                : cells.Average(cell => map[cell.Y, cell.X, channel])));

    public TinyNetwork BatchNormalization(string name, string input, bool scale, double epsilon = 1e-3)
    {
        var count = channels[input];
        var gamma = scale ? Weights(name + "/gamma", count) : [.. Enumerable.Repeat(1.0, count)];
        var beta = Weights(name + "/beta", count);
        var mean = Weights(name + "/moving_mean", count);
        var variance = Weights(name + "/moving_variance", 0.001, count);
        var config = new JsonObject { ["axis"] = 3, ["epsilon"] = epsilon, ["center"] = true, ["scale"] = scale };
        return Add("BatchNormalization", name, [input], count, config, maps => maps[input].Each((value, c) =>
            (gamma[c] * (value - mean[c]) / Math.Sqrt(variance[c] + epsilon)) + beta[c]));
    }

    public TinyNetwork Relu(string name, string input) =>
        Add("Activation", name, [input], channels[input], new JsonObject { ["activation"] = "relu" },
            maps => maps[input].Each((value, _) => Math.Max(value, 0)));

    public TinyNetwork Relu6(string name, string input) =>
        Add("ReLU", name, [input], channels[input], new JsonObject { ["max_value"] = 6, ["negative_slope"] = 0, ["threshold"] = 0 },
            maps => maps[input].Each((value, _) => Math.Clamp(value, 0, 6)));

    public TinyNetwork ZeroPadding(string name, string input, int top, int bottom, int left, int right) =>
        Add("ZeroPadding2D", name, [input], channels[input],
            new JsonObject { ["padding"] = new JsonArray(new JsonArray(top, bottom), new JsonArray(left, right)) },
            maps => Map.Of(maps[input].Rows + top + bottom, maps[input].Columns + left + right, maps[input].Channels, (y, x, c) =>
                maps[input].Holds(y - top, x - left) ? maps[input][y - top, x - left, c] : 0));

    public TinyNetwork Concatenate(string name, params string[] inputs) =>
        Add("Concatenate", name, inputs, inputs.Sum(input => channels[input]), new JsonObject { ["axis"] = 3 }, maps =>
        {
            var all = inputs.SelectMany(input => Enumerable.Range(0, maps[input].Channels).Select(c => (Map: maps[input], Channel: c))).ToArray();
            return Map.Of(maps[inputs[0]].Rows, maps[inputs[0]].Columns, all.Length, (y, x, c) => all[c].Map[y, x, all[c].Channel]);
        });

    public TinyNetwork Sum(string name, string one, string other) =>
        Add("Add", name, [one, other], channels[one], [], maps =>
            Map.Of(maps[one].Rows, maps[one].Columns, maps[one].Channels, (y, x, c) => maps[one][y, x, c] + maps[other][y, x, c]));

    /// <summary>A layer that is only written, for models that must be refused.</summary>
    public TinyNetwork Other(string kind, string name, string input, JsonObject config) =>
        Add(kind, name, [input], channels[input], config, _ => throw new InvalidOperationException(kind));

    /// <summary>All layers' maps for a picture of bytes [rows, columns, 3], which the model sees as 0 to 1.</summary>
    public Dictionary<string, Map> Compute(byte[] picture, int rows, int columns)
    {
        var maps = new Dictionary<string, Map>(StringComparer.Ordinal)
        {
            ["picture"] = Map.Of(rows, columns, 3, (y, x, c) => picture[(((y * columns) + x) * 3) + c] / 255.0),
        };
        foreach (var (name, step) in names.Zip(steps))
            maps[name] = step(maps);
        return maps;
    }

    private static Map Windows(
        Map map, int outputs, (int Rows, int Columns) kernel, (int Rows, int Columns) stride, string padding,
        Func<Map, List<(int DY, int DX, int Y, int X)>, int, double> value)
    {
        var (rows, top) = Cells(map.Rows, kernel.Rows, stride.Rows, padding);
        var (columns, left) = Cells(map.Columns, kernel.Columns, stride.Columns, padding);
        return Map.Of(rows, columns, outputs, (y, x, c) =>
        {
            var cells = new List<(int, int, int, int)>();
            for (var dy = 0; dy < kernel.Rows; dy++)
                for (var dx = 0; dx < kernel.Columns; dx++)
                    if (map.Holds((y * stride.Rows) + dy - top, (x * stride.Columns) + dx - left))
                        cells.Add((dy, dx, (y * stride.Rows) + dy - top, (x * stride.Columns) + dx - left));
            return value(map, cells, c);
        });
    }

    // tf.nn.conv2d's definition: SAME gives ceil(in / stride) and pads floor(total / 2) before.
    private static (int Cells, int Before) Cells(int size, int kernel, int stride, string padding)
    {
        if (padding == "valid")
            return ((int)Math.Ceiling((size - kernel + 1) / (double)stride), 0);
        var total = size % stride == 0 ? Math.Max(kernel - stride, 0) : Math.Max(kernel - (size % stride), 0);
        return ((int)Math.Ceiling(size / (double)stride), total / 2);
    }

    private static JsonObject WindowConfig(string size, (int Rows, int Columns) window, (int Rows, int Columns) stride, string padding) => new()
    {
        [size] = new JsonArray(window.Rows, window.Columns),
        ["strides"] = new JsonArray(stride.Rows, stride.Columns),
        ["padding"] = padding,
        ["data_format"] = "channels_last",
    };

    private static JsonObject Layer(string kind, string name, string[] inputs, JsonObject config) => new()
    {
        ["name"] = name,
        ["class_name"] = kind,
        ["config"] = config,
        ["inbound_nodes"] = inputs.Length == 0
            ? []
            : new JsonArray(new JsonArray([.. inputs.Select(input => (JsonNode)new JsonArray(input, 0, 0, new JsonObject()))])),
    };

    private TinyNetwork Add(string kind, string name, string[] inputs, int outputs, JsonObject config, Func<Dictionary<string, Map>, Map> step)
    {
        Layers.Add(Layer(kind, name, inputs, config));
        channels[name] = outputs;
        names.Add(name);
        steps.Add(step);
        return this;
    }

    private double[] Weights(string name, params int[] shape) => Weights(name, -0.4 - random.NextDouble(), shape);

    private double[] Weights(string name, double min, params int[] shape)
    {
        var scale = (-2 * Math.Min(min, -0.3) / 255) + (random.NextDouble() * 1e-3);
        Specs.Add(new JsonObject
        {
            ["name"] = name,
            ["shape"] = new JsonArray([.. shape.Select(dimension => (JsonNode)dimension)]),
            ["dtype"] = "float32",
            ["quantization"] = new JsonObject { ["min"] = min, ["scale"] = scale, ["dtype"] = "uint8" },
        });
        var bytes = new byte[shape.Aggregate(1, (a, b) => a * b)];
        random.NextBytes(bytes);
        Data.AddRange(bytes);
        return [.. bytes.Select(value => (double)(float)((value * scale) + min))];
    }
}

/// <summary>A feature map as rows, columns, channels.</summary>
internal sealed record Map(int Rows, int Columns, int Channels, double[] Values)
{
    public double this[int y, int x, int c] => Values[(((y * Columns) + x) * Channels) + c];

    public static Map Of(int rows, int columns, int channels, Func<int, int, int, double> value)
    {
        var values = new double[rows * columns * channels];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(i / channels / columns, i / channels % columns, i % channels);
        return new Map(rows, columns, channels, values);
    }

    public bool Holds(int y, int x) => y >= 0 && y < Rows && x >= 0 && x < Columns;

    public Map Each(Func<double, int, double> change) => Of(Rows, Columns, Channels, (y, x, c) => change(this[y, x, c], c));
}
