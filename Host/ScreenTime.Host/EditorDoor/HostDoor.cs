using System.Reflection;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.EditorDoor;

/// <summary>
/// <c>screentime host --request F</c>: how an editor's script has a job done. It reads the request, says on standard output how far it is, and leaves the answer in
/// <c>response.json</c> beside the request.
/// </summary>
public static class HostDoor
{
    /// <summary>Does what a request asks. Standard output is the door's alone from here on.</summary>
    /// <param name="requestPath">The request.</param>
    /// <param name="cancellationToken">Stops the job.</param>
    /// <returns>The exit code, which the answer names too.</returns>
    public static async Task<ExitCode> RunAsync(string requestPath, CancellationToken cancellationToken)
    {
        using var output = StandardOutput.Take();
        return await RunAsync(requestPath, output, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<ExitCode> RunAsync(string requestPath, Stream output, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lines = new DoorLines(output, stop.Cancel, TimeProvider.System);
        var request = Path.GetFullPath(requestPath);
        var response = Path.Combine(Path.GetDirectoryName(request)!, DoorResponse.Name);
        try
        {
            // The answer of an earlier run must not be taken for this one's.
            if (File.Exists(request))
                File.Delete(response);
            lines.Write(
                ("type", "started"),
                ("apiVersion", JobFile.ApiVersion),
                ("version", typeof(HostDoor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? ""),
                ("response", response));
            var (settings, markersAs) = JobFile.ReadRequest(request);
            var outcome = await new AnalysisJob(HostPlugins.Load(settings.Without), lines, TimeProvider.System).RunAsync(settings, stop.Token).ConfigureAwait(false);
            DoorResponse.Write(response, outcome, settings.Export.Markers.For(markersAs));
            lines.Write(("type", "finished"), ("status", "done"), ("exitCode", (int)ExitCode.Success));
            return ExitCode.Success;
        }
#pragma warning disable CA1031 // Whatever goes wrong, the editor gets an answer that it can show.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (Environment.GetEnvironmentVariable("SCREENTIME_DEBUG") == "1")
                await Console.Error.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
            return Fail(Failure.Of(exception), request, response, lines);
        }
    }

    private static ExitCode Fail(Failure failure, string request, string response, DoorLines lines)
    {
        try
        {
            if (File.Exists(request))
                DoorResponse.Write(response, failure);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = new Failure(ExitCode.OutputUnwritable, $"{response} cannot be written ({exception.Message}): give the request a folder that may be written");
        }

        lines.Write(("type", "finished"), ("status", DoorResponse.Status(failure)), ("exitCode", (int)failure.ExitCode), ("message", failure.Sentence));
        return failure.ExitCode;
    }
}
