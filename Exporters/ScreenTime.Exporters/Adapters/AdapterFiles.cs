using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Adapters;

/// <summary>
/// The files of a conversion: written beside their places first and renamed in the end, so that all appear or none. The first has the name that was asked for; what a
/// writer puts before its ending (<c>_02</c>) stands before the ending of that name, too.
/// </summary>
/// <param name="path">The file that was asked for.</param>
/// <param name="suffix">The writer's ending.</param>
internal sealed class AdapterFiles(string path, string suffix) : IExportFiles, IDisposable
{
    private readonly List<(string Draft, string Path)> _files = [];

    /// <inheritdoc/>
    public Stream Create(string ending)
    {
        ArgumentNullException.ThrowIfNull(ending);
        if (!ending.EndsWith(suffix, StringComparison.Ordinal) || ending.AsSpan().IndexOfAny('/', '\\') >= 0)
            throw new NotSupportedException($"'{ending}' is no file beside {path}");
        var full = Path.GetFullPath(path);
        var own = full.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? full[^suffix.Length..] : Path.GetExtension(full);
        var target = full[..^own.Length] + ending[..^suffix.Length] + own;
        // Without the name of the file: that may be as long as names can be.
        var draft = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
        _files.Add((draft, target));
        return new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>Puts every file in its place.</summary>
    public void Keep()
    {
        foreach (var (draft, target) in _files)
            Renaming.Replace(draft, target);
    }

    /// <summary>Removes what was not kept.</summary>
    public void Dispose()
    {
        foreach (var (draft, _) in _files)
            File.Delete(draft);
    }
}
