using System.Security.Cryptography;

namespace ScreenTime.ModelConverter.NuGet;

/// <summary>A NuGet package where <c>dotnet restore</c> has laid it down.</summary>
internal sealed class NuGetPackage
{
    private const long MaxFileBytes = 256L << 20;
    private const long MaxTextBytes = 1L << 20;
    private readonly string folder;
    private readonly OnnxRecipe recipe;

    private NuGetPackage(string folder, OnnxRecipe recipe) => (this.folder, this.recipe) = (folder, recipe);

    /// <summary>The folder that packages are restored to: <c>NUGET_PACKAGES</c>, or NuGet's own in the user's home.</summary>
    public static string PackagesFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Opens the package that <paramref name="recipe"/> names.</summary>
    /// <exception cref="ModelPackageException">It has not been restored.</exception>
    public static NuGetPackage Open(string packagesFolder, OnnxRecipe recipe)
    {
        var folder = Path.Combine(packagesFolder, recipe.Package, recipe.Version);
        return File.Exists(Path.Combine(folder, recipe.Path))
            ? new NuGetPackage(folder, recipe)
            : throw new ModelPackageException($"{folder}: the NuGet package {recipe.Package} {recipe.Version} is not there; run `dotnet restore` on Plugin/models/converter.");
    }

    /// <summary>The network's bytes, checked against the recipe's hash.</summary>
    public byte[] Network()
    {
        var path = Path.Combine(folder, recipe.Path);
        if (new FileInfo(path).Length > MaxFileBytes)
            throw new ModelPackageException($"{path}: is larger than {MaxFileBytes >> 20} MiB; restore the package again.");
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == recipe.Sha256
            ? bytes
            : throw new ModelPackageException($"{path}: is not the file that version {recipe.Version} ships; delete {folder} and restore the package again.");
    }

    /// <summary>The package's licence text.</summary>
    public string LicenceText()
    {
        var path = Path.Combine(folder, "LICENSE");
        return File.Exists(path) && new FileInfo(path).Length <= MaxTextBytes
            ? File.ReadAllText(path)
            : throw new ModelPackageException($"{path}: the licence is missing; restore the package again.");
    }
}
