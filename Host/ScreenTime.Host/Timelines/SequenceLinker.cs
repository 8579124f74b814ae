using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>
/// Finds the images of a sequence: in the folder that the timeline names, else in the media roots and beside the timeline by the name of an image. Of several folders
/// with such names those count whose path ends most like the timeline's; two that differ are an error, never a guess.
/// </summary>
/// <param name="probe">Asks about sequences.</param>
internal sealed class SequenceLinker(IMediaProbe probe)
{
    // Where the first images are missing, so many more are asked for by name.
    private const int MostNames = 1000;

    // More digits than any number, and a bound for what a name may grow to.
    private const int MostPadding = 64;

    /// <summary>Finds it.</summary>
    /// <param name="clip">The clip, for its name.</param>
    /// <param name="reference">Its media.</param>
    /// <param name="timelineFolder">The timeline's folder, in full.</param>
    /// <param name="folders">Where images are looked for by name.</param>
    /// <param name="roots">Folders that the user named.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The images, or why they cannot be had; null when there are none of that name.</returns>
    /// <exception cref="UserException">Two folders fit, and hold different images.</exception>
    public async Task<MediaLink?> FindAsync(
        Clip clip, ImageSequenceReference reference, string timelineFolder, MediaFolders folders, IReadOnlyList<string> roots, CancellationToken cancellationToken)
    {
        if (!TryDescribe(reference, out var sequence, out var problem))
            return new MediaLink(null, MediaUrl.FileName(reference.NamePrefix + reference.NameSuffix), "undecodable", problem);
        if (OwnFolder(reference.TargetUrlBase, timelineFolder, roots) is { } own
            && await ProbeAsync(sequence with { Folder = own }, "at the timeline's own address", cancellationToken).ConfigureAwait(false) is { } there)
            return there;

        var name = "";
        IReadOnlyList<string> found = [];
        for (var image = 0L; image < Math.Min(sequence.Length ?? 1, MostNames) && found.Count == 0; image++)
        {
            name = sequence.FileName(image);
            found = folders.NamedExactly(name);
        }

        var wanted = Steps(reference.TargetUrlBase);
        var best = found.Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal)
            .GroupBy(folder => Alike(Steps(folder), wanted)).OrderByDescending(group => group.Key).FirstOrDefault();
        var links = new List<(string Folder, MediaLink Link)>();
        foreach (var folder in best ?? Enumerable.Empty<string>())
        {
            if (await ProbeAsync(sequence with { Folder = folder }, $"by the name {name}", cancellationToken).ConfigureAwait(false) is { } link)
                links.Add((folder, link));
        }

        var usable = links.Where(item => item.Link.Media is not null).DistinctBy(item => item.Link.Media!.Id).ToList();
        if (usable.Count > 1)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                $"two different image sequences fit the clip \"{clip.Name}\": {usable[0].Folder} and {usable[1].Folder}; give a --media-root that holds one of them only");
        }

        return usable.Count == 1 ? usable[0].Link : links.Count > 0 ? links[0].Link : null;
    }

    private static bool TryDescribe(ImageSequenceReference reference, out ImageSequence sequence, out string problem)
    {
        sequence = null!;
        problem = "";
        if (!ImageSequence.IsPlainName(reference.NamePrefix, reference.NameSuffix))
            problem = "its image names hold a folder, which they may not: correct the timeline";
        else if (reference.FrameZeroPadding is < 0 or > MostPadding)
            problem = "its numbers are padded to more digits than a name can have: correct the timeline";
        else if (reference.FrameStep < 1)
            problem = "its numbers do not count upwards (frame_step): correct the timeline";
        else if (!(reference.Rate is >= 0.001 and <= 1000))
            problem = "it has no frame rate: correct the timeline";
        if (problem.Length > 0)
            return false;
        var rate = FrameRate.FromDouble(reference.Rate);
        long? length = null;
        if (reference.AvailableRange is { } range && range.Duration.Value > 0 && range.Duration.Rate > 0)
        {
            try
            {
                var frames = MediaTime.FromValue(range.Duration.Value, range.Duration.Rate).RoundToFrame(rate);
                length = frames < 1 ? null : (frames + reference.FrameStep - 1) / reference.FrameStep;
            }
            catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
            {
                problem = "its available range is out of bounds: correct the timeline";
                return false;
            }
        }

        sequence = new ImageSequence(
            "", reference.NamePrefix, reference.NameSuffix, reference.FrameZeroPadding, reference.StartFrame, reference.FrameStep, rate, reference.MissingFramePolicy, length);
        return true;
    }

    private static string? OwnFolder(string url, string timelineFolder, IReadOnlyList<string> roots) =>
        url is "" or "." or "./" ? timelineFolder : MediaUrl.ToPath(url, timelineFolder, roots);

    // Null when not one of its images is there, so that they are looked for elsewhere.
    private async Task<MediaLink?> ProbeAsync(ImageSequence sequence, string how, CancellationToken cancellationToken)
    {
        try
        {
            var media = await probe.ProbeAsync(sequence, cancellationToken).ConfigureAwait(false);
            return new MediaLink(media, media.Name, "found", media.MissingImages == 0 ? how : how + Lacking(media, sequence));
        }
        catch (UserException exception) when (exception.ExitCode is ExitCode.InputMissing)
        {
            return null;
        }
        catch (UserException exception) when (exception.ExitCode is ExitCode.MediaUnusable)
        {
            return new MediaLink(null, MediaUrl.FileName(sequence.FileName(0)), "undecodable", exception.Message);
        }
    }

    private static string Lacking(MediaFile media, ImageSequence sequence) => FormattableString.Invariant(
        $"; {media.MissingImages} of {media.FrameCount} images are missing, which {sequence.Missing switch
        {
            MissingFramePolicy.Hold => "show the image before them",
            MissingFramePolicy.Black => "are black",
            _ => "are unknown time",
        }} as the timeline says");

    private static string[] Steps(string url) =>
        [.. (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(url) : url).Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Reverse()];

    private static int Alike(string[] folder, string[] wanted) =>
        folder.Zip(wanted).TakeWhile(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)).Count();
}
