namespace ScreenTime.Exporters.Edl;

/// <summary>
/// One event line of a CMX3600 list as it is written, nothing interpreted but its columns: number, reel, channels, transition, source in and out,
/// record in and out.
/// </summary>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Number">The event number as written (<c>001</c>, <c>000001</c>).</param>
/// <param name="Reel">The reel; empty when the column is blank.</param>
/// <param name="Channels">The tracks it goes to.</param>
/// <param name="Kind">How it begins.</param>
/// <param name="Wipe">The wipe's code (<c>W001</c>), else empty.</param>
/// <param name="TransitionFrames">How long the transition takes, in record frames; 0 for a cut.</param>
/// <param name="SourceIn">Source in, as written.</param>
/// <param name="SourceOut">Source out, as written.</param>
/// <param name="RecordIn">Record in, as written.</param>
/// <param name="RecordOut">Record out, as written.</param>
/// <param name="SourceDrop">Whether the frame-code mode (<c>FCM</c>) that holds at this line is drop frame; null when none was given.</param>
internal sealed record EdlEvent(
    int Line,
    string Number,
    string Reel,
    EdlChannels Channels,
    EdlTransitionKind Kind,
    string Wipe,
    int TransitionFrames,
    string SourceIn,
    string SourceOut,
    string RecordIn,
    string RecordOut,
    bool? SourceDrop)
{
    /// <summary>The lines that follow the event and are not events: comments, M2, notes; in order.</summary>
    public List<EdlNote> Notes { get; } = [];
}

/// <summary>A line that belongs to an event (or to the head of the list).</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">The line, trimmed.</param>
internal readonly record struct EdlNote(int Line, string Text)
{
    /// <summary>The text without the stars that open a comment (<c>*</c>, <c>**</c>, <c>* *</c>).</summary>
    public string Comment => Text.TrimStart('*', ' ', '\t');
}

/// <summary>How an event begins.</summary>
internal enum EdlTransitionKind
{
    /// <summary><c>C</c></summary>
    Cut,

    /// <summary><c>D</c></summary>
    Dissolve,

    /// <summary><c>Wnnn</c></summary>
    Wipe,

    /// <summary><c>K B</c>: the picture under a key.</summary>
    KeyBackground,

    /// <summary><c>K</c>: a picture keyed over the background.</summary>
    Key,

    /// <summary><c>K O</c>: the key goes out.</summary>
    KeyOut,
}
