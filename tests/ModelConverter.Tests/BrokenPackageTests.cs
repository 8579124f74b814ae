using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Tests;

public sealed class BrokenPackageTests
{
    private static readonly TinyNetwork Net = new TinyNetwork(1).Conv("c", "picture", 4, (3, 3), (1, 1), "same", bias: true);

    public static TheoryData<string, string> Broken => new()
    {
        { "missing shard", "group1-shard2of2.min.js: the file is missing; restore the package again." },
        { "short shard", "tiny 1.2.3, dist/models/tiny: the shards hold 111 bytes, but 'c/bias' ends at byte 112; restore the package again." },
        { "long shard", "tiny 1.2.3, dist/models/tiny: the shards hold 113 bytes, but the weights take 112; restore the package again." },
        { "swapped shards", "tiny 1.2.3, dist/models/tiny: 'group1-shard2of2' is not shard 1 of 2; restore the package again." },
        { "shard elsewhere", "names a module '../../../package-shard1of1' that cannot be a file name; restore the package again." },
        { "not base64", "tiny 1.2.3, dist/models/tiny, group1-shard1of2: is not valid base64; restore the package again." },
        { "cut module", "model.min.js: has a string without an end (at character 392); restore the package again." },
        { "other module", "model.min.js: exports no object and no string; restore the package again." },
        { "a shard for a model", "tiny 1.2.3, dist/models/tiny: is not a Keras layers model that can be read; restore the package again." },
        { "graph model", "tiny 1.2.3, dist/models/tiny: is not a Keras layers model." },
        { "huge weight", "tiny 1.2.3, dist/models/tiny: the weight 'c/bias' has an impossible shape; restore the package again." },
        { "other weight shape", "tiny 1.2.3, dist/models/tiny: the weight 'c/bias' has the shape [2, 2], its layer needs [4]." },
        { "missing weight", "tiny 1.2.3, dist/models/tiny: lacks the weight 'c/bias'; restore the package again." },
        { "sixteen bits", "tiny 1.2.3, dist/models/tiny: the weight 'c/bias' is stored as uint16; only float32 and uint8 can be converted." },
        { "no licence", "package.json: lacks \"license\"; restore the package again." },
        { "no package", "the npm package tiny is not there; run `npm ci --ignore-scripts` in the folder of its package-lock.json." },
        { "no such layer", "the model has no layer 'c'; is the package's version the one in package-lock.json?" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Says_what_is_wrong_in_one_sentence(string which, string message)
    {
        using var package = new TinyPackage(Net);
        Break(package, which);
        var error = Assert.Throws<ModelPackageException>(() => package.Convert(8, 8, ("c", "out")));
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void Break(TinyPackage package, string which)
    {
        var model = Path.Combine(package.Folder, "model.min.js");
        string[] shards = [TinyPackage.Shard(0, 2), TinyPackage.Shard(1, 2)];
        switch (which)
        {
            case "missing shard":
                File.Delete(Path.Combine(package.Folder, shards[1] + ".min.js"));
                break;
            case "short shard":
                package.WriteShard(shards[1], new byte[55]);
                break;
            case "long shard":
                package.WriteShard(shards[1], new byte[57]);
                break;
            case "swapped shards":
                package.WriteModule("model", TinyNetwork.Model(Net, shards[1], shards[0]));
                break;
            case "shard elsewhere":
                package.WriteModule("model", TinyNetwork.Model(Net, "../../../package-shard1of1"));
                break;
            case "not base64":
                package.WriteModule(shards[0], "\"no*base64\"");
                break;
            case "cut module":
                File.WriteAllText(model, File.ReadAllText(model)[..400]);
                break;
            case "other module":
                File.WriteAllText(model, "console.log(1)");
                break;
            case "a shard for a model":
                package.WriteModule("model", "\"AAAA\"");
                break;
            case "graph model":
                package.WriteModule("model", """{"modelTopology":{"node":[]},"weightsManifest":[]}""");
                break;
            case "huge weight":
                Change(package, shards, bias => bias["shape"] = new JsonArray(65536, 65536, 65536));
                break;
            case "other weight shape":
                Change(package, shards, bias => bias["shape"] = new JsonArray(2, 2));
                break;
            case "missing weight":
                Change(package, shards, bias => bias["name"] = "other");
                break;
            case "sixteen bits":
                Change(package, shards, bias => bias["quantization"]!["dtype"] = "uint16");
                break;
            case "no licence":
                File.WriteAllText(Path.Combine(package.PackageDir, "tiny", "package.json"), """{"version": "1.2.3"}""");
                break;
            case "no package":
                Directory.Delete(package.PackageDir, recursive: true);
                break;
            case "no such layer":
                package.WriteModule("model", TinyNetwork.Model(Net, shards).Replace("\"name\":\"c\"", "\"name\":\"d\"", StringComparison.Ordinal));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(which), which, "no such break");
        }
    }

    private static void Change(TinyPackage package, string[] shards, Action<JsonNode> change)
    {
        var model = JsonNode.Parse(TinyNetwork.Model(Net, shards))!;
        change(model["weightsManifest"]![0]!["weights"]![1]!);
        package.WriteModule("model", model.ToJsonString());
    }
}
