using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What is seen in frames of media: looked at now, or by shards before.</summary>
internal interface ISightings
{
    /// <summary>Whether frames are judged shot by shot: then what is said of a frame is no reading of its own.</summary>
    bool OfShots { get; }

    /// <summary>How many of the frames are known, so that seeing them takes no time.</summary>
    Task<long> CountKnownAsync(IReadOnlyList<(MediaFile Media, IReadOnlyList<MediaTime> Times)> frames, CancellationToken cancellationToken);

    /// <summary>Sees frames of one media file.</summary>
    /// <param name="media">The media file.</param>
    /// <param name="asked">Which.</param>
    /// <param name="counter">Counts frames for the progress.</param>
    /// <param name="cancellationToken">Stops; what was described is kept.</param>
    Task<SeenFrames> SeeAsync(MediaFile media, AskedFrames asked, ProgressCounter counter, CancellationToken cancellationToken);

    /// <summary>Is told what a stage of looking took.</summary>
    /// <param name="counter">What was counted.</param>
    /// <param name="total">What there was.</param>
    void Took(ProgressCounter counter, long total);
}

/// <summary>Frames of one media file to be seen.</summary>
/// <param name="Times">Wanted times from the media's first frame, sorted, each once.</param>
/// <param name="Regular">Those of them that belong to the regular grid.</param>
/// <param name="Later">Those that may be wanted next, sorted, each once: what is decoded on the way may be kept for it.</param>
/// <param name="Shots">Where to look for cuts on the way; null to look for none.</param>
internal sealed record AskedFrames(IReadOnlyList<MediaTime> Times, IReadOnlySet<MediaTime> Regular, IReadOnlyList<MediaTime> Later, ShotSearch? Shots);

/// <summary>Where shots of one media file are looked for.</summary>
/// <param name="Ranges">The stretches that the timeline shows, merged where they are near.</param>
/// <param name="Starts">Where the timeline begins to show them, sorted: there a shot begins whatever the pictures say.</param>
/// <param name="Ends">Where the last frames show before it shows something else, sorted.</param>
internal sealed record ShotSearch(IReadOnlyList<MediaRange> Ranges, IReadOnlyList<MediaTime> Starts, IReadOnlyList<MediaTime> Ends);

/// <summary>What was seen in frames of one media file.</summary>
/// <param name="Sightings">Of frames that could be read, by time.</param>
/// <param name="Problems">Why the others could not, by time.</param>
/// <param name="ShotChanges">Where shots begin; null when that was not asked.</param>
internal sealed record SeenFrames(
    IReadOnlyDictionary<MediaTime, Sighting> Sightings, IReadOnlyDictionary<MediaTime, string> Problems, IReadOnlyList<ShotChange>? ShotChanges);
