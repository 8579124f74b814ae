using System.Globalization;
using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Evaluation;

/// <summary><c>predictions.csv</c> as it was written: a probability a character for every image.</summary>
/// <param name="Cast">The characters, by its columns.</param>
/// <param name="ByImage">Probabilities in the cast's order, by image name.</param>
public sealed record Predictions(Cast Cast, IReadOnlyDictionary<string, IReadOnlyList<float>> ByImage)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="UserException">It is malformed.</exception>
    public static Predictions Read(string path)
    {
        var rows = CsvFile.Read(path);
        var name = Path.GetFileName(path);
        if (rows.Count == 0 || rows[0].Fields is not ["image", "class", _, ..])
            throw new UserException(ExitCode.InputInvalid, $"{name} does not begin with image,class and the characters: run the analysis again");
        var cast = new Cast("", [.. rows[0].Fields.Skip(2).Select(id => new Character(id, id.ToUpperInvariant(), "GREEN"))]);
        var byImage = new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Count != rows[0].Fields.Count)
                throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: it has {row.Fields.Count} values for {rows[0].Fields.Count} columns");
            byImage[row.Fields[0]] = [.. row.Fields.Skip(2).Select(text =>
                float.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var probability) && probability is >= 0 and <= 1
                    ? probability
                    : throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: \"{text}\" is no probability"))];
        }

        return new Predictions(cast, byImage);
    }
}
