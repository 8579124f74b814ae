using Newtonsoft.Json.Linq;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Faces;
using ScreenTime.Recognition.Models;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Models;

/// <summary>Models that a user brings, with descriptions that fit and that do not.</summary>
public sealed class OwnModelTests : IDisposable
{
    private readonly UserModels _models = new();

    [Fact]
    public async Task A_backbone_with_one_vector_for_the_whole_picture_can_be_used()
    {
        var model = BackboneModel.Read(_models.WithMobileNet(), "mobilenet");
        using var backbone = new Backbone(model, ExecutionProvider.Cpu, new Scenes.OpenGate());
        var random = new byte[224 * 224 * 3];
        new Random(1).NextBytes(random);
        var maps = new List<float[]>();
        await backbone.RunAsync([random, new byte[random.Length]], (_, map) => maps.Add(map[0]), default);
        Assert.All(maps, map => Assert.Equal(1280, map.Length));
        Assert.NotEqual(maps[0], maps[1]);
    }

    [Theory]
    [InlineData("input.name", "\"image\"", "model.json names the input \"image\", the file has \"input\"")]
    [InlineData("input.type", "\"uint8\"", "an input of uint8 takes pixels as they are")]
    [InlineData("outputs[0].name", "\"pool\"", "model.json names the output \"pool\", the file has \"features\", \"output\"")]
    [InlineData("outputs[0].shape", "[1, 512]", "model.json says the output \"features\" is [1, 512], the file gives [1, 1280]")]
    [InlineData("input.shape", "[1, 3, 256, 256]", "model.json says the input is [1, 3, 256, 256], the file takes [1, 3, 224, 224]")]
    [InlineData("input.shape", "[\"N\", 3, 224, 224]", "the file's is fixed at 1")]
    [InlineData("kind", "\"face-detector\"", "it is of the kind \"face-detector\", and a \"backbone\" is wanted")]
    [InlineData("sha256", "\"00\"", "is damaged or was exchanged")]
    public async Task A_description_that_does_not_fit_is_explained(string path, string value, string message)
    {
        var exception = await Assert.ThrowsAsync<UserException>(async () =>
        {
            var folder = _models.WithMobileNet(json => json.SelectToken(path)!.Replace(JToken.Parse(value)));
            using var backbone = new Backbone(BackboneModel.Read(folder, "mobilenet"), ExecutionProvider.Cpu, new Scenes.OpenGate());
            await DescribeBlackAsync(backbone);
        });
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decoding", "\"ssd\"", "there are blazeface and yunet")]
    [InlineData("decoding", "\"blazeface\"", "needs four outputs of 3200, 2400, 51200, 38400 values")]
    [InlineData("outputs[3].shape", "[1, 6400, 8]", "needs an output kps_8 of 64000 values")]
    public void A_detector_that_cannot_be_read_is_explained(string path, string value, string message)
    {
        var folder = _models.WithYuNet(json => json.SelectToken(path)!.Replace(JToken.Parse(value)));
        var exception = Assert.Throws<UserException>(() => ModelFolder.Read(folder, "yunet", "face-detector", FaceDetector.Checked));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_explained()
    {
        var folder = _models.WithMobileNet();
        File.WriteAllText(Path.Combine(folder, "mobilenet", "mobilenet_v2_1.0_224_quant_dq.onnx"), "not a model");
        var json = JObject.Parse(File.ReadAllText(Path.Combine(folder, "mobilenet", "model.json")));
        json["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("not a model"u8));
        File.WriteAllText(Path.Combine(folder, "mobilenet", "model.json"), json.ToString());
        using var backbone = new Backbone(BackboneModel.Read(folder, "mobilenet"), ExecutionProvider.Cpu, new Scenes.OpenGate());
        var exception = await Assert.ThrowsAsync<UserException>(() => DescribeBlackAsync(backbone));
        Assert.Contains("is no ONNX model that can run here", exception.Message, StringComparison.Ordinal);
    }

    // On the processor the file is opened with the first frame.
    private static Task DescribeBlackAsync(Backbone backbone) =>
        backbone.RunAsync([new byte[backbone.Model.Input.Width * backbone.Model.Input.Height * 3]], (_, _) => { }, default);

    public void Dispose() => _models.Dispose();
}
