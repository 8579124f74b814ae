using Microsoft.Extensions.Logging.Abstractions;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sealing;
using ScreenTime.Sdk;

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

    [Fact]
    public async Task What_changed_since_the_report_was_written_is_not_signed_until_it_is_written_again()
    {
        var (_, fingerprint) = SigningKey.Create(In("key.pem"), null);
        var plan = _folder.DrawAudit(30);
        var result = ResultFile.Read(_folder.Path);
        var review = new ReviewSession(_folder.Path, result, "Ada", TimeProvider.System);
        var audit = new AuditSession(_folder.Path, () => result);
        await _folder.WriteReportAsync(fingerprint);
        Finish().Sign();
        var signed = await File.ReadAllBytesAsync(In("cut.screentime"));

        await RefusedUntilWrittenAgain(() => review.Correct(new CorrectionMessage(0, "reject", [new StretchMessage("c0", 20, 80)], [])));
        await RefusedUntilWrittenAgain(() => audit.Answer(new AuditAnswerMessage(0, [.. plan.CharacterIds.Select(_ => true)], false)));
        await RefusedUntilWrittenAgain(() => Directory.Delete(AuditFolder.Of(_folder.Path), recursive: true));
        await RefusedUntilWrittenAgain(() =>
        {
            using var file = File.Create(In(ResultFile.Name));
            ResultFile.Write(result with { Provenance = result.Provenance with { RunId = "another run" } }, file);
        });

        async Task RefusedUntilWrittenAgain(Action change)
        {
            change();
            Assert.EndsWith("changed since the report was written: write it again", Assert.Throws<UserException>(() => Finish().Sign()).Message, StringComparison.Ordinal);
            Assert.Equal(signed, await File.ReadAllBytesAsync(In("cut.screentime")));
            await _folder.WriteReportAsync(fingerprint);
            Finish().Sign();
            signed = await File.ReadAllBytesAsync(In("cut.screentime"));
        }
    }

    [Fact]
    public async Task Nothing_is_signed_while_something_runs_that_may_change_it()
    {
        var (_, fingerprint) = SigningKey.Create(In("key.pem"), null);
        await _folder.WriteReportAsync(fingerprint);
        var done = new TaskCompletionSource();
        _work.Start("learn", (_, _) => done.Task);

        Assert.Throws<ArgumentException>(() => Finish().Sign());

        Assert.False(File.Exists(In("cut.screentime")));
        done.SetResult();
        await _work.WaitAsync();
        Finish().Sign();
        Assert.True(File.Exists(In("cut.screentime")));
    }

    private FinishSession Finish(string? passphrase = null) => new(
        new ReviewSettings(_folder.Path, "Ada", [], 0) { Key = In("key.pem"), Passphrase = passphrase }, PluginCatalog.Load([], new HashSet<string>(), NullLoggerFactory.Instance), _work, () => { });

    private string In(string name) => Path.Combine(_folder.Path, name);
}
