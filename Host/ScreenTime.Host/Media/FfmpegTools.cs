using System.Globalization;
using System.Text.RegularExpressions;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>The system's <c>ffmpeg</c> and <c>ffprobe</c>, found once, with what this version can do.</summary>
public sealed partial class FfmpegTools
{
    /// <summary>The environment variable that names the ffmpeg program, or the folder that holds it and ffprobe.</summary>
    public const string Variable = "SCREENTIME_FFMPEG";

    /// <summary>The environment variable with the seconds that ffmpeg and ffprobe may say nothing before they are ended; 60 without it.</summary>
    public const string PatienceVariable = "SCREENTIME_FFMPEG_PATIENCE";

    /// <summary>How long ffmpeg and ffprobe may say nothing: media on a slow or sleeping disk needs longer.</summary>
    internal static TimeSpan Patience { get; } =
        double.TryParse(Environment.GetEnvironmentVariable(PatienceVariable), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(60);

    /// <summary>The first libavfilter with everything that decoding uses (<c>-fps_mode</c>): that of ffmpeg 5.1.</summary>
    private static readonly Version OldestFilterLibrary = new(8, 44);

    private static FfmpegTools? s_foreseen;

    private readonly Task<(string Version, Version FilterLibrary)> _answer;

    internal FfmpegTools(string ffmpeg, string ffprobe, string version, Version filterLibrary)
        : this(ffmpeg, ffprobe, Task.FromResult((version, filterLibrary)))
    {
    }

    private FfmpegTools(string ffmpeg, string ffprobe, Task<(string Version, Version FilterLibrary)> answer) =>
        (Ffmpeg, Ffprobe, _answer) = (ffmpeg, ffprobe, answer);

    /// <summary>Full path of ffmpeg.</summary>
    public string Ffmpeg { get; }

    /// <summary>Full path of ffprobe.</summary>
    public string Ffprobe { get; }

    /// <summary>Ends when ffmpeg has said its version; fails as <see cref="FindAsync(CancellationToken)"/> does.</summary>
    public Task Known => _answer;

    /// <summary>The version as ffmpeg prints it: <c>5.1.9-0+deb12u1</c>.</summary>
    /// <exception cref="InvalidOperationException">It is not <see cref="Known"/> yet.</exception>
    public string Version => Answer.Version;

    /// <summary>The version of libavfilter; also known for builds whose <see cref="Version"/> is a date or a commit.</summary>
    /// <exception cref="InvalidOperationException">It is not <see cref="Known"/> yet.</exception>
    internal Version FilterLibrary => Answer.FilterLibrary;

    private (string Version, Version FilterLibrary) Answer => _answer.IsCompletedSuccessfully ? _answer.Result : throw new InvalidOperationException("wait until the version is known first");

    /// <summary>Asks ffmpeg for its version before anybody wants it, while plugins are loaded: whoever next begins an analysis in this process has the answer sooner. What is wrong is said then.</summary>
    /// <param name="cancellationToken">The analysis' own.</param>
    public static void Foresee(CancellationToken cancellationToken)
    {
        try
        {
            s_foreseen = Begin(cancellationToken);
        }
        catch (UserException)
        {
            // Said when its turn comes.
        }
    }

    /// <summary>Finds the programs where <see cref="Variable"/> says, else on the PATH.</summary>
    /// <exception cref="UserException"><see cref="ExitCode.ComponentMissing"/>: there is none, it does not run, or it is too old.</exception>
    public static async Task<FfmpegTools> FindAsync(CancellationToken cancellationToken = default)
    {
        var tools = Begin(cancellationToken);
        await tools.Known;
        return tools;
    }

    /// <summary>The same, with ffmpeg still being asked for its version: that takes a while, in which other things can be done.</summary>
    /// <exception cref="UserException"><see cref="ExitCode.ComponentMissing"/>: there is none. Whether it runs, <see cref="Known"/> says.</exception>
    internal static FfmpegTools Begin(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref s_foreseen, null) ?? Begin(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH"), cancellationToken);

    internal static async Task<FfmpegTools> FindAsync(string? configured, string? path, CancellationToken cancellationToken)
    {
        var tools = Begin(configured, path, cancellationToken);
        await tools.Known;
        return tools;
    }

    internal static FfmpegTools Begin(string? configured, string? path, CancellationToken cancellationToken)
    {
        var ffmpeg = Locate("ffmpeg", configured, path);
        return new FfmpegTools(ffmpeg, Locate("ffprobe", configured, path), AskAsync(ffmpeg, cancellationToken));
    }

    private static async Task<(string Version, Version FilterLibrary)> AskAsync(string ffmpeg, CancellationToken cancellationToken)
    {
        MediaProcessAnswer answer;
        try
        {
            answer = await MediaProcess.RunAsync(ffmpeg, ["-version"], TimeSpan.FromSeconds(30), cancellationToken);
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or TimeoutException)
        {
            throw new UserException(ExitCode.ComponentMissing, $"{ffmpeg} does not run: {failure.Message}; {HowToInstall}.", failure);
        }

        var version = VersionLine().Match(answer.Output);
        var library = FilterLibraryLine().Match(answer.Output);
        if (!version.Success || !library.Success)
            throw new UserException(ExitCode.ComponentMissing, $"{ffmpeg} is not ffmpeg: it does not answer -version; {HowToInstall}.");
        var filterLibrary = new Version(
            int.Parse(library.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(library.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        if (filterLibrary < OldestFilterLibrary)
        {
            throw new UserException(
                ExitCode.ComponentMissing, $"{ffmpeg} is version {version.Groups[1].Value}, and 5.1 is the oldest that works; {HowToInstall}.");
        }

        return (version.Groups[1].Value, filterLibrary);
    }

    private static string HowToInstall =>
        (OperatingSystem.IsWindows() ? "install it with `winget install Gyan.FFmpeg`"
            : OperatingSystem.IsMacOS() ? "install it with `brew install ffmpeg`"
            : "install it with `apt-get install ffmpeg`")
        + $" or name its folder in {Variable}";

    private static string Locate(string program, string? configured, string? path)
    {
        var file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        if (!string.IsNullOrEmpty(configured))
        {
            var folder = Directory.Exists(configured) ? configured : Path.GetDirectoryName(Path.GetFullPath(configured)) ?? configured;
            var named = Path.GetFullPath(Path.Combine(folder, file));
            return File.Exists(named)
                ? named
                : throw new UserException(ExitCode.ComponentMissing, $"{Variable} is {configured}, but there is no {file} in {folder}; correct it or unset it.");
        }

        foreach (var folder in (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // A relative entry would run whatever lies in the folder that a user happens to stand in.
            if (Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, file)))
                return Path.Combine(folder, file);
        }

        throw new UserException(ExitCode.ComponentMissing, $"{program} is not installed; {HowToInstall}.");
    }

    [GeneratedRegex(@"^ffmpeg version (\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^libavfilter +(\d+)\. *(\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex FilterLibraryLine();
}
