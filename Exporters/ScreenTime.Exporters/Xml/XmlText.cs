using System.Xml;

namespace ScreenTime.Exporters.Xml;

/// <summary>Text for XML 1.0.</summary>
internal static class XmlText
{
    /// <summary>The text without characters that a document cannot hold.</summary>
    public static string Clean(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.EnumerateRunes().Where(IsHeld));

    private static bool IsHeld(System.Text.Rune rune) => rune.Value > 0xFFFF || (rune.Value != 0xFFFD && XmlConvert.IsXmlChar((char)rune.Value));
}
