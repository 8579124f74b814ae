using System.Globalization;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>A frame of the table that shows at wanted times.</summary>
/// <param name="Frame">Its index in the table; -1 before the first, the table's count after the last.</param>
/// <param name="FirstWanted">The index of the first wanted time.</param>
/// <param name="WantedCount">How many wanted times, one after the other.</param>
internal readonly record struct WantedFrame(int Frame, int FirstWanted, int WantedCount);

/// <summary>A stretch of frames that one ffmpeg decodes without seeking.</summary>
/// <param name="First">The first frame that is needed.</param>
/// <param name="Last">The last frame that is needed.</param>
/// <param name="SeekTo">The frame to seek to, where decoding can start; null to start at the file's beginning.</param>
/// <param name="SafeSeek">Where to seek when <paramref name="SeekTo"/> is another frame and turns out not to be a picture of its own.</param>
/// <param name="Part">Of a stretch that several decode: the first frame, and the first after, that this one hands on and tells the shots of; the others show it what surrounds them. Null for all.</param>
internal readonly record struct DecodeRun(int First, int Last, int? SeekTo, int? SafeSeek, (int First, int After)? Part = null)
{
    /// <summary>The first frame after those that it hands on.</summary>
    public int After => Part?.After ?? Last + 1;

    /// <summary>Whether a decoded frame is one of those that it hands on and tells the shots of.</summary>
    public bool Tells(int frame) => Part is not { } part || (frame >= part.First && frame < part.After);
}

/// <summary>Turns wanted times into frames of a media file, runs of ffmpeg, and the expression that lets just those frames through.</summary>
internal static class FrameSelection
{
    /// <summary>Frames to start before what is needed, beyond a key frame: leading pictures of an open group do not decode after a seek.</summary>
    private const int LeadIn = 9;

    /// <summary>What starting ffmpeg and finding the place costs, as media time that could be decoded meanwhile, at most: that of small pictures.</summary>
    private static readonly MediaTime SeekCost = new(6, 1);

    /// <summary>The same as pixels that could be decoded: 0.25 s of a processor, in which H.264 gives two dozen pictures of 1920x1080.</summary>
    private const long SeekCostPixels = 50_000_000;

    /// <summary>The frames that show at the times, each once.</summary>
    /// <param name="times">Sorted.</param>
    /// <param name="index">The media.</param>
    public static List<WantedFrame> FramesAt(IReadOnlyList<MediaTime> times, MediaIndex index)
    {
        var wanted = new List<WantedFrame>();
        for (var i = 0; i < times.Count; i++)
        {
            if (i > 0 && times[i] < times[i - 1])
                throw new ArgumentException("the times must be sorted", nameof(times));
            var frame = index.Still && times[i] >= MediaTime.Zero ? 0 : index.Frames.FrameAt(times[i]);
            if (wanted.Count > 0 && wanted[^1].Frame == frame)
                wanted[^1] = wanted[^1] with { WantedCount = wanted[^1].WantedCount + 1 };
            else
                wanted.Add(new WantedFrame(frame, i, 1));
        }

        return wanted;
    }

    /// <summary>The runs that decode the wanted frames, and all frames of the ranges, each once.</summary>
    public static List<DecodeRun> Runs(IReadOnlyList<WantedFrame> wanted, IReadOnlyList<MediaRange>? ranges, MediaIndex index)
    {
        var table = index.Frames;
        // What is found of shots hangs on which frames are decoded in one go: that must not change with the size of the picture.
        var cost = ranges is null ? CostOf(index) : SeekCost;
        var stretches = wanted.Where(frame => frame.Frame >= 0 && frame.Frame < table.Count).Select(frame => (First: frame.Frame, Last: frame.Frame)).ToList();
        foreach (var range in ranges ?? [])
        {
            var first = Math.Max(0, table.FrameAt(range.Start));
            var last = Math.Min(table.FrameAt(range.End), table.Count - 1);
            // Up to and with the frame that shows at the end, so that a cut there is seen.
            if (last >= 0 && first < table.Count && range.Duration > MediaTime.Zero)
                stretches.Add((first, last));
        }

        var runs = new List<DecodeRun>();
        foreach (var (first, last) in stretches.OrderBy(stretch => stretch.First).ThenBy(stretch => stretch.Last))
        {
            if (runs.Count > 0)
            {
                var previous = runs[^1];
                var seek = NearestFor(first, index, cost, ranges is null);
                if (seek is null || first <= previous.Last || table.TimeOf(seek.Value) <= table.TimeOf(previous.Last) + cost)
                {
                    runs[^1] = previous with { Last = Math.Max(previous.Last, last) };
                    continue;
                }
            }

            runs.Add(new DecodeRun(first, last, NearestFor(first, index, cost, ranges is null), SeekFor(first, table, cost)));
        }

        return runs;
    }

