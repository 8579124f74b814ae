namespace OpenTimelineIO.Tests.Bundles;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class Folder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("otio-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public string File(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        System.IO.File.WriteAllText(this[name], content);
        return this[name];
    }

    public IEnumerable<string> All() => Directory.EnumerateFileSystemEntries(_path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_path, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
