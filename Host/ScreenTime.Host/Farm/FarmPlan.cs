using ScreenTime.Host.Jobs;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>What a shard does.</summary>
internal enum ShardPhase
{
    /// <summary>Looks at a part of a title's media.</summary>
    Look,

    /// <summary>Finds the edges of appearances inside a part of its shots, once all of the title has been looked at.</summary>
    Refine,
}

/// <summary>Frames of one media file that a shard looks at.</summary>
/// <param name="MediaId">The media.</param>
/// <param name="First">The first frame whose samples and shot changes it tells; the parts of a media file lie side by side, from -1 on.</param>
/// <param name="After">The first frame after.</param>
/// <param name="ContextFirst">The first frame to decode, so that shot changes are found as in one go; -1 where there is none.</param>
/// <param name="ContextLast">The last.</param>
/// <param name="Shots">Whether shot changes are looked for.</param>
internal sealed record ShardPart(string MediaId, int First, int After, int ContextFirst, int ContextLast, bool Shots);

/// <summary>A part of a job that one machine does.</summary>
/// <param name="Number">From 1 on: those that look come first, then those that refine.</param>
/// <param name="Phase">What it does.</param>
/// <param name="Title">The index of its title.</param>
/// <param name="Parts">What it looks at; empty where it refines.</param>
/// <param name="Record">Where it refines: the shots that begin here, each whole.</param>
/// <param name="Frames">How many frames it looks at; 0 where it refines, for nobody knows yet.</param>
internal sealed record FarmShard(int Number, ShardPhase Phase, int Title, IReadOnlyList<ShardPart> Parts, FrameRange Record, long Frames);

/// <summary>The media of one clip as it was found.</summary>
/// <param name="Media">The index of the media in <see cref="FarmTitle.Media"/>; -1 for none.</param>
/// <param name="Name">As <see cref="MediaLink.Name"/>.</param>
/// <param name="Status">As <see cref="MediaLink.Status"/>.</param>
/// <param name="Detail">As <see cref="MediaLink.Detail"/>.</param>
internal sealed record PlannedLink(int Media, string Name, string Status, string Detail);

/// <summary>One timeline of a job.</summary>
/// <param name="Name">The name of its folder inside the job's.</param>
/// <param name="TimelineHash">SHA-256 of the timeline.</param>
/// <param name="CastHash">SHA-256 of the cast.</param>
/// <param name="ModelHash">SHA-256 of the cast's trained model.</param>
/// <param name="Provenance">The settings that change the result.</param>
/// <param name="Media">Its media.</param>
/// <param name="Links">The media of its clips, in the timeline's order.</param>
/// <param name="Picture">The index of the reference render in <see cref="Media"/>; -1 for none.</param>
/// <param name="Opaque">What was found of media whose alpha channel hides nothing.</param>
internal sealed record FarmTitle(
    string Name,
    string TimelineHash,
    string CastHash,
    string ModelHash,
    IReadOnlyDictionary<string, string> Provenance,
    IReadOnlyList<MediaFile> Media,
    IReadOnlyList<PlannedLink> Links,
    int Picture,
    IReadOnlyList<string> Opaque)
{
    /// <summary>What was asked for, with the paths of this machine.</summary>
    [Newtonsoft.Json.JsonIgnore]
    public AnalysisSettings Settings { get; init; } = new("", "", "");
}

/// <summary>A job for several machines: its titles, and the shards that they are divided into.</summary>
/// <param name="Folder">The job's folder, on storage that all machines see.</param>
/// <param name="Hash">SHA-256 of titles and shards, less every path: two plans with the same hash give the same results.</param>
/// <param name="Titles">The titles.</param>
/// <param name="Shards">The shards, by number.</param>
internal sealed record FarmPlan(string Folder, string Hash, IReadOnlyList<FarmTitle> Titles, IReadOnlyList<FarmShard> Shards)
{
    /// <summary>The shards of one title and phase.</summary>
    public IReadOnlyList<FarmShard> Of(int title, ShardPhase phase) => [.. Shards.Where(shard => shard.Title == title && shard.Phase == phase)];

    /// <summary>The shard with a number.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public FarmShard Shard(int number) => number >= 1 && number <= Shards.Count
        ? Shards[number - 1]
        : throw new UserException(ExitCode.Usage, FormattableString.Invariant($"--shard {number}: the plan has shards 1 to {Shards.Count}"));
}
