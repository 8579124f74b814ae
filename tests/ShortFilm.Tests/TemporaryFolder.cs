namespace ScreenTime.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("short-film-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
