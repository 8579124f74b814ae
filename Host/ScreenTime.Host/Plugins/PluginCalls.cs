using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>
/// Which plugins are being called in this process, so that one that ends the process can be named: by this process where the plugin exits, by the next where it crashes.
/// A note of the call lies in the cache while it lasts.
/// </summary>
internal static class PluginCalls
{
    private static readonly ConcurrentDictionary<long, (string Id, string Version, string Doing)> s_running = new();
    private static readonly Lock s_noting = new();
    private static readonly List<PosixSignalRegistration> s_signals = [];
    private static long s_number;
    private static volatile bool s_asked;
    private static bool s_watching;

    private static string Folder => Path.Combine(Locations.CacheFolder, "running");

    private static string Note => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}.json"));

    /// <summary>Says that a plugin is called, until the answer is disposed.</summary>
    /// <param name="id">The plugin's id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="doing">What it does, in words that follow "while ".</param>
    public static IDisposable Enter(string id, string version, string doing)
    {
        var call = new Call(Interlocked.Increment(ref s_number));
        s_running[call.Number] = (id, version, doing);
        lock (s_noting)
        {
            if (!s_watching)
                Watch();
            WriteNote(id, version, doing);
        }

        return call;
    }

    /// <summary>What to tell of runs on this machine that ended in a plugin without a word; told once.</summary>
    public static IReadOnlyList<string> Untold()
    {
        var mine = Environment.MachineName + "-";
        var told = new List<string>();
        try
        {
            foreach (var note in Directory.Exists(Folder) ? Directory.GetFiles(Folder, mine + "*.json") : [])
            {
                if (!int.TryParse(Path.GetFileNameWithoutExtension(note)[mine.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var process) || OtherProcess.IsRunning(process))
                    continue;
                var text = File.ReadAllText(note);
                File.Delete(note);
                var json = JObject.Parse(text);
                told.Add($"An earlier run ended without a word while the plugin {json["id"]} {json["version"]} was {json["doing"]}: if nobody stopped it and it happens again, leave the plugin out with --without {json["id"]}.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // A word that cannot be had is no reason not to run.
        }

        return told;
    }

    // Runs once, under the lock.
    private static void Watch()
    {
        s_watching = true;
        // Where somebody asks the process to end, no plugin is to blame.
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            s_signals.Add(PosixSignalRegistration.Create(signal, _ => s_asked = true));
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (s_asked || s_running.IsEmpty)
            {
                DeleteNote();
                return;
            }

            var (id, version, doing) = s_running.OrderBy(pair => pair.Key).Last().Value;
            DeleteNote();
            Console.Error.WriteLine($"screentime: the plugin {id} {version} ended the program while {doing}: report it to its maker, or leave it out with --without {id}");
            Environment.ExitCode = (int)ExitCode.InternalError;
        };
    }

    // Not flushed to the disk: what is asked for is whether this process died, not whether the machine did.
    private static void WriteNote(string id, string version, string doing)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Note, new JObject { ["id"] = id, ["version"] = version, ["doing"] = doing }.ToString(Formatting.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void DeleteNote()
    {
        try
        {
            File.Delete(Note);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private sealed class Call(long number) : IDisposable
    {
        public long Number => number;

        public void Dispose()
        {
            s_running.TryRemove(number, out _);
            lock (s_noting)
                if (s_running.IsEmpty)
                    DeleteNote();
        }
    }
}
