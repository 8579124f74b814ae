using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>What the page asks for while a result is watched, corrected, audited and reported.</summary>
internal static class ReviewEndpoints
{
    public static void Map(WebApplication application, Workplace workplace)
    {
        MapReview(application, workplace);
        MapAudit(application, workplace);
        MapFinish(application, workplace);
        if (workplace.Pictures is { } pictures)
            MapPictures(application, pictures);
    }

    /// <summary>What was asked for, or the sentence that says why not.</summary>
    public static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            return Results.Text(exception.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (UserException exception)
        {
            return Results.Text(exception.Message, statusCode: exception.ExitCode is ExitCode.OutputUnwritable ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>As <see cref="AnswerAsync"/>.</summary>
    public static Task<IResult> Answer(Func<IResult> answer) => AnswerAsync(() => Task.FromResult(answer()));

    /// <summary>A long job that began, or the sentence that another one runs.</summary>
    public static IResult Begun(bool begun, Work work) =>
        begun ? Results.Accepted(value: work.State) : Results.Text("something else runs: wait until it is done, or stop it", statusCode: StatusCodes.Status409Conflict);

    private static void MapReview(WebApplication application, Workplace workplace)
    {
        var session = workplace.Review;
        application.MapGet("/api/programme", () => session.Programme(workplace.WhyNoPictures));
        application.MapGet("/api/state", (int? since, string? run) => Answer(() => session.State(since, run) is { } state ? Results.Json(state) : Results.NoContent()));
        application.MapPost("/api/corrections", (CorrectionMessage message) => Answer(() =>
        {
            var (made, state) = session.Correct(message);
            return made ? Results.Ok(state) : Results.Conflict(state);
        }));
    }

    private static void MapAudit(WebApplication application, Workplace workplace)
    {
        var audit = workplace.Audit;
        application.MapGet("/api/audit", audit.State);
        application.MapGet("/api/audit/images/{index:int}", (int index) => Answer(() => audit.PictureOf(index) is { } path ? Results.File(path, "image/jpeg") : Results.NotFound()));
        application.MapPost("/api/audit/answers", (AuditAnswerMessage message) => Answer(() => Results.Ok(audit.Answer(message))));
        application.MapPost("/api/audit/draw", (DrawMessage message) => Answer(() => Begun(workplace.Finish.Draw(message.Frames, message.Seed), workplace.Work)));
    }

    private static void MapFinish(WebApplication application, Workplace workplace)
    {
        var finish = workplace.Finish;
        application.MapGet("/api/finish", finish.State);
        application.MapGet("/api/finish/report.pdf", () => finish.Report() is { } path ? Results.File(path, "application/pdf", Path.GetFileName(path)) : Results.NotFound());
        application.MapPost("/api/finish/report", (ReportMessage message) => Answer(() => Begun(finish.WriteReport(message.Language), workplace.Work)));
        application.MapPost("/api/finish/sign", (EmptyMessage _) => Answer(() => Results.Ok(finish.Sign())));
        application.MapPost("/api/finish/close", (EmptyMessage _) => Answer(() => Results.Ok(finish.Close())));
    }

    private static void MapPictures(WebApplication application, Pictures pictures)
    {
        application.MapGet("/api/frames/{frame:long}", async (long frame, int? width, CancellationToken cancellationToken) =>
            await pictures.FrameAsync(frame, width is 160 or 320 or 1280 ? width.Value : 640, cancellationToken).ConfigureAwait(false) is { } jpeg
                ? Results.Bytes(jpeg, "image/jpeg")
                : Results.NotFound());
        application.MapGet("/api/film", () =>
        {
            var (done, total, problem) = pictures.Progress();
            return new { done, total, ready = pictures.Film is not null, problem = problem ?? "" };
        });
        application.MapGet("/film.mp4", () => pictures.Film is { } film ? Results.File(film, "video/mp4", enableRangeProcessing: true) : Results.NotFound());
    }
}

/// <summary>A request that says no more than where it goes: an object all the same, so that a form of another page cannot make it.</summary>
internal sealed record EmptyMessage;
