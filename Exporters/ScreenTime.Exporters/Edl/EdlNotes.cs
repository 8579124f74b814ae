using System.Globalization;
using System.Text.RegularExpressions;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Edl;

/// <summary>What the lines below an event say of it.</summary>
internal sealed partial class EdlNotes
{
    private EdlNotes() { }

    /// <summary><c>* FROM CLIP NAME:</c>; under a transition, the clip that goes.</summary>
    public string? ClipName { get; private set; }

    /// <summary><c>* TO CLIP NAME:</c>: under a transition, the clip that comes.</summary>
    public string? ToClipName { get; private set; }

    /// <summary><c>* SOURCE FILE:</c></summary>
    public string? SourceFile { get; private set; }

    /// <summary><c>* FROM CLIP:</c> or <c>* FROM FILE:</c>: the path of the media.</summary>
    public string? MediaPath { get; private set; }

    /// <summary>The M2 line that belongs to this event.</summary>
    public EdlSpeed? Speed { get; private set; }

    /// <summary><c>* FREEZE FRAME</c></summary>
    public bool Freeze { get; private set; }

    /// <summary><c>* ASC_SOP</c> and <c>* ASC_SAT</c> as the map that the reference adapter keeps under <c>cdl</c>; null without.</summary>
    public Metadata? Cdl { get; private set; }

    /// <summary><c>* LOC:</c> lines.</summary>
    public List<EdlLocator> Locators { get; } = [];

    /// <summary>All other lines, without their stars.</summary>
    public List<string> Comments { get; } = [];

    /// <summary>Reads the lines below an event.</summary>
    public static EdlNotes Read(EdlEvent edit)
    {
        var notes = new EdlNotes();
        foreach (var note in edit.Notes)
            notes.Add(edit, note);
        return notes;
    }

    /// <summary>Takes what stands between the two events of a pair: names and files of both may be written there.</summary>
    public void AddOutgoing(EdlEvent outgoing)
    {
        foreach (var note in outgoing.Notes)
        {
            if (Value(note.Comment, "FROM CLIP NAME:") is { } name)
                ClipName ??= name;
            else if (Value(note.Comment, "TO CLIP NAME:") is { } toName)
                ToClipName ??= toName;
            else if (EdlSpeed.Parse(note) is null && Value(note.Comment, "SOURCE FILE:") is null && EdlLocator.Parse(note) is null && note.Comment.Length > 0)
                Comments.Add(note.Comment);
        }
    }

    /// <summary>The colour correction of this event, made when the first part of it comes.</summary>
    private Metadata CdlMap => Cdl ??= [];

    private void Add(EdlEvent edit, EdlNote note)
    {
        if (EdlSpeed.Parse(note) is { } speed)
        {
            // In a pair of events each may have its own M2 line; that of the clip that goes is known from that clip's own event.
            if (Speed is null || string.Equals(speed.Reel, edit.Reel, StringComparison.OrdinalIgnoreCase))
                Speed = speed;
            else
                Comments.Add(note.Text);
            return;
        }

        var comment = note.Comment;
        if (Value(comment, "FROM CLIP NAME:") is { } name)
            ClipName ??= name;
        else if (Value(comment, "TO CLIP NAME:") is { } toName)
            ToClipName ??= toName;
        else if (Value(comment, "SOURCE FILE:") is { } file)
            SourceFile ??= file;
        else if ((Value(comment, "FROM CLIP:") ?? Value(comment, "FROM FILE:")) is { } path)
            MediaPath ??= path;
        else if (comment.StartsWith("FREEZE FRAME", StringComparison.OrdinalIgnoreCase))
            Freeze = true;
        else if (EdlLocator.Parse(note) is { } locator)
            Locators.Add(locator);
        else if (!AddCdl(comment) && comment.Length > 0)
            Comments.Add(comment);
    }

    private bool AddCdl(string comment)
    {
        if (comment.StartsWith("ASC_SAT", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(comment["ASC_SAT".Length..].Trim(' ', ':'), NumberStyles.Float, CultureInfo.InvariantCulture, out var saturation)
            && double.IsFinite(saturation))
        {
            CdlMap["asc_sat"] = saturation;
            return true;
        }

        if (!comment.StartsWith("ASC_SOP", StringComparison.OrdinalIgnoreCase) || SopGroups().Match(comment) is not { Success: true } match)
            return false;
        var sop = new Metadata();
        foreach (var part in (ReadOnlySpan<string>)["slope", "offset", "power"])
        {
            var numbers = match.Groups[part].Value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
            var list = new MetadataList();
            foreach (var number in numbers)
            {
                if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    return false;
                list.Add(value);
            }

            if (list.Count != 3)
                return false;
            sop[part] = list;
        }

        CdlMap["asc_sop"] = sop;
        return true;
    }

    private static string? Value(string comment, string key) =>
        comment.StartsWith(key, StringComparison.OrdinalIgnoreCase) && comment.Length > key.Length ? comment[key.Length..].Trim() : null;

    [GeneratedRegex(@"^ASC_SOP:?\s*\((?<slope>[^()]*)\)\s*\((?<offset>[^()]*)\)\s*\((?<power>[^()]*)\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SopGroups();
}
