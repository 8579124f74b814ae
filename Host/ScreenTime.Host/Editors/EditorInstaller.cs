using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Editors;

/// <summary>
/// Puts an editor's scripts in place and takes them away again. What it put where, with a hash, is noted in <c>installed.json</c> of the settings folder: a file that it did
/// not put there, or that somebody changed since, is neither overwritten nor removed.
/// </summary>
public sealed class EditorInstaller
{
    /// <summary>What editors' scripts need to know: the command, and the cast to look for when none is chosen.</summary>
    public const string SettingsFile = "editors.json";

    private const string RecordFile = "installed.json";

    private readonly string _settings = Locations.SettingsFolder;

    /// <summary>Puts the scripts of an editor in place; those that are there already are brought up to date.</summary>
    /// <param name="editor">The editor.</param>
    /// <param name="folder">Where to; null for where the editor looks.</param>
    /// <param name="cast">The cast to look for when none is chosen; null to leave that as it is.</param>
    /// <returns>The files.</returns>
    /// <exception cref="UserException">There is no such folder, or a file in it is not ScreenTime's. Then nothing was written.</exception>
    public IReadOnlyList<string> Install(Editor editor, string? folder, string? cast)
    {
        var folders = folder is not null ? [Path.GetFullPath(folder)] : EditorScript.Folders(editor);
        if (folders.Count == 0)
        {
            throw new UserException(
                ExitCode.InputMissing, $"{editor.Name} was never started by this user, so it has no folder for scripts yet: start it once, or name its folder for add-ons with --to");
        }

        var record = Record();
        var files = folders.SelectMany(place => EditorScript.Of(editor).Select(script => (Path: Target(place, script), Content: script.Content(place), script.Runs))).ToList();
        foreach (var (path, content, _) in files)
        {
            if (File.Exists(path) && Hash(File.ReadAllBytes(path)) is var present && present != Hash(content) && (string?)record[path] != present)
                throw new UserException(ExitCode.OutputUnwritable, $"{path} is there already, and is not as ScreenTime put it there: move it away, then install again");
        }

        try
        {
            // Noted first: what is there when something fails can then be taken away.
            foreach (var (path, content, _) in files)
                record[path] = Hash(content);
            Save(record);
            foreach (var (path, content, runs) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                WholeFile.Write(path, stream => stream.Write(content));
                if (runs && !OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
            }

            SaveSettings(cast);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the scripts cannot be put in place: {exception.Message}", exception);
        }

        return [.. files.Select(file => file.Path)];
    }

    /// <summary>Takes an editor's scripts away.</summary>
    /// <returns>The files that are gone, and those that stay since somebody changed them.</returns>
    public (IReadOnlyList<string> Removed, IReadOnlyList<string> Kept) Uninstall(Editor editor, string? folder)
    {
        var record = Record();
        var removed = new List<string>();
        var kept = new List<string>();
        var places = folder is not null ? [Path.GetFullPath(folder)] : EditorScript.Folders(editor);
        foreach (var path in places.SelectMany(place => EditorScript.Of(editor).Select(script => Target(place, script))))
        {
            if (record[path] is not { } noted)
                continue;
            record.Remove(path);
            if (!File.Exists(path))
                continue;
            if (Hash(File.ReadAllBytes(path)) != (string?)noted)
            {
                kept.Add(path);
                continue;
            }

            File.Delete(path);
            removed.Add(path);
            RemoveIfDeserted(Path.GetDirectoryName(path)!);
        }

        Save(record);
        if (record.Count == 0)
            File.Delete(Path.Combine(_settings, SettingsFile));
        return (removed, kept);
    }

    /// <summary>Whether an editor's scripts are in place as they should be.</summary>
    public static bool IsInstalled(Editor editor) =>
        EditorScript.Folders(editor).Any(place => EditorScript.Of(editor).All(script => Target(place, script) is var path && File.Exists(path) && Hash(File.ReadAllBytes(path)) == Hash(script.Content(place))));

    private static string Target(string folder, EditorScript script) => Path.Combine([folder, .. script.Target.Split('/')]);

    // Blender leaves compiled copies of our files beside them.
    private static void RemoveIfDeserted(string folder)
    {
        var compiled = Path.Combine(folder, "__pycache__");
        if (Path.GetFileName(folder) is not ("screentime" or "kdenlive") || Directory.GetFiles(folder).Length > 0)
            return;
        if (Directory.Exists(compiled))
            Directory.Delete(compiled, recursive: true);
        if (Directory.GetFileSystemEntries(folder).Length == 0)
            Directory.Delete(folder);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private JObject Record() => Read(RecordFile);

    private JObject Read(string name)
    {
        var path = Path.Combine(_settings, name);
        if (!File.Exists(path))
            return [];
        try
        {
            using var reader = JsonText.Reader(File.OpenText(path), 8);
            return JObject.Load(reader);
        }
        catch (JsonException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is damaged: delete it, then install again", exception);
        }
    }

    private void Save(JObject record)
    {
        if (record.Count == 0)
        {
            File.Delete(Path.Combine(_settings, RecordFile));
            return;
        }

        Write(RecordFile, record);
    }

    private void SaveSettings(string? cast)
    {
        var settings = Read(SettingsFile);
        // What runs now is what editors shall run: ./screentime of a checkout is dotnet with an assembly.
        var program = Environment.ProcessPath!;
        settings["command"] = Path.GetFileNameWithoutExtension(program) == "dotnet" ? new JArray(program, Path.Combine(AppContext.BaseDirectory, "screentime.dll")) : new JArray(program);
        if (cast is not null)
            settings["cast"] = Path.GetFullPath(cast);
        Write(SettingsFile, settings);
    }

    private void Write(string name, JObject json)
    {
        Directory.CreateDirectory(_settings);
        WholeFile.WriteText(Path.Combine(_settings, name), json.Lines());
    }
}
