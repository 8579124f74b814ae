using System.Text.Json.Nodes;

namespace ScreenTime.ModelConverter.Keras;

/// <summary>One layer of a Keras model, used once: its kind, its settings, and the layers it reads.</summary>
internal sealed record KerasLayer(string Name, string Kind, JsonObject Config, IReadOnlyList<string> Inputs)
{
    /// <summary>The setting <paramref name="key"/> as a whole number between 1 and 65536.</summary>
    public int Count(string key) => AsCount(Config[key], key);

    /// <summary>The setting <paramref name="key"/> as two whole numbers: rows, columns.</summary>
    public (int Rows, int Columns) Pair(string key) =>
        Config[key] is JsonArray { Count: 2 } pair ? (AsCount(pair[0], key), AsCount(pair[1], key)) : throw Unusable(key);

    public string Text(string key) => Config[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Unusable(key);

    public bool Flag(string key) => Config[key] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Unusable(key);

    public double Number(string key) => AsNumber(Config[key]) ?? throw Unusable(key);

    /// <summary>Fails unless the setting is absent, null or <paramref name="value"/>.</summary>
    public void Demand(string key, double value)
    {
        if (Config[key] is { } node && AsNumber(node) != value)
            throw Unusable(key);
    }

    /// <summary>Fails unless pictures are laid out as rows, columns, channels.</summary>
    public void DemandChannelsLast()
    {
        if (Config["data_format"] is { } format && format.ToJsonString() != "\"channels_last\"")
            throw Unusable("data_format");
    }

    public ModelPackageException Unusable(string key) => new(
        $"layer '{Name}' ({Kind}): the converter cannot use its setting {key} = {Config[key]?.ToJsonString() ?? "none"}.");

    private int AsCount(JsonNode? node, string key) =>
        AsNumber(node) is >= 1 and <= 65536 and var number && number == Math.Floor(number) ? (int)number : throw Unusable(key);

    private static double? AsNumber(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;
}
