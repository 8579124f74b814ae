using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OpenTimelineIO;
using ScreenTime.Host.Casts;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Farm;

/// <summary>What a Slurm job asks for, in sbatch's own words; null for the cluster's default.</summary>
/// <param name="Partition"><c>--partition</c>.</param>
/// <param name="Gres"><c>--gres</c>: GPUs, for the shards.</param>
/// <param name="Memory"><c>--mem</c>.</param>
/// <param name="Time"><c>--time</c>, of one task of the array.</param>
/// <param name="Throttle">How many tasks may run at once; null for any number.</param>
/// <param name="Others">Further options of sbatch, as <c>--account=show</c>.</param>
/// <param name="Command">The screentime command on the farm's machines; null for this one's.</param>
public sealed record SlurmRequest(string? Partition, string? Gres, string? Memory, string? Time, int? Throttle, IReadOnlyList<string> Others, string? Command);

/// <summary>What was handed to Slurm.</summary>
/// <param name="Looking">The job id of the array that looks.</param>
/// <param name="Refining">The job id of the array that refines.</param>
/// <param name="Merging">The job id of the merge.</param>
/// <param name="Tasks">Tasks an array.</param>
/// <param name="Group">Shards a task.</param>
public sealed record SlurmJobs(string Looking, string Refining, string Merging, int Tasks, int Group);

/// <summary>
/// <c>screentime submit --farm slurm</c>: an array that looks, one that refines when it is done, and a merge. What a user named goes to sbatch as single arguments, and from there to the
/// script's; no shell ever reads it.
/// </summary>
public static partial class SlurmFarm
{
    private const string ScriptName = "slurm.sh";

    // No name and no number of the job stands in it: all of them are arguments.
    private const string Script = """
        #!/bin/sh
        # Written by 'screentime submit': slurm.sh work PLAN FIRST LAST GROUP COMMAND… | merge PLAN COMMAND…
        # A task that was taken away (exit code 75), lost its GPU (9) or was killed (128 and above) is queued again, at most 5 times; any other failure is final, since trying again would not mend it.
        set -u
        what=$1 plan=$2
        # Slurm would read a % in the folder's name as a pattern, so the script opens its log itself.
        exec >>"$plan/farm/logs/$SLURM_JOB_NAME-${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}.log" 2>&1
        # Features are kept on the machine's own disk.
        : "${SCREENTIME_CACHE:=${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/screentime-cache-$(id -u)}"
        export SCREENTIME_CACHE
        if [ "$what" = merge ]; then
          shift 2
          exec "$@" merge "$plan"
        fi
        first=$3 last=$4 group=$5
        shift 5
        from=$((first + (SLURM_ARRAY_TASK_ID - 1) * group))
        to=$((from + group - 1))
        [ "$to" -le "$last" ] || to=$last
        "$@" work "$plan" --shard "$from-$to" &
        child=$!
        trap 'kill -TERM "$child" 2>/dev/null' TERM INT
        wait "$child"
        code=$?
        # A signal ends the waiting, not the child.
        while kill -0 "$child" 2>/dev/null; do
          wait "$child"
          code=$?
        done
        if [ "$code" -eq 75 ] || [ "$code" -eq 9 ] || [ "$code" -ge 128 ]; then
          if [ "${SLURM_RESTART_COUNT:-0}" -lt 5 ]; then
            echo "screentime: shards $from to $to ended with $code: queued again" >&2
            scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
          fi
        fi
        exit "$code"

        """;

