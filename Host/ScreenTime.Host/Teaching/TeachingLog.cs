using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Teaching;

/// <summary>What somebody did in the teaching view.</summary>
public enum TeachingKind
{
    /// <summary>Labelled a frame.</summary>
    Label,

    /// <summary>Passed a frame over.</summary>
    Skip,

    /// <summary>Took the last of these back that was about the frame.</summary>
    Undo,
}

/// <summary>One thing that somebody did in the teaching view.</summary>
/// <param name="Kind">What.</param>
/// <param name="Frame">The record frame.</param>
/// <param name="Label">The label that was added; null for the other kinds.</param>
/// <param name="Before">What the cast said of the same picture before; null for nothing.</param>
public sealed record TeachingAct(TeachingKind Kind, long Frame, LabelledFrame? Label = null, LabelledFrame? Before = null);

/// <summary>
/// <c>teaching.jsonl</c> in the folder of an analysis: what people labelled, skipped and took back in the page, who and when, one JSON object a line, so that another start of the page
/// asks for nothing that was skipped and can take back what was labelled. The labels themselves are the cast's.
/// </summary>
public sealed class TeachingLog
{
    /// <summary>The file's name inside the folder of an analysis.</summary>
    public const string Name = "teaching.jsonl";

    private const int Schema = 1;

    private readonly string _path;
    private readonly string _timeline;
    private readonly string _who;
    private readonly TimeProvider _clock;
    private readonly AppendedLines<Entry> _lines;

    private TeachingLog(string path, string timeline, string who, TimeProvider clock)
    {
        (_path, _timeline, _who, _clock) = (path, timeline, who, clock);
        _lines = new AppendedLines<Entry>(path, "log of teaching", Parse, Format);
    }

    private sealed record Entry(string When, string Who, string Timeline, TeachingAct Act);

    /// <summary>Opens the log of an analysis; one without a file says nothing.</summary>
    /// <param name="folder">The folder of the analysis.</param>
    /// <param name="timeline">What shows (<see cref="Jobs.RecordPictures.Key"/>): record frames of another timeline mean something else, and are left out.</param>
    /// <param name="who">Who teaches.</param>
    /// <param name="clock">Says when.</param>
    /// <exception cref="UserException">A line is malformed.</exception>
    public static TeachingLog Open(string folder, string timeline, string who, TimeProvider clock)
    {
        var log = new TeachingLog(Path.Combine(folder, Name), timeline, who, clock);
        log._lines.Refresh();
        return log;
    }

    /// <summary>What was labelled and skipped on this timeline and not taken back, in order.</summary>
    public IReadOnlyList<TeachingAct> Holding()
    {
        var holding = new List<TeachingAct>();
        foreach (var act in _lines.Items.Where(entry => entry.Timeline == _timeline).Select(entry => entry.Act))
        {
            if (act.Kind != TeachingKind.Undo)
                holding.Add(act);
            else if (holding.FindLastIndex(other => other.Frame == act.Frame) is >= 0 and var index)
                holding.RemoveAt(index);
        }

        return holding;
    }

    /// <summary>Adds something and has it on the disk before it returns.</summary>
    /// <exception cref="UserException">The log cannot be written, or is malformed.</exception>
    public void Add(TeachingAct act)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _lines.Add(_ => new Entry(_clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), _who, _timeline, act));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"{_path} cannot be written ({exception.Message})", exception);
        }
    }

    private static Entry Parse(string line, int number)
    {
        using var reader = JsonText.Reader(new StringReader(line), 8);
        var json = JObject.Load(reader);
        if (json.Value<int?>("schema") is not Schema)
            throw new FormatException("it is of another version of ScreenTime");
        var act = new TeachingAct(
            Enum.TryParse<TeachingKind>(json.Value<string>("action"), ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : throw new FormatException("it has no known action"),
            json.Value<long?>("frame") is >= 0 and var frame ? frame : throw new FormatException("it names no frame"),
            LabelOf(json["label"]),
            LabelOf(json["before"]));
        return act.Kind == TeachingKind.Label && act.Label is null
            ? throw new FormatException("it adds no label")
            : new Entry(json.Value<string>("when") ?? "", json.Value<string>("who") ?? "", json.Value<string>("timeline") ?? "", act);
    }

    private static string Format(Entry entry)
    {
        var json = new JObject
        {
            ["schema"] = Schema,
            ["when"] = entry.When,
            ["who"] = entry.Who,
            ["timeline"] = entry.Timeline,
            ["action"] = entry.Act.Kind.ToString().ToLowerInvariant(),
            ["frame"] = entry.Act.Frame,
        };
        if (entry.Act.Label is { } label)
            json["label"] = JsonOf(label);
        if (entry.Act.Before is { } before)
            json["before"] = JsonOf(before);
        return json.ToString(Formatting.None);
    }

    private static JObject JsonOf(LabelledFrame label) => new()
    {
        ["image"] = label.Image,
        ["title"] = label.Title,
        ["shot"] = label.Shot,
        ["source"] = label.Source,
        ["present"] = new JObject(label.Present.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JProperty(pair.Key, pair.Value))),
    };

    private static LabelledFrame? LabelOf(JToken? token) => token is not JObject json
        ? null
        : new LabelledFrame(
            json.Value<string>("image") ?? throw new FormatException("a label names no picture"),
            json.Value<string>("title") ?? "",
            json.Value<int?>("shot"),
            json.Value<string>("source") ?? "",
            new SortedDictionary<string, bool>((json["present"] as JObject ?? []).Properties().ToDictionary(property => property.Name, property => property.Value.Value<bool>()), StringComparer.Ordinal));
}
