namespace ScreenTime.Exporters.Edl;

/// <summary>An event with its times in record frames.</summary>
/// <param name="Event">The event as written.</param>
/// <param name="Notes">What its comments say.</param>
/// <param name="Outgoing">Under a transition, the event of no length before it: the picture that goes; else null.</param>
/// <param name="RecordIn">Record in.</param>
/// <param name="RecordOut">Record out, after <paramref name="RecordIn"/>.</param>
/// <param name="SourceIn">The first source frame.</param>
/// <param name="SourceLength">Source frames between in and out.</param>
/// <param name="Scalar">The speed: 1 is normal, 0 a freeze frame, negative backwards.</param>
internal sealed record EdlEdit(
    EdlEvent Event, EdlNotes Notes, EdlEvent? Outgoing, long RecordIn, long RecordOut, long SourceIn, long SourceLength, double Scalar)
{
    /// <summary>Whether it plays backwards from its source out, down to its source in.</summary>
    public bool FromItsEnd { get; init; }

    /// <summary>Record frames.</summary>
    public long Length => RecordOut - RecordIn;

    /// <summary>The source frame that shows <paramref name="frames"/> record frames after record in.</summary>
    public long SourceAt(long frames) => SourceIn + (FromItsEnd ? SourceLength : 0) + (long)Math.Floor(frames * Scalar);

    /// <summary>
    /// Where the source range of a part begins, as the reference adapter has it: with the event's source in. A part that plays from its end begins with what is played last.
    /// </summary>
    /// <param name="into">Record frames from record in to the part.</param>
    /// <param name="length">Record frames of the part.</param>
    public long RangeStart(long into, long length) => !FromItsEnd ? SourceAt(into) : length == Length ? SourceIn : SourceAt(into + length);
}

/// <summary>What is left of an edit on its track after later events went over it.</summary>
/// <param name="Edit">The edit.</param>
/// <param name="In">Its first record frame.</param>
/// <param name="Out">The record frame after its last.</param>
internal readonly record struct EdlPiece(EdlEdit Edit, long In, long Out);
