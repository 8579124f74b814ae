using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>
/// What shot changes are made of, in frames of the media. Each piece is found with at most <see cref="Context"/> frames before and after it, so that a film that is looked through in
/// parts gives the same pieces as one that is looked through at once; only joined do they say where shots begin.
/// </summary>
/// <param name="Cuts">The frames that begin a shot at once, ascending.</param>
/// <param name="Mixtures">Stretches whose pictures are mixtures of two shots, by start, then end: the first frame that is not the old shot alone, the first that is the new one alone.</param>
public sealed record ShotEvidence(IReadOnlyList<int> Cuts, IReadOnlyList<(int Start, int End)> Mixtures)
{
    /// <summary>How many frames before and after a piece say whether it is one.</summary>
    public const int Context = 64;

    /// <summary>Nothing.</summary>
    public static ShotEvidence None { get; } = new([], []);

    /// <summary>What parts that do not overlap found, together.</summary>
    public static ShotEvidence Of(IReadOnlyCollection<ShotEvidence> parts) =>
        new([.. parts.SelectMany(part => part.Cuts).Order()], [.. parts.SelectMany(part => part.Mixtures).Order()]);

    /// <summary>The pieces that end within frames: those that a part of a film has to tell.</summary>
    /// <param name="first">The first frame.</param>
    /// <param name="after">The first frame after.</param>
    public ShotEvidence EndingIn(int first, int after) => new(
        [.. Cuts.Where(cut => cut >= first && cut < after)],
        [.. Mixtures.Where(mixture => mixture.End >= first && mixture.End < after)]);

    /// <summary>All changes: the first frame that is not the old shot alone, the first that is the new shot alone; equal for a cut.</summary>
    public IReadOnlyList<(int Start, int End)> Changes()
    {
        var changes = Cuts.Select(cut => (Start: cut, End: cut)).ToList();
        foreach (var mixture in JoinedMixtures())
            // A jump is better placed than a mixture that a jump inside or beside it suggests.
            if (!Cuts.Any(cut => cut >= mixture.Start - 1 && cut <= mixture.End + 1))
                changes.Add(mixture);
        changes.Sort();
        return changes;
    }

    /// <summary>What there is from one frame to another.</summary>
    internal SeenChanges ChangesIn(int first, int last) => new(
        Mixtures.Any(mixture => mixture.Start <= last && mixture.End >= first), Cuts.Any(cut => cut > first && cut <= last));

    /// <summary>Where shots begin within stretches of the media, in order.</summary>
    internal IReadOnlyList<ShotChange> Within(MediaIndex index, IReadOnlyList<MediaRange> ranges)
    {
        var changes = Changes()
            .Select(change => new ShotChange(index.Frames.TimeOf(change.Start), index.Frames.TimeOf(change.End)))
            .Where(change => ranges.Any(range => change.End > range.Start && change.Start < range.End));
        return index.Images is not { } images
            ? [.. changes]
            // Black that stands for missing images is not decoded, so it is not seen to begin and end.
            : [.. changes
                .Concat(Enumerable.Range(1, images.Count - 1)
                    .Where(image => images.IsBlack(image) != images.IsBlack(image - 1))
                    .Select(image => index.Frames.TimeOf(image))
                    .Where(time => ranges.Any(range => time > range.Start && time < range.End))
                    .Select(time => new ShotChange(time, time)))
                .Distinct().OrderBy(change => change.Start).ThenBy(change => change.End)];
    }

    private IEnumerable<(int Start, int End)> JoinedMixtures()
    {
        (int Start, int End)? open = null;
        foreach (var mixture in Mixtures.Order())
        {
            if (open is { } before && mixture.Start <= before.End)
            {
                open = (before.Start, Math.Max(before.End, mixture.End));
                continue;
            }

            if (open is not null)
                yield return open.Value;
            open = mixture;
        }

        if (open is not null)
            yield return open.Value;
    }
}

/// <summary>What there is from one frame to another.</summary>
/// <param name="Mixes">Whether pictures are mixed anywhere, the two among them.</param>
/// <param name="Cuts">Whether a shot begins at once behind the first, the second among them.</param>
internal readonly record struct SeenChanges(bool Mixes, bool Cuts);
