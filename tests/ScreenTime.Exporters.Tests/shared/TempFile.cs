using System.Text;
using ScreenTime.Exporters.Edl;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Tests;

/// <summary>A file with a given content, gone after the test.</summary>
internal sealed class TempFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-exporters-").FullName;

    public TempFile(string name, string content) : this(name, Encoding.UTF8.GetBytes(content)) { }

    public TempFile(string name, byte[] content)
    {
        Path = System.IO.Path.Combine(_folder, name);
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_folder, true);

    /// <summary>Reads a list that exists only in the test.</summary>
    public static TimelineDocument ReadEdl(string content, string rate = "24", bool? drop = null, string? start = null)
    {
        using var file = new TempFile("cut.edl", content);
        return new EdlReader().Read(file.Path, Options(rate, drop, start));
    }

    public static TimelineReadOptions Options(string? rate, bool? drop = null, string? start = null) =>
        new(rate is null ? null : FrameRate.TryParse(rate, out var parsed) ? parsed : throw new ArgumentException(rate), drop, start);
}
