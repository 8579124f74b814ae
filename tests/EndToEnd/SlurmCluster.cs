using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ScreenTime.Tests.EndToEnd;

/// <summary>A Slurm cluster of this one machine: munged, slurmctld and slurmd as root, all files in a temporary folder.</summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-slurm-").FullName;
    private readonly List<Process> _daemons = [];

    /// <summary>What Slurm's commands need to find it.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Starts the cluster; skips the test where it cannot be.</summary>
    /// <param name="maxArraySize">Slurm's limit of indices.</param>
    public static async Task<SlurmCluster> StartAsync(int maxArraySize)
    {
        if (!OperatingSystem.IsLinux() || GetUserId() != 0)
            Assert.Skip("slurmctld and slurmd are started as root");
        string[] programs = [Command.Require("munged", "munge"), Command.Require("slurmctld", "slurm-wlm"), Command.Require("slurmd", "slurm-wlm")];
        var cluster = new SlurmCluster();
        try
        {
            if (OperatingSystem.IsLinux())
                await cluster.StartAsync(programs, maxArraySize);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of Slurm's commands.</summary>
    public Task<Command.Outcome> RunAsync(params IReadOnlyList<string> words) => Command.ProgramAsync(Environment, words);

    /// <summary>Waits for something, by asking again and again.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="patience">How long.</param>
    /// <param name="there">Whether it is there.</param>
    public async Task WaitAsync(string what, TimeSpan patience, Func<Task<bool>> there)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await there())
        {
            try
            {
                await tick.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{what} did not come about\n{(await RunAsync("squeue", "--all")).Output}\n{Logs()}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // In the order in which they depend on each other; what does not end is killed.
        foreach (var daemon in _daemons.AsEnumerable().Reverse())
        {
            if (!daemon.HasExited)
                _ = Kill(daemon.Id, 15);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await daemon.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                daemon.Kill(entireProcessTree: true);
            }

            daemon.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private async Task StartAsync(string[] programs, int maxArraySize)
    {
        string At(string name) => Path.Combine(_folder, name);
        var key = At("munge.key");
        await File.WriteAllBytesAsync(key, System.Security.Cryptography.RandomNumberGenerator.GetBytes(128));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // Everybody may come in, for a socket that nobody can reach authenticates nobody.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(At("state"));
        Directory.CreateDirectory(At("spool"));
        var host = Dns.GetHostName().Split('.')[0];
        var (controller, node) = (FreePort(), FreePort());
        await File.WriteAllTextAsync(At("slurm.conf"), $"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={controller}
            SlurmdPort={node}
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={At("munge.socket")},cred_expire=5
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SlurmdParameters=config_overrides
            MpiDefault=none
            ReturnToService=2
            MaxArraySize={maxArraySize}
            StateSaveLocation={At("state")}
            SlurmdSpoolDir={At("spool")}
            SlurmctldPidFile={At("slurmctld.pid")}
            SlurmdPidFile={At("slurmd.pid")}
            SlurmctldLogFile={At("slurmctld.log")}
            SlurmdLogFile={At("slurmd.log")}
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
            PartitionName=farm Nodes={host} Default=YES State=UP

            """);
        Environment["SLURM_CONF"] = At("slurm.conf");
        Launch([programs[0], "--foreground", "--force", $"--key-file={key}", $"--socket={At("munge.socket")}", $"--pid-file={At("munged.pid")}", $"--log-file={At("munged.log")}", $"--seed-file={At("munged.seed")}"]);
        await WaitAsync("munge's socket", s_patience, () => Task.FromResult(File.Exists(At("munge.socket"))));
        Launch([programs[1], "-D", "-c"]);
        Launch([programs[2], "-D"]);
        await WaitAsync("an idle node", s_patience, async () => (await RunAsync("sinfo", "--noheader", "--format=%t")).Output.Trim() == "idle");
    }

    private void Launch(string[] words)
    {
        var daemon = Command.Start(Environment, words);
        _daemons.Add(daemon);
        daemon.StandardInput.Close();
        // Nobody reads what they say beside their logs, and a full pipe would stop them.
        _ = daemon.StandardOutput.ReadToEndAsync();
        _ = daemon.StandardError.ReadToEndAsync();
    }

    private string Logs() => string.Join('\n', Directory.GetFiles(_folder, "*.log").SelectMany(path => File.ReadLines(path).TakeLast(15).Prepend(path)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetUserId();
}
