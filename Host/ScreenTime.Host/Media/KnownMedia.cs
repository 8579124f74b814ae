using System.Globalization;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// What was found out about a media file by reading all of it (its hash, the timestamp of every frame), for other processes that would have to read it again: as JSON, without the folder
/// that it lies in.
/// </summary>
/// <param name="Media">The media, as probed.</param>
/// <param name="Index">What decoding it needs to know.</param>
/// <param name="Length">The length of the file in bytes; 0 of an image sequence, whose images are checked when they are opened.</param>
/// <param name="Written">When it was last written, in seconds since 1970 (UTC); 0 of an image sequence.</param>
internal sealed record KnownMedia(MediaFile Media, MediaIndex Index, long Length, long Written)
{
    // SMB and FAT round times to two seconds.
    private const long TimeSlack = 2;

    // A day at 120 frames a second.
    private const int MostFrames = 11_000_000;

    /// <summary>Reads what is to be known of a file that was just probed.</summary>
    public static KnownMedia Of(MediaFile media, MediaIndex index)
    {
        var file = media.Sequence is null ? new FileInfo(media.Path) : null;
        return new KnownMedia(media, index, file?.Length ?? 0, file is null ? 0 : Seconds(file));
    }

    /// <summary>Whether the file at a path is still the one that was read, as far as its length and time tell.</summary>
    public bool IsUnchanged(string path)
    {
        if (Media.Sequence is not null)
            return true;
        var file = new FileInfo(path);
        return file.Exists && file.Length == Length && Math.Abs(Seconds(file) - Written) <= TimeSlack;
    }

    /// <summary>The JSON: the same media gives the same text.</summary>
    public JObject ToJson() => new()
    {
        ["media"] = JToken.FromObject(Media.WithoutFolder(), ResultFile.Serializer),
        ["length"] = Length,
        ["written"] = Written,
        ["stream"] = Index.StreamIndex,
        ["pixelFormat"] = Index.PixelFormat,
        ["range"] = Index.ColorRange,
        ["space"] = Index.ColorSpace,
        ["primaries"] = Index.ColorPrimaries,
        ["picture"] = JToken.FromObject(Index.Picture, ResultFile.Serializer),
        ["still"] = Index.Still,
        ["timecode"] = Index.StartTimecode,
        ["saidDuration"] = Index.SaidDuration is { } said ? JToken.FromObject(said, ResultFile.Serializer) : null,
        ["frames"] = Table(Index.Frames),
        ["imageLengths"] = Index.Images is { } images ? Runs(images.Lengths) : null,
    };

    /// <summary>Reads the JSON.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <param name="path">Where the media is on this machine.</param>
    /// <exception cref="FormatException">It says something that cannot be; other exceptions of reading JSON too.</exception>
    public static KnownMedia Read(JObject json, string path)
    {
        var media = json["media"]!.ToObject<MediaFile>(ResultFile.Serializer)!.At(path);
        var table = ReadTable((JObject)json["frames"]!);
        var index = new MediaIndex(
            (int)json["stream"]!, table, (string)json["pixelFormat"]!, (string)json["range"]!, (string)json["space"]!, (string)json["primaries"]!,
            json["picture"]!.ToObject<PictureFormat>(ResultFile.Serializer)!, (bool)json["still"]!, (string?)json["timecode"])
        {
            SaidDuration = json["saidDuration"]?.ToObject<MediaTime?>(ResultFile.Serializer),
            Images = json["imageLengths"] is JArray lengths && media.Sequence is { } sequence ? SequenceImages.Known(sequence, Values(lengths), media.Id) : null,
        };
        return (media.Sequence is null) == (index.Images is null) && (index.Images is null || index.Images.Count == table.Count)
            ? new KnownMedia(media, index, (long)json["length"]!, (long)json["written"]!)
            : throw new FormatException("its images are not those of its frames");
    }

    private static long Seconds(FileInfo file) => new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds();

    private static JObject Table(FrameTable table) => new()
    {
        ["timeBase"] = string.Create(CultureInfo.InvariantCulture, $"{table.TimeBaseNumerator}/{table.TimeBaseDenominator}"),
        // Where frames lie on no grid the rate follows from them.
        ["rate"] = table.OnGrid ? JToken.FromObject(table.Rate, ResultFile.Serializer) : null,
        ["first"] = table.TimestampOf(0),
        ["steps"] = Runs([.. Enumerable.Range(1, table.Count - 1).Select(frame => table.TimestampOf(frame) - table.TimestampOf(frame - 1))]),
        ["keys"] = Runs([.. Enumerable.Range(0, table.Count).Select(frame => (long)table.StartAt(frame))]),
        ["lastDuration"] = table.LastDuration,
    };

    private static FrameTable ReadTable(JObject json)
    {
        var steps = Values((JArray)json["steps"]!);
        var keys = Values((JArray)json["keys"]!);
        if (keys.Count != steps.Count + 1 || steps.Any(step => step <= 0) || keys.Any(key => key is < (long)FrameStart.None or > (long)FrameStart.Clean))
            throw new FormatException("its frames are out of order");
        var frames = new List<(long, FrameStart)>(keys.Count);
        var at = (long)json["first"]!;
        for (var frame = 0; frame < keys.Count; frame++)
        {
            if (frame > 0)
                at = checked(at + steps[frame - 1]);
            frames.Add((at, (FrameStart)keys[frame]));
        }

        var timeBase = ((string)json["timeBase"]!).Split('/');
        var rate = json["rate"]?.ToObject<FrameRate?>(ResultFile.Serializer);
        return FrameTable.Create(
            frames, (long)json["lastDuration"]!, int.Parse(timeBase[0], CultureInfo.InvariantCulture), int.Parse(timeBase[1], CultureInfo.InvariantCulture), rate is { } grid ? [grid] : []);
    }

    /// <summary>Equal values in a row as value and count.</summary>
    private static JArray Runs(IReadOnlyList<long> values)
    {
        var runs = new JArray();
        for (int first = 0, after; first < values.Count; first = after)
        {
            after = first + 1;
            while (after < values.Count && values[after] == values[first])
                after++;
            runs.Add(values[first]);
            runs.Add(after - first);
        }

        return runs;
    }

    private static List<long> Values(JArray runs)
    {
        var values = new List<long>();
        for (var i = 0; i + 1 < runs.Count; i += 2)
        {
            var count = (int)runs[i + 1];
            if (count < 1 || values.Count + (long)count > MostFrames)
                throw new FormatException("it has more frames than any film");
            values.AddRange(Enumerable.Repeat((long)runs[i], count));
        }

        return values;
    }
}
