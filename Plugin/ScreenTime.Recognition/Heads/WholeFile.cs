using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Heads;

/// <summary>Files that appear whole or not at all.</summary>
internal static class WholeFile
{
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"{path} cannot be written: {e.Message.TrimEnd('.')}; check the folder's permissions and the disk.", e);
        }
        finally
        {
            try
            {
                File.Delete(draft); // gone after a rename; left behind after a failure
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // what could not be written cannot always be removed either
            }
        }
    }
}
