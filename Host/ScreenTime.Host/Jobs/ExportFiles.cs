using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>The files of one export in an output folder.</summary>
/// <param name="output">The folder.</param>
/// <param name="name">What their names begin with.</param>
internal sealed class ExportFiles(OutputFolder output, string name) : IExportFiles
{
    public Stream Create(string ending) => output.Create(name + ending);
}
