using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Host.Files;

/// <summary>JSON as it is written to a file: indented by two, and with the same line ends on every system, so that the same content is the same bytes.</summary>
internal static class JsonText
{
    /// <returns>The text, ended by one line feed.</returns>
    public static string Lines(this JToken json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented, CloseOutput = false })
            json.WriteTo(writer);
        text.WriteLine();
        return text.ToString();
    }
}
