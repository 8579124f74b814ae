using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// A job's output folder: files are written beside it first, and all of them are renamed into place at the end, so that a failed job leaves what was
/// there before.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private readonly string _staging;
    private readonly bool _created;
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
            var staging = Directory.CreateDirectory(System.IO.Path.Combine(full, $".screentime-{Environment.ProcessId}")).FullName;
            return new OutputFolder(full, staging, created);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the results cannot be written to {path} ({exception.Message}): choose another folder with --out", exception);
        }
    }

    /// <summary>Writes one file, for <see cref="Keep"/> to put in its place.</summary>
    /// <param name="name">A file name without folders.</param>
    /// <param name="write">Writes the content.</param>
    public void Write(string name, Action<Stream> write)
    {
        if (name != System.IO.Path.GetFileName(name) || name is "" or "." or "..")
            throw new ArgumentException($"\"{name}\" is not a file name", nameof(name));
        using var file = new FileStream(System.IO.Path.Combine(_staging, name), FileMode.Create, FileAccess.Write);
        write(file);
        file.Flush(flushToDisk: true);
        _names.Add(name);
    }

    /// <summary>Puts every file in its place.</summary>
    /// <returns>Their full paths, in the order in which they were written.</returns>
    public IReadOnlyList<string> Keep()
    {
        var paths = _names.ConvertAll(name => System.IO.Path.Combine(Path, name));
        for (var i = 0; i < paths.Count; i++)
            File.Move(System.IO.Path.Combine(_staging, _names[i]), paths[i], overwrite: true);
        _kept = true;
        return paths;
    }

    /// <summary>Removes what was not kept, and the folder if this job made it and it is empty.</summary>
    public void Dispose()
    {
        Directory.Delete(_staging, recursive: true);
        if (_created && !_kept && Directory.GetFileSystemEntries(Path).Length == 0)
            Directory.Delete(Path);
    }
}
