using System.Text.Json.Nodes;
using CsCheck;

namespace ScreenTime.ModelConverter.Tests;

public sealed class KerasToOnnxTests
{
    [Fact]
    public void Computes_what_the_Keras_layers_compute_at_two_stages()
    {
        var net = new TinyNetwork(1)
            .Conv("c1", "picture", 8, (3, 3), (2, 2), "valid").BatchNormalization("b1", "c1", scale: false).Relu("r1", "b1")
            .Pool("MaxPooling2D", "p1", "r1", (3, 3), (2, 2), "valid")
            .Conv("c2", "p1", 6, (1, 7), (1, 1), "same").BatchNormalization("b2", "c2", scale: true).Relu6("r2", "b2")
            .Pool("AveragePooling2D", "p2", "p1", (3, 3), (1, 1), "same")
            .Conv("c3", "p2", 6, (3, 3), (1, 1), "same", bias: true).BatchNormalization("b3", "c3", scale: false)
            .Sum("s1", "r2", "b3")
            .Concatenate("stage1", "r2", "s1", "p2")
            .ZeroPadding("z1", "stage1", 0, 1, 0, 1)
            .Depthwise("d1", "z1", (3, 3), (2, 2), "valid").BatchNormalization("b4", "d1", scale: true).Relu("stage2", "b4");
        using var package = new TinyPackage(net, shards: 3);
        var frames = OnnxRun.RandomFrames(5, 2 * 37 * 45 * 3);

        var (model, _) = package.Convert(45, 37, ("stage1", "early"), ("stage2", "late"));
        var actual = OnnxRun.Run(model, frames, 2, 37, 45);

        Assert.Equal(["early", "late"], actual.Keys);
        for (var frame = 0; frame < 2; frame++)
        {
            var expected = net.Compute(frames[(frame * 37 * 45 * 3)..((frame + 1) * 37 * 45 * 3)], 37, 45);
            OnnxRun.AssertSame(expected["stage1"], actual["early"], frame);
            OnnxRun.AssertSame(expected["stage2"], actual["late"], frame);
        }
    }

