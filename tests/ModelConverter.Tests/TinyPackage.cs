using System.Globalization;
using ScreenTime.ModelConverter.Npm;

namespace ScreenTime.ModelConverter.Tests;

/// <summary>A node_modules folder with one package that holds a <see cref="TinyNetwork"/>; gone when disposed.</summary>
internal sealed class TinyPackage : IDisposable
{
    public const string Model = "dist/models/tiny";

    public TinyPackage(TinyNetwork? net = null, int shards = 2)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(PackageDir, "tiny", "package.json"), """{"name": "tiny", "version": "1.2.3", "license": "MIT"}""");
        File.WriteAllText(Path.Combine(PackageDir, "tiny", "LICENSE"), "MIT License\n");
        if (net is not null)
            Write(net, shards);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("screentime-models-").FullName;

    public string PackageDir => Path.Combine(Root, "node_modules");

    /// <summary>The model's folder.</summary>
    public string Folder => Path.Combine(PackageDir, "tiny", "dist", "models", "tiny");

    public static string Shard(int i, int count) => string.Create(CultureInfo.InvariantCulture, $"group1-shard{i + 1}of{count}");

    /// <summary>A module as browserify and terser write it.</summary>
    public static string Module(string literal) =>
        "!function(a){if(\"object\"==typeof exports&&\"undefined\"!=typeof module)module.exports=a();else{}}(function(){return "
        + "function a(n,i,e){var c=i[o]={exports:{}};n[o][0].call(c.exports)}({1:[function(a,n,i){n.exports=" + literal + "},{}]},{},[1])(1)});";

    public void Write(TinyNetwork net, int shards)
    {
        var names = Enumerable.Range(0, shards).Select(i => Shard(i, shards)).ToArray();
        WriteModule("model", TinyNetwork.Model(net, names));
        byte[] data = [.. net.Data];
        for (var i = 0; i < shards; i++)
            WriteShard(names[i], data[(data.Length * i / shards)..(data.Length * (i + 1) / shards)]);
    }

    public void WriteShard(string name, byte[] bytes) => WriteModule(name, '"' + System.Convert.ToBase64String(bytes) + '"');

    public void WriteModule(string name, string literal) => File.WriteAllText(Path.Combine(Folder, name + ".min.js"), Module(literal));

    public NpmPackage Open() => NpmPackage.Open(PackageDir, "tiny");

    /// <summary>Converts the model; the outputs are layer → name.</summary>
    public (byte[] Model, string Description) Convert(int width, int height, params (string Layer, string Output)[] outputs)
    {
        var named = new OrderedDictionary<string, string>();
        foreach (var (layer, output) in outputs)
            named.Add(layer, output);
        var (model, _, description) = ModelPreparation.Convert(new BackboneRecipe("tiny", "tiny", Model, 1 / 255.0, named), Open(), null, width, height);
        return (model, description);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
