using System.Globalization;
using ScreenTime.ModelConverter;

const string usage = """
    usage: model-converter (--package-dir NODE_MODULES | --restore FOLDER) --out DIR [--width 448] [--height 256] [--model ID]...

    Makes DIR/ID/ with the ONNX file, model.json and LICENSE.txt from the npm packages in NODE_MODULES, or from those that
    FOLDER/package-lock.json names, restored with npm first. What is there and up to date is left alone.
    """;

var (packageDir, restoreFrom, outDir) = ((string?)null, (string?)null, (string?)null);
var (width, height) = (448, 256);
var models = new List<string>();
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length)
        return Usage($"'{args[i]}' lacks its value or is not an option");
    var value = args[i + 1];
    switch (args[i])
    {
        case "--package-dir":
            packageDir = value;
            break;
        case "--restore":
            restoreFrom = value;
            break;
        case "--out":
            outDir = value;
            break;
        case "--width" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out width):
        case "--height" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out height):
            break;
        case "--model":
            models.Add(value);
            break;
        default:
            return Usage($"'{args[i]} {value}' is not an option");
    }
}
if (outDir is null || packageDir is null == restoreFrom is null)
    return Usage("--out and either --package-dir or --restore are needed");

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancel.Cancel();
};
try
{
    return await ModelPreparation.RunAsync(
        new ModelPreparationOptions
        {
            PackageDir = packageDir ?? Path.Combine(restoreFrom!, "node_modules"),
            RestoreFrom = restoreFrom,
            OutDir = outDir,
            Width = width,
            Height = height,
            Models = models,
        },
        Console.Out, Console.Error, cancel.Token);
}
catch (OperationCanceledException)
{
    return 130;
}

static int Usage(string what)
{
    Console.Error.WriteLine($"{what}.");
    Console.Error.WriteLine(usage);
    return 2;
}
