using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Timelines;

/// <summary>Where to look for media.</summary>
/// <param name="MediaRoots">Folders that are searched with all that lies in them.</param>
/// <param name="MediaTimecode">Start timecodes, <c>TC</c> for all media or <c>NAME=TC</c> for one.</param>
public sealed record LinkOptions(IReadOnlyList<string> MediaRoots, IReadOnlyList<string> MediaTimecode);

/// <summary>The media file of a clip, or why there is none.</summary>
/// <param name="Media">The file; null when offline or undecodable.</param>
/// <param name="Name">The name it was looked for by.</param>
/// <param name="Status"><c>found</c>, <c>offline</c> or <c>undecodable</c>.</param>
/// <param name="Detail">How it was found, or why not.</param>
public sealed record MediaLink(MediaFile? Media, string Name, string Status, string Detail);

/// <summary>
/// Finds the media of clips: by the clip's url, then by the names that the timeline knows it by (SOURCE FILE, clip name, reel, reel of eight characters) in the media roots and beside
/// the timeline. Of several files with a name those count whose timecode holds the clip's; two that differ are an error, never a guess.
/// </summary>
/// <param name="probe">Asks about media files.</param>
public sealed class MediaLinker(IMediaProbe probe)
{
    private readonly SequenceLinker _sequences = new(probe);
    private readonly Dictionary<string, MediaLink> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _timecodesUsed = new(StringComparer.Ordinal);

    /// <summary>Finds the media of every clip on a video track.</summary>
    /// <exception cref="UserException">Two different files fit a clip, a media root is not there, or a timecode is malformed or for no media of the timeline.</exception>
    public async Task<IReadOnlyDictionary<Clip, MediaLink>> LinkAsync(TimelineDocument document, LinkOptions options, CancellationToken cancellationToken)
    {
        var folders = MediaFolders.Search(Path.GetDirectoryName(document.Path)!, options.MediaRoots);
        var links = new Dictionary<Clip, MediaLink>(ReferenceEqualityComparer.Instance);
        foreach (var clip in ClipsOf(document))
            links[clip] = await LinkAsync(clip, document, folders, options, cancellationToken).ConfigureAwait(false);

        foreach (var option in options.MediaTimecode.Where(option => option.Contains('=', StringComparison.Ordinal) && !_timecodesUsed.Contains(option)))
            throw new UserException(ExitCode.Usage, $"--media-tc {option} names no media that was found: give the file's name as the relink report writes it");
        return links;
    }

    /// <summary>The clips that have media, in the timeline's order.</summary>
    internal static IEnumerable<Clip> ClipsOf(TimelineDocument document) =>
        document.Timeline.FindClips().Where(clip => IsOnVideo(clip) && clip.MediaReference is not GeneratorReference);

    private static bool IsOnVideo(Clip clip)
    {
        for (Composition? parent = clip.Parent; parent is not null; parent = parent.Parent)
            if (parent is Track { Kind: not Track.KindVideo })
                return false;
        return true;
    }

    private async Task<MediaLink> LinkAsync(Clip clip, TimelineDocument document, MediaFolders folders, LinkOptions options, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(document.Path)!;
        if (clip.MediaReference is ImageSequenceReference reference
            && await _sequences.FindAsync(clip, reference, folder, folders, options.MediaRoots, cancellationToken).ConfigureAwait(false) is { } sequence)
            return sequence.Media is { } images ? sequence with { Media = WithTimecode(images, options) } : sequence;
        var url = (clip.MediaReference as ExternalReference)?.TargetUrl ?? "";
        if (MediaUrl.ToPath(url, folder, options.MediaRoots) is { } path && File.Exists(path))
            return await ProbeAsync(path, "at the timeline's own address", options, cancellationToken).ConfigureAwait(false);

        // An EDL may name the whole path that its editor had.
        if (EdlSource.Of(clip)?.SourceFile is { } source && source.AsSpan().IndexOfAny('/', '\\') >= 0
            && MediaUrl.ToPath(source, folder, options.MediaRoots) is { } there && File.Exists(there))
            return await ProbeAsync(there, "at the EDL's own address", options, cancellationToken).ConfigureAwait(false);

        var names = Names(clip, url);
        foreach (var name in names)
        {
            if (await AmongAsync(folders.Named(name), $"by the name {name}") is { } link)
                return link;
        }

        if (EdlSource.Of(clip)?.Reel is { } reel && await AmongAsync(folders.CutToReel(reel), $"by the reel {reel}, to which its name is cut") is { } cut)
            return cut;
        return new MediaLink(null, names.Count > 0 ? names[0] : clip.Name, "offline", WhyOffline(clip, url, folder, options));

        async Task<MediaLink?> AmongAsync(IReadOnlyList<string> candidates, string how)
        {
            var links = new List<(string Path, MediaLink Link)>();
            foreach (var candidate in candidates)
                links.Add((candidate, await ProbeAsync(candidate, how, options, cancellationToken).ConfigureAwait(false)));
            return links.Count == 0 ? null : Choose(clip, document, how, links);
        }
    }

