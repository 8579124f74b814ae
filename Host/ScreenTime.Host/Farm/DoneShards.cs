using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Farm;

/// <summary>Which shards of a plan are done, and with what.</summary>
/// <param name="plan">The plan.</param>
/// <param name="results">Their results.</param>
internal sealed class DoneShards(FarmPlan plan, ShardResults results)
{
    private readonly Dictionary<(int Title, ShardPhase Phase), IReadOnlyDictionary<int, ShardResult>> _chosen = [];

    /// <summary>What the shards of a title saw that look, by number; null while one is missing.</summary>
    public IReadOnlyList<ShardResult>? Looked(int title) => All(title, ShardPhase.Look);

    /// <summary>What the shards of a title saw that refine, by number; null while one is missing.</summary>
    public IReadOnlyList<ShardResult>? Refined(int title) => All(title, ShardPhase.Refine);

    /// <summary>The numbers of the shards of a title and phase that are not done.</summary>
    public IReadOnlyList<int> Missing(int title, ShardPhase phase)
    {
        var chosen = Chosen(title, phase);
        return [.. plan.Of(title, phase).Select(shard => shard.Number).Where(number => !chosen.ContainsKey(number))];
    }

    /// <summary>The same in words.</summary>
    public string MissingOf(int title, ShardPhase phase) => ShardNumbers.Of(Missing(title, phase));

    /// <summary>What the shards of a title were done with, the most frequent first.</summary>
    public IReadOnlyList<(LookingEnvironment Environment, IReadOnlyList<int> Shards)> Environments(int title) =>
        [.. Chosen(title, ShardPhase.Look).Concat(Chosen(title, ShardPhase.Refine))
            .OrderBy(pair => pair.Key)
            .GroupBy(pair => pair.Value.Environment.Line, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.First().Value.Environment, (IReadOnlyList<int>)[.. group.Select(pair => pair.Key)]))];

    private IReadOnlyList<ShardResult>? All(int title, ShardPhase phase)
    {
        var chosen = Chosen(title, phase);
        var shards = plan.Of(title, phase);
        return chosen.Count == shards.Count ? [.. shards.Select(shard => chosen[shard.Number])] : null;
    }

    /// <summary>One result a shard. Where unlike machines have done the same one, that which was done with what most others were.</summary>
    private IReadOnlyDictionary<int, ShardResult> Chosen(int title, ShardPhase phase)
    {
        if (_chosen.TryGetValue((title, phase), out var known))
            return known;
        var basis = phase == ShardPhase.Refine ? Looked(title) : [];
        var there = basis is null
            ? []
            : plan.Of(title, phase).Select(shard => (shard.Number, Results: results.Read(ShardResults.KeyOf(plan, shard, basis)))).Where(item => item.Results.Count > 0).ToList();
        var usual = there.SelectMany(item => item.Results.Select(result => result.Environment.Line).Distinct(StringComparer.Ordinal))
            .GroupBy(line => line, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key;
        return _chosen[(title, phase)] = there.ToDictionary(
            item => item.Number, item => item.Results.FirstOrDefault(result => result.Environment.Line == usual) ?? item.Results[0]);
    }
}
