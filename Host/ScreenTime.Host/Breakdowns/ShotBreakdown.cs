using ScreenTime.Host.Appearances;
using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Breakdowns;

/// <summary>
/// Who is in which shot, as a production knows it: a CSV with the columns <c>shot</c> and <c>character</c>, a row a pair; a shot with an empty character has nobody. A shot is a clip of
/// that name in the timeline. What the recogniser sees is weighed with it, and what contradicts it is listed.
/// </summary>
public sealed class ShotBreakdown
{
    private const int MostRows = 1_000_000;

    private readonly Dictionary<string, HashSet<int>> _shots;
    private readonly Cast _cast;
    private readonly double _weight;

    private ShotBreakdown(Cast cast, Dictionary<string, HashSet<int>> shots, double weight, string sha256) => (_cast, _shots, _weight, Sha256) = (cast, shots, weight, sha256);

    /// <summary>SHA-256 of the file as it was read.</summary>
    internal string Sha256 { get; }

    /// <summary>Reads a breakdown.</summary>
    /// <param name="path">The CSV.</param>
    /// <param name="cast">The characters, who are named by id or by name.</param>
    /// <param name="weight">What the odds of a character who is not listed for a shot are multiplied with: 0 rules them out, 1 changes nothing.</param>
    /// <exception cref="UserException">The file is missing, has other columns, or names somebody whom the cast does not know.</exception>
    public static ShotBreakdown Read(string path, Cast cast, double weight)
    {
        var rows = CsvFile.Read(path, out var sha256);
        var name = Path.GetFileName(path);
        var header = rows.Count > 0 ? rows[0].Fields.Select(field => field.Trim().ToLowerInvariant()).ToList() : [];
        var (shot, character) = (header.IndexOf("shot"), header.IndexOf("character"));
        if (shot < 0 || character < 0)
            throw new UserException(ExitCode.InputInvalid, $"{name}: the first line must name the columns shot and character");
        if (rows.Count > MostRows)
            throw new UserException(ExitCode.InputInvalid, $"{name} has more than {MostRows} rows: it is no breakdown");
        var shots = new Dictionary<string, HashSet<int>>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Count <= Math.Max(shot, character) || row.Fields[shot].Trim().Length == 0)
                throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: a row needs a shot and a character (an empty one for nobody)");
            var listed = shots.TryGetValue(row.Fields[shot].Trim(), out var known) ? known : shots[row.Fields[shot].Trim()] = [];
            var who = row.Fields[character].Trim();
            if (who.Length == 0)
                continue;
            var index = cast.Characters.Index().Where(item => string.Equals(item.Item.Id, who, StringComparison.OrdinalIgnoreCase) || string.Equals(item.Item.Name, who, StringComparison.OrdinalIgnoreCase))
                .Select(item => item.Index).DefaultIfEmpty(-1).First();
            if (index < 0)
                throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: the cast has no \"{who}\"; it has {string.Join(", ", cast.Characters.Select(item => item.Id))}");
            listed.Add(index);
        }

        return new ShotBreakdown(cast, shots, weight, sha256);
    }

    /// <summary>A sample with the probabilities of those who are not listed for its shot weighed down.</summary>
    public Sample Weighed(Sample sample) => Listed(sample.ClipName) is not { } listed ? sample : sample with
    {
        Probabilities = Weighed(sample.Probabilities, listed),
        Faces = Weighed(sample.Faces, listed),
    };

    /// <summary>Where the breakdown and the pictures disagree, in order of the record; shots that the timeline does not have come last.</summary>
    /// <param name="samples">The samples as the recogniser saw them.</param>
    /// <param name="shots">The shots of the record.</param>
    /// <param name="appearances">What was found in the end.</param>
    public IReadOnlyList<Contradiction> Contradictions(IReadOnlyList<Sample> samples, IReadOnlyList<Shot> shots, IReadOnlyList<Appearance> appearances)
    {
        var found = new List<Contradiction>();
        var grid = samples.Where(sample => sample.Refinement == 0 && sample.Probabilities is not null).OrderBy(sample => sample.RecordFrame).ToList();
        foreach (var clip in shots.GroupBy(shot => KeyOf(shot.ClipName), StringComparer.OrdinalIgnoreCase).Where(clip => clip.Key.Length > 0))
        {
            var listed = _shots[clip.Key];
            var record = new FrameRange(clip.Min(shot => shot.Record.Start), clip.Max(shot => shot.Record.End));
            for (var c = 0; c < _cast.Characters.Count; c++)
            {
                var id = _cast.Characters[c].Id;
                if (listed.Contains(c))
                {
                    if (!appearances.Any(appearance => appearance.CharacterId == id && clip.Any(shot => !shot.Record.Intersect(appearance.Record).IsEmpty)))
                        found.Add(new Contradiction(clip.Key, record, id, ContradictionKind.ListedNotFound));
                }
                else if (clip.Select(shot => PresenceModel.Decide([.. grid.Where(sample => shot.Record.Contains(sample.RecordFrame)).Select(sample => sample.Probabilities![c])])).Any(states => states.Contains(true)))
                {
                    found.Add(new Contradiction(clip.Key, record, id, ContradictionKind.FoundNotListed));
                }
            }
        }

        var shown = shots.Select(shot => KeyOf(shot.ClipName)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. found.OrderBy(item => item.Record.Start).ThenBy(item => _cast.IndexOf(item.CharacterId)),
            .. _shots.Keys.Where(name => !shown.Contains(name)).Order(StringComparer.Ordinal).Select(name => new Contradiction(name, new FrameRange(0, 0), "", ContradictionKind.NoSuchShot)),
        ];
    }

    private HashSet<int>? Listed(string clipName) => KeyOf(clipName) is { Length: > 0 } key ? _shots[key] : null;

    /// <summary>The breakdown's shot that a clip is: of the same name, with or without the ending of a file.</summary>
    private string KeyOf(string clipName) =>
        _shots.ContainsKey(clipName) ? clipName : Path.GetFileNameWithoutExtension(clipName) is var stem && _shots.ContainsKey(stem) ? stem : "";

    private IReadOnlyList<float>? Weighed(IReadOnlyList<float>? probabilities, HashSet<int> listed) =>
        probabilities is null ? null : [.. probabilities.Select((p, c) => listed.Contains(c) ? p : Weighed(p))];

    private float Weighed(float p)
    {
        // Of odds of one in nothing a share is still that; only a weight of 0 rules it out.
        var odds = _weight * Math.Min(p, 1 - 1e-6) / (1 - Math.Min(p, 1 - 1e-6));
        return (float)(odds / (1 + odds));
    }
}
