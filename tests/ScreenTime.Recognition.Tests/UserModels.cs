using System.Security.Cryptography;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Recognition.Tests;

/// <summary>Folders of models that a user brings: those of ../shared/data/models with a description beside them; gone when disposed.</summary>
internal sealed class UserModels : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("screentime-user-models-").FullName;

    /// <summary>The folder with what <c>screentime models prepare</c> made; skips the test where a model is not there.</summary>
    public static string Prepared(params string[] ids)
    {
        var folder = Environment.GetEnvironmentVariable("SCREENTIME_MODELS") is { Length: > 0 } chosen ? chosen : Path.Combine(SharedData.Root, "build", "models");
        foreach (var id in ids)
            if (!File.Exists(Path.Combine(folder, id, "model.json")))
                Assert.Skip($"needs the model {id} (run 'screentime models prepare')");
        return folder;
    }

    /// <summary>YuNet, as a face detector named <c>yunet</c>.</summary>
    public string WithYuNet(Action<JObject>? change = null)
    {
        var outputs = new JArray();
        foreach (var stride in (int[])[8, 16, 32])
            foreach (var (name, values) in ((string, int)[])[("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)])
                outputs.Add(new JObject { ["name"] = $"{name}_{stride}", ["type"] = "float32", ["shape"] = new JArray(1, 640 / stride * (640 / stride), values) });
        return Add("yunet", "yunet_n_640_640.onnx", new JObject
        {
            ["kind"] = "face-detector",
            ["licence"] = "Apache-2.0",
            ["input"] = new JObject { ["name"] = "input", ["type"] = "float32", ["layout"] = "NCHW", ["shape"] = new JArray(1, 3, 640, 640), ["colourOrder"] = "BGR" },
            ["outputs"] = outputs,
            ["decoding"] = "yunet",
        }, change);
    }

    /// <summary>MobileNetV2's pooled features, as a backbone named <c>mobilenet</c>.</summary>
    public string WithMobileNet(Action<JObject>? change = null) => Add("mobilenet", "mobilenet_v2_1.0_224_quant_dq.onnx", new JObject
    {
        ["kind"] = "backbone",
        ["licence"] = "Apache-2.0",
        ["input"] = new JObject
        {
            ["name"] = "input",
            ["type"] = "float32",
            ["layout"] = "NCHW",
            ["shape"] = new JArray(1, 3, 224, 224),
            ["colourOrder"] = "RGB",
            ["mean"] = new JArray(127.5, 127.5, 127.5),
            ["std"] = new JArray(127.5, 127.5, 127.5),
        },
        ["outputs"] = new JArray(new JObject { ["name"] = "features", ["type"] = "float32", ["shape"] = new JArray(1, 1280) }),
    }, change);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Add(string id, string file, JObject description, Action<JObject>? change)
    {
        var source = SharedData.Path("models", file);
        var folder = Directory.CreateDirectory(Path.Combine(Folder, id)).FullName;
        File.Copy(source, Path.Combine(folder, file), overwrite: true);
        description["format"] = 1;
        description["id"] = id;
        description["file"] = file;
        description["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source)));
        change?.Invoke(description);
        File.WriteAllText(Path.Combine(folder, "model.json"), description.ToString());
        return Folder;
    }
}
