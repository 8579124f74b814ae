using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>Reads what is known of a media file before a frame of it is decoded.</summary>
public interface IMediaProbe
{
    /// <summary>Reads the file's rate, length, timecode, picture format and content hash.</summary>
    /// <param name="path">The file; a relative path is taken from the current folder.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="UserException">
    /// <see cref="ExitCode.InputMissing"/>: there is no such file, or it may not be read. <see cref="ExitCode.MediaUnusable"/>: it holds no picture
    /// that ffmpeg can decode; the message says why. <see cref="ExitCode.ComponentMissing"/>: ffmpeg is not installed.
    /// </exception>
    Task<MediaFile> ProbeAsync(string path, CancellationToken cancellationToken);

    /// <summary>Finds the images of a sequence, and reads what their picture is.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="UserException">
    /// <see cref="ExitCode.InputMissing"/>: not one of its images is there, or one may not be read. <see cref="ExitCode.MediaUnusable"/>: they are no images that
    /// ffmpeg can decode. <see cref="ExitCode.ComponentMissing"/>: ffmpeg is not installed.
    /// </exception>
    Task<MediaFile> ProbeAsync(ImageSequence sequence, CancellationToken cancellationToken);
}
