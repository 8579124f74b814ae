using System.CommandLine;
using System.Runtime.InteropServices;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Editors;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime doctor</c>: what will be used, what is wrong, and the one command that mends it.</summary>
internal static class DoctorCommand
{
    public const string Name = "doctor";

    public static Command Create()
    {
        var command = new Command(Name, "Check this machine: what will be used, what is wrong and how to mend it.");
        var asJson = new Option<bool>("--json") { Description = "The same as JSON, to send to support." };
        command.Options.Add(asJson);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var sound = true;
            var json = parsed.GetValue(asJson);
            var findings = new JArray();
            void Line(bool ok, string what, string detail)
            {
                sound &= ok;
                if (json)
                    findings.Add(new JObject { ["ok"] = ok, ["what"] = what, ["detail"] = detail });
                else
                    Console.WriteLine($"{(ok ? "ok  " : "MEND")} {what,-10} {detail}");
            }

            var version = typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3);
            if (!json)
                Console.WriteLine($"ScreenTime {version} on {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
            // Without it models cannot be hashed.
            var canHash = OpenSsl.IsThere();
            if (!canHash)
                Line(false, "OpenSSL", OpenSsl.Advice);
            try
            {
                Line(true, "ffmpeg", (await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false)).Version);
            }
            catch (UserException exception)
            {
                Line(false, "ffmpeg", exception.Message);
            }

            try
            {
                var faults = canHash ? ModelsCommand.Faults() : [];
                foreach (var fault in faults)
                    Line(false, "models", fault);
                if (faults.Count == 0)
                    Line(true, "models", $"{string.Join(", ", ModelsCommand.Prepared().Select(model => model.Id))} in {Locations.ModelsFolder}");
            }
            catch (UserException exception)
            {
                Line(false, "models", exception.Message);
            }

            var catalog = HostPlugins.Load();
            foreach (var plugin in catalog.Entries)
            {
                var works = plugin.Status is PluginStatus.Loaded or PluginStatus.LeftOut;
                Line(works, "plugin", $"{plugin.Id}: {plugin.Detail}{(works ? "" : $"; update it, or take {plugin.Folder} away ('--without {plugin.Id}' leaves it out for once)")}");
            }

            Line(catalog.Recognizers.Count > 0, "recogniser", catalog.Recognizers.Count > 0
                ? string.Join(", ", catalog.Recognizers.Select(recognizer => recognizer.Id))
                : "no plugin offers one: build ScreenTime again");
            var gpus = catalog.Recognizers.SelectMany(recognizer => recognizer.Gpus, (recognizer, gpu) => (Recognizer: recognizer, Gpu: gpu)).DistinctBy(each => each.Gpu.Id).ToList();
            foreach (var (recognizer, gpu) in gpus)
            {
                var (works, verdict) = gpu.Obstacle is { } obstacle ? (true, $"not used: {obstacle}") : gpu.IsPreferred ? await TryAsync(recognizer, gpu, cancellationToken).ConfigureAwait(false) : (true, "");
                Line(works, "GPU", $"{gpu.Id}: {gpu.Name}, {Quantity.OfBytes(gpu.DedicatedBytes)}{(verdict.Length > 0 ? $"; {verdict}" : "")}");
            }

            if (gpus.Count == 0)
                Line(true, "GPU", "none that this build could use: the processor does the work");
            foreach (var folder in HostPlugins.MissingFolders)
                Line(false, "plugins", $"the folder {folder} is not there: correct SCREENTIME_PLUGINS");
            try
            {
                CacheDisk.RefuseUnwritable(Locations.CacheFolder);
                Line(true, "cache", Locations.CacheFolder + (CacheDisk.FreeBytes(Locations.CacheFolder) is { } free ? $", {Quantity.OfBytes(free)} free" : ""));
            }
            catch (UserException exception)
            {
                Line(false, "cache", exception.Message);
            }

            foreach (var editor in Editor.All.Where(editor => editor.Find() is not null))
            {
                var scripts = !editor.HasScripts ? "" : EditorInstaller.IsInstalled(editor) ? "ScreenTime is installed in it" : $"'screentime install {editor.Id}' puts ScreenTime into it";
                Line(true, "editor", $"{editor.Name}: {string.Join("; ", new[] { scripts, editor.Advice }.Where(part => part.Length > 0))}");
            }

            if (json)
            {
                Console.WriteLine(new JObject
                {
                    ["screentime"] = version,
                    ["system"] = RuntimeInformation.OSDescription,
                    ["runtime"] = Environment.Version.ToString(),
                    ["processors"] = Environment.ProcessorCount,
                    ["processorFeatures"] = CpuFeatures.Describe(),
                    ["sound"] = sound,
                    ["findings"] = findings,
                }.ToString(Formatting.Indented));
            }

            return sound ? 0 : (int)ExitCode.ComponentMissing;
        });
        return command;
    }

    // Only a run tells whether a GPU works: the one that --device auto would take describes a test picture, as before an analysis.
    private static async Task<(bool Works, string Verdict)> TryAsync(IRecognizerProvider recognizer, GpuDevice gpu, CancellationToken cancellationToken)
    {
        if (!DeviceRequest.TryParse(gpu.Id, out var request))
            return (false, $"its name is none that --device takes: update the plugin that offers {recognizer.Id}");
        using var gate = new DeviceGate();
        try
        {
            await using var opened = await recognizer.OpenAsync(new RecognizerSetup(new Cast(Name, []), null, Locations.ModelsFolder, request, gate), cancellationToken).ConfigureAwait(false);
            return opened.Device.Provider == gpu.Id
                ? (true, "it works and agrees with the processor: --device auto takes it")
                : (false, opened.Device.Reason);
        }
        catch (UserException exception)
        {
            return (true, $"not tried: {exception.Message}");
        }
    }
}
