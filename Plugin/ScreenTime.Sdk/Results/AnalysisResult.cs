using System.Globalization;

namespace ScreenTime.Sdk;

/// <summary>
/// Everything that an analysis found, and from what: <c>result.json</c>. Record frames count from the timeline's first; timecodes are record
/// timecodes; nothing in it depends on the clock or on folder names.
/// </summary>
/// <param name="TimelineName">The timeline's name.</param>
/// <param name="Rate">The record rate.</param>
/// <param name="DropFrame">Whether record timecode is drop frame.</param>
/// <param name="StartFrame">The record timecode of frame 0, as a frame number.</param>
/// <param name="FrameCount">The length of the timeline in frames.</param>
/// <param name="Programme">The part that was analysed (<c>--in</c>, <c>--out</c>); shares are of this.</param>
/// <param name="Cast">The cast.</param>
/// <param name="Samples">The source frames that were looked at, by record frame.</param>
/// <param name="Shots">The shots, in order, without holes inside the programme.</param>
/// <param name="Appearances">Who is on screen when, by start, then by the cast's order.</param>
/// <param name="Unknowns">Stretches that could not be looked at.</param>
/// <param name="Totals">Screen time a character and rule.</param>
/// <param name="Media">The media files that were used or missed.</param>
/// <param name="Provenance">What it was made from and with.</param>
/// <param name="Assumptions">What a file could not say and was assumed.</param>
public sealed record AnalysisResult(
    string TimelineName,
    FrameRate Rate,
    bool DropFrame,
    long StartFrame,
    long FrameCount,
    FrameRange Programme,
    Cast Cast,
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<Shot> Shots,
    IReadOnlyList<Appearance> Appearances,
    IReadOnlyList<Unknown> Unknowns,
    IReadOnlyList<ScreenTimeTotal> Totals,
    IReadOnlyList<MediaUse> Media,
    Provenance Provenance,
    IReadOnlyList<string> Assumptions)
{
    /// <summary>When the face of each person of the cast can be seen, by start, then by the cast's order; empty from a recogniser that does not look for faces.</summary>
    public IReadOnlyList<Appearance> FaceAppearances { get; init; } = [];

    /// <summary>The frame that samples' regions are parts of: the picture without black bars, scaled to fit and centred on black. Null where no sample says where anybody is.</summary>
    public FrameRequest? RegionFrame { get; init; }

    /// <summary>Where a breakdown that was given and the pictures disagree.</summary>
    public IReadOnlyList<Contradiction> Contradictions { get; init; } = [];

    /// <summary>Who plays whom with which look, as it holds for this episode and day; empty where the cast does not say.</summary>
    public IReadOnlyList<Casting> Castings { get; init; } = [];

    /// <summary>Screen time by performer and by character, where the cast says who plays whom.</summary>
    public IReadOnlyList<RoleTotal> RoleTotals { get; init; } = [];

    /// <summary>The record timecode of a frame.</summary>
    public string TimecodeOf(long recordFrame) => Timecode.Format(StartFrame + recordFrame, Rate, DropFrame);
}

/// <summary>One source frame that was looked at.</summary>
/// <param name="RecordFrame">The record frame at which it shows.</param>
/// <param name="Record">The record frames that it stands for.</param>
/// <param name="MediaId">The media file's content hash.</param>
/// <param name="SourceTime">The exact time in the media, counted from its first frame.</param>
/// <param name="ClipName">The clip that shows it.</param>
/// <param name="Track">The index of the clip's track in the timeline's stack, from the bottom.</param>
/// <param name="Composited">Whether other pictures share the frame (a title above, opacity, a matte): then each layer has a sample of its own.</param>
/// <param name="Refinement">0 for the regular grid; above it, the round of refinement that asked for it.</param>
/// <param name="Probabilities">What the recogniser said, in the cast's order; null when the frame could not be read.</param>
public sealed record Sample(
    long RecordFrame,
    FrameRange Record,
    string MediaId,
    MediaTime SourceTime,
    string ClipName,
    int Track,
    bool Composited,
    int Refinement,
    IReadOnlyList<float>? Probabilities)
{
    /// <summary>A probability that each character's face is visible, in the cast's order; null from a recogniser that does not look for faces.</summary>
    public IReadOnlyList<float>? Faces { get; init; }

    /// <summary>
    /// Where each character is, in the cast's order and in fractions of <see cref="AnalysisResult.RegionFrame"/>; null for those who were not found, or not where. Null altogether from a
    /// recogniser that does not say.
    /// </summary>
    public IReadOnlyList<SightingRegion?>? Regions { get; init; }

    /// <summary>Where others are who are not reported: people of no cast, and of the cast those who were not asked for.</summary>
    public IReadOnlyList<SightingRegion> Strangers { get; init; } = [];
}

/// <summary>A stretch between two cuts.</summary>
/// <param name="Record">Its record frames.</param>
/// <param name="ClipName">The topmost clip, or empty where nothing shows.</param>
public sealed record Shot(FrameRange Record, string ClipName)
{
    /// <summary>The part that no dissolve or fade inside the media mixes with a neighbouring shot; empty where all of it is mixed.</summary>
    public FrameRange Clear { get; init; } = Record;

    /// <summary>The media that its picture shows, the topmost clip's; null where it has none that could be read.</summary>
    public ShotFootage? Footage { get; init; }

    /// <summary>The part whose frames tell who is in the shot: <see cref="Clear"/>, or all of a shot that is nothing but mixed.</summary>
    public FrameRange Telling() => Clear.IsEmpty ? Record : Clear;
}

