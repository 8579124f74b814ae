using System.Text;
using OpenTimelineIO;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Scripting;

#pragma warning disable CA1822 // A script calls these by their names alone, as members of its host object.
/// <summary>
/// What a script sees without asking (docs/automation.md): its arguments, the engine, and files written whole. All paths are relative to the folder from which
/// <c>screentime</c> was called.
/// </summary>
public sealed class ScriptGlobals
{
    private readonly Lazy<PluginCatalog> _plugins = new(() => HostPlugins.Load());
    private readonly IJobProgress _progress;
    private readonly TextWriter _output;

    internal ScriptGlobals(IReadOnlyList<string> arguments, IJobProgress progress, TextWriter output, CancellationToken cancellation)
    {
        (Args, _progress, _output, Cancellation) = (arguments, progress, output, cancellation);
    }

    /// <summary>The words after the script's name.</summary>
    public IReadOnlyList<string> Args { get; }

    /// <summary>Ctrl-C: to be handed on to whatever takes long. What the engine does here is stopped by it without being asked.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The plugins of this installation.</summary>
    public PluginCatalog Plugins => _plugins.Value;

    /// <summary>The n-th argument, from 0; ends the script with a sentence when it was not given.</summary>
    /// <param name="index">Which.</param>
    /// <param name="name">What it is, for the sentence.</param>
    public string Arg(int index, string name) => index < Args.Count ? Args[index] : throw Stop($"the script needs {name} as argument {index + 1}");

    /// <summary>Writes a line to standard output.</summary>
    public void Print(object? value) => _output.WriteLine(value);

    /// <summary>Tells the person who watches something on standard error.</summary>
    public void Tell(string sentence) => _progress.Message(sentence);

    /// <summary>Makes what ends the script with one sentence: <c>throw Stop("there is no timeline in " + folder)</c>.</summary>
    public UserException Stop(string sentence) => new(ExitCode.Usage, sentence);

    /// <summary>Analyses a timeline and writes its files, as <c>screentime analyze</c> does.</summary>
    /// <exception cref="UserException">Something that the user can mend.</exception>
    public Task<AnalysisOutcome> AnalyzeAsync(AnalysisSettings job) => new AnalysisJob(Plugins, _progress, TimeProvider.System).RunAsync(job, Cancellation);

    /// <summary>Reads the result in a folder that an analysis wrote.</summary>
    /// <exception cref="UserException">There is none, or it is damaged.</exception>
    public AnalysisResult ReadResult(string folder) => ResultFile.Read(folder);

    /// <summary>Reads a timeline of any format.</summary>
    /// <exception cref="UserException">It is missing or malformed, or lacks something that the options do not give.</exception>
    public async Task<TimelineDocument> ReadTimelineAsync(string path, TimelineReadOptions? options = null) =>
        await new TimelineLoader(Plugins.Readers, new MediaProbe(await FfmpegTools.FindAsync(Cancellation).ConfigureAwait(false)))
            .LoadAsync(path, options ?? new TimelineReadOptions(), Cancellation).ConfigureAwait(false);

    /// <summary>Reads the timeline that a result is of: what the file does not say (an EDL's rate) is known from it.</summary>
    /// <exception cref="UserException">It is missing or malformed, or of another rate.</exception>
    public async Task<TimelineDocument> ReadTimelineAsync(string path, AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var document = await ReadTimelineAsync(path, new TimelineReadOptions(result.Rate, result.Rate.HasDropFrame ? result.DropFrame : null, result.TimecodeOf(0))).ConfigureAwait(false);
        // Not refused: it may be one of several that were the tracks of one, or one that has markers already.
        if (!document.Hashes.SequenceEqual([result.Provenance.TimelineHash], StringComparer.Ordinal))
            _progress.Message($"{path} is not the very file that was analysed: make sure that its cut is the same.");
        return document;
    }

    /// <summary>Writes a result in other formats, all of them or none.</summary>
    /// <param name="result">The result; it may have been altered, its cast's colours for example.</param>
    /// <param name="source">The timeline that it is of.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="formats">As <c>--export</c> takes them.</param>
    /// <returns>The files that were written.</returns>
    public IReadOnlyList<string> Export(AnalysisResult result, TimelineDocument source, string folder, params string[] formats) =>
        Export(result, source, folder, null, formats);

    /// <summary>Writes a result in other formats, with markers as a house wants them.</summary>
    /// <param name="result">The result.</param>
    /// <param name="source">The timeline that it is of.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="settings">What markers say and look like; null for ScreenTime's own.</param>
    /// <param name="formats">As <c>--export</c> takes them.</param>
    /// <returns>The files that were written.</returns>
    public IReadOnlyList<string> Export(AnalysisResult result, TimelineDocument source, string folder, ExportSettings? settings, IReadOnlyList<string> formats)
    {
        var exports = new ExportSet(Plugins, formats);
        using var output = OutputFolder.Open(folder);
        exports.RefuseToOverwrite(source.Path, output, result.TimelineName);
        foreach (var message in exports.Write(output, source, result.Cast, result, settings ?? ExportSettings.Default))
            _progress.Message(message);
        Cancellation.ThrowIfCancellationRequested();
        return output.Keep();
    }

    /// <summary>Writes a timeline as OpenTimelineIO.</summary>
    public void WriteTimeline(string path, Timeline timeline)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        WholeFile.Write(path, stream => OtioJson.Write(timeline, stream));
    }

    /// <summary>Writes lines of text as UTF-8, with line feeds.</summary>
    public void WriteLines(string path, IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(line).Append('\n');
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        WholeFile.WriteText(path, text.ToString());
    }
}
