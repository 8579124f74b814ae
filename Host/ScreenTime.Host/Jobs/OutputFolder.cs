using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// A job's output folder: files are written beside it first, and all of them are renamed into place at the end, so that a failed job leaves what was
/// there before.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private const string Prefix = ".screentime-";

    private readonly string _staging;
    private readonly bool _created;
    // Files, and folders that are one export together, in the order in which they were begun.
    private readonly List<string> _names = [];
    private bool _kept;

    private OutputFolder(string path, string staging, bool created) => (Path, _staging, _created) = (path, staging, created);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Makes the folder if it is not there, and finds out at once whether it can be written.</summary>
    /// <exception cref="UserException">It cannot (<see cref="ExitCode.OutputUnwritable"/>).</exception>
    public static OutputFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var created = !Directory.Exists(full);
        try
        {
            // Found out now, made when the first file is written: a job that is killed while it looks at frames leaves nothing here.
            var staging = System.IO.Path.Combine(full, AsideFolder.Name(Prefix));
            Directory.CreateDirectory(staging);
            Directory.Delete(staging);
            AsideFolder.Sweep(full, Prefix);
            return new OutputFolder(full, staging, created);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the results cannot be written to {path} ({exception.Message}): choose another folder with --out", exception);
        }
    }

    /// <summary>
    /// Whether a file of this name would take the place of a file or folder that somebody named. Links, mounted shares and drives give one folder many names, so folders are compared by what is in them; a link that lies
    /// in this folder and leads to the other file is replaced itself, which harms nobody.
    /// </summary>
    /// <param name="name">A file name without folders.</param>
    /// <param name="other">The file or folder, or a link to it.</param>
    public bool WouldReplace(string name, string other)
    {
        var named = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(other));
        return new[] { named, FinalPath.Of(named) }.Any(
            path => name.Equals(System.IO.Path.GetFileName(path), StringComparison.OrdinalIgnoreCase) && System.IO.Path.GetDirectoryName(path) is { } folder && IsAlso(folder));
    }

    /// <summary>Whether another name is one of this folder: then what is made here is seen there.</summary>
    private bool IsAlso(string folder)
    {
        var mark = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(_staging));
        var there = Directory.Exists(_staging);
        Directory.CreateDirectory(_staging);
        var seen = Directory.Exists(mark);
        if (!there)
            Directory.Delete(_staging);
        return seen;
    }

    /// <summary>Writes one file, for <see cref="Keep"/> to put in its place.</summary>
    /// <param name="name">A file name without folders.</param>
    /// <param name="write">Writes the content.</param>
    public void Write(string name, Action<Stream> write)
    {
        if (name != System.IO.Path.GetFileName(name))
            throw new ArgumentException($"\"{name}\" is not a file name", nameof(name));
        using var file = Create(name);
        write(file);
    }

    /// <summary>Makes one file, for <see cref="Keep"/> to put in its place; the caller disposes it.</summary>
    /// <param name="name">A file name, with folders before it (<c>/</c> between them) where several files are one export.</param>
    public Stream Create(string name)
    {
        var parts = name.Split('/');
        if (parts.Any(part => part != System.IO.Path.GetFileName(part) || part is "" or "." or ".."))
            throw new ArgumentException($"\"{name}\" is not a file name", nameof(name));
        var path = System.IO.Path.Combine([_staging, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var file = new FlushedFile(path);
        if (!_names.Contains(parts[0]))
            _names.Add(parts[0]);
        return file;
    }

    /// <summary>Puts every file in its place.</summary>
    /// <returns>Their full paths, in the order in which they were written.</returns>
    public IReadOnlyList<string> Keep()
    {
        var paths = _names.ConvertAll(name => System.IO.Path.Combine(Path, name));
        for (var i = 0; i < paths.Count; i++)
            Place(System.IO.Path.Combine(_staging, _names[i]), paths[i]);
        _kept = true;
        return paths;
    }

    private void Place(string staged, string path)
    {
        if (!Directory.Exists(staged))
        {
            Renaming.Replace(staged, path);
            return;
        }

        // A folder is never renamed over another; the earlier one waits in the staging folder, which goes in the end.
        if (Directory.Exists(path))
            Renaming.MoveFolder(path, System.IO.Path.Combine(_staging, ".replaced-" + System.IO.Path.GetFileName(path)));
        Renaming.MoveFolder(staged, path);
    }

    /// <summary>Removes what was not kept, and the folder if this job made it and it is empty.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_staging))
            Directory.Delete(_staging, recursive: true);
        if (_created && !_kept && Directory.GetFileSystemEntries(Path).Length == 0)
            Directory.Delete(Path);
    }

    /// <summary>A file that is on the disk once it is closed.</summary>
    private sealed class FlushedFile(string path) : FileStream(path, FileMode.Create, FileAccess.Write)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing && CanWrite)
                Flush(flushToDisk: true);
            base.Dispose(disposing);
        }
    }
}
