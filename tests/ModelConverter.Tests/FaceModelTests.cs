using Microsoft.ML.OnnxRuntime;
using ScreenTime.ModelConverter.Faces;
using ScreenTime.ModelConverter.Npm;

namespace ScreenTime.ModelConverter.Tests;

public sealed class FaceModelTests
{
    // What face-api 1.7.15 itself (its bundled TensorFlow.js on the CPU) says of the picture below: the first 16 of 128 numbers.
    private static readonly float[] s_faceApi =
    [
        -0.09330246f, 0.11154941f, 0.07526960f, -0.04534395f, -0.16449437f, -0.04946898f, -0.06981388f, -0.07483640f,
        0.09337419f, -0.05497135f, 0.12848580f, -0.07270844f, -0.21526310f, 0.01056977f, -0.03905213f, 0.11730883f,
    ];

    [Fact]
    public void The_descriptor_says_what_face_api_itself_says()
    {
        var recipe = FaceModelRecipe.All.Single(model => model.Kind == "face-descriptor");
        var picture = new byte[150 * 150 * 3];
        for (long i = 0; i < picture.Length; i++)
            picture[i] = (byte)(((i * 7) + (i / 450 * 13) + (i * i % 251)) % 256);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(recipe.Convert(Package(recipe)).Model, options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(picture, [1, 150, 150, 3]);
        using var outputs = session.Run(run, ["faces"], [input], ["descriptor"]);
        var descriptor = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        Assert.Equal(128, descriptor.Length);
        Assert.All(s_faceApi, (expected, i) => Assert.Equal(expected, descriptor[i], 2e-4f));
    }

    [Fact]
    public void The_same_package_gives_the_same_bytes()
    {
        foreach (var recipe in FaceModelRecipe.All)
            Assert.Equal(recipe.Convert(Package(recipe)).Model, recipe.Convert(Package(recipe)).Model);
    }

    [Fact]
    public void A_package_without_its_weights_is_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("screentime-face-models-").FullName;
        try
        {
            var recipe = FaceModelRecipe.All.Single(model => model.Kind == "face-descriptor");
            var package = Directory.CreateDirectory(Path.Combine(folder, recipe.Package)).FullName;
            File.WriteAllText(Path.Combine(package, "package.json"), """{"name": "x", "version": "1.0.0", "license": "MIT"}""");
            var missing = Assert.Throws<ModelPackageException>(() => recipe.Convert(NpmPackage.Open(folder, recipe.Package)));
            Assert.EndsWith("the file is missing; restore the package again.", missing.Message, StringComparison.Ordinal);

            Directory.CreateDirectory(Path.Combine(package, "model"));
            File.WriteAllText(Path.Combine(package, "model", "face_recognition_model-weights_manifest.json"), """[{"paths": ["a.bin"], "weights": [{"name": "fc", "shape": [4], "dtype": "float32"}]}]""");
            File.WriteAllBytes(Path.Combine(package, "model", "face_recognition_model.bin"), new byte[7]);
            var cut = Assert.Throws<ModelPackageException>(() => recipe.Convert(NpmPackage.Open(folder, recipe.Package)));
            Assert.Contains("hold 7 bytes, but 'fc' ends at byte 16", cut.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NpmPackage Package(FaceModelRecipe recipe)
    {
        var packages = Path.Combine(SharedData.Root, "Plugin", "models", "node_modules");
        if (!Directory.Exists(Path.Combine(packages, recipe.Package)))
            Assert.Skip($"needs the npm package {recipe.Package} (run `npm ci --ignore-scripts` in Plugin/models)");
        return NpmPackage.Open(packages, recipe.Package);
    }
}
