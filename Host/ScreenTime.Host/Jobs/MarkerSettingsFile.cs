using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// The file in which a house says how its markers look (docs/formats.md): <c>--marker-settings FILE</c>, else <c>markers.json</c> in the settings folder. What it does
/// not say is ScreenTime's default; what <c>formats</c> says of one format comes before the rest.
/// </summary>
public static partial class MarkerSettingsFile
{
    /// <summary>The file's name in the settings folder.</summary>
    public const string Name = "markers.json";

    private const int MaximumLength = 1 << 20;
    private const int MaximumTemplateLength = 500;

    private static readonly string[] s_colors = ["PINK", "RED", "ORANGE", "YELLOW", "GREEN", "CYAN", "BLUE", "PURPLE", "MAGENTA", "BLACK", "WHITE"];

    /// <summary>The settings of a file; those of the settings folder when none is given, and the defaults where that has none.</summary>
    /// <exception cref="UserException">The file is missing or says something that cannot be; the message names the line.</exception>
    public static MarkerSettings Load(string? path)
    {
        var file = path ?? Path.Combine(Locations.SettingsFolder, Name);
        if (path is null && !File.Exists(file))
            return MarkerSettings.Default;
        JObject json;
        try
        {
            if (new FileInfo(file).Length > MaximumLength)
                throw new UserException(ExitCode.InputInvalid, $"{file} is larger than 1 MiB, and no marker settings are");
            using var reader = JsonText.Reader(File.OpenText(file), 8);
            reader.FloatParseHandling = FloatParseHandling.Decimal;
            json = JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
        }
        catch (Exception exception) when (exception is JsonException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{file} is no JSON: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException(ExitCode.InputMissing, $"there is no file {file}: check --marker-settings", exception);
        }

        var settings = Read(json, MarkerSettings.Default, file, isFormat: false);
        var formats = new Dictionary<string, MarkerSettings>(StringComparer.Ordinal);
        foreach (var (name, value) in json["formats"] is { } token ? Map(token, file, "formats") : [])
            formats[name] = Read(value as JObject ?? throw Invalid(value!, file, $"formats.{name} must be an object"), settings, file, isFormat: true);
        return settings with { Formats = formats };
    }

    /// <summary>The same settings with what the command line says, which comes before any file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="unit"><c>--markers</c>; null when not given.</param>
    /// <param name="track"><c>--marker-track</c>; null when not given.</param>
    public static MarkerSettings With(MarkerSettings settings, string? unit, string? track)
    {
        ArgumentNullException.ThrowIfNull(settings);
        MarkerUnit? chosen = unit is null ? null
            : Unit(unit) ?? throw new UserException(ExitCode.Usage, $"--markers takes shot, appearance or first, not \"{unit}\"");
        if (track is not null && !IsTrack(track))
            throw new UserException(ExitCode.Usage, $"--marker-track takes a track of Avid's such as V1, A2 or TC1, not \"{track}\"");
        MarkerSettings Over(MarkerSettings one) => one with { Unit = chosen ?? one.Unit, AvidTrack = track ?? one.AvidTrack };
        return Over(settings) with { Formats = settings.Formats.ToDictionary(pair => pair.Key, pair => Over(pair.Value), StringComparer.Ordinal) };
    }

    private static MarkerSettings Read(JObject json, MarkerSettings otherwise, string file, bool isFormat)
    {
        var settings = otherwise;
        foreach (var (name, value) in json)
        {
            settings = name switch
            {
                "markers" => settings with { Unit = Unit(Text(value!, file, name)) ?? throw Invalid(value!, file, "markers must be shot, appearance or first") },
                "name" => settings with { Name = Template(value!, file, name) },
                "comment" => settings with { Comment = Template(value!, file, name) },
                "text" => settings with { Text = Template(value!, file, name) },
                "minimumSeconds" => settings with { MinimumSeconds = Seconds(value!, file) },
                "colors" => settings with { Colors = Colors(value!, file) },
                "summary" => settings with { Summary = value!.Type == JTokenType.Boolean ? (bool)value : throw Invalid(value, file, "summary must be true or false") },
                "avidTrack" => settings with { AvidTrack = Text(value!, file, name) is var track && IsTrack(track) ? track : throw Invalid(value!, file, "avidTrack must be a track such as V1, A2 or TC1") },
                "formats" when !isFormat => settings,
                _ => throw Invalid(value!, file, $"\"{name}\" is no marker setting; there are markers, name, comment, text, minimumSeconds, colors, summary, avidTrack{(isFormat ? "" : " and formats")}"),
            };
        }

        return settings;
    }

    private static MarkerUnit? Unit(string text) => text switch
    {
        "shot" => MarkerUnit.Shot,
        "appearance" => MarkerUnit.Appearance,
        "first" => MarkerUnit.First,
        _ => null,
    };

    private static string Template(JToken value, string file, string name)
    {
        var text = Text(value, file, name);
        if (text.Length > MaximumTemplateLength || text.Any(char.IsControl))
            throw Invalid(value, file, string.Create(CultureInfo.InvariantCulture, $"{name} must be one line of at most {MaximumTemplateLength} characters"));
        foreach (var placeholder in Placeholders().Matches(text).Select(match => match.Groups[1].Value))
        {
            if (!MarkerSettings.Placeholders.Contains(placeholder, StringComparer.Ordinal))
                throw Invalid(value, file, $"{{{placeholder}}} is nothing that {name} can hold; there are {string.Join(", ", MarkerSettings.Placeholders.Select(known => $"{{{known}}}"))}");
        }

        return text;
    }

    private static decimal Seconds(JToken value, string file) =>
        value.Type is JTokenType.Integer or JTokenType.Float && (double)value is >= 0 and <= 3600
            ? (decimal)value
            : throw Invalid(value, file, "minimumSeconds must be a number of seconds from 0 to 3600");

    private static Dictionary<string, string> Colors(JToken value, string file)
    {
        var colors = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (character, color) in Map(value, file, "colors"))
        {
            var word = Text(color!, file, $"colors.{character}").ToUpperInvariant();
            colors[character] = s_colors.Contains(word, StringComparer.Ordinal) ? word : throw Invalid(color!, file, $"\"{word}\" is no marker colour; there are {string.Join(", ", s_colors)}");
        }

        return colors;
    }

    private static JObject Map(JToken value, string file, string name) => value as JObject ?? throw Invalid(value, file, $"{name} must be an object");

    private static string Text(JToken value, string file, string name) =>
        value.Type == JTokenType.String ? (string)value! : throw Invalid(value, file, $"{name} must be a text in quotation marks");

    private static bool IsTrack(string text) => Track().IsMatch(text);

    private static UserException Invalid(IJsonLineInfo at, string file, string what) =>
        new(ExitCode.InputInvalid, string.Create(CultureInfo.InvariantCulture, $"{file} line {at.LineNumber}: {what}"));

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholders();

    [GeneratedRegex(@"^(V|A|TC|D|M)[0-9]{1,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Track();
}