    private static List<string> Names(Clip clip, string url)
    {
        var edl = EdlSource.Of(clip);
        // The name before the number of an image sequence is what a movie made of it is called.
        var sequence = (clip.MediaReference as ImageSequenceReference)?.NamePrefix.TrimEnd('.', '_', '-', ' ');
        return [.. new[] { url, sequence, edl?.SourceFile, clip.Name, edl?.Reel }
            .Select(text => MediaUrl.FileName(text ?? ""))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string WhyOffline(Clip clip, string url, string folder, LinkOptions options)
    {
        var images = (clip.MediaReference as ImageSequenceReference)?.TargetUrlBase;
        url = images ?? url;
        if (MediaUrl.IsNetwork(url))
            return "its address is on a network, which is never opened: copy or mount the media and give its folder with --media-root";
        if (url.Length > 0 && MediaUrl.ToPath(url, folder, options.MediaRoots) is null && url.Contains("..", StringComparison.Ordinal))
            return "its address leads out of the timeline's folder, and no file of that name was found: give its folder with --media-root";
        if (images is not null)
            return "not one of its images was found, nor a movie of that name: give its folder with --media-root";
        return "no file of that name was found: give its folder with --media-root";
    }

    private static MediaLink Choose(Clip clip, TimelineDocument document, string how, List<(string Path, MediaLink Link)> links)
    {
        var usable = links.Where(item => item.Link.Media is not null).DistinctBy(item => item.Link.Media!.Id).ToList();
        if (usable.Count <= 1)
            return usable.Count == 0 ? links[0].Link : usable[0].Link;
        var whole = usable.Where(item => Fit(clip, item.Link.Media!, document) == TimecodeFit.Whole).ToList();
        var fitting = whole.Count > 0 ? whole : usable.Where(item => Fit(clip, item.Link.Media!, document) == TimecodeFit.Partly).ToList();
        if (fitting.Count == 1)
            return fitting[0].Link with { Detail = $"{how} and its timecode" };
        var pair = fitting.Count > 1 ? fitting : usable;
        throw new UserException(
            ExitCode.InputInvalid,
            $"two different files fit the clip \"{clip.Name}\": {pair[0].Path} and {pair[1].Path}; give a --media-root that holds one of them only");
    }

    private enum TimecodeFit
    {
        None,
        Partly,
        Whole,
    }

    /// <summary>Whether what the clip shows lies inside a file.</summary>
    private static TimecodeFit Fit(Clip clip, MediaFile media, TimelineDocument document)
    {
        try
        {
            var length = (clip.SourceRange ?? clip.MediaReference?.AvailableRange) is { } range
                ? MediaTime.FromValue(range.Duration.Value, range.Duration.Rate)
                : media.Duration;
            if (!ClipSource.TryFind(clip, media, document, length, out var source, out _))
                return TimecodeFit.None;
            var (start, end) = source.Shown(length);
            var frame = media.Rate.FrameDuration;
            if (start > -frame && end < media.Duration + frame)
                return TimecodeFit.Whole;
            return start < media.Duration && end > MediaTime.Zero ? TimecodeFit.Partly : TimecodeFit.None;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return TimecodeFit.None;
        }
    }

    private async Task<MediaLink> ProbeAsync(string path, string how, LinkOptions options, CancellationToken cancellationToken)
    {
        if (!_byPath.TryGetValue(path, out var link))
        {
            try
            {
                var media = await probe.ProbeAsync(path, cancellationToken).ConfigureAwait(false);
                link = new MediaLink(WithTimecode(media, options), media.Name, "found", how);
            }
            catch (UserException exception) when (exception.ExitCode is ExitCode.MediaUnusable or ExitCode.InputMissing)
            {
                link = new MediaLink(null, Path.GetFileName(path), "undecodable", exception.Message);
            }

            _byPath[path] = link;
        }

        return link.Media is not { } found ? link : link with { Detail = how + (found.SaidDuration is { } said ? CutOff(said, found) : "") };
    }

    private static string CutOff(MediaTime said, MediaFile media) =>
        FormattableString.Invariant($"; it is cut off: {(said - media.Duration).Seconds:0.0} s of its {said.Seconds:0.0} s are not there");

    private MediaFile WithTimecode(MediaFile media, LinkOptions options)
    {
        // What is said of one file by name goes before what is said of all.
        foreach (var option in options.MediaTimecode.OrderByDescending(option => option.Contains('=', StringComparison.Ordinal)))
        {
            var equals = option.LastIndexOf('=');
            var name = equals < 0 ? null : option[..equals];
            if (name is not null && !name.Equals(media.Name, StringComparison.OrdinalIgnoreCase)
                && !name.Equals(Path.GetFileNameWithoutExtension(media.Name), StringComparison.OrdinalIgnoreCase))
                continue;
            _timecodesUsed.Add(option);
            var timecode = option[(equals + 1)..];
            if (!Timecode.TryParse(timecode, media.Rate, dropFrame: false, out var frame, out var error))
                throw new UserException(ExitCode.Usage, $"--media-tc {option} is no timecode at the {media.Rate} frames a second of {media.Name}: {error}");
            return media with { StartTimecode = frame, DropFrame = timecode.AsSpan().IndexOfAny(';', '.') >= 0 };
        }

        return media;
    }
}
