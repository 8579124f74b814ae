using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Sealing;

namespace ScreenTime.Review.Tests;

public sealed class FinishSessionTests : IAsyncLifetime
{
    private readonly ReviewedFolder _folder = ReviewedFolder.Small();
    private readonly Work _work = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task A_report_is_written_for_a_key_with_a_passphrase()
    {
        SigningKey.Create(In("key.pem"), "secret");

        Assert.True(Finish("secret").WriteReport("en"));

        // There are no writers here, and that is all that was wrong.
        await _work.WaitAsync();
        Assert.Contains("no plugin writes that", _work.State.Problem, StringComparison.Ordinal);
    }

    private FinishSession Finish(string? passphrase = null) => new(
        new ReviewSettings(_folder.Path, "Ada", [], 0) { Key = In("key.pem"), Passphrase = passphrase }, PluginCatalog.Load([], new HashSet<string>(), NullLoggerFactory.Instance), _work, () => { });

    private string In(string name) => Path.Combine(_folder.Path, name);
}
