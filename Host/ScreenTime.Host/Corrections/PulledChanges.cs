using System.Text.RegularExpressions;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>One change that a person made to a marker, as a correction.</summary>
/// <param name="Before">The stretches that it replaces.</param>
/// <param name="After">The stretches in their place.</param>
/// <param name="Sentence">What was done, for people.</param>
internal sealed record PulledChange(IReadOnlyList<Stretch> Before, IReadOnlyList<Stretch> After, string Sentence);

/// <summary>
/// What a person did to ScreenTime's markers: those of the file that was written are compared with those of the timeline that comes back. A marker that was moved or made longer or shorter moves the
/// appearance, one that names somebody else gives it to them, one that is gone takes it away. Of a marker without length only the beginning can be moved.
/// </summary>
/// <param name="result">The result that the markers were written of.</param>
internal sealed partial class PulledChanges(AnalysisResult result)
{
    /// <summary>Sentences about changes that say nothing about anybody.</summary>
    public List<string> Unclear { get; } = [];

    /// <summary>The changes.</summary>
    /// <param name="written">The markers that were written.</param>
    /// <param name="pulled">The markers that came back.</param>
    public IReadOnlyList<PulledChange> Of(IReadOnlyList<PulledMarker> written, IReadOnlyList<PulledMarker> pulled)
    {
        var back = pulled.GroupBy(marker => marker.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.OrdinalIgnoreCase);
        var changes = new List<PulledChange>();
        foreach (var marker in written)
        {
            // Of several alike, that which was moved least: a marker of a clip of Kdenlive's shows wherever the clip is used, and others are copied by hand.
            var now = marker.Key.Length > 0 && back.TryGetValue(marker.Key, out var same) && same.Count > 0
                ? same.MinBy(candidate => candidate.IsHidden ? ulong.MaxValue : (ulong)Math.Abs(candidate.Start - marker.Start)) : null;
            if (now is not null)
                back[marker.Key].Remove(now);
            if (Change(marker, now, written) is { } change)
                changes.Add(change);
        }

        var strangers = back.Values.Sum(left => left.Count);
        if (strangers > 0)
            Unclear.Add(FormattableString.Invariant($"{strangers} {(strangers == 1 ? "marker is" : "markers are")} of another run or copied, and {(strangers == 1 ? "was" : "were")} left out"));
        return changes;
    }

    private PulledChange? Change(PulledMarker written, PulledMarker? now, IReadOnlyList<PulledMarker> all)
    {
        var before = written.CharacterIds.SelectMany(id => Stretches(id, written, all)).ToList();
        if (before.Count == 0)
            return null;
        var at = result.TimecodeOf(written.Start);
        if (now is null)
            return new PulledChange(before, [], $"{Said(written.Text)} at {at} was deleted");

        if (now.IsHidden)
        {
            Unclear.Add($"{Said(written.Text)} at {at} is on a part of a clip that the cut does not show any more: nothing was changed; the cut is another, analyse it again");
            return null;
        }

        if (now.Clip is not null && now.Clip == written.Clip && now.Start != written.Start)
        {
            Unclear.Add($"{Said(written.Text)} at {at} is where it was on its clip, and that lies at another place of the timeline: the marker was not moved; the cut is another, analyse it again");
            now = now with { Start = written.Start };
        }

        var (said, says) = (Named(written.Text, written.CharacterIds), Named(now.Text, []));
        if (says.Count == 0)
        {
            if (!string.Equals(written.Text, now.Text, StringComparison.Ordinal))
                Unclear.Add($"the marker at {at} was renamed to \"{Said(now.Text)}\", which names nobody of the cast: nothing was changed");
            says = said;
        }

        var isMoved = now.Start != written.Start || now.Length != written.Length;
        var isRenamed = !said.SequenceEqual(says, StringComparer.Ordinal);
        if (!isMoved && !isRenamed)
            return null;
        // A point says where an appearance begins; others of the shot stay.
        if (isMoved && now.Length <= 1)
            before = [.. before.GroupBy(stretch => stretch.CharacterId).Select(group => group.MinBy(stretch => stretch.Record.Start))];
        var after = isMoved ? says.Select(id => new Stretch(id, Moved(id, written, now, before))).ToList()
            : [.. says.SelectMany(id => written.CharacterIds.Contains(id) ? before.Where(stretch => stretch.CharacterId == id) : [new Stretch(id, Whole(before))])];
        if (after.Any(stretch => stretch.Record.IsEmpty || stretch.Record.Start < 0 || stretch.Record.End > result.FrameCount))
        {
            Unclear.Add($"the marker {Said(now.Text)} was moved out of the timeline: nothing was changed");
            return null;
        }

        var what = isMoved ? $"moved to {result.TimecodeOf(now.Start)}" : "";
        var whom = isRenamed ? $"given to {string.Join(" and ", says)}" : "";
        return new PulledChange(before, after, $"{Said(written.Text)} at {at} was {what}{(isMoved && isRenamed ? " and " : "")}{whom}");
    }

