using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Sampling;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>How large shards are: about so many in all, or of about so many minutes of media each.</summary>
/// <param name="Count">How many look, in all; null to go by minutes.</param>
/// <param name="Minutes">Minutes of media that a shard decodes.</param>
public sealed record ShardSize(int? Count, double Minutes = 10);

/// <summary>
/// Divides what is to be looked at of one title. The stretches that one process decodes in one go are cut anywhere, even inside a shot: each part decodes some frames before and
/// after its own, so that it finds the same shot changes.
/// </summary>
internal sealed class TitleShards
{
    // What a frame costs that is described, in seconds of media that are decoded: the order of magnitude is enough to make shards alike.
    private const double FrameCost = 0.5;
    private const double RunCost = 1;

    private readonly FrameRange _programme;
    private readonly List<(string MediaId, int Frames, List<WantedFrame> Wanted, List<(DecodeRun Run, bool Shots, double Cost)> Runs)> _media = [];

    /// <summary>Finds out what there is to decode.</summary>
    /// <param name="analysis">What is to be looked at.</param>
    /// <param name="programme">The record that is looked at.</param>
    /// <param name="indexes">The frames of the media, by id.</param>
    public TitleShards(TitleAnalysis analysis, FrameRange programme, IReadOnlyDictionary<string, MediaIndex> indexes)
    {
        _programme = programme;
        foreach (var (media, times) in Sampler.MediaFrames(analysis.Planned))
        {
            var index = indexes[media.Id];
            var table = index.Frames;
            var wanted = FrameSelection.FramesAt(times, index);
            var ranges = analysis.ShotSearches.GetValueOrDefault(media.Id)?.Ranges ?? [];
            var stretches = ranges.Select(range => (First: Math.Max(0, table.FrameAt(range.Start)), Last: Math.Min(table.FrameAt(range.End), table.Count - 1))).ToList();
            _media.Add((media.Id, table.Count, wanted, [.. FrameSelection.Runs(wanted, ranges, index).Select(run => (
                run,
                run.Last > run.First && stretches.Exists(stretch => stretch.First <= run.Last && stretch.Last >= run.First),
                RunCost + ((run.Last - run.First + 1) / table.Rate.Value) + (FrameCost * wanted.Count(frame => frame.Frame >= run.First && frame.Frame <= run.Last))))]));
        }
    }

    private double Cost => Math.Max(1, _media.Sum(media => media.Runs.Sum(run => run.Cost)));

    /// <summary>Divides titles into shards, each title's of the same size: first those that look, then those that refine.</summary>
    public static IReadOnlyList<FarmShard> Divide(IReadOnlyList<TitleShards> titles, ShardSize size)
    {
        var total = titles.Sum(title => title.Cost);
        // Two frames a second cost as much again as decoding.
        var target = size.Count is { } count ? total / count : size.Minutes * 60 * 2;
        var shards = new List<FarmShard>();
        var counts = titles.Select(title => Math.Max(1, (int)Math.Round(title.Cost / target))).ToList();
        foreach (var (index, title) in titles.Index())
            foreach (var parts in title.Looking(counts[index]))
                shards.Add(new FarmShard(shards.Count + 1, ShardPhase.Look, index, parts, default, title.Frames(parts)));
        foreach (var (index, title) in titles.Index())
            for (var i = 0; i < counts[index]; i++)
                shards.Add(new FarmShard(
                    shards.Count + 1,
                    ShardPhase.Refine,
                    index,
                    [],
                    new FrameRange(title._programme.Start + (title._programme.Length * i / counts[index]), title._programme.Start + (title._programme.Length * (i + 1) / counts[index])),
                    0));
        return shards;
    }

    private long Frames(IReadOnlyList<ShardPart> parts) => parts.Sum(part =>
        (long)_media.First(media => media.MediaId == part.MediaId).Wanted.Count(frame => frame.Frame >= part.First && frame.Frame < part.After));

    /// <summary>The parts of each shard: stretches in order, cut where a shard is full.</summary>
    private List<List<ShardPart>> Looking(int count)
    {
        var (full, spent) = (Cost / count, 0.0);
        List<List<ShardPart>> shards = [[]];
        foreach (var (id, frames, _, runs) in _media)
        {
            var from = -1;
            foreach (var (index, (run, shots, cost)) in runs.Index())
            {
                var perFrame = cost / (run.Last - run.First + 1);
                var at = run.First;
                while (at <= run.Last)
                {
                    var room = (full * shards.Count) - spent;
                    var last = shards.Count == count ? run.Last : Math.Min(run.Last, at - 1 + Math.Max(0, (int)Math.Round(room / perFrame)));
                    if (last >= at)
                    {
                        // What no stretch holds is not decoded; a frame outside the media, which is wanted and not there, belongs to the first or the last part.
                        var after = last < run.Last || index < runs.Count - 1 ? last + 1 : frames + 1;
                        shards[^1].Add(new ShardPart(
                            id, from, after, Math.Max(run.First, at - ShotEvidence.Context), Math.Min(run.Last, last + ShotEvidence.Context), shots));
                        spent += perFrame * (last - at + 1);
                        (from, at) = (after, last + 1);
                    }

                    if (at <= run.Last)
                        shards.Add([]);
                }
            }

            if (runs.Count == 0)
                shards[^1].Add(new ShardPart(id, from, frames + 1, -1, -1, false));
        }

        while (shards.Count < count)
            shards.Add([]);
        return shards;
    }
}
