namespace ScreenTime.Exporters.Edl;

/// <summary>A CMX3600 list by its lines: what each is, not yet what it means in time.</summary>
/// <param name="Title">The first <c>TITLE:</c>; null when there is none.</param>
/// <param name="RecordDrop">The frame-code mode that opens the list (that of the record side); null when the list has none before its first event.</param>
/// <param name="Head">The lines before the first event that are neither title nor mode.</param>
/// <param name="Events">The events in the order of the file.</param>
/// <param name="ReelFiles">What <c>&gt;&gt;&gt; SOURCE file -&gt; reel</c> lines say: the file of a shortened reel.</param>
internal sealed record EdlList(
    string? Title,
    bool? RecordDrop,
    IReadOnlyList<EdlNote> Head,
    IReadOnlyList<EdlEvent> Events,
    IReadOnlyDictionary<string, string> ReelFiles);
