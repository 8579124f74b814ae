using ScreenTime.Host.Auditing;
using ScreenTime.Host.Tests.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Auditing;

public sealed class AuditFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_answer_is_lost_where_several_programs_answer_at_once()
    {
        var plan = AuditSample.Draw(Found.Result(new FrameRate(24, 1), 2400, [Found.Character("anna")], [("anna", 0, 600)]), 100, 3);
        Directory.CreateDirectory(AuditFolder.Of(_folder));
        AuditFolder.Write(plan, [.. plan.Frames.Select(_ => "00:00:00:00")], AuditFolder.Of(_folder));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(program => Task.Run(
            () =>
            {
                for (var frame = program; frame < plan.Frames.Count; frame += 4)
                    AuditFolder.Answer(_folder, plan, frame, new AuditAnswer([plan.Frames[frame].RecordFrame < 600], false));
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(plan.Frames.Select(frame => (bool?)(frame.RecordFrame < 600)), AuditFolder.Read(_folder)!.Answers.Select(answer => answer.Present[0]));
    }
}
