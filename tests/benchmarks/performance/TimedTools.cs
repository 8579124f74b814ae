using System.Globalization;

namespace ScreenTime.Benchmarks.Performance;

/// <summary>An ffmpeg or ffprobe that a run started.</summary>
/// <param name="Program"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
/// <param name="Decodes">Whether it wrote pictures: into a pipe, not on its standard error alone.</param>
/// <param name="Cpu">Seconds of processors.</param>
internal sealed record Child(string Program, bool Decodes, double Cpu);

/// <summary>A folder with an ffmpeg and an ffprobe that run the system's own and write down what they took: what SCREENTIME_FFMPEG is pointed at.</summary>
internal sealed class TimedTools
{
    private readonly string _times;

    public TimedTools(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        _times = Path.Combine(Folder, "times");
        File.Delete(_times);
        foreach (var program in (string[])["ffmpeg", "ffprobe"])
        {
            var real = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(path => Path.Combine(path, program)).First(File.Exists);
            var script = Path.Combine(Folder, program);
            // The shell's `times` are its own and, in the second line, its children's. A line of a few bytes is appended whole, whoever else appends; one that is killed leaves none.
            File.WriteAllText(script, $$"""
                #!/bin/sh
                kind=asks
                case " $* " in *" rawvideo "*) kind=decodes ;; esac
                {{Quoted(real)}} "$@"
                status=$?
                times >"$0.$$"
                { read -r own; read -r took; } <"$0.$$"
                rm "$0.$$"
                echo {{program}} $kind $took >>{{Quoted(_times)}}
                exit $status

                """);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Folder { get; }

    /// <summary>What ran since, in the order in which it ended.</summary>
    public IReadOnlyList<Child> Read() =>
    [
        .. File.ReadLines(_times).Select(line => line.Split(' ')).Select(words => new Child(words[0], words[1] == "decodes", Seconds(words[2]) + Seconds(words[3]))),
    ];

    // 1m2.340000s
    private static double Seconds(string text) =>
        text.TrimEnd('s').Split('m') is [var minutes, var seconds]
            ? (60 * int.Parse(minutes, CultureInfo.InvariantCulture)) + double.Parse(seconds, CultureInfo.InvariantCulture)
            : throw new FormatException(text);

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
