using System.CommandLine;
using ScreenTime.Host;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Editors;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime doctor</c>: what will be used, what is wrong, and the one command that mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check this machine: what will be used, what is wrong and how to mend it.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var sound = true;
            void Line(bool ok, string what, string detail)
            {
                sound &= ok;
                Console.WriteLine($"{(ok ? "ok  " : "MEND")} {what,-10} {detail}");
            }

            Console.WriteLine($"ScreenTime {typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3)} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
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
                var models = ModelsCommand.Prepared();
                Line(models.Count > 0, "models", models.Count > 0
                    ? $"{string.Join(", ", models.Select(model => model.Id))} in {Locations.ModelsFolder}"
                    : "none are prepared: run 'screentime models prepare'");
            }
            catch (UserException exception)
            {
                Line(false, "models", exception.Message);
            }

            var catalog = HostPlugins.Load();
            foreach (var plugin in catalog.Entries)
                Line(plugin.Status is PluginStatus.Loaded or PluginStatus.LeftOut, "plugin", $"{plugin.Id}: {plugin.Detail}");
            Line(catalog.Recognizers.Count > 0, "recogniser", catalog.Recognizers.Count > 0
                ? string.Join(", ", catalog.Recognizers.Select(recognizer => recognizer.Id))
                : "no plugin offers one: build ScreenTime again");
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

            return sound ? 0 : (int)ExitCode.ComponentMissing;
        });
        return command;
    }
}
