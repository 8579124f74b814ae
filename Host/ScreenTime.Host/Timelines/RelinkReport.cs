using OpenTimelineIO;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Timelines;

/// <summary>The media that a timeline uses: found, offline or undecodable, and the frames that are lost with it.</summary>
internal static class RelinkReport
{
    /// <summary>One line a file, by name. A record frame that shows the same lost file twice is lost once; so is one of a clip that shows nothing of the file that was found.</summary>
    /// <param name="links">The media of the clips.</param>
    /// <param name="map">What shows, with the pixels that were used.</param>
    /// <param name="programme">The record that is looked at.</param>
    /// <param name="picture">The reference render that gave the pixels; null where the media did.</param>
    /// <param name="unread">Of media that was found, by id, the record frames that could not be read.</param>
    public static IReadOnlyList<MediaUse> Of(
        IReadOnlyDictionary<Clip, MediaLink> links, RecordMap map, FrameRange programme, MediaFile? picture, IReadOnlyDictionary<string, long> unread)
    {
        var lost = new Dictionary<(string, string, string, string), long>();
        foreach (var segment in map.Segments)
        {
            foreach (var file in segment.Layers.Where(layer => layer.Media is null).Select(layer => layer.Link).OfType<MediaLink>().Select(File).Distinct())
                lost[file] = lost.GetValueOrDefault(file) + segment.Record.Intersect(programme).Length;
        }

        var uses = links.Where(pair => !Occlusion.IsOverlay(pair.Key, pair.Value))
            .Select(pair => pair.Value)
            .GroupBy(File)
            .Select(group => group.First())
            .Select(link => new MediaUse(link.Media?.Id ?? "", link.Name, link.Status, link.Detail, lost.GetValueOrDefault(File(link)) + unread.GetValueOrDefault(link.Media?.Id ?? "")) { Sequence = SequenceOf(link.Media) });
        if (picture is not null)
            uses = uses.Append(new MediaUse(picture.Id, picture.Name, "found", "the reference render, which gave the pixels (--picture)", unread.GetValueOrDefault(picture.Id)));
        return [.. uses.OrderBy(use => use.Name, StringComparer.Ordinal).ThenBy(use => use.Id, StringComparer.Ordinal).ThenBy(use => use.Detail, StringComparer.Ordinal)];
    }

    private static ImageSequenceUse? SequenceOf(MediaFile? media) => media is { Sequence: { } images }
        ? new ImageSequenceUse(images.Prefix, images.Suffix, images.Padding, images.First, images.Step, images.Rate, images.Missing.ToString(), media.FrameCount)
        : null;

    // Found in two ways it is still one file.
    private static (string Id, string Name, string Status, string Detail) File(MediaLink link) =>
        link.Media is { } media ? (media.Id, link.Name, link.Status, "") : ("", link.Name, link.Status, link.Detail);
}
