using ScreenTime.Host.Auditing;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>The audit of a result, one frame at a time: shows pictures and takes answers, and says nothing of what the machine found. Safe to use from several requests at once.</summary>
/// <param name="folder">The folder of the analysis.</param>
/// <param name="machine">What it gave.</param>
public sealed class AuditSession(string folder, Func<AnalysisResult> machine)
{
    private readonly Lock _lock = new();

    /// <summary>How far it is.</summary>
    public AuditMessage State()
    {
        lock (_lock)
        {
            try
            {
                if (AuditFolder.Read(folder) is not { } audit)
                    return Nothing($"there is no sample yet: 'screentime audit {folder}' draws one") with { CanDraw = machine().Provenance.RunId.Length > 0 };
                return audit.Plan.WhyNot(machine()) is { } reason ? Nothing(reason) : Message(audit);
            }
            catch (UserException exception)
            {
                return Nothing(exception.Message);
            }
        }
    }

    /// <summary>The picture of a frame of the sample; null where there is none.</summary>
    public string? PictureOf(int index)
    {
        lock (_lock)
        {
            // The name comes from a file that anybody may have written.
            return AuditFolder.Read(folder) is { } audit && index >= 0 && index < audit.Plan.Frames.Count
                && Inside.PathOf(Path.Combine(AuditFolder.Of(folder), AuditFolder.ImagesFolder), audit.Plan.Frames[index].Image) is { } path && File.Exists(path)
                ? path
                : null;
        }
    }

    /// <summary>Writes an answer, and has it on the disk before it returns.</summary>
    /// <exception cref="ArgumentException">There is no such frame, or not everybody is answered for.</exception>
    /// <exception cref="UserException">The table cannot be read or written.</exception>
    public AuditMessage Answer(AuditAnswerMessage message)
    {
        lock (_lock)
        {
            var audit = AuditFolder.Read(folder) ?? throw new ArgumentException("there is no sample");
            if (message.Index < 0 || message.Index >= audit.Plan.Frames.Count)
                throw new ArgumentException("the sample has no such frame");
            if (!message.Ambiguous && message.Present?.Count != audit.Plan.CharacterIds.Count)
                throw new ArgumentException("an answer says of every character whether it is visible");
            var present = message.Ambiguous ? audit.Plan.CharacterIds.Select(_ => (bool?)null) : message.Present!.Select(seen => (bool?)seen);
            AuditFolder.Answer(folder, audit.Plan, message.Index, new AuditAnswer([.. present], message.Ambiguous));
            return Message(AuditFolder.Read(folder)!);
        }
    }

    private static AuditMessage Nothing(string problem) => new(problem, [], [], []);

    private AuditMessage Message(Audit audit)
    {
        var result = machine();
        var soFar = audit.SoFar();
        return new AuditMessage(
            "",
            [.. audit.Plan.CharacterIds.Select(id => result.Cast.IndexOf(id) is >= 0 and var index
                ? new CharacterMessage(id, result.Cast.Characters[index].Name, result.Cast.Characters[index].Color)
                : new CharacterMessage(id, id, "WHITE"))],
            [.. audit.Answers.Select(answer => answer.Ambiguous ? "?" : answer.IsWhole ? string.Concat(answer.Present.Select(seen => seen is true ? '1' : '0')) : "")],
            soFar.Answers.Count == 0
                ? []
                : [.. audit.Plan.CharacterIds.Select(id => AuditBounds.Of(soFar, id, [audit.Plan.Programme]) is { } bounds
                    ? (IReadOnlyList<double>)[bounds.Lower.Seconds, bounds.Upper.Seconds]
                    : [])]);
    }
}
