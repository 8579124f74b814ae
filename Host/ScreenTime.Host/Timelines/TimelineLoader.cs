using System.Security.Cryptography;
using OpenTimelineIO;
using ScreenTime.Host.Cache;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;
using Timecode = ScreenTime.Sdk.Timecode;

namespace ScreenTime.Host.Timelines;

/// <summary>Reads whatever was named as a timeline: through the plugin that knows the ending, else as a bare media file, which becomes one clip.</summary>
/// <param name="readers">The readers of all plugins.</param>
/// <param name="probe">Asks about media files.</param>
public sealed class TimelineLoader(IReadOnlyList<ITimelineReader> readers, IMediaProbe probe)
{
    /// <summary>The <see cref="TimelineDocument.FormatId"/> of a bare media file.</summary>
    public const string MediaFormat = "media";

    // Of a bundle the first reading says which file holds the timeline; one more for an editor that writes it just then.
    private const int Attempts = 3;

    /// <summary>Reads several files as the tracks of one timeline, the lowest first.</summary>
    /// <exception cref="UserException">One of them cannot be read, or they count differently.</exception>
    public async Task<TimelineDocument> LoadAsync(IReadOnlyList<string> paths, TimelineReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var documents = new List<TimelineDocument>(paths.Count);
        foreach (var path in paths)
            documents.Add(await LoadAsync(path, options, cancellationToken).ConfigureAwait(false));
        return TimelineTracks.Combine(documents);
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="UserException">It is missing, malformed, of no known kind, or lacks something that the options do not give.</exception>
    public async Task<TimelineDocument> LoadAsync(string path, TimelineReadOptions options, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        var reader = readers.SelectMany(candidate => candidate.Extensions, (candidate, ending) => (candidate, ending))
            .Where(pair => Path.TrimEndingDirectorySeparator(full).EndsWith(pair.ending, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(pair => pair.ending.Length).Select(pair => pair.candidate).FirstOrDefault();
        if (!File.Exists(full) && !(reader is not null && Directory.Exists(full)))
        {
            throw new UserException(
                ExitCode.InputMissing,
                Directory.Exists(full) ? $"{path} is a folder; a timeline is an .otio, an .edl or a media file" : $"there is no file {path}: check the path");
        }

        if (reader is null)
            return FromMedia(await probe.ProbeAsync(full, cancellationToken).ConfigureAwait(false), options);
        if (!full.EndsWith(".otioz", StringComparison.OrdinalIgnoreCase))
            return Read(reader, full, options);
        var folder = await BundleFolderAsync(full, cancellationToken).ConfigureAwait(false);
        new UsedMark(folder).Set();
        var document = Read(reader, full, options with { UnpackFolder = folder });
        UnpackedBundles.Name(folder, Path.GetFileName(full));
        return document;
    }

    /// <summary>Reads a file so that <see cref="TimelineDocument.Hashes"/> is of what was read: an editor may write it meanwhile, so it is hashed before and after.</summary>
    /// <exception cref="UserException">The reader refuses it, or it does not stay the same for as long as reading takes.</exception>
    public static TimelineDocument Read(ITimelineReader reader, string path, TimelineReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(options);
        path = Path.GetFullPath(path);
        var zipped = path.EndsWith(".otioz", StringComparison.OrdinalIgnoreCase);
        // A zip that is not unpacked may hold gigabytes of media, and is never patched.
        if (zipped && options.UnpackFolder is null)
            return reader.Read(path, options);
        var file = zipped || Directory.Exists(path) ? null : path;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = file is null ? null : TimelineContent.TryHashOf(file);
            var document = reader.Read(path, options);
            if (before is not null && document.Path == file && TimelineContent.TryHashOf(file) == before)
                return document with { Hashes = [before] };
            file = document.Path;
        }

        throw new UserException(ExitCode.Retry, $"{path} changes while it is read: run again when it is written");
    }

    private static async Task<string> BundleFolderAsync(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            return UnpackedBundles.FolderOf(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>A timeline of one clip: the whole of a media file, with its own timecode as record timecode.</summary>
    /// <exception cref="UserException">
    /// What was given cannot be: drop frame at a rate without, a start that is no timecode. Or the file's timecode says nothing at the rate that was given, or the file was cut off.
    /// </exception>
    public static TimelineDocument FromMedia(MediaFile media, TimelineReadOptions options)
    {
        // In a cut what is not there becomes unknown time; of a bare file nobody knows how much was meant.
        media.RefuseCutOff();
        var rate = options.Rate ?? media.Rate;
        if (options.DropFrame == true && !rate.HasDropFrame)
            throw new UserException(ExitCode.Usage, $"--drop cannot be at {rate}: drop frame exists at 29.97 and 59.94 only");
        var drop = (options.DropFrame ?? media.DropFrame) && rate.HasDropFrame;
        var assumptions = new List<string>();
        var start = media.StartTimecode ?? 0;
        if (options.StartTimecode is { } text)
        {
            if (!Timecode.TryParse(text, rate, drop, out start, out var error))
                throw new UserException(ExitCode.Usage, $"--start {text} is no timecode at {rate}: {error}");
            drop |= text.AsSpan().IndexOfAny(';', '.') >= 0;
        }
        else if (media.StartTimecode is not null && (rate.Nominal != media.Rate.Nominal || drop != media.DropFrame))
        {
            throw new UserException(
                ExitCode.Usage,
                $"{media.Name} counts its timecode at {media.Rate} frames a second{(media.DropFrame ? ", drop frame" : "")}, which is not what was asked for: give --start, the timecode of its first frame");
        }
        else if (media.StartTimecode is null)
        {
            assumptions.Add($"{media.Name} has no timecode: record timecode counts from {Timecode.Format(0, rate, drop)} at its first frame (give --start for another).");
        }

        // Where frames vary in length they are fewer, or more, than their time holds at the rate. A still shows for one.
        long Length(FrameRate at) => media.FrameCount == 1 ? 1 : at == media.Rate && !media.VariableRate ? media.FrameCount : media.Duration.RoundToFrame(at);
        var frames = Length(rate);
        var available = new TimeRange(
            new RationalTime(media.StartTimecode ?? 0, media.Rate.Value),
            new RationalTime(Length(media.Rate), media.Rate.Value));
        var clip = new Clip(
            media.Name,
            new ExternalReference(media.Path) { AvailableRange = available },
            new TimeRange(available.StartTime, new RationalTime(frames, rate.Value)));
        var track = new Track { Name = "V1", Kind = Track.KindVideo };
        track.Children.Add(clip);
        var timeline = new Timeline(Path.GetFileNameWithoutExtension(media.Name)) { GlobalStartTime = new RationalTime(start, rate.Value) };
        timeline.Tracks.Children.Add(track);
        return new TimelineDocument(timeline, MediaFormat, media.Path, rate, drop, start, assumptions) { Hashes = [media.Id] };
    }
}
