using System.Globalization;

namespace OpenTimelineIO;

/// <summary>The media of a timeline that goes into a bundle: which files, under which names, and the timeline that says so.</summary>
internal sealed class BundleMedia
{
    private const string Folder = OtioBundle.MediaFolder + "/";

    private readonly BundleWriteOptions _options;
    private readonly SortedDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private BundleMedia(Timeline timeline, BundleWriteOptions options)
    {
        _options = options;
        Timeline = timeline.DeepClone();
        foreach (var clip in Timeline.FindClips())
            foreach (var key in clip.MediaReferences.Keys.ToList())
                clip.MediaReferences[key] = Moved(clip, clip.MediaReferences[key]);
    }

    /// <summary>A copy whose URLs point into the bundle.</summary>
    public Timeline Timeline { get; }

    /// <summary>Source paths by name in the bundle's <c>media</c> folder.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>What does not come along, a sentence each.</summary>
    public List<string> Missing { get; } = [];

    public static BundleMedia Of(Timeline timeline, BundleWriteOptions options) => new(timeline, options);

    private MediaReference Moved(Clip clip, MediaReference media)
    {
        switch (media)
        {
            case ExternalReference external:
                if (_options.Media == MediaPolicy.AllMissing)
                    return Left(clip, external, external.TargetUrl, "all_missing specified as the MediaReferencePolicy");
                if (!TryFind(external.TargetUrl, out var path, out var problem))
                    return NotFile(clip, external, external.TargetUrl, problem);
                external.TargetUrl = Add(path);
                return external;
            case ImageSequenceReference sequence:
                var images = ImagesOf(sequence);
                if (_options.Media == MediaPolicy.AllMissing)
                    return Left(clip, sequence, images > 0 ? sequence.TargetUrlForImageNumber(0) : sequence.TargetUrlBase, "all_missing specified as the MediaReferencePolicy");
                if (images < 1)
                    return NotFile(clip, sequence, sequence.TargetUrlBase, "the image sequence has no available range that says which images there are");
                // One by one: a file can claim billions of images, and the first that is missing ends it.
                var paths = new List<string>();
                for (var image = 0; image < images; image++)
                {
                    var url = sequence.TargetUrlForImageNumber(image);
                    if (!TryFind(url, out path, out problem))
                        return NotFile(clip, sequence, url, problem);
                    paths.Add(path);
                }
                Add(sequence, paths);
                return sequence;
            default:
                return media;
        }
    }

    // More than can be counted are not there.
    private static int ImagesOf(ImageSequenceReference sequence)
    {
        try
        {
            return sequence.NumberOfImages();
        }
        catch (OtioException)
        {
            return 0;
        }
    }

    private MissingReference NotFile(Clip clip, MediaReference media, string url, string problem) => _options.Media == MediaPolicy.MissingIfNotFile
        ? Left(clip, media, url, problem)
        : throw new OtioException(OtioError.InvalidBundle, $"the media of the clip '{clip.Name}' can't go into a bundle: {problem}: {url}");

    private bool TryFind(string url, out string path, out string problem)
    {
        problem = "target_url is not a file scheme url";
        if (!MediaUrl.TryGetPath(url, out path))
            return false;
        path = Path.GetFullPath(path, Path.GetFullPath(_options.MediaBase ?? "."));
        problem = "target_url target is not a file or does not exist";
        return File.Exists(path) && !IsDevice(path);
    }

    // Devices pass for files, and some of them never end.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && ((string[])["/dev/", "/proc/", "/sys/"]).Any(folder =>
            path.StartsWith(folder, StringComparison.Ordinal) || File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName.StartsWith(folder, StringComparison.Ordinal) == true);

    // Under a name that every system unpacks, and that no other file has.
    private string Add(string path)
    {
        if (!_names.TryGetValue(path, out var name))
        {
            var portable = name = BundleName.Portable(Path.GetFileName(path));
            for (var number = 2; _files.ContainsKey(name); number++)
                name = $"{Path.GetFileNameWithoutExtension(portable)}-{number.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(portable)}";
            (_files[name], _names[path]) = (path, name);
        }
        return Folder + name;
    }

    // All images of a sequence have its name with their number in it, so that none can have one of its own.
    private void Add(ImageSequenceReference sequence, List<string> paths)
    {
        sequence.TargetUrlBase = Folder;
        (sequence.NamePrefix, sequence.NameSuffix) = (BundleName.WithoutForbidden(sequence.NamePrefix), BundleName.WithoutForbidden(sequence.NameSuffix));
        if (sequence.NameSuffix.Length > 0)
            sequence.NameSuffix = BundleName.Portable(sequence.NameSuffix);
        if (paths.Where((_, image) => !BundleName.IsPortable(NameOf(image))).Any())
            sequence.NamePrefix = "_" + sequence.NamePrefix;
        for (var image = 0; image < paths.Count; image++)
        {
            var name = NameOf(image);
            if (_files.TryGetValue(name, out var other) && other != paths[image])
                throw new OtioException(OtioError.InvalidBundle, $"a bundle can't hold two media files of one name: '{other}' and '{paths[image]}'");
            _files[name] = paths[image];
            _names.TryAdd(paths[image], name);
        }

        string NameOf(int image) => sequence.TargetUrlForImageNumber(image)[Folder.Length..];
    }

    private MissingReference Left(Clip clip, MediaReference media, string url, string why)
    {
        Missing.Add($"the media of the clip '{clip.Name}' is not in the bundle: {why}: {url}");
        var missing = new MissingReference
        {
            Name = media.Name,
            Metadata = media.Metadata,
            AvailableRange = media.AvailableRange,
            AvailableImageBounds = media.AvailableImageBounds,
        };
        missing.Metadata["missing_reference_because"] = why;
        missing.Metadata["original_target_url"] = url;
        return missing;
    }
}
