using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Corrections;

/// <summary>
/// <c>corrections.jsonl</c> in the folder of an analysis: what people decided, one JSON object a line (<see cref="AppendedLines{T}"/>). Several processes may add to it: each continues the
/// other's numbers.
/// </summary>
public sealed class CorrectionLog
{
    /// <summary>The file's name inside the folder of an analysis.</summary>
    public const string Name = "corrections.jsonl";

    private const int Schema = 1;
    private const int MaximumStretches = 10_000;
    private const int MaximumText = 2_000;

    private readonly string _path;
    private readonly AppendedLines<Correction> _lines;

    private CorrectionLog(string path) => (_path, _lines) = (path, new AppendedLines<Correction>(path, "log of corrections", Parse, Line));

    /// <summary>All corrections, in order.</summary>
    public IReadOnlyList<Correction> Corrections => _lines.Items;

    /// <summary>The corrections that hold: those that were not taken back, without the undoing ones themselves.</summary>
    public IReadOnlyList<Correction> Holding()
    {
        var undone = new HashSet<int>();
        foreach (var correction in Corrections.Reverse())
            if (correction.Undoes != 0 && !undone.Contains(correction.Number))
                undone.Add(correction.Undoes);
        return [.. Corrections.Where(correction => correction.Undoes == 0 && !undone.Contains(correction.Number))];
    }

    /// <summary>Reads the log of an analysis; one without a file has no corrections.</summary>
    /// <exception cref="UserException">A line is malformed (<see cref="ExitCode.InputInvalid"/>).</exception>
    public static CorrectionLog Read(string folder)
    {
        var log = new CorrectionLog(Path.Combine(folder, Name));
        log.Refresh();
        return log;
    }

    /// <summary>SHA-256 of the log of an analysis, lower-case hex; empty where there is none.</summary>
    public static string HashIn(string folder) => new CorrectionLog(Path.Combine(folder, Name))._lines.Hash();

    /// <summary>Reads what others added since.</summary>
    /// <exception cref="UserException">A line is malformed.</exception>
    public void Refresh() => _lines.Refresh();

    /// <summary>
    /// Adds a correction and has it on the disk before it returns. It is given the next number, and refused when others, added since <paramref name="seen"/>, decide about
    /// the same frames of the same character: nobody overwrites what they have not seen.
    /// </summary>
    /// <param name="seen">The number of the last correction that its author had seen.</param>
    /// <param name="who">Who decides.</param>
    /// <param name="action">What is done, see <see cref="Correction.Action"/>.</param>
    /// <param name="before">The stretches that are replaced.</param>
    /// <param name="after">The stretches in their place.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="undoes">The correction that is taken back, or 0.</param>
    /// <param name="note">What to remember beside it.</param>
    /// <returns>The correction, or null when others came between; <see cref="Corrections"/> then holds theirs.</returns>
    /// <exception cref="UserException">The log cannot be written, or is malformed.</exception>
    /// <exception cref="ArgumentException">The correction decides about nothing, or takes back what does not exist or is taken back already.</exception>
    public Correction? Add(
        int seen, string who, string action, IReadOnlyList<Stretch> before, IReadOnlyList<Stretch> after, TimeProvider clock, int undoes = 0, string note = "")
    {
        try
        {
            return _lines.Add(all =>
            {
                var correction = new Correction(
                    all.Count + 1, clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), Limit(who), action, before, after, undoes, Limit(note));
                Check(correction, all);
                return all.Skip(seen).Any(other => Decides(other, all).Touches(Decides(correction, all))) ? null : correction;
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the correction cannot be written to {_path} ({exception.Message}): nothing was changed", exception);
        }
    }

    /// <summary>An undo decides about what the undone one did.</summary>
    private static Correction Decides(Correction correction, IReadOnlyList<Correction> all)
    {
        while (correction.Undoes != 0)
            correction = all[correction.Undoes - 1];
        return correction;
    }

    private static void Check(Correction correction, IReadOnlyList<Correction> all)
    {
        if (correction.Undoes != 0)
        {
            if (correction.Undoes < 0 || correction.Undoes > all.Count || all.Any(other => other.Undoes == correction.Undoes))
                throw new ArgumentException($"correction {correction.Undoes} cannot be taken back: there is none, or it is taken back already");
            return;
        }

        if (correction.Before.Count + correction.After.Count is 0 or > MaximumStretches)
            throw new ArgumentException("a correction decides about some stretches, 10,000 at most");
        if (correction.Before.Concat(correction.After).Any(stretch => stretch.Record.IsEmpty || stretch.Record.Start < 0))
            throw new ArgumentException("a stretch holds at least one frame and begins at 0 or later");
    }

    private static Correction Parse(string line, int number)
    {
        using var reader = JsonText.Reader(new StringReader(line), 8);
        var json = JObject.Load(reader);
        if (json.Value<int?>("schema") is not Schema)
            throw new FormatException("it is of another version of ScreenTime");
        if (json.Value<int?>("number") != number)
            throw new FormatException($"it should have the number {number}");
        var correction = new Correction(
            number,
            json.Value<string>("when") ?? "",
            json.Value<string>("who") ?? "",
            json.Value<string>("action") ?? "",
            Stretches(json["before"]),
            Stretches(json["after"]),
            json.Value<int?>("undoes") ?? 0,
            json.Value<string>("note") ?? "");
        return correction.Undoes < 0 || correction.Undoes >= number ? throw new FormatException("it takes back what is not before it") : correction;
    }

    private static List<Stretch> Stretches(JToken? json) =>
        [.. (json as JArray ?? []).Select(item =>
            item is JArray { Count: 3 } parts && parts[0].Value<string>() is { Length: > 0 } id && parts[1].Value<long>() is >= 0 and var start && parts[2].Value<long>() is var end && end > start
                ? new Stretch(id, new FrameRange(start, end))
                : throw new FormatException("a stretch has the form [character, first frame, first frame after]"))];

    private static string Line(Correction correction)
    {
        static JArray Array(IReadOnlyList<Stretch> stretches) =>
            new(stretches.Select(stretch => new JArray(stretch.CharacterId, stretch.Record.Start, stretch.Record.End)));
        var json = new JObject
        {
            ["schema"] = Schema,
            ["number"] = correction.Number,
            ["when"] = correction.When,
            ["who"] = correction.Who,
            ["action"] = correction.Action,
            ["before"] = Array(correction.Before),
            ["after"] = Array(correction.After),
        };
        if (correction.Undoes != 0)
            json["undoes"] = correction.Undoes;
        if (correction.Note.Length > 0)
            json["note"] = correction.Note;
        return json.ToString(Formatting.None);
    }

    private static string Limit(string text) => text.Length <= MaximumText ? text : text[..MaximumText];
}
