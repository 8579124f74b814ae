using System.Xml.Linq;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Xml;

/// <summary>
/// Elements that a timeline of OTIO's has no place for, as metadata and back, in the form that OpenTimelineIO's own adapters give them: an attribute is <c>@name</c>, a child is its
/// name, several of one name are a list, and text is a string.
/// </summary>
internal static class XmlMetadata
{
    private const string TextKey = "#text";

    /// <summary>The attributes and children of an element, without some children.</summary>
    public static Metadata Of(XElement element, Func<XElement, bool> leaveOut)
    {
        var map = new Metadata();
        foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            map["@" + attribute.Name.LocalName] = attribute.Value;
        foreach (var group in element.Elements().Where(child => !leaveOut(child)).GroupBy(child => child.Name.LocalName))
        {
            var values = group.Select(Value).ToList();
            map[group.Key] = values.Count == 1 ? values[0] : new MetadataList(values);
        }

        return map;
    }

    /// <summary>The elements and attributes of a map, into an element; values that are no text are left out.</summary>
    /// <param name="element">The element that they go into.</param>
    /// <param name="map">What <see cref="Of"/> gave.</param>
    /// <param name="leaveOut">Names to leave out, attributes with their <c>@</c>; what the element has already is left out in any case.</param>
    public static void Restore(XElement element, Metadata map, Func<string, bool> leaveOut)
    {
        var there = element.Elements().Select(child => child.Name.LocalName).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in map)
        {
            if (key.StartsWith('@'))
            {
                if (!leaveOut(key) && IsName(key[1..]) && Text(value) is { } text && element.Attribute(key[1..]) is null)
                    element.SetAttributeValue(key[1..], Clean(text));
            }
            else if (key == TextKey)
            {
                if (Text(value) is { } text)
                    element.Add(new XText(Clean(text)));
            }
            else if (!there.Contains(key) && !leaveOut(key) && IsName(key))
            {
                foreach (var each in value.TryGetList(out var list) ? list : [value])
                    element.Add(Element(key, each));
            }
        }
    }

    /// <summary>Text without characters that XML 1.0 cannot hold.</summary>
    public static string Clean(string text) =>
        text.All(System.Xml.XmlConvert.IsXmlChar) ? text
            : new string([.. text.Where((c, i) => System.Xml.XmlConvert.IsXmlChar(c)
                || (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) || (char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1])))]);

    private static XElement Element(string name, MetadataValue value)
    {
        var element = new XElement(name);
        if (value.TryGetMap(out var map))
            Restore(element, map, _ => false);
        else if (Text(value) is { } text)
            element.Add(new XText(Clean(text)));
        return element;
    }

    private static MetadataValue Value(XElement element)
    {
        if (!element.HasElements && !element.HasAttributes)
            return element.Value;
        var map = Of(element, _ => false);
        var text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value)).Trim();
        if (text.Length > 0)
            map[TextKey] = text;
        return map;
    }

    private static string? Text(MetadataValue value) =>
        value.TryGetString(out var text) ? text
            : value.TryGetBoolean(out var boolean) ? boolean ? "TRUE" : "FALSE"
            : value.TryGetInteger(out var integer) ? integer.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : value.TryGetDouble(out var number) ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : null;

    private static bool IsName(string name)
    {
        try
        {
            return name.Length > 0 && System.Xml.XmlConvert.VerifyNCName(name).Length > 0;
        }
        catch (System.Xml.XmlException)
        {
            return false;
        }
    }
}
