using System.Globalization;
using System.IO.Enumeration;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>The files of one folder, listed once for all sequences in it.</summary>
internal sealed class ImageFolder
{
    private const int MostFiles = 10_000_000;

    private readonly HashSet<string> _names;

    private ImageFolder(HashSet<string> names) => _names = names;

    /// <summary>The files' names, in no order.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Lists a folder, without the folders in it.</summary>
    /// <exception cref="UserException">It cannot be read, or there is no end to it.</exception>
    public static ImageFolder List(string folder)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var name in new FileSystemEnumerable<string>(
                folder, (ref FileSystemEntry entry) => entry.FileName.ToString(), new EnumerationOptions { AttributesToSkip = 0 })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            })
            {
                names.Add(name);
                if (names.Count > MostFiles)
                    throw new UserException(ExitCode.MediaUnusable, $"{MediaNames.Show(folder)} holds more than {MostFiles.ToString(CultureInfo.InvariantCulture)} files: move the images to a folder of their own.");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"The folder {MediaNames.Show(folder)} cannot be read: {failure.Message}", failure);
        }

        return new ImageFolder(names);
    }

    /// <summary>Whether a file of that name is there.</summary>
    public bool Holds(string name) => _names.Contains(name);
}