    /// <summary>What a marker stands for: the appearances within its length; of a point, those from it on, to the character's next marker or the end of the shot, or of the appearance where that goes on.</summary>
    private IEnumerable<Stretch> Stretches(string id, PulledMarker marker, IReadOnlyList<PulledMarker> all)
    {
        var end = marker.Start + Math.Max(1, marker.Length);
        if (marker.Length <= 1)
        {
            end = result.Shots.FirstOrDefault(shot => shot.Record.Contains(marker.Start))?.Record.End ?? end;
            end = result.Appearances.Where(appearance => appearance.CharacterId == id && appearance.Record.Contains(marker.Start)).Select(appearance => appearance.Record.End).Append(end).Max();
            end = all.Where(other => other.Start > marker.Start && other.CharacterIds.Contains(id)).Select(other => other.Start).Append(end).Min();
        }

        var record = new FrameRange(marker.Start, end);
        return result.Appearances.Where(appearance => appearance.CharacterId == id).Select(appearance => appearance.Record.Intersect(record))
            .Where(range => !range.IsEmpty).Select(range => new Stretch(id, range));
    }

    private static FrameRange Moved(string id, PulledMarker written, PulledMarker now, List<Stretch> before)
    {
        if (now.Length > 1)
            return new FrameRange(now.Start, now.Start + now.Length);
        var whole = Whole(before.Exists(stretch => stretch.CharacterId == id) ? before.FindAll(stretch => stretch.CharacterId == id) : before);
        return now.Start < whole.End ? new FrameRange(now.Start, whole.End) : new FrameRange(now.Start, now.Start + whole.End - written.Start);
    }

    private static FrameRange Whole(List<Stretch> stretches) => new(stretches.Min(stretch => stretch.Record.Start), stretches.Max(stretch => stretch.Record.End));

    /// <summary>Who is named in a text, in the cast's order.</summary>
    private List<string> Named(string text, IReadOnlyList<string> otherwise)
    {
        var said = Said(text);
        var named = result.Cast.Characters.Where(character => Names(said, character.Name) || Names(said, character.Id)).Select(character => character.Id).ToList();
        return named.Count > 0 ? named : [.. otherwise];
    }

    private static bool Names(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }

    /// <summary>A text without the tokens by which ScreenTime knows it; what a summary says before a marker's own text is no name.</summary>
    private static string Said(string text)
    {
        var said = Tokens().Replace(text, "").Trim();
        return said.StartsWith("Screen time:", StringComparison.Ordinal) && said.LastIndexOf("; ", StringComparison.Ordinal) is > 0 and var last ? said[(last + 2)..] : said;
    }

    [GeneratedRegex(@"\s*\[st(:[a-z0-9_-]+)?\](\s*[0-9a-f]{6}$)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
