
namespace ScreenTime.Host.Farm;

/// <summary><c>screentime status</c>: how far a job is, in sentences.</summary>
public static class FarmStatus
{
    /// <summary>What is done, what is missing, and why.</summary>
    /// <param name="planPath">The job's folder, or its plan.</param>
    /// <exception cref="Sdk.UserException">There is no plan, or it is damaged.</exception>
    public static IReadOnlyList<string> Of(string planPath)
    {
        var plan = FarmPlanFile.Read(planPath);
        var shards = new DoneShards(plan, new ShardResults(plan.Folder));
        var failures = new ShardFailures(plan.Folder);
        var merges = new MergedTitles(plan);
        var lines = new List<string>();
        var (done, merged) = (0, 0);
        foreach (var (index, title) in plan.Titles.Index())
        {
            var parts = new List<string>();
            foreach (var (phase, verb) in new[] { (ShardPhase.Look, "looked at"), (ShardPhase.Refine, "refined") })
            {
                var all = plan.Of(index, phase).Count;
                var missing = shards.Missing(index, phase);
                done += all - missing.Count;
                parts.Add(missing.Count == 0 ? $"all {all} shards {verb}" : FormattableString.Invariant($"{all - missing.Count} of {all} shards {verb}, missing {ShardNumbers.Of(missing)}"));
            }

            var isMerged = merges.Has(title);
            merged += isMerged ? 1 : 0;
            lines.Add($"{title.Name}: {string.Join("; ", parts)}; {(isMerged ? "merged" : "not merged")}.");
            if (shards.Environments(index) is { Count: > 1 } environments)
                lines.Add($"  Done with different things, which merge refuses: {string.Join("; ", environments.Select(group => $"{ShardNumbers.Of(group.Shards)} with {group.Environment.Line}"))}.");
        }

        foreach (var shard in plan.Shards)
            if (failures.Of(shard.Number) is { } why)
                lines.Add(FormattableString.Invariant($"Shard {shard.Number} failed: {why}."));
        lines.Add(FormattableString.Invariant($"{done} of {plan.Shards.Count} shards are done, {merged} of {plan.Titles.Count} titles merged."));
        return lines;
    }
}
