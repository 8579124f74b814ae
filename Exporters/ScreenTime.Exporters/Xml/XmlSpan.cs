namespace ScreenTime.Exporters.Xml;

/// <summary>Where an element stands in the characters of its document.</summary>
internal sealed class XmlSpan
{
    /// <summary>The <c>&lt;</c> of its start tag.</summary>
    public required int Start { get; init; }

    /// <summary>The character after its start tag.</summary>
    public required int ContentStart { get; init; }

    /// <summary>The <c>&lt;</c> of its end tag; <see cref="ContentStart"/> of an element that has none (<c>&lt;file id="1"/&gt;</c>).</summary>
    public int ContentEnd { get; private set; }

    /// <summary>The character after all of it.</summary>
    public int End { get; private set; }

    /// <summary>Whether it is written as one tag.</summary>
    public bool IsEmptyTag => ContentEnd == End;

    /// <summary>The spans of all elements in the order of their start tags. The text must be well-formed.</summary>
    public static IReadOnlyList<XmlSpan> Scan(string text)
    {
        var spans = new List<XmlSpan>();
        var open = new Stack<XmlSpan>();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = at < text.Length ? text.IndexOf('<', at) : -1)
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith("<!--"))
                at = After(text, "-->", at + 4);
            else if (rest.StartsWith("<![CDATA["))
                at = After(text, "]]>", at + 9);
            else if (rest.StartsWith("<?"))
                at = After(text, "?>", at + 2);
            else if (rest.StartsWith("<!"))
                at = AfterDocumentType(text, at + 2);
            else if (rest.StartsWith("</"))
            {
                var span = open.Pop();
                span.ContentEnd = at;
                at = span.End = After(text, ">", at);
            }
            else
            {
                var end = AfterTag(text, at);
                var span = new XmlSpan { Start = at, ContentStart = end };
                spans.Add(span);
                if (text[end - 2] == '/')
                    span.ContentEnd = span.End = end;
                else
                    open.Push(span);
                at = end;
            }
        }

        return spans;
    }

    private static int After(string text, string what, int from)
    {
        var at = text.IndexOf(what, from, StringComparison.Ordinal);
        return at < 0 ? text.Length : at + what.Length;
    }

    private static int AfterTag(string text, int at)
    {
        for (; at < text.Length && text[at] != '>'; at++)
        {
            if (text[at] is '"' or '\'')
                at = Math.Max(at, text.IndexOf(text[at], at + 1));
        }

        return Math.Min(at + 1, text.Length);
    }

    private static int AfterDocumentType(string text, int at)
    {
        var inside = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c is '"' or '\'')
                at = Math.Max(at, text.IndexOf(c, at + 1));
            else if (c == '<' && text.AsSpan(at).StartsWith("<!--"))
                at = After(text, "-->", at + 4) - 1;
            else if (c == '<' && text.AsSpan(at).StartsWith("<?"))
                at = After(text, "?>", at + 2) - 1;
            else if (c == '[')
                inside = true;
            else if (c == ']')
                inside = false;
            else if (c == '>' && !inside)
                return at + 1;
        }

        return text.Length;
    }
}
