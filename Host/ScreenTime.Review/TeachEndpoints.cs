using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ScreenTime.Review;

/// <summary>What the page asks for while a cast is taught.</summary>
internal static class TeachEndpoints
{
    public static void Map(WebApplication application, Workplace workplace)
    {
        var (teach, work) = (workplace.Teach, workplace.Work);
        application.MapGet("/api/work", () => work.State);
        application.MapPost("/api/work/stop", (EmptyMessage _) =>
        {
            work.Stop();
            return work.State;
        });
        application.MapGet("/api/teach", () => ReviewEndpoints.Answer(() => Results.Ok(teach.State())));
        application.MapPost("/api/teach/cast", (NewCastMessage message) => ReviewEndpoints.Answer(() => Results.Ok(teach.Create(message))));
        application.MapPost("/api/teach/characters", (NewCharacterMessage message) => ReviewEndpoints.Answer(() => Results.Ok(teach.Add(message))));
        application.MapPost("/api/teach/choose", (ChooseMessage message) => ReviewEndpoints.Answer(() => ReviewEndpoints.Begun(teach.Choose(message.Count), work)));
        application.MapPost("/api/teach/labels", (LabelMessage message, CancellationToken cancellationToken) =>
            ReviewEndpoints.AnswerAsync(async () => Results.Ok(await teach.LabelAsync(message, cancellationToken).ConfigureAwait(false))));
        application.MapPost("/api/teach/skip", (FrameMessage message) => ReviewEndpoints.Answer(() => Results.Ok(teach.Skip(message))));
        application.MapPost("/api/teach/undo", (FrameMessage message, CancellationToken cancellationToken) =>
            ReviewEndpoints.AnswerAsync(async () => Results.Ok(await teach.UndoAsync(message, cancellationToken).ConfigureAwait(false))));
        application.MapPost("/api/teach/learn", (EmptyMessage _) => ReviewEndpoints.Answer(() => ReviewEndpoints.Begun(teach.Learn(), work)));
        application.MapPost("/api/teach/suggest", (EmptyMessage _) => ReviewEndpoints.Answer(() => ReviewEndpoints.Begun(teach.Suggest(), work)));
        application.MapPost("/api/teach/groups/{number:int}", (int number, NewCharacterMessage message) => ReviewEndpoints.Answer(() => Results.Ok(teach.Name(number, message))));
        application.MapPost("/api/teach/groups/{number:int}/labels", (int number, LabelMessage message, CancellationToken cancellationToken) =>
            ReviewEndpoints.AnswerAsync(async () => Results.Ok(await teach.LabelGroupAsync(number, message, cancellationToken).ConfigureAwait(false))));
        application.MapGet("/api/teach/groups/{number:int}/{index:int}", (int number, int index) =>
            teach.PictureOf(number, index) is { } path ? Results.File(path, path.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg") : Results.NotFound());
    }
}
