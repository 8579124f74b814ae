using System.Globalization;

namespace OpenTimelineIO;

/// <summary>Anything that is wrong with a timeline or its file. <see cref="Exception.Message"/> is one sentence for people, place included.</summary>
public sealed class OtioException : Exception
{
    /// <summary>An error outside any document.</summary>
    public OtioException(OtioError error, string message) : base(message) => Error = error;

    /// <summary>An error caused by another.</summary>
    public OtioException(OtioError error, string message, Exception inner) : base(message, inner) => Error = error;

    internal OtioException(OtioError error, string message, string? path, int line, Exception? inner = null)
        : base(WithPlace(message, path, line), inner)
    {
        Error = error;
        DocumentPath = path;
        Line = line > 0 ? line : null;
    }

    /// <summary>What kind of error this is.</summary>
    public OtioError Error { get; }

    /// <summary>The place inside the document, such as <c>tracks.children[0].children[3].source_range</c>; null where there is none.</summary>
    public string? DocumentPath { get; }

    /// <summary>The line of the file, from 1, where the value starts or the text breaks; null where there is none.</summary>
    public int? Line { get; }

    private static string WithPlace(string message, string? path, int line)
    {
        var where = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}") : "";
        if (!string.IsNullOrEmpty(path))
            where = where.Length > 0 ? $"{where}, {path}" : path;
        return where.Length > 0 ? $"{message} ({where})" : message;
    }
}
