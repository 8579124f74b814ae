using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

/// <summary>The files of an export, in memory.</summary>
internal sealed class ExportedFiles : IExportFiles
{
    private readonly Dictionary<string, MemoryStream> _files = [];

    public IReadOnlyDictionary<string, string> Texts => _files.ToDictionary(file => file.Key, file => Example.Text(file.Value.ToArray()));

    public Stream Create(string ending) => _files[ending] = new MemoryStream();
}
