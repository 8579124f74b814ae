using System.Globalization;
using System.Text.RegularExpressions;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Edl;

/// <summary>What the lines below an event say of it.</summary>
internal sealed partial class EdlNotes
{
    private readonly List<EdlSpeed> _speeds = [];

    private EdlNotes() { }

    /// <summary><c>* FROM CLIP NAME:</c>; under a transition, the clip that goes.</summary>
    public string? ClipName { get; private set; }

    /// <summary><c>* TO CLIP NAME:</c>: under a transition, the clip that comes.</summary>
    public string? ToClipName { get; private set; }

    /// <summary><c>* SOURCE FILE:</c></summary>
    public string? SourceFile { get; private set; }

    /// <summary><c>* FROM CLIP:</c> or <c>* FROM FILE:</c>: the path of the media.</summary>
    public string? MediaPath { get; private set; }

    /// <summary>The M2 line that belongs to this event: of several, the last that names its reel.</summary>
    public EdlSpeed? Speed { get; private set; }

    /// <summary>Under a transition, the M2 line that belongs to the clip that goes.</summary>
    public EdlSpeed? OutgoingSpeed { get; private set; }

    /// <summary>Under a transition, whether the clip that goes stands still.</summary>
    public bool OutgoingFreeze { get; private set; }

    /// <summary><c>* FREEZE FRAME</c></summary>
    public bool Freeze { get; private set; }

    /// <summary><c>* ASC_SOP</c> and <c>* ASC_SAT</c> as the map that the reference adapter keeps under <c>cdl</c>; null without.</summary>
    public Metadata? Cdl { get; private set; }

    /// <summary><c>* LOC:</c> lines.</summary>
    public List<EdlLocator> Locators { get; } = [];

    /// <summary>All other lines, without their stars.</summary>
    public List<string> Comments { get; } = [];

    /// <summary>M2 lines of other clips, as written.</summary>
    public IEnumerable<string> OtherSpeeds => _speeds.Where(speed => speed != Speed).Select(speed => speed.Note.Text);

    /// <summary>Reads the lines below an event.</summary>
    public static EdlNotes Read(EdlEvent edit)
    {
        var notes = new EdlNotes();
        foreach (var note in edit.Notes)
            notes.Add(note);
        notes.Speed = notes._speeds.LastOrDefault(speed => Names(speed, edit)) ?? notes._speeds.FirstOrDefault();
        return notes;
    }

    /// <summary>Takes what stands between the two events of a pair: names and files of both may be written there.</summary>
    /// <param name="outgoing">The event of the clip that goes.</param>
    /// <param name="incoming">This event, of the clip that comes.</param>
    public void AddOutgoing(EdlEvent outgoing, EdlEvent incoming)
    {
        ShareSpeeds(outgoing, incoming);
        foreach (var note in outgoing.Notes)
        {
            if (Value(note.Comment, "FROM CLIP NAME:") is { } name)
                ClipName ??= name;
            else if (Value(note.Comment, "TO CLIP NAME:") is { } toName)
                ToClipName ??= toName;
            else if (note.Comment.StartsWith("FREEZE FRAME", StringComparison.OrdinalIgnoreCase))
                OutgoingFreeze = true;
            else if (EdlSpeed.Parse(note) is null && Value(note.Comment, "SOURCE FILE:") is null && EdlLocator.Parse(note) is null && note.Comment.Length > 0)
                Comments.Add(note.Comment);
        }
    }

    /// <summary>The colour correction of this event, made when the first part of it comes.</summary>
    private Metadata CdlMap => Cdl ??= [];

    /// <summary>
    /// Gives each event of a pair its own M2 line. The reel tells them apart; where both are of one reel, the source timecode at which the speed begins; else the place: between
    /// the two events, or the first of two after them, is that of the clip that goes.
    /// </summary>
    private void ShareSpeeds(EdlEvent outgoing, EdlEvent incoming)
    {
        var between = outgoing.Notes.Select(EdlSpeed.Parse).OfType<EdlSpeed>().ToList();
        var sameReel = string.Equals(outgoing.Reel, incoming.Reel, StringComparison.OrdinalIgnoreCase);
        bool IsOf(EdlSpeed speed, EdlEvent edit, EdlEvent other) => Names(speed, edit)
            && (!sameReel || (speed.Timecode is { } timecode && timecode == edit.SourceIn && timecode != other.SourceIn));

        OutgoingSpeed = between.LastOrDefault(speed => sameReel ? !IsOf(speed, incoming, outgoing) : Names(speed, outgoing))
            ?? _speeds.LastOrDefault(speed => IsOf(speed, outgoing, incoming))
            ?? (sameReel && _speeds.Count > 1 && !IsOf(_speeds[0], incoming, outgoing) ? _speeds[0] : null);
        var rest = _speeds.Concat(between).Where(speed => speed != OutgoingSpeed).ToList();
        Speed = rest.LastOrDefault(speed => IsOf(speed, incoming, outgoing))
            ?? rest.LastOrDefault(speed => Names(speed, incoming))
            ?? rest.FirstOrDefault(speed => !Names(speed, outgoing));
    }

    private static bool Names(EdlSpeed speed, EdlEvent edit) => string.Equals(speed.Reel, edit.Reel, StringComparison.OrdinalIgnoreCase);

    private void Add(EdlNote note)
    {
        if (EdlSpeed.Parse(note) is { } speed)
        {
            _speeds.Add(speed);
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