/// <summary>What a shot shows of its media, so that it is known again in another cut.</summary>
/// <param name="MediaId">The media file's content hash.</param>
/// <param name="Start">The exact time in the media, counted from its first frame, at which the shot's first frame is looked at.</param>
/// <param name="Speed">The time that passes in the media while a second of the record does: 0 for a freeze frame, negative in reverse.</param>
public sealed record ShotFootage(string MediaId, MediaTime Start, MediaTime Speed);

/// <summary>A character on screen over one stretch of the record.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Record">When, in record frames.</param>
/// <param name="Confidence">The mean probability over its samples, 0 to 1.</param>
/// <param name="ClipName">The clip at its start.</param>
/// <param name="SourceStart">Source timecode of its first frame at the media's rate, or empty where the media has none.</param>
/// <param name="SourceEnd">Source timecode one frame after its last, in the clip at its end; empty where the media has none.</param>
/// <param name="EvidenceFrame">The record frame with the highest probability; where none of its own was looked at, the one of its shot that it rests on.</param>
public sealed record Appearance(
    string CharacterId, FrameRange Record, double Confidence, string ClipName, string SourceStart, string SourceEnd, long EvidenceFrame);

/// <summary>A stretch that could not be looked at.</summary>
/// <param name="Record">Its record frames.</param>
/// <param name="Reason">Why, in a sentence that names the clip or file.</param>
public sealed record Unknown(FrameRange Record, string Reason);

/// <summary>A character's screen time under one counting rule.</summary>
/// <param name="CharacterId">Who.</param>
/// <param name="RuleId">The rule: <c>visible-v1</c>, <c>tutorial-1fps</c>.</param>
/// <param name="Frames">Record frames, for rules that count intervals; null for rules that count samples.</param>
/// <param name="Seconds">Exact seconds: frames ÷ rate, or one a counted sample.</param>
/// <param name="Appearances">How many separate stretches (or counted samples).</param>
/// <param name="UnknownSeconds">Seconds of the programme that could not be looked at.</param>
public sealed record ScreenTimeTotal(
    string CharacterId, string RuleId, long? Frames, MediaTime Seconds, int Appearances, MediaTime UnknownSeconds)
{
    /// <summary>
    /// The seconds as hours, minutes, seconds and the nearest frame of that second: <c>0:01:05:00</c>. It is a count of real time, so that it agrees with the seconds: 1800
    /// frames at 29.97 are 60.06 s and read <c>0:01:00:02</c>, whatever the timeline's timecode makes of that length.
    /// </summary>
    /// <param name="rate">The record rate.</param>
    public string Clock(FrameRate rate)
    {
        var whole = Seconds.Numerator / Seconds.Denominator;
        var frames = (Seconds - new MediaTime(whole, 1)).RoundToFrame(rate);
        // At 23.976 the last hundredths of a second are nearest to a 25th frame, which no second has.
        if (frames >= rate.Nominal)
            (whole, frames) = (whole + 1, 0);
        return string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}:{frames:00}");
    }
}

/// <summary>A media file that the timeline uses.</summary>
/// <param name="Id">SHA-256 of its content, lower-case hex; empty when it is offline.</param>
/// <param name="Name">Its file name without folders.</param>
/// <param name="Status"><c>found</c>, <c>offline</c> or <c>undecodable</c>.</param>
/// <param name="Detail">How it was found, or why it was not.</param>
/// <param name="LostFrames">Record frames that are unknown because of it.</param>
public sealed record MediaUse(string Id, string Name, string Status, string Detail, long LostFrames)
{
    /// <summary>How its images are named and play, where it is a sequence of them: what it takes to know them again. Null for other media.</summary>
    public ImageSequenceUse? Sequence { get; init; }
}

/// <summary>An image sequence as it was read (docs/media.md).</summary>
/// <param name="Prefix">What stands before the number in a file's name.</param>
/// <param name="Suffix">What stands after it.</param>
/// <param name="Padding">How many digits a number has at least.</param>
/// <param name="First">The number of the first image.</param>
/// <param name="Step">By how much the number grows.</param>
/// <param name="Rate">Images a second.</param>
/// <param name="Missing">What shows for an image that is not there: <c>Error</c>, <c>Hold</c> or <c>Black</c>.</param>
/// <param name="Count">How many images it has, those that are missing included.</param>
public sealed record ImageSequenceUse(string Prefix, string Suffix, int Padding, long First, int Step, FrameRate Rate, string Missing, long Count);

/// <summary>What a result was made from and with.</summary>
/// <param name="RunId">A hash of all inputs and settings.</param>
/// <param name="ToolVersion">ScreenTime's version.</param>
/// <param name="TimelineHash">SHA-256 of the timeline file.</param>
/// <param name="CastHash">SHA-256 of the cast's characters and labels.</param>
/// <param name="ModelHash">SHA-256 of the backbone and the trained head.</param>
/// <param name="FfmpegVersion">ffmpeg's version.</param>
/// <param name="Device">Provider, precision, runtime version and why.</param>
/// <param name="CpuFeatures">The processor's vector instruction sets, on which last digits depend.</param>
/// <param name="Settings">Every setting by name, in ordinal order, as it is written on the command line.</param>
/// <param name="Rules">The counting rules by id, with their full text and parameters.</param>
public sealed record Provenance(
    string RunId,
    string ToolVersion,
    string TimelineHash,
    string CastHash,
    string ModelHash,
    string FfmpegVersion,
    DeviceReport Device,
    string CpuFeatures,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, string> Rules)
{
    /// <summary>
    /// Where parts of the title were looked at with something else than the rest (another processor, GPU, version), which was allowed with <c>--allow-mixed</c>: a line each.
    /// </summary>
    public IReadOnlyList<string> Mixed { get; init; } = [];
}
