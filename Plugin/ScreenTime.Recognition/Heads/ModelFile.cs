using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Heads;

/// <summary>The files of a model folder: they appear whole or not at all.</summary>
internal static class ModelFile
{
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Write(string path, byte[] content)
    {
        try
        {
            WholeFile.Write(path, stream => stream.Write(content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"{path} cannot be written: {e.Message.TrimEnd('.')}; check the folder's permissions and the disk.", e);
        }
    }
}
