namespace ScreenTime.Host.Media;

/// <summary>A folder of one run's own, gone with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("screentime-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
