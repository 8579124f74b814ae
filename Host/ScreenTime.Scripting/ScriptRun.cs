using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using OpenTimelineIO;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Scripting;

/// <summary>
/// <c>screentime script FILE.csx</c>: compiles a C# script with Roslyn and runs it with <see cref="ScriptGlobals"/>. A script is a program of the user's own, with all
/// that the user may do; it is not kept from anything.
/// </summary>
/// <param name="progress">Where the engine says how far it is.</param>
/// <param name="output">The script's standard output.</param>
public sealed class ScriptRun(IJobProgress progress, TextWriter output)
{
    private const long MaximumBytes = 4 * 1024 * 1024;
    private const int FaultsShown = 10;

    private static readonly string[] s_imports =
    [
        "System", "System.Collections.Generic", "System.Globalization", "System.IO", "System.Linq", "System.Threading.Tasks",
        "OpenTimelineIO", "ScreenTime.Sdk", "ScreenTime.Host.Jobs",
    ];

    /// <summary>Runs a script.</summary>
    /// <returns>The number that the script returns, or 0.</returns>
    /// <exception cref="UserException">The script is missing, does not compile, or threw: the message names the line.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<int> RunAsync(string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        var script = Compile(Code(full), full, cancellationToken);
        var globals = new ScriptGlobals(arguments, progress, output, cancellationToken);
        try
        {
            // On a thread of its own: a script that never awaits must not keep Ctrl-C from being heard.
            var state = await Task.Run(() => script.RunAsync(globals, cancellationToken), cancellationToken).ConfigureAwait(false);
            return state.ReturnValue is int code ? code : 0;
        }
        catch (Exception exception) when (exception is not UserException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new UserException(
                ExitCode.InputInvalid,
                $"{Path.GetFileName(full)}{LineOf(exception, full)}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}",
                exception);
        }
    }

    private static string Code(string path)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no script {path}: check the path");
        if (new FileInfo(path).Length > MaximumBytes)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than {MaximumBytes >> 20} MiB: it is no script");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private Script<object> Compile(string code, string path, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        var options = ScriptOptions.Default
            .WithFilePath(path)
            .WithFileEncoding(System.Text.Encoding.UTF8)
            .WithSourceResolver(new SourceFileResolver([], folder))
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithEmitDebugInformation(true)
            .AddReferences(typeof(ScriptGlobals).Assembly, typeof(AnalysisJob).Assembly, typeof(AnalysisResult).Assembly, typeof(Timeline).Assembly)
            .WithImports(s_imports);
        var script = CSharpScript.Create<object>(code, options, typeof(ScriptGlobals));
        var faults = script.Compile(cancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (faults.Count == 0)
            return script;
        foreach (var fault in faults.Skip(1).Take(FaultsShown - 1))
            progress.Message(Sentence(fault));
        var others = faults.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {faults.Count - 1} more)");
        throw new UserException(ExitCode.InputInvalid, Sentence(faults[0]) + others);
    }

    private static string Sentence(Diagnostic fault)
    {
        var place = fault.Location.GetMappedLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(place.Path)}, line {place.StartLinePosition.Line + 1}, column {place.StartLinePosition.Character + 1}: {fault.GetMessage(CultureInfo.InvariantCulture)} ({fault.Id})");
    }

    private static string LineOf(Exception exception, string path)
    {
        var frame = new StackTrace(exception, fNeedFileInfo: true).GetFrames().FirstOrDefault(frame => frame.GetFileName() == path && frame.GetFileLineNumber() > 0);
        return frame is null ? "" : string.Create(CultureInfo.InvariantCulture, $", line {frame.GetFileLineNumber()}");
    }
}
