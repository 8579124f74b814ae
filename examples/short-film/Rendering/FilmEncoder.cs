using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>Feeds raw frames to the system's ffmpeg, which makes an H.264 film with a timecode track of them.</summary>
internal sealed class FilmEncoder : IDisposable
{
    // Part of what makes the same seed the same film: x264's output depends on how many threads it has.
    private const int Threads = 2;

    private readonly Process _ffmpeg;
    private readonly StringBuilder _complaints = new();

    public FilmEncoder(FilmSettings settings, string path)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardInput = true, RedirectStandardError = true };
        foreach (var argument in Arguments(settings, path))
            start.ArgumentList.Add(argument);
        try
        {
            _ffmpeg = Process.Start(start) ?? throw new Win32Exception();
        }
        catch (Win32Exception e)
        {
            throw new UserException(ExitCode.ComponentMissing, "ffmpeg cannot be started: install it (Debian: apt-get install ffmpeg) and have it on the PATH.", e);
        }

        _ffmpeg.ErrorDataReceived += (_, line) => _complaints.AppendLine(line.Data);
        _ffmpeg.BeginErrorReadLine();
    }

    /// <summary>Writes one frame: BGRA, no padding.</summary>
    public void Write(ReadOnlySpan<byte> frame)
    {
        try
        {
            _ffmpeg.StandardInput.BaseStream.Write(frame);
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    /// <summary>Ends the film and waits until it is whole.</summary>
    public void Finish()
    {
        try
        {
            _ffmpeg.StandardInput.Close();
        }
        catch (IOException e)
        {
            throw Failure(e);
        }

        _ffmpeg.WaitForExit();
        if (_ffmpeg.ExitCode != 0)
            throw Failure(null);
    }

    /// <summary>Ends ffmpeg if it still runs: then the film is not whole.</summary>
    public void Dispose()
    {
        try
        {
            if (!_ffmpeg.HasExited)
            {
                _ffmpeg.Kill(entireProcessTree: true);
                _ffmpeg.WaitForExit();
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }

        _ffmpeg.Dispose();
    }

    private static IEnumerable<string> Arguments(FilmSettings settings, string path)
    {
        var rate = FormattableString.Invariant($"{settings.Rate.Numerator}/{settings.Rate.Denominator}");
        return
        [
            "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
            "-f", "rawvideo", "-pixel_format", "bgr0", "-video_size", FormattableString.Invariant($"{settings.Width}x{settings.Height}"), "-framerate", rate, "-i", "pipe:0",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+bitexact",
            "-c:v", "libx264", "-preset", "superfast", "-crf", "21", "-pix_fmt", "yuv420p",
            "-threads", Threads.ToString(CultureInfo.InvariantCulture), "-g", (settings.Rate.Nominal * 2).ToString(CultureInfo.InvariantCulture),
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
            "-timecode", settings.FilmTimecode(0),
            "-f", "mp4", path,
        ];
    }

    private UserException Failure(Exception? inner)
    {
        _ffmpeg.WaitForExit();
        var said = _complaints.ToString().Trim();
        return new UserException(
            ExitCode.ComponentMissing,
            said.Length > 0 ? $"ffmpeg could not make the film: {said.ReplaceLineEndings(" ")}" : "ffmpeg ended before the film did: check the disk space and run again.",
            inner);
    }
}
