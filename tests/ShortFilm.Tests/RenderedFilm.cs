using System.Diagnostics;
using ScreenTime.Examples.ShortFilm;

namespace ScreenTime.Tests;

/// <summary>A small film, rendered once for the tests of this class.</summary>
public sealed class RenderedFilm : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RenderedFilm() => Make(Folder);

    public string Folder => Path.Combine(_folder.Path, "film");

    public string Other => Path.Combine(_folder.Path, "other");

    internal static FilmSettings Settings { get; } = PlannedFilm.Settings(seed: 5, seconds: 30, width: 128, height: 72);

    public static void Make(string folder) => Production.Make(Settings, folder, new RandomCuts(1), new Silence(), CancellationToken.None);

    /// <summary>What a command prints, as bytes.</summary>
    public static byte[] Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }

    public void Dispose() => _folder.Dispose();

    internal sealed class Silence : IProductionProgress
    {
        public void Report(int value)
        {
        }

        public void ShotPlanned(int count)
        {
        }
    }
}
