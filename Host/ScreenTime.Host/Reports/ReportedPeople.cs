using System.Text.RegularExpressions;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Reports;

/// <summary>Who is in a report: everybody, or those who were asked for, by the id of a look or by the name of a performer or of a character that is played.</summary>
internal sealed class ReportedPeople
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<string> _only;
    private readonly HashSet<string> _looks;

    /// <exception cref="UserException">Somebody was asked for whom the result does not have.</exception>
    public ReportedPeople(AnalysisResult result, IReadOnlyList<string> only)
    {
        _only = only;
        _looks = [.. result.Cast.Characters.Select(character => character.Id)];
        Result = result;
        if (only.Count == 0)
            return;
        foreach (var name in only.Where(name => result.Cast.IndexOf(name) < 0 && !result.Castings.Any(casting => Asked(casting.Performer, name) || Asked(casting.Character, name))))
        {
            throw new UserException(
                ExitCode.CastUnusable,
                $"--only {name}: the result has {string.Join(", ", result.Cast.Characters.Select(character => character.Id).Concat(result.Castings.Select(casting => casting.Performer)).Concat(result.Castings.Select(casting => casting.Character)).Distinct(StringComparer.Ordinal))}");
        }

        var played = result.Castings.Where(casting => IsAsked(casting.Performer) || IsAsked(casting.Character)).Select(casting => casting.Look);
        _looks = [.. result.Cast.Characters.Select(character => character.Id).Where(id => IsAsked(id) || played.Contains(id, StringComparer.OrdinalIgnoreCase))];
        Result = result with
        {
            Cast = result.Cast with { Characters = [.. result.Cast.Characters.Where(character => _looks.Contains(character.Id))] },
            Appearances = [.. result.Appearances.Where(appearance => _looks.Contains(appearance.CharacterId))],
            FaceAppearances = [.. result.FaceAppearances.Where(face => _looks.Contains(face.CharacterId))],
            Totals = [.. result.Totals.Where(total => _looks.Contains(total.CharacterId))],
            Castings = [.. result.Castings.Where(casting => IsAsked(casting.Look) || IsAsked(casting.Performer) || IsAsked(casting.Character))],
            Assumptions = [.. result.Assumptions.Select(assumption => WithoutOthers(assumption, result.Cast.Characters.Where(character => !_looks.Contains(character.Id))))],
            RoleTotals = [],
            Contradictions = [],
        };
    }

    /// <summary>The result, without those who are left out.</summary>
    public AnalysisResult Result { get; }

    /// <summary>Whether a count is reported: one that was asked for by name, or all of whose looks were.</summary>
    public bool Has(RoleCount role) => _only.Count == 0 || IsAsked(role.Count.CharacterId) || role.Looks.All(IsAsked);

    /// <summary>How thresholds were moved is said of everybody by name: <c>ANNA +0.10, BEN -0.20</c>.</summary>
    private static string WithoutOthers(string assumption, IEnumerable<Character> others) => others.Aggregate(
        assumption, (text, other) => Regex.Replace(text, $@"(?<=: |, ){Regex.Escape(other.Name)} [+-]?\d+(\.\d+)?(, )?", "", RegexOptions.CultureInvariant, s_patience)).Replace(",  (log-odds)", " (log-odds)", StringComparison.Ordinal);

    private bool IsAsked(string name) => _only.Any(asked => Asked(name, asked));

    private static bool Asked(string name, string asked) => name.Equals(asked, StringComparison.OrdinalIgnoreCase);
}