    /// <summary>Submits a plan.</summary>
    /// <param name="planPath">The job's folder, or its plan.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserException">Slurm is not here, or refuses; then nothing stays queued.</exception>
    public static async Task<SlurmJobs> SubmitAsync(string planPath, SlurmRequest request, CancellationToken cancellationToken)
    {
        var plan = FarmPlanFile.Read(planPath);
        var looking = plan.Shards.Count(shard => shard.Phase == ShardPhase.Look);
        var refining = plan.Shards.Count - looking;
        var (tasks, group) = Divide(Math.Max(looking, refining), MaxArraySize(await RunAsync("scontrol", ["show", "config"], cancellationToken).ConfigureAwait(false)));
        var folder = Path.Combine(plan.Folder, "farm");
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        var script = Path.Combine(folder, ScriptName);
        WholeFile.WriteText(script, Script.ReplaceLineEndings("\n"));
        // A person's face may be judged on a GPU; nothing else in a merge needs one.
        var mergeNeedsGpu = plan.Titles.Any(title => CastFolder.Load(title.Settings.CastFolder).HasPeople);
        var queued = new List<string>();
        try
        {
            async Task QueueAsync(string name, IEnumerable<string> options, bool gpu, IEnumerable<string> arguments) =>
                queued.Add((await RunAsync("sbatch", [.. Options(request, name, gpu), .. options, script, .. arguments], cancellationToken).ConfigureAwait(false)).Trim().Split(';')[0]);
            string[] command = request.Command is { } other ? [other] : OwnCommand();
            string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
            string[] Work(int first, int last) => ["work", plan.Folder, Number(first), Number(last), Number(group), .. command];
            await QueueAsync("look", Array(looking, group, request), true, Work(1, looking)).ConfigureAwait(false);
            await QueueAsync("refine", [.. Array(refining, group, request), .. After(queued[0])], true, Work(looking + 1, looking + refining)).ConfigureAwait(false);
            await QueueAsync("merge", After(queued[1]), mergeNeedsGpu, ["merge", plan.Folder, .. command]).ConfigureAwait(false);
        }
        catch
        {
            if (queued.Count > 0)
                await RunAsync("scancel", queued, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return new SlurmJobs(queued[0], queued[1], queued[2], tasks, group);
    }

    /// <summary>How many tasks an array has, and how many shards each does, when no index may reach a limit.</summary>
    internal static (int Tasks, int Group) Divide(int shards, int maxArraySize)
    {
        var most = Math.Max(1, maxArraySize - 1);
        var group = (shards + most - 1) / most;
        return ((shards + group - 1) / group, group);
    }

    /// <summary>The limit in what <c>scontrol show config</c> says; Slurm's default where it does not.</summary>
    internal static int MaxArraySize(string config) =>
        MaxArraySizeLine().Match(config) is { Success: true } match && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 1 ? size : 1001;

    private static IEnumerable<string> Options(SlurmRequest request, string name, bool gpu)
    {
        yield return "--parsable";
        yield return $"--job-name=screentime-{name}";
        yield return "--output=/dev/null";
        yield return "--requeue";
        // A minute before its time is up a task is asked to stop, and is queued again.
        yield return "--signal=B:TERM@60";
        if (request.Partition is { } partition)
            yield return $"--partition={partition}";
        if (gpu && request.Gres is { } gres)
            yield return $"--gres={gres}";
        if (request.Memory is { } memory)
            yield return $"--mem={memory}";
        if (request.Time is { } time)
            yield return $"--time={time}";
        foreach (var option in request.Others)
            yield return option.StartsWith("--", StringComparison.Ordinal) ? option : throw new UserException(ExitCode.Usage, $"--sbatch takes an option of sbatch such as --account=show, not \"{option}\"");
    }

    private static IEnumerable<string> Array(int shards, int group, SlurmRequest request) =>
        [string.Create(CultureInfo.InvariantCulture, $"--array=1-{(shards + group - 1) / group}{(request.Throttle is { } most ? $"%{most}" : "")}")];

    private static IEnumerable<string> After(string job) => [$"--dependency=afterok:{job}", "--kill-on-invalid-dep=yes"];

    private static string[] OwnCommand() => Environment.ProcessPath is { } process && Path.GetFileNameWithoutExtension(process) != "dotnet"
        ? [process]
        : [Environment.ProcessPath ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "screentime.dll")];

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0
                ? await output.ConfigureAwait(false)
                : throw new UserException(ExitCode.Usage, $"{program} refuses: {(await error.ConfigureAwait(false)).Trim().ReplaceLineEndings(" ")}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new UserException(ExitCode.ComponentMissing, $"there is no {program} here: submit from a machine of the Slurm cluster", exception);
        }
    }

    [GeneratedRegex(@"^MaxArraySize\s*=\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex MaxArraySizeLine();
}
