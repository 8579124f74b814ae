namespace ScreenTime.Review;

/// <summary>How far a long job is.</summary>
/// <param name="Number">Which job, counted from 1; 0 before the first.</param>
/// <param name="Name">What it is: <c>choose</c>, <c>learn</c>, <c>suggest</c>, <c>draw</c>, <c>report</c>.</param>
/// <param name="Running">Whether it runs.</param>
/// <param name="Stage">What it is doing, in English.</param>
/// <param name="Done">What is done of the stage.</param>
/// <param name="Total">What there is to do in it; 0 where that is not known.</param>
/// <param name="SecondsLeft">How long the stage will take; null where nobody can say.</param>
/// <param name="Problem">Why it ended early: a sentence, or <c>stopped</c>; else empty.</param>
/// <param name="Messages">The last sentences that it said.</param>
public sealed record WorkMessage(int Number, string Name, bool Running, string Stage, long Done, long Total, double? SecondsLeft, string Problem, IReadOnlyList<string> Messages);

/// <summary>A character as the page teaches it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people read.</param>
/// <param name="Color">The marker colour.</param>
/// <param name="Person">Whether it is a real person.</param>
/// <param name="With">Labelled frames that show it.</param>
/// <param name="Without">Labelled frames that do not.</param>
/// <param name="Expected">F1 to expect and the 90 % interval, on frames like the labelled ones; empty before training.</param>
public sealed record TaughtCharacterMessage(string Id, string Name, string Color, bool Person, int With, int Without, IReadOnlyList<double> Expected);

/// <summary>A frame to label.</summary>
/// <param name="Frame">The record frame.</param>
/// <param name="Reason"><c>probable</c>, <c>doubtful</c> or <c>unlike</c>.</param>
/// <param name="Character">Who is probably in it; -1 for the other reasons.</param>
public sealed record AskedMessage(long Frame, string Reason, int Character);

/// <summary>A frame that was labelled or skipped in the page, now or in an earlier start of it.</summary>
/// <param name="Frame">The record frame.</param>
/// <param name="Present">The ids of those who are in it; empty for a frame that was skipped.</param>
public sealed record TaughtMessage(long Frame, IReadOnlyList<string> Present);

/// <summary>Somebody who recurs and is not named.</summary>
/// <param name="Number">Its place in the list, from 0.</param>
/// <param name="Frames">In how many frames.</param>
/// <param name="First">The first moment.</param>
/// <param name="Pictures">How many pictures there are.</param>
/// <param name="Name">The name that was given in this run; else empty.</param>
/// <param name="WholeFrames">Whether its pictures are whole frames, to be labelled, rather than faces, to be named.</param>
public sealed record GroupMessage(int Number, int Frames, string First, int Pictures, string Name, bool WholeFrames);

/// <summary>Everything that the teaching view shows.</summary>
/// <param name="Problem">Why nothing can be taught here, in a sentence; else empty.</param>
/// <param name="CastFolder">The cast's folder.</param>
/// <param name="HasCast">Whether there is a cast in it.</param>
/// <param name="HasPeople">Whether it holds people.</param>
/// <param name="Characters">Who is in it.</param>
/// <param name="Labels">How many labelled frames it has.</param>
/// <param name="Trained">Whether it has a model that knows all its characters.</param>
/// <param name="Stale">Whether labels or characters changed since that model, or since the last analysis.</param>
/// <param name="Asked">The frames to label, the most telling first.</param>
/// <param name="Taught">What was labelled or skipped and can be taken back, the newest first.</param>
/// <param name="Groups">Who recurs and is not named.</param>
/// <param name="Change">What the last analysis in this run changed; empty before.</param>
/// <param name="First">While the cast is trained: what was found by a head that was fitted in few steps; never written anywhere.</param>
/// <param name="Work">The long job.</param>
public sealed record TeachMessage(
    string Problem, string CastFolder, bool HasCast, bool HasPeople, IReadOnlyList<TaughtCharacterMessage> Characters, int Labels, bool Trained, bool Stale,
    IReadOnlyList<AskedMessage> Asked, IReadOnlyList<TaughtMessage> Taught, IReadOnlyList<GroupMessage> Groups, IReadOnlyList<TimeChange> Change, IReadOnlyList<FirstMessage> First, WorkMessage Work);

/// <summary>An appearance of a first answer.</summary>
/// <param name="Character">The index of the character in the cast.</param>
/// <param name="Start">Its first frame.</param>
/// <param name="End">The first frame after it.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record FirstMessage(int Character, long Start, long End, double Confidence);

/// <summary>A cast to make.</summary>
/// <param name="Names">Who is in it, leads first.</param>
/// <param name="People">Whether they are real people.</param>
/// <param name="Basis">On what basis their faces are used; null without people.</param>
/// <param name="Until">The last day on which it holds.</param>
public sealed record NewCastMessage(IReadOnlyList<string?>? Names, bool People, string? Basis, string? Until);

/// <summary>Somebody to add to a cast.</summary>
/// <param name="Name">The name.</param>
/// <param name="Person">Whether it is a real person.</param>
/// <param name="Basis">On what basis the face is used; null where it is known, or for no person.</param>
/// <param name="Until">The last day on which it holds.</param>
public sealed record NewCharacterMessage(string? Name, bool Person, string? Basis, string? Until);

/// <summary>A label.</summary>
/// <param name="Frame">The record frame.</param>
/// <param name="Present">The ids of those who are in it; nobody else of the cast is.</param>
public sealed record LabelMessage(long Frame, IReadOnlyList<string?>? Present);

/// <summary>A record frame.</summary>
/// <param name="Frame">The frame.</param>
public sealed record FrameMessage(long Frame);

/// <summary>How many frames to choose.</summary>
/// <param name="Count">1 to 100.</param>
public sealed record ChooseMessage(int Count);