    /// <summary>
    /// The same run in parts that several decode side by side, for a pass that looks for cuts: each begins at a clean key frame and goes on beyond its end, so that it is told of shots what the whole tells
    /// (<see cref="ShotEvidence.Context"/>).
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="index">The media.</param>
    /// <param name="parts">How many parts, at most: none begins where no clean key frame is near.</param>
    public static List<DecodeRun> Parts(DecodeRun run, MediaIndex index, int parts)
    {
        var table = index.Frames;
        var found = new List<DecodeRun>();
        var rest = run with { Part = (run.First, run.Last + 1) };
        for (var i = 1; i < parts && !index.Picture.Interlaced; i++)
        {
            var (middle, half) = (run.First + (int)((long)(run.Last - run.First) * i / parts), (run.Last - run.First) / (2 * parts));
            var key = table.KeyUpTo(middle);
            while (key > middle - half && table.StartAt(key) != FrameStart.Clean)
                key = table.KeyUpTo(key - 1);
            var from = key + ShotEvidence.Context;
            if (key <= Math.Max(rest.First, middle - half) || from <= rest.Part!.Value.First || from > run.Last || table.StartAt(key) != FrameStart.Clean || SeekFor(key, table, SeekCost) is not { } safe)
                continue;
            found.Add(rest with { Last = Math.Min(run.Last, from - 1 + ShotEvidence.Context), Part = (rest.Part!.Value.First, from) });
            rest = new DecodeRun(key, run.Last, key, safe, (from, run.Last + 1));
        }

        return found.Count == 0 ? [run] : [.. found, rest];
    }

    /// <summary>
    /// An expression for ffmpeg's <c>select</c> filter that is true for the frames: a search tree over their timestamps, so thousands of frames cost
    /// a dozen comparisons each.
    /// </summary>
    public static string Expression(IReadOnlyList<int> frames, FrameTable table)
    {
        var text = new StringBuilder();
        Append(text, frames, 0, frames.Count, table);
        return text.Length == 0 ? "0" : text.ToString();
    }

    private static MediaTime CostOf(MediaIndex index) => MediaTime.Min(
        SeekCost, index.Frames.Rate.FrameDuration.Scale(SeekCostPixels / Math.Max(1L, (long)index.Picture.Width * index.Picture.Height), 1));

    /// <summary>
    /// The key frame before, where it is clean: a group of pictures nearer than <see cref="SeekFor"/>. Not where cuts are looked for, since what is found hangs on where decoding begins, and
    /// not where a picture is made of the fields of its neighbours.
    /// </summary>
    private static int? NearestFor(int first, MediaIndex index, MediaTime cost, bool anywhere)
    {
        var table = index.Frames;
        var key = table.KeyUpTo(first);
        return anywhere && !index.Picture.Interlaced && key > 0 && table.StartAt(key) == FrameStart.Clean && table.TimeOf(key) > cost
            ? key
            : SeekFor(first, table, cost);
    }

    /// <summary>The key frame from which on a frame, and all of its group of pictures, decodes in any case; null for the beginning.</summary>
    public static int? SafeSeek(int first, FrameTable table) => table.KeyUpTo(table.KeyUpTo(first) - LeadIn) is var seek and > 0 ? seek : null;

    // Near the beginning a seek gains nothing.
    private static int? SeekFor(int first, FrameTable table, MediaTime cost) => SafeSeek(first, table) is { } seek && table.TimeOf(seek) > cost ? seek : null;

    private static void Append(StringBuilder text, IReadOnlyList<int> frames, int from, int to, FrameTable table)
    {
        if (to - from == 1)
        {
            // From just after the frame before: a decoder may place a frame a unit earlier than its packet.
            text.Append(CultureInfo.InvariantCulture, $"between(pts,{table.EarliestTimestampOf(frames[from])},{table.TimestampOf(frames[from])})");
        }
        else if (to > from)
        {
            var middle = (from + to) / 2;
            text.Append(CultureInfo.InvariantCulture, $"if(lt(pts,{table.EarliestTimestampOf(frames[middle])}),");
            Append(text, frames, from, middle, table);
            text.Append(',');
            Append(text, frames, middle, to, table);
            text.Append(')');
        }
    }
}