    [Fact]
    public void Pads_every_window_as_TensorFlow_does() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[5, 14], Gen.Int[5, 14], Gen.Bool, Gen.Int[0, 3]).Sample(
            (high, wide, down, across, rows, columns, same, kind) =>
            {
                var padding = same ? "same" : "valid";
                // Averages and maxima come after a convolution: the factor of the pixels goes into one.
                var net = new TinyNetwork(high + wide + rows).Conv("point", "picture", 4, (1, 1), (1, 1), "valid", bias: true);
                _ = kind switch
                {
                    0 => net.Conv("out", "point", 3, (high, wide), (down, across), padding),
                    1 => net.Depthwise("out", "point", (high, wide), (down, across), padding),
                    2 => net.Pool("MaxPooling2D", "out", "point", (high, wide), (down, across), padding),
                    _ => net.Pool("AveragePooling2D", "out", "point", (high, wide), (down, across), padding),
                };
                using var package = new TinyPackage(net);
                var frame = OnnxRun.RandomFrames(columns, rows * columns * 3);
                var (model, _) = package.Convert(columns, rows, ("out", "out"));
                OnnxRun.AssertSame(net.Compute(frame, rows, columns)["out"], OnnxRun.Run(model, frame, 1, rows, columns)["out"]);
            },
            iter: 150, threads: 1);

    [Fact]
    public void Reads_colours_in_the_order_red_green_blue()
    {
        var net = new TinyNetwork(3).Conv("out", "picture", 3, (1, 1), (1, 1), "valid");
        using var package = new TinyPackage(net);
        var (model, _) = package.Convert(1, 1, ("out", "out"));
        byte[] red = [255, 0, 0];
        OnnxRun.AssertSame(net.Compute(red, 1, 1)["out"], OnnxRun.Run(model, red, 1, 1, 1)["out"]);
    }

    [Fact]
    public void Gives_a_stage_that_ends_with_a_batch_normalisation_its_output_name()
    {
        var net = new TinyNetwork(4).Conv("c", "picture", 2, (3, 3), (1, 1), "same").BatchNormalization("b", "c", scale: true).Relu("r", "b");
        using var package = new TinyPackage(net);
        var frame = OnnxRun.RandomFrames(1, 6 * 5 * 3);
        var actual = OnnxRun.Run(package.Convert(5, 6, ("b", "linear"), ("r", "late")).Model, frame, 1, 6, 5);
        OnnxRun.AssertSame(net.Compute(frame, 6, 5)["b"], actual["linear"]);
        OnnxRun.AssertSame(net.Compute(frame, 6, 5)["r"], actual["late"]);
    }

    [Fact]
    public void Drops_the_layers_after_the_last_stage()
    {
        var net = new TinyNetwork(5).Conv("c", "picture", 2, (3, 3), (1, 1), "same").Other("Dense", "classes", "c", []);
        using var package = new TinyPackage(net);
        Assert.NotEmpty(package.Convert(5, 6, ("c", "out")).Model);
    }

    [Fact]
    public void Gives_the_same_bytes_each_time()
    {
        var net = new TinyNetwork(6).Conv("c", "picture", 5, (3, 3), (2, 2), "same").BatchNormalization("b", "c", scale: false).Relu("r", "b");
        using var one = new TinyPackage(net, shards: 1);
        using var other = new TinyPackage(net, shards: 4);
        var (model, description) = one.Convert(20, 10, ("r", "out"));
        Assert.Equal(model, other.Convert(20, 10, ("r", "out")).Model);
        Assert.Equal(description, other.Convert(20, 10, ("r", "out")).Description);
    }

    [Fact]
    public void Describes_the_grid_of_every_stage()
    {
        var net = new TinyNetwork(7).Conv("c", "picture", 5, (3, 3), (2, 2), "valid").Pool("MaxPooling2D", "p", "c", (3, 3), (2, 2), "same");
        using var package = new TinyPackage(net);
        var description = JsonNode.Parse(package.Convert(21, 11, ("c", "early"), ("p", "late")).Description)!;
        var (early, late) = (description["outputs"]![0]!, description["outputs"]![1]!);
        Assert.Equal("""["N",11,21,3]""", description["input"]!["shape"]!.ToJsonString());
        Assert.Equal("""["N",5,5,10]""", early["shape"]!.ToJsonString());
        Assert.Equal((2, "[1.5,1.5]"), ((int)early["stride"]!, early["firstCell"]!.ToJsonString()));
        // 5 rows: one zero on both sides, the first window around cell 0. 10 columns: a zero after only, the first around cell 1.
        Assert.Equal("""["N",5,3,5]""", late["shape"]!.ToJsonString());
        Assert.Equal((4, "[1.5,3.5]"), ((int)late["stride"]!, late["firstCell"]!.ToJsonString()));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "unknown", "layer 'x': the converter does not know the kind LayerNormalization with these settings." },
        { "tanh", "layer 'x': the converter does not know the kind Activation with these settings." },
        { "leaky", "layer 'x' (ReLU): the converter cannot use its setting negative_slope = 0.1." },
        { "dilated", "layer 'x' (Conv2D): the converter cannot use its setting dilation_rate = [2,2]." },
        { "activated", "layer 'x' (Conv2D): the converter cannot use its setting activation = \"relu\"." },
        { "channels first", "layer 'x' (MaxPooling2D): the converter cannot use its setting data_format = \"channels_first\"." },
        { "shared convolution", "layer 'x': only a batch normalisation right after a convolution can be converted." },
        { "padded pool", "layer 'x' (MaxPooling2D): only a convolution can follow the padding or the input 'z'." },
        { "too small", "the frame is too small: a window of 9 does not fit 6 cells; choose a larger width and height." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_what_it_cannot_convert_exactly(string which, string message)
    {
        var net = new TinyNetwork(8).Conv("c", "picture", 2, (3, 3), (1, 1), "same");
        var last = "x";
        JsonObject Conv(string key, JsonNode value) => new()
        {
            ["filters"] = 2,
            ["kernel_size"] = new JsonArray(1, 1),
            ["strides"] = new JsonArray(1, 1),
            ["padding"] = "same",
            ["activation"] = "linear",
            ["use_bias"] = false,
            [key] = value,
        };
        JsonObject Pool(string key, JsonNode value) => new()
        {
            ["pool_size"] = new JsonArray(2, 2),
            ["strides"] = new JsonArray(2, 2),
            ["padding"] = "same",
            [key] = value,
        };
        _ = which switch
        {
            "unknown" => net.Other("LayerNormalization", "x", "c", []),
            "tanh" => net.Other("Activation", "x", "c", new JsonObject { ["activation"] = "tanh" }),
            "leaky" => net.Other("ReLU", "x", "c", new JsonObject { ["negative_slope"] = 0.1 }),
            "dilated" => net.Other("Conv2D", "x", "c", Conv("dilation_rate", new JsonArray(2, 2))),
            "activated" => net.Other("Conv2D", "x", "c", Conv("activation", "relu")),
            "channels first" => net.Other("MaxPooling2D", "x", "c", Pool("data_format", "channels_first")),
            "shared convolution" => net.BatchNormalization("x", "c", scale: true).Sum("y", "x", "c"),
            "padded pool" => net.ZeroPadding("z", "c", 0, 1, 0, 1).Pool("MaxPooling2D", "x", "z", (3, 3), (2, 2), "valid"),
            _ => net.Conv("x", "c", 2, (9, 1), (1, 1), "valid"),
        };
        if (which == "shared convolution")
            last = "y";
        using var package = new TinyPackage(net);
        Assert.Equal(message, Assert.Throws<ModelPackageException>(() => package.Convert(10, 6, (last, "out"))).Message);
    }
}
