using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Npm;

/// <summary>An npm package as <c>npm ci</c> laid it down: its manifest, its licence, its modules.</summary>
internal sealed class NpmPackage
{
    // The largest module of the packages in use has 5.6 MB.
    private const long MaxModuleBytes = 64L << 20;
    private const long MaxTextBytes = 1L << 20;
    private readonly string folder;

    private NpmPackage(string folder, string name, string version, string licence)
    {
        this.folder = folder;
        Name = name;
        Version = version;
        Licence = licence;
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>The SPDX expression of the manifest.</summary>
    public string Licence { get; }

    /// <summary>The package <paramref name="name"/> below <paramref name="packageDir"/>, or null when none is there.</summary>
    public static NpmPackage? TryOpen(string packageDir, string name) =>
        File.Exists(Path.Combine(packageDir, name, "package.json")) ? Open(packageDir, name) : null;

    /// <summary>Opens <paramref name="name"/> below <paramref name="packageDir"/> (a <c>node_modules</c> folder).</summary>
    public static NpmPackage Open(string packageDir, string name)
    {
        var folder = Path.Combine(packageDir, name);
        var manifestPath = Path.Combine(folder, "package.json");
        if (!File.Exists(manifestPath))
            throw new ModelPackageException(
                $"{folder}: the npm package {name} is not there; run `npm ci --ignore-scripts` in the folder of its package-lock.json.");
        try
        {
            var manifest = JsonNode.Parse(ReadText(manifestPath, MaxTextBytes))?.AsObject();
            return new NpmPackage(folder, name, Required("version"), Required("license"));

            string Required(string key) => manifest?[key]?.GetValue<string>() is { Length: > 0 } value
                ? value
                : throw new ModelPackageException($"{manifestPath}: lacks \"{key}\"; restore the package again.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelPackageException($"{manifestPath}: is not a package manifest; restore the package again.", e);
        }
    }

    /// <summary>The package's licence text.</summary>
    public string LicenceText() => ReadText(Path.Combine(folder, "LICENSE"), MaxTextBytes);

    /// <summary>What the CommonJS module <paramref name="name"/> in <paramref name="subfolder"/> exports.</summary>
    public JsonNode Module(string subfolder, string name)
    {
        var path = Path.Combine(folder, subfolder, name + ".min.js");
        // Names of shards come from inside the package: they may only name a file beside the model.
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ModelPackageException($"{folder}: names a module '{name}' that cannot be a file name; restore the package again.");
        return JavaScriptLiteral.Exported(ReadText(path, MaxModuleBytes), path);
    }

    /// <summary>The JSON file at <paramref name="path"/> in the package.</summary>
    public JsonNode Json(string path)
    {
        var full = Path.Combine(folder, path);
        try
        {
            return JsonNode.Parse(ReadText(full, MaxTextBytes)) ?? throw new ModelPackageException($"{full}: is empty; restore the package again.");
        }
        catch (JsonException e)
        {
            throw new ModelPackageException($"{full}: is not JSON; restore the package again.", e);
        }
    }

    /// <summary>The bytes of the file at <paramref name="path"/> in the package.</summary>
    public byte[] Bytes(string path) => Read(Path.Combine(folder, path), MaxModuleBytes, File.ReadAllBytes);

    private static string ReadText(string path, long limit) => Read(path, limit, File.ReadAllText);

    private static T Read<T>(string path, long limit, Func<string, T> read)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new ModelPackageException($"{path}: the file is missing; restore the package again.");
        if (file.Length > limit)
            throw new ModelPackageException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: has {file.Length} bytes, more than the {limit} allowed; restore the package again."));
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
