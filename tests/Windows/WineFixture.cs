using System.Diagnostics;
using ScreenTime.Tests.EndToEnd;

namespace ScreenTime.Tests.Windows;

/// <summary>
/// The published Windows package, run by wine in a prefix of its own, with the example film and a cast taught by the Linux build. ffmpeg is Linux', behind
/// <see cref="FfmpegBridge"/>: no Windows build of it can be had here.
/// </summary>
public sealed class WineFixture : IAsyncLifetime
{
    private const string Wine = "/usr/lib/wine/wine64";
    private static readonly string Published = Path.Combine(SharedData.Root, "build", "publish");
    private static readonly string WindowsFfmpeg = Path.Combine(SharedData.Root, "build", "windows-ffmpeg");

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-wine-").FullName;
    private FfmpegBridge? _bridge;

    /// <summary>Why nothing can be run, or null.</summary>
    public string? Missing { get; private set; }

    /// <summary>A folder for a test's files; Windows sees it as drive Z's.</summary>
    public string NewFolder(string name = "t") => Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N")[..8], name)).FullName;

    public string Film => Path.Combine(_folder, "film");

    /// <summary>A cast taught by the Linux build from <see cref="Film"/>.</summary>
    public string Cast => Path.Combine(_folder, "cast");

    public static string Package => Directory.Exists(Published)
        ? Directory.EnumerateDirectories(Published, "screentime-*-win-x64*").Order(StringComparer.Ordinal).LastOrDefault(folder => File.Exists(Path.Combine(folder, "screentime.exe"))) ?? ""
        : "";

    public async ValueTask InitializeAsync()
    {
        Missing = !File.Exists(Wine) ? "needs wine64, which is not installed"
            : Package.Length == 0 ? "needs the Windows package: ./publish.sh win-x64 --folders-only"
            : !File.Exists(Path.Combine(WindowsFfmpeg, "ffprobe.exe")) ? "needs tests/windows-ffmpeg, published: ./test.sh does it"
            : null;
        if (Missing is not null)
            return;
        _bridge = new FfmpegBridge(ToLinux);
        Assert.Equal(0, (await RunAsync(null, "wineboot", "-i")).ExitCode);
        Assert.Equal(0, (await RunAsync(null, "winecfg", "-v", "win10")).ExitCode);
        (await Command.ShortFilmAsync("--out", Film, "--seconds", "30", "--seed", "23", "--size", "480x270")).Succeeded();
        await TeachAsync(Cast, arguments => Command.ScreenTimeAsync(arguments), path => path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bridge is not null)
        {
            // wine's own server outlives its programs.
            await RunAsync(null, "wineboot", "-k");
            await _bridge.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>wine 8 tells .NET of no AVX-512, and results record what the processor can do.</summary>
    internal static IReadOnlyDictionary<string, string?> LinuxAsWine { get; } = new Dictionary<string, string?> { ["DOTNET_EnableAVX512"] = "0", ["DOTNET_EnableAVX512F"] = "0" };

    /// <summary>The published command, run by wine.</summary>
    internal async Task<Command.Outcome> ScreenTimeAsync(params string[] arguments)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var outcome = await RunAsync(Path.Combine(Package, "screentime.exe"), arguments);
        // Seen once, in CI: wine 8 loses a program that it starts (ERROR_INTERNAL_ERROR: it ended before it had said that it runs).
        return outcome.Error.Contains("Internal error.", StringComparison.Ordinal) ? await RunAsync(Path.Combine(Package, "screentime.exe"), arguments) : outcome;
    }

    /// <summary>Teaches the film's characters.</summary>
    /// <param name="cast">The cast's folder.</param>
    /// <param name="run">Runs the command.</param>
    /// <param name="path">A path as the command is given it.</param>
    internal async Task TeachAsync(string cast, Func<string[], Task<Command.Outcome>> run, Func<string, string> path)
    {
        (await run(["cast", "create", path(cast), "--name", "momo", "--name", "pip", "--name", "bolt"])).Succeeded();
        (await run(["cast", "label", path(cast), "--labels", path(Path.Combine(Film, "labels.csv")), "--images", path(Path.Combine(Film, "frames"))])).Succeeded();
        (await run(["cast", "train", path(cast)])).Succeeded();
    }

    /// <summary>A path as Windows has it.</summary>
    public static string ToWindows(string path) => "Z:" + path.Replace('/', '\\');

    private string ToLinux(string path)
    {
        var slashes = path.Replace('\\', '/');
        if (slashes.StartsWith("//?/", StringComparison.Ordinal))
            slashes = slashes[4..];
        return char.ToUpperInvariant(slashes[0]) switch
        {
            'Z' => slashes[2..],
            'C' => Path.Combine(_folder, "prefix", "drive_c", slashes[3..]),
            _ => throw new InvalidOperationException($"no drive of the tests: {path}"),
        };
    }

    private async Task<Command.Outcome> RunAsync(string? program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Wine) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (program is not null)
            start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["WINEPREFIX"] = Path.Combine(_folder, "prefix");
        start.Environment["WINEDEBUG"] = "-all";
        start.Environment["WINEDLLOVERRIDES"] = "mshtml=";
        // wine 8 cannot free the code of dynamic methods while it is mapped twice.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["SCREENTIME_FFMPEG"] = ToWindows(WindowsFfmpeg);
        start.Environment["SCREENTIME_TEST_BRIDGE"] = _bridge!.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment.Remove("SCREENTIME_MODELS");
        start.Environment.Remove("SCREENTIME_CACHE");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Command.Outcome(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
