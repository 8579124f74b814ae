using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Host.Files;

/// <summary>JSON as it is written to a file: indented by two, and with the same line ends on every system, so that the same content is the same bytes. And as it is read from one.</summary>
public static class JsonText
{
    /// <summary>The text, ended by one line feed.</summary>
    public static string Lines(this JToken json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented, CloseOutput = false })
            json.WriteTo(writer);
        text.WriteLine();
        return text.ToString();
    }

    /// <summary>Reads JSON that may be anybody's: nested at most so deep (deeper is a <see cref="JsonReaderException"/>), numbers in no country's way, and text that looks like a date stays the text that it is.</summary>
    /// <param name="text">Is closed with the reader.</param>
    /// <param name="depth">How deep objects and lists may be in each other.</param>
    public static JsonTextReader Reader(TextReader text, int depth) =>
        new(text) { MaxDepth = depth, DateParseHandling = DateParseHandling.None, Culture = CultureInfo.InvariantCulture };
}
