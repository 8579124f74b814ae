using ScreenTime.Sdk;

namespace ScreenTime.Host.Plugins;

/// <summary>The files that a plugin writes to: as <see cref="PluginOutput"/>, for as many as it makes.</summary>
internal sealed class PluginFiles(IExportFiles files) : IExportFiles
{
    private readonly List<PluginOutput> _outputs = [];

    public Stream Create(string ending)
    {
        var output = new PluginOutput(files.Create(ending));
        _outputs.Add(output);
        return output;
    }

    /// <summary>Runs what writes; where one of the host's files failed, that is what is thrown, whatever the plugin made of it.</summary>
    public T Finish<T>(Func<T> write)
    {
        try
        {
            var written = write();
            return _outputs.Find(output => output.Failure is not null) is { Failure: { } failure } ? throw new IOException(failure.Message, failure) : written;
        }
        catch (UserException) when (_outputs.Exists(output => output.Failure is not null))
        {
            var failure = _outputs.Find(output => output.Failure is not null)!.Failure!;
            throw new IOException(failure.Message, failure);
        }
        finally
        {
            // A plugin that failed may have left some open.
            _outputs.ForEach(output => output.Dispose());
        }
    }
}
