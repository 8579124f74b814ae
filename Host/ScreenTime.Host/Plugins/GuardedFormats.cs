using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>A plugin's timeline reader behind its guard. What it says of itself is asked once, while the plugin loads.</summary>
/// <param name="reader">The reader.</param>
/// <param name="guard">The guard.</param>
/// <param name="schemas">The schemas of all plugins, those that load later included.</param>
internal sealed class GuardedReader(ITimelineReader reader, PluginGuard guard, Func<SchemaRegistry> schemas) : ITimelineReader
{
    public string FormatId { get; } = Names.Format(reader.FormatId);

    public IReadOnlyList<string> Extensions { get; } = [.. reader.Extensions.Select(Names.Ending)];

    public TimelineDocument Read(string path, TimelineReadOptions options) => guard.Call(
        $"reading {Path.GetFileName(path)}", () => reader.Read(path, options with { Schemas = schemas() }) ?? throw new InvalidOperationException("it gave no timeline"));
}

/// <summary>A plugin's timeline writer behind its guard.</summary>
internal sealed class GuardedTimelineWriter(ITimelineWriter writer, PluginGuard guard) : ITimelineWriter
{
    public string FormatId { get; } = Names.Format(writer.FormatId);

    public string Suffix { get; } = Names.Ending(writer.Suffix);

    public bool HoldsMarkersOnly { get; } = writer.HoldsMarkersOnly;

    public IReadOnlyList<string> Write(TimelineExport export, Stream output)
    {
        var file = new PluginOutput(output);
        // A list that a plugin makes while it is read is read here.
        return file.Finish(() => guard.Call<IReadOnlyList<string>>($"writing {FormatId}", () => [.. writer.Write(export, file)]));
    }

    public IReadOnlyList<string> Write(TimelineExport export, IExportFiles files)
    {
        var guarded = new PluginFiles(files);
        return guarded.Finish(() => guard.Call<IReadOnlyList<string>>($"writing {FormatId}", () => [.. writer.Write(export, guarded)]));
    }
}

/// <summary>A plugin's report writer behind its guard.</summary>
internal sealed class GuardedReportWriter(IReportWriter writer, PluginGuard guard) : IReportWriter
{
    public string FormatId { get; } = Names.Format(writer.FormatId);

    public string Suffix { get; } = Names.Ending(writer.Suffix);

    public void Write(AnalysisResult result, Stream output)
    {
        var file = new PluginOutput(output);
        file.Finish(() => guard.Call($"writing {FormatId}", () =>
        {
            writer.Write(result, file);
            return true;
        }));
    }
}

/// <summary>A plugin's writer of contract reports behind its guard.</summary>
internal sealed class GuardedContractReportWriter(IContractReportWriter writer, PluginGuard guard) : IContractReportWriter
{
    public string FormatId { get; } = Names.Format(writer.FormatId);

    public string Suffix { get; } = Names.Ending(writer.Suffix);

    public void Write(ContractReport report, Stream output)
    {
        var file = new PluginOutput(output);
        file.Finish(() => guard.Call($"writing the report as {FormatId}", () =>
        {
            writer.Write(report, file);
            return true;
        }));
    }
}

/// <summary>What a plugin calls its formats.</summary>
file static class Names
{
    public static string Format(string id) =>
        !string.IsNullOrEmpty(id) && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? id
            : throw new FormatException($"the format id \"{id}\" may hold lower-case letters, digits and - only");

    public static string Ending(string ending) =>
        ending is ['.', _, ..] && ending.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? ending
            : throw new FormatException($"\"{ending}\" is no ending of a file: it begins with a point, and letters, digits, - and _ follow");
}
