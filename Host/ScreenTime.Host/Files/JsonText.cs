using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Host.Files;

/// <summary>JSON as it is written to a file: indented by two, and with the same line ends on every system, so that the same content is the same bytes.</summary>
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
}
