using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Otio;

/// <summary>
/// Writes the timeline with markers and its media in one: <c>.otioz</c> (a file) or <c>.otiod</c> (a folder). Media that is not there is left out and named.
/// </summary>
/// <param name="folder">Whether as a folder.</param>
public sealed class OtioBundleWriter(bool folder) : ITimelineWriter
{
    /// <inheritdoc/>
    public string FormatId => folder ? "otiod" : "otioz";

    /// <inheritdoc/>
    public string Suffix => folder ? ".otiod" : ".otioz";

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, Stream output) =>
        folder ? throw new NotSupportedException("a bundle that is a folder is no stream") : Write(export, (timeline, options) => OtioBundle.WriteZip(output, timeline, options));

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(TimelineExport export, IExportFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (folder)
            return Write(export, (timeline, options) => OtioBundle.WriteFolder(name => files.Create($"{Suffix}/{name}"), timeline, options));
        using var output = files.Create(Suffix);
        return Write(export, output);
    }

    private static IReadOnlyList<string> Write(TimelineExport export, Func<Timeline, BundleWriteOptions, IReadOnlyList<string>> write)
    {
        ArgumentNullException.ThrowIfNull(export);
        var notes = new List<string>();
        var timeline = OtioMarkers.Timeline(export, OtioTarget.Portable, notes);
        var options = new BundleWriteOptions { Media = MediaPolicy.MissingIfNotFile, MediaBase = Path.GetDirectoryName(export.Source.Path) };
        try
        {
            notes.AddRange(write(timeline, options));
        }
        catch (OtioException exception) when (exception.Error == OtioError.InvalidBundle)
        {
            throw new UserException(ExitCode.InputInvalid, $"'{timeline.Name}' cannot become a bundle: {exception.Message}", exception);
        }

        return notes;
    }
}
