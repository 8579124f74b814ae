using System.Globalization;
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
/// Finds the media of clips: by the clip's url, then by the names that the timeline knows it by (SOURCE FILE, clip name, reel) in the media roots and beside
/// the timeline. Of several files with a name those count whose timecode holds the clip's; two that differ are an error, never a guess.
/// </summary>
/// <param name="probe">Asks about media files.</param>
public sealed class MediaLinker(IMediaProbe probe)
{
    private const int MaximumFiles = 2_000_000;
    private static readonly HashSet<string> MediaExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mov", ".mp4", ".m4v", ".mxf", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv", ".dv", ".ogv", ".y4m",
        ".braw", ".r3d", ".ari", ".arx", ".nev", ".crm", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp",
    };

    private readonly Dictionary<string, MediaLink> _byPath = new(StringComparer.Ordinal);
    private ILookup<string, string> _byName = Array.Empty<string>().ToLookup(path => path);
    private ILookup<string, string> _byStem = Array.Empty<string>().ToLookup(path => path);

    /// <summary>Finds the media of every clip on a video track.</summary>
    /// <exception cref="UserException">Two different files fit a clip, a media root is not there, or a timecode is malformed.</exception>
    public async Task<IReadOnlyDictionary<Clip, MediaLink>> LinkAsync(TimelineDocument document, LinkOptions options, CancellationToken cancellationToken)
    {
        Search(Path.GetDirectoryName(document.Path)!, options.MediaRoots);
        var links = new Dictionary<Clip, MediaLink>(ReferenceEqualityComparer.Instance);
        foreach (var clip in document.Timeline.FindClips().Where(IsOnVideo))
        {
            if (clip.MediaReference is not GeneratorReference)
                links[clip] = await LinkAsync(clip, document, options, cancellationToken).ConfigureAwait(false);
        }

        return links;
    }

    private static bool IsOnVideo(Clip clip)
    {
        for (Composition? parent = clip.Parent; parent is not null; parent = parent.Parent)
            if (parent is Track { Kind: not Track.KindVideo })
                return false;
        return true;
    }

    private async Task<MediaLink> LinkAsync(Clip clip, TimelineDocument document, LinkOptions options, CancellationToken cancellationToken)
    {
        var url = (clip.MediaReference as ExternalReference)?.TargetUrl ?? "";
        if (clip.MediaReference is ImageSequenceReference)
            return new MediaLink(null, clip.Name, "offline", "it is an image sequence, which is not read: render it to a movie and give its folder with --media-root");
        if (MediaUrl.IsNetwork(url))
            return new MediaLink(null, clip.Name, "offline", "its address is on a network, which is never opened: copy the media and give its folder with --media-root");
        if (MediaUrl.ToPath(url, Path.GetDirectoryName(document.Path)!) is { } path && File.Exists(path))
            return await ProbeAsync(path, "at the timeline's own address", options, cancellationToken).ConfigureAwait(false);

        var names = new List<string>();
        void Name(string? text)
        {
            var name = MediaUrl.FileName(text ?? "");
            if (name.Length > 0 && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
                names.Add(name);
        }

        Name(url);
        var columns = clip.Metadata.TryGetValue("cmx_3600", out var value) && value.TryGetMap(out var map) ? map : null;
        Name(Text(columns, "source_file"));
        Name(clip.Name);
        Name(Text(columns, "reel"));
        foreach (var name in names)
        {
            var candidates = _byName[name].Concat(_byStem[name]).Concat(_byStem[Path.GetFileNameWithoutExtension(name)])
                .Where(candidate => candidate.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            // An ending that the timeline names is meant: other files of that stem are not.
            if (_byName[name].Any())
                candidates = [.. _byName[name].Distinct(StringComparer.Ordinal)];
            if (candidates.Count == 0)
                continue;
            var links = new List<(string Path, MediaLink Link)>();
            foreach (var candidate in candidates)
                links.Add((candidate, await ProbeAsync(candidate, $"by the name {name}", options, cancellationToken).ConfigureAwait(false)));
            return Choose(clip, document, name, links);
        }

        var looked = names.Count > 0 ? names[0] : clip.Name;
        return new MediaLink(null, looked, "offline", $"no file of that name was found: give its folder with --media-root");
    }

    private static MediaLink Choose(Clip clip, TimelineDocument document, string name, List<(string Path, MediaLink Link)> links)
    {
        var usable = links.Where(item => item.Link.Media is not null).DistinctBy(item => item.Link.Media!.Id).ToList();
        if (usable.Count == 0)
            return links[0].Link;
        if (usable.Count == 1)
            return usable[0].Link;
        var overlapping = usable.Where(item =>
            ClipSource.TryStart(clip, item.Link.Media!, document, out var start, out _)
            && start >= MediaTime.Zero && start < item.Link.Media!.Duration).ToList();
        if (overlapping.Count == 1)
            return overlapping[0].Link with { Detail = $"by the name {name} and its timecode" };
        var pair = overlapping.Count > 1 ? overlapping : usable;
        throw new UserException(
            ExitCode.InputInvalid,
            $"two different files fit the clip \"{clip.Name}\": {pair[0].Path} and {pair[1].Path}; give a --media-root that holds one of them only");
    }

    private async Task<MediaLink> ProbeAsync(string path, string how, LinkOptions options, CancellationToken cancellationToken)
    {
        if (_byPath.TryGetValue(path, out var known))
            return known;
        MediaLink link;
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
        return link;
    }

    private static MediaFile WithTimecode(MediaFile media, LinkOptions options)
    {
        foreach (var option in options.MediaTimecode)
        {
            var sides = option.Split('=', 2);
            if (sides.Length == 2 && !sides[0].Equals(media.Name, StringComparison.OrdinalIgnoreCase)
                && !sides[0].Equals(Path.GetFileNameWithoutExtension(media.Name), StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Timecode.TryParse(sides[^1], media.Rate, dropFrame: false, out var frame, out var error))
                throw new UserException(ExitCode.Usage, $"--media-tc {option}: {error}");
            return media with { StartTimecode = frame, DropFrame = sides[^1].Contains(';', StringComparison.Ordinal) };
        }

        return media;
    }

    private void Search(string timelineFolder, IReadOnlyList<string> roots)
    {
        var files = new List<string>(Directory.Exists(timelineFolder) ? Directory.GetFiles(timelineFolder) : []);
        var everything = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var root in roots)
        {
            if (!Directory.Exists(root))
                throw new UserException(ExitCode.InputMissing, $"--media-root {root} is not a folder: check the path");
            foreach (var file in Directory.EnumerateFiles(Path.GetFullPath(root), "*", everything))
            {
                files.Add(file);
                if (files.Count > MaximumFiles)
                    throw new UserException(ExitCode.Usage, $"--media-root {root} holds more than {MaximumFiles.ToString(CultureInfo.InvariantCulture)} files: give a folder nearer to the media");
            }
        }

        files.Sort(StringComparer.Ordinal);
        var media = files.Distinct(StringComparer.Ordinal).Where(file => MediaExtensions.Contains(Path.GetExtension(file))).ToList();
        _byName = media.ToLookup(Path.GetFileName, StringComparer.OrdinalIgnoreCase)!;
        _byStem = media.ToLookup(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)!;
    }

    private static string? Text(Metadata? map, string key) => map is not null && map.TryGetValue(key, out var value) && value.TryGetString(out var text) ? text : null;
}
