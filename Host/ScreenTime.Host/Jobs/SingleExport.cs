using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>One export to a file that the user named, whole or not at all.</summary>
public static class SingleExport
{
    /// <summary>Writes it. What a writer puts before its ending (<c>_02</c>) stands before that of the named file; a format that is a folder fills it.</summary>
    /// <param name="source">The file or folder that the timeline was read from, as it was named: it is never overwritten.</param>
    /// <param name="target">The file.</param>
    /// <param name="writer">Writes.</param>
    /// <param name="export">What.</param>
    /// <returns>Sentences of the writer.</returns>
    /// <exception cref="UserException">The file is the source, or cannot be written, the writer refuses, or the timeline's file is no longer what was read.</exception>
    public static IReadOnlyList<string> Write(string source, string target, ITimelineWriter writer, TimelineExport export)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
            throw new UserException(ExitCode.OutputUnwritable, $"{target} cannot be written: check that its folder is there and may be written");
        try
        {
            using var output = OutputFolder.Open(folder);
            if (output.WouldReplace(Path.GetFileName(full), source))
                throw new UserException(ExitCode.OutputUnwritable, $"{source} itself is never overwritten: give another file");
            var said = writer.Write(export, new NamedFiles(output, Path.GetFileName(full), writer.Suffix));
            TimelineContent.RefuseChanged(export.Source);
            output.Keep();
            return said;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                ExitCode.OutputUnwritable, $"{target} cannot be written ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}): check that its folder is there and may be written", exception);
        }
    }

    private sealed class NamedFiles(OutputFolder output, string name, string suffix) : IExportFiles
    {
        public Stream Create(string ending)
        {
            var at = ending.IndexOf(suffix, StringComparison.Ordinal);
            if (at < 0)
                throw new ArgumentException($"\"{ending}\" lacks the format's ending {suffix}", nameof(ending));
            var own = name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? name[^suffix.Length..] : Path.GetExtension(name);
            return output.Create(name[..^own.Length] + ending[..at] + own + ending[(at + suffix.Length)..]);
        }
    }
}
