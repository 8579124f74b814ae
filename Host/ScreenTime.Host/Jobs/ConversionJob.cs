using ScreenTime.Host.Plugins;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What <c>screentime convert</c> was asked for.</summary>
/// <param name="Source">The file, or folder, to read.</param>
/// <param name="Target">The file to write; its ending says the format.</param>
/// <param name="Read">What the user said of a timeline that does not say it.</param>
/// <param name="MarkersOnly">Whether to write an empty sequence with the markers.</param>
public sealed record ConversionSettings(string Source, string Target, TimelineReadOptions Read, bool MarkersOnly);

/// <summary>What a conversion did.</summary>
/// <param name="Target">Full path of what was written.</param>
/// <param name="Assumptions">What the source does not say and was assumed, and what was skipped.</param>
/// <param name="Losses">What the target does not carry; empty when it carries all.</param>
/// <param name="Checked">Whether the target was read again to find out; a format that is not read cannot be.</param>
public sealed record ConversionOutcome(string Target, IReadOnlyList<string> Assumptions, IReadOnlyList<string> Losses, bool Checked);

/// <summary>
/// <c>screentime convert A B</c>: from any format that a plugin reads to any that one writes. Nothing is lost in silence: the writer says what it could not carry, and
/// the file is read again and counted.
/// </summary>
/// <param name="plugins">Readers and writers.</param>
public sealed class ConversionJob(PluginCatalog plugins)
{
    /// <summary>Converts.</summary>
    /// <exception cref="UserException">The source cannot be read, the target cannot be written, or something that neither says was not given.</exception>
    public ConversionOutcome Run(ConversionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!Path.Exists(settings.Source))
            throw new UserException(ExitCode.InputMissing, $"there is no file {settings.Source}: check the path");
        var reader = plugins.ReaderOf(settings.Source)
            ?? throw new UserException(ExitCode.Usage, $"'{Path.GetFileName(settings.Source)}' is of no kind that is read; there are {Endings(plugins.Readers.SelectMany(item => item.Extensions))}");
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.Target));
        var writer = plugins.WriterOf(target)
            ?? throw new UserException(
                ExitCode.Usage,
                $"'{Path.GetFileName(target)}' is of no kind that is written; there are {Endings(plugins.Writers.Select(item => item.Suffix))}");
        if (settings.MarkersOnly && !writer.HoldsMarkersOnly)
        {
            throw new UserException(
                ExitCode.Usage,
                $"--markers-only is for {string.Join(", ", plugins.Writers.Where(item => item.HoldsMarkersOnly).Select(item => item.Suffix))}; a {Path.GetExtension(target)} is no sequence that can be empty");
        }

        var document = TimelineLoader.Read(reader, settings.Source, settings.Read);
        if (settings.MarkersOnly)
            document = MarkersOnly.Of(document, withMarkers: true);
        var said = SingleExport.Write(settings.Source, target, writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true });
        IReadOnlyList<string> counted = [];
        var reread = false;
        try
        {
            if (Reread(target, document) is { } read)
                (counted, reread) = (LossList.Of(document.Timeline, read.Timeline, Path.GetFileName(target)), true);
        }
        catch (UserException exception)
        {
            counted = [$"the file could not be read again to check it: {exception.Message}"];
        }

        return new ConversionOutcome(target, document.Assumptions, [.. said.Concat(counted).Distinct(StringComparer.Ordinal)], reread);
    }

    /// <summary>What the file is read as; null where its format is not read.</summary>
    private TimelineDocument? Reread(string target, TimelineDocument document)
    {
        // A list in several parts is none that could be read as one.
        if (plugins.ReaderOf(target) is not { } reader || !Path.Exists(target))
            return null;
        try
        {
            return reader.Read(target, new TimelineReadOptions(document.Rate, document.Rate.HasDropFrame ? document.DropFrame : null));
        }
        catch (UserException)
        {
            // Told the start of a format that does not say it.
            return reader.Read(target, new TimelineReadOptions(document.Rate, document.Rate.HasDropFrame ? document.DropFrame : null, document.TimecodeOf(0)));
        }
    }

    private static string Endings(IEnumerable<string> endings) => string.Join(", ", endings.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
