using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What went wrong, for a user and for a script: the same sentence and code through every door.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Sentence">One sentence.</param>
public sealed record Failure(ExitCode ExitCode, string Sentence)
{
    /// <summary>What an exception means.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        UserException user => new Failure(user.ExitCode, user.Message),
        OperationCanceledException => new Failure(ExitCode.Cancelled, "stopped; run the same command again to go on from here"),
        UnauthorizedAccessException or IOException => new Failure(ExitCode.OutputUnwritable, exception.Message),
        _ => new Failure(
            ExitCode.InternalError,
            $"this should not have happened ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}); please report it, with SCREENTIME_DEBUG=1 set for details"),
    };
}
