namespace ScreenTime.Review;

/// <summary>A stretch on the wire: <c>["tom", 100, 148]</c> would need a converter; named fields speak for themselves.</summary>
/// <param name="Character">The character's id.</param>
/// <param name="Start">The first record frame.</param>
/// <param name="End">The first record frame after it.</param>
public sealed record StretchMessage(string Character, long Start, long End);

/// <summary>A correction that the page asks for.</summary>
/// <param name="Seen">The number of the last correction that the page shows.</param>
/// <param name="Action">What is done.</param>
/// <param name="Before">What is replaced.</param>
/// <param name="After">What stands in its place.</param>
/// <param name="Undoes">The correction that is taken back, or 0.</param>
/// <param name="Run">The analysis that the page shows; what is decided about another is not taken.</param>
public sealed record CorrectionMessage(int Seen, string Action, IReadOnlyList<StretchMessage>? Before, IReadOnlyList<StretchMessage>? After, int Undoes = 0, string? Run = null);

/// <summary>An appearance as the page shows it.</summary>
/// <param name="Character">The index of the character.</param>
/// <param name="Start">The first record frame.</param>
/// <param name="End">The first record frame after it.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reviewed">Whether a person made or confirmed it.</param>
/// <param name="Evidence">The record frame that shows the character best.</param>
public sealed record AppearanceMessage(int Character, long Start, long End, double Confidence, bool Reviewed, long Evidence);

/// <summary>Everything that corrections change, or what changed of it since a number that the page knows.</summary>
/// <param name="Run">The analysis that it is about; another one means that everything is to be asked anew.</param>
/// <param name="Number">The number of the last correction.</param>
/// <param name="Since">The number that <paramref name="Removed"/> and <paramref name="Appearances"/> start from; null when all appearances are told.</param>
/// <param name="Removed">What no longer stands: character, first frame, first frame after.</param>
/// <param name="Appearances">By start; those that came, where <paramref name="Since"/> is a number.</param>
/// <param name="Frames">Screen time of each character in record frames, by the rule visible-v1.</param>
/// <param name="Changes">The last corrections, the newest first.</param>
public sealed record StateMessage(
    string Run, int Number, int? Since, IReadOnlyList<IReadOnlyList<long>> Removed, IReadOnlyList<AppearanceMessage> Appearances, IReadOnlyList<long> Frames, IReadOnlyList<ChangeMessage> Changes);

/// <summary>A line of the log.</summary>
public sealed record ChangeMessage(int Number, string When, string Who, string Action, string What, int Undoes, bool Undone);

/// <summary>What stays the same while the page is open and nothing is analysed anew.</summary>
/// <param name="Run">The analysis; empty while there is none.</param>
/// <param name="Timeline">The timeline's name.</param>
/// <param name="Reviewer">Who decides.</param>
/// <param name="RateNumerator">Frames a second.</param>
/// <param name="RateDenominator">Frames a second.</param>
/// <param name="Nominal">Frames that timecode counts a second.</param>
/// <param name="DropFrame">Whether timecode drops frames.</param>
/// <param name="StartFrame">The record timecode of frame 0 as a frame number.</param>
/// <param name="FrameCount">The length in frames.</param>
/// <param name="Programme">The first frame that was analysed, and the first that was not.</param>
/// <param name="Characters">Who there is.</param>
/// <param name="Shots">First frame, first after, by shot.</param>
/// <param name="Clips">The clip of each shot.</param>
/// <param name="Unknowns">What could not be looked at.</param>
/// <param name="HasPictures">Whether pictures can be shown.</param>
/// <param name="WhyNoPictures">Why not; else empty.</param>
public sealed record ProgrammeMessage(
    string Run, string Timeline, string Reviewer, int RateNumerator, int RateDenominator, int Nominal, bool DropFrame, long StartFrame, long FrameCount, IReadOnlyList<long> Programme,
    IReadOnlyList<CharacterMessage> Characters, IReadOnlyList<IReadOnlyList<long>> Shots, IReadOnlyList<string> Clips, IReadOnlyList<UnknownMessage> Unknowns,
    bool HasPictures, string WhyNoPictures);

/// <summary>A character.</summary>
public sealed record CharacterMessage(string Id, string Name, string Color);

/// <summary>A stretch that could not be looked at.</summary>
public sealed record UnknownMessage(long Start, long End, string Reason);

/// <summary>What a person saw in one frame of the audit's sample.</summary>
/// <param name="Index">The frame, from 0, in the order in which they are shown.</param>
/// <param name="Present">Whether each character is visible, in the sample's order.</param>
/// <param name="Ambiguous">Whether it cannot be told.</param>
public sealed record AuditAnswerMessage(int Index, IReadOnlyList<bool>? Present, bool Ambiguous);

/// <summary>How far an audit is. Nothing that the machine said is in it.</summary>
/// <param name="Problem">Why there is nothing to audit, in a sentence; else empty.</param>
/// <param name="Characters">Who is asked for.</param>
/// <param name="Answers">For each frame what was seen: a digit a character (1 visible, 0 not), <c>?</c> where it cannot be told, empty where nobody looked yet.</param>
/// <param name="Bounds">For each character the bounds so far, in seconds; empty before the first answer.</param>
public sealed record AuditMessage(string Problem, IReadOnlyList<CharacterMessage> Characters, IReadOnlyList<string> Answers, IReadOnlyList<IReadOnlyList<double>> Bounds)
{
    /// <summary>Whether a sample can be drawn now.</summary>
    public bool CanDraw { get; init; }
}

/// <summary>A sample to draw.</summary>
/// <param name="Frames">How many frames.</param>
/// <param name="Seed">The number that chance begins with; null for one that is drawn.</param>
public sealed record DrawMessage(int Frames, long? Seed);

/// <summary>What another analysis changed of a character's screen time.</summary>
/// <param name="Character">The character's id.</param>
/// <param name="Before">Seconds by the rule visible-v1, corrections included; null where there was no analysis, or the character was not in it.</param>
/// <param name="After">Likewise, afterwards.</param>
public sealed record TimeChange(string Character, double? Before, double After);
