using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ScreenTime.Exporters.Xml;

/// <summary>Lays out new documents, and elements as the document round them is.</summary>
internal static class XmlLayout
{
    /// <summary>A new document in UTF-8, with the document type that Apple's formats ask for.</summary>
    public static byte[] Document(XElement root, string step)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE {root.Name.LocalName}>\n"));
        var settings = new XmlWriterSettings { Indent = true, IndentChars = step, NewLineChars = "\n", Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, CloseOutput = false };
        using (var writer = XmlWriter.Create(bytes, settings))
            root.Save(writer);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>An element on lines of its own, each begun by a line ending; on no line of its own where the document has none (<paramref name="indent"/> is null).</summary>
    public static string Text(XElement element, string? indent, string ending)
    {
        if (indent is null)
            return element.ToString(SaveOptions.DisableFormatting);
        var step = indent.Contains('\t', StringComparison.Ordinal) ? "\t" : indent.Length >= 8 && indent.Length % 4 == 0 ? "    " : "  ";
        var text = new StringBuilder();
        Append(text, element, indent, step, ending);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XElement element, string indent, string step, string ending)
    {
        text.Append(ending).Append(indent);
        if (!element.HasElements)
        {
            text.Append(element.ToString(SaveOptions.DisableFormatting));
            return;
        }

        text.Append('<').Append(element.Name.LocalName).Append('>');
        foreach (var child in element.Elements())
            Append(text, child, indent + step, step, ending);
        text.Append(ending).Append(indent).Append("</").Append(element.Name.LocalName).Append('>');
    }
}
