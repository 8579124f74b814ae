using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Tests;

public sealed class ModelPreparationTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("screentime-prepare-").FullName;
    private readonly StringWriter progress = new();
    private readonly StringWriter errors = new();

    private string Folder => Path.Combine(root, "models", "mobilenet-v2");

    public void Dispose()
    {
        progress.Dispose();
        errors.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Leaves_alone_what_is_there_and_whole()
    {
        Assert.Equal(0, await Prepare());
        var before = File.GetLastWriteTimeUtc(Path.Combine(Folder, "backbone.onnx"));
        Assert.Equal(["LICENSE.txt", "backbone.fp16.onnx", "backbone.onnx", "model.json"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Assert.Equal(0, await Prepare());
        Assert.EndsWith($"mobilenet-v2: up to date in {Folder}{Environment.NewLine}", progress.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(Folder, "backbone.onnx")));
    }

    [Theory]
    [InlineData("backbone.onnx")]
    [InlineData("backbone.fp16.onnx")]
    [InlineData("model.json")]
    [InlineData("LICENSE.txt")]
    public async Task Makes_again_what_is_damaged_or_gone(string file)
    {
        Assert.Equal(0, await Prepare());
        var whole = await File.ReadAllBytesAsync(Path.Combine(Folder, file));
        if (file == "LICENSE.txt")
            File.Delete(Path.Combine(Folder, file));
        else
            await File.WriteAllBytesAsync(Path.Combine(Folder, file), [.. whole[..^7], 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(0, await Prepare());
        Assert.Equal(whole, await File.ReadAllBytesAsync(Path.Combine(Folder, file)));
    }

    [Fact]
    public async Task Makes_again_for_frames_of_another_size()
    {
        Assert.Equal(0, await Prepare());
        Assert.Equal(0, await Prepare(width: 320));
        var description = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "model.json")))!;
        Assert.Equal("""["N",256,320,3]""", description["input"]!["shape"]!.ToJsonString());
    }

    [Fact]
    public async Task A_missing_package_is_one_sentence_and_no_output()
    {
        Assert.Equal(8, await Prepare(packageDir: root));
        Assert.Equal(
            $"{Path.Combine(root, "nsfwjs")}: the npm package nsfwjs is not there; run `npm ci --ignore-scripts` in the folder of its package-lock.json.{Environment.NewLine}",
            errors.ToString());
        Assert.False(Directory.Exists(Path.Combine(root, "models")));
    }

    [Theory]
    [InlineData(null, "package-lock.json: the file is missing; it says which packages to restore.")]
    [InlineData("{", "package-lock.json: is not a lock file of npm.")]
    [InlineData("[1]", "package-lock.json: is not a lock file of npm.")]
    [InlineData("{}", "package-lock.json: does not hold the package nsfwjs.")]
    public async Task A_lock_file_that_names_no_package_is_one_sentence(string? content, string message)
    {
        if (content is not null)
            await File.WriteAllTextAsync(Path.Combine(root, "package-lock.json"), content);
        Assert.Equal(8, await ModelPreparation.RunAsync(
            new ModelPreparationOptions { PackageDir = Path.Combine(root, "node_modules"), RestoreFrom = root, OutDir = Path.Combine(root, "models") },
            progress, errors));
        Assert.Equal(Path.Combine(root, message) + Environment.NewLine, errors.ToString());
    }

    [Fact]
    public async Task An_output_folder_that_is_a_file_is_one_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(root, "models"), "");
        Assert.Equal(7, await Prepare());
        Assert.StartsWith($"{Path.Combine(root, "models")}: the models cannot be written there: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, "mobilenet-v2", "frames of 20x256 are not possible; choose 75 to 4096 each way.")]
    [InlineData(448, "vgg16", "there is no model 'vgg16'; there are inception-v3-resnet-18, mobilenet-v2, face-blaze, face-dlib.")]
    public async Task Options_that_are_not_possible_are_a_usage_error(int width, string backbone, string message)
    {
        Assert.Equal(2, await Prepare(width: width, backbone: backbone));
        Assert.Equal(message + Environment.NewLine, errors.ToString());
    }

    private Task<int> Prepare(int width = 448, string backbone = "mobilenet-v2", string? packageDir = null)
    {
        var packages = packageDir ?? Path.Combine(SharedData.Root, "Plugin", "models", "node_modules");
        if (packageDir is null && !Directory.Exists(Path.Combine(packages, "nsfwjs")))
            Assert.Skip("needs the npm package nsfwjs (run `npm ci --ignore-scripts` in Plugin/models)");
        return ModelPreparation.RunAsync(
            new ModelPreparationOptions { PackageDir = packages, OutDir = Path.Combine(root, "models"), Width = width, Models = [backbone] },
            progress, errors);
    }
}
