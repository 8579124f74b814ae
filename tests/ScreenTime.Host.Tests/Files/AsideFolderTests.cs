using ScreenTime.Host.Files;

namespace ScreenTime.Host.Tests.Files;

public sealed class AsideFolderTests : IDisposable
{
    // A number that Linux gives nobody and that no Windows process has, all of whose numbers are divisible by four; and one that somebody always has.
    private const int NoProcess = int.MaxValue;
    private static readonly int s_running = OperatingSystem.IsWindows() ? 4 : 1;

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-aside-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Names_never_come_again() => Assert.NotEqual(AsideFolder.Name(".a-"), AsideFolder.Name(".a-"));

    [Fact]
    public void What_killed_processes_left_is_swept_away_and_nothing_else()
    {
        var machine = Environment.MachineName;
        string[] left = [Of(machine, NoProcess), Of(machine, Environment.ProcessId)];
        string[] stay =
        [
            AsideFolder.Name(".a-"), Of(machine, s_running), Of(machine + "x", NoProcess), Of($"{machine}-{NoProcess}", NoProcess), AsideFolder.Name(".b-"), ".a-", ".a-" + machine,
            Of(machine, NoProcess).Replace(".a-", ".b-", StringComparison.Ordinal),
        ];
        foreach (var name in (string[])[.. left, .. stay])
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName, "picture.jpg"), "");

        AsideFolder.Sweep(_folder, ".a-");

        Assert.Equal(stay.Order(StringComparer.Ordinal), Directory.GetDirectories(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // As another process names them, or one that had the same number.
    private static string Of(string machine, int process) => FormattableString.Invariant($".a-{machine}-{process}-{Guid.NewGuid():N}-1");
}
