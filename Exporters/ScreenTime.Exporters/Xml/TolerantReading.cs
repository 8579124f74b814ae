using System.Xml.Linq;
using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Xml;

/// <summary>What <c>--lenient</c> means for documents of XML: an element that cannot be read is named and left out, and the rest is read.</summary>
internal static class TolerantReading
{
    /// <summary>Reads something; where it is malformed and that is let pass, it is named and left out (null).</summary>
    /// <param name="source">The document, which says where the element stands.</param>
    /// <param name="element">What is read.</param>
    /// <param name="lenient">Whether faults are let pass.</param>
    /// <param name="bounded">Whether the reader is still within its bounds: a document that is beyond them is refused all the same.</param>
    /// <param name="remarks">Takes the name of what was left out.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="UserException">It is malformed, and that is not let pass.</exception>
    public static T? Attempt<T>(XmlSource source, XElement element, bool lenient, Func<bool> bounded, EdlRemarks remarks, Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (UserException exception) when (lenient && exception.ExitCode == ExitCode.InputInvalid && bounded())
        {
            remarks.Add($"skipped a <{element.Name.LocalName}>: {exception.Message}");
            return null;
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentOutOfRangeException)
        {
            var invalid = source.Invalid(element, $"<{element.Name.LocalName}> holds a time that is out of bounds");
            if (!lenient)
                throw invalid;
            remarks.Add($"skipped: {invalid.Message}");
            return null;
        }
    }
}
