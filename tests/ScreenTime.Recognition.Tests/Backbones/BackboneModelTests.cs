using System.Security.Cryptography;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Backbones;

public sealed class BackboneModelTests : IDisposable
{
    private readonly string _models = Directory.CreateTempSubdirectory("screentime-backbone-").FullName;

    [Fact]
    public void Reads_what_models_prepare_makes()
    {
        TinyBackbone.Write(_models);
        var model = BackboneModel.Read(_models, "inception-v3-resnet-18");
        Assert.Equal((TinyBackbone.Width, TinyBackbone.Height, "frames", "N"), (model.Input.Width, model.Input.Height, model.Input.Name, model.Input.Batch));
        Assert.Equal([("stage8", 24, 8, 12), ("stage16", 32, 4, 6)], model.Stages.Select(s => (s.Name, s.Channels, s.Rows, s.Columns)));
    }

    [Theory]
    [InlineData("\"sha256\": \"", "\"sha256\": \"0")]
    [InlineData("uint8", "int4")]
    [InlineData("\"backbone.onnx\"", "\"../backbone.onnx\"")]
    [InlineData("[\"N\", 24, 8, 12]", "[\"N\", 24, 8]")]
    [InlineData("[\"N\", 24, 8, 12]", "[\"N\", 2400000, 8, 12]")]
    [InlineData("\"outputs\"", "\"output\"")]
    [InlineData("96, 3]", "960000, 3]")]
    [InlineData("\"input\": {", "\"input\": [")]
    public void Explains_what_does_not_fit(string from, string to)
    {
        var path = Path.Combine(TinyBackbone.Write(_models), "model.json");
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        var exception = Assert.Throws<UserException>(() => BackboneModel.Read(_models, "inception-v3-resnet-18").Folder.ReadContent());
        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains("model.json", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_its_file_only_where_it_runs()
    {
        var file = Path.Combine(TinyBackbone.Write(_models), "backbone.onnx");
        File.AppendAllText(file, "x");

        var model = BackboneModel.Read(_models, "inception-v3-resnet-18");

        Assert.Contains("is damaged or was exchanged", Assert.Throws<UserException>(() => model.Folder.ReadContent()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        Assert.Equal(model.Hash, Convert.ToHexStringLower(SHA256.HashData(model.Folder.ReadContent())));
    }

    [Theory]
    [InlineData("mobilenet")]
    [InlineData("../models")]
    public void Says_which_command_makes_what_is_missing(string id)
    {
        var exception = Assert.Throws<UserException>(() => BackboneModel.Read(_models, id));
        Assert.Equal(ExitCode.ComponentMissing, exception.ExitCode);
        Assert.Contains("screentime models prepare", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_the_same_backbone_in_another_precision_with_another_file()
    {
        var folder = TinyBackbone.Write(_models);
        var model = BackboneModel.Read(_models, "inception-v3-resnet-18");

        var eightBits = model.In(Precision.EightBits);

        Assert.Equal((model.Hash, model.FeaturesKey, Precision.EightBits), (eightBits.Hash, eightBits.FeaturesKey, eightBits.Precision));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "backbone.int8.onnx")), eightBits.Folder.ReadContent());
        Assert.NotEqual(model.Folder.Hash, eightBits.Folder.Hash);
        Assert.Same(model, model.In(Precision.Full));
    }

    [Theory]
    [InlineData(Precision.Half, "", ExitCode.ComponentMissing, "is not there in fp16: run 'screentime models prepare'")]
    [InlineData(Precision.EightBits, "x", ExitCode.InputInvalid, "backbone.int8.onnx is damaged or was exchanged")]
    public void Says_what_is_wrong_with_a_precision(Precision precision, string appended, ExitCode code, string words)
    {
        File.AppendAllText(Path.Combine(TinyBackbone.Write(_models), "backbone.int8.onnx"), appended);

        var exception = Assert.Throws<UserException>(() => BackboneModel.Read(_models, "inception-v3-resnet-18").In(precision).Folder.ReadContent());

        Assert.Equal(code, exception.ExitCode);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_models, recursive: true);
}
