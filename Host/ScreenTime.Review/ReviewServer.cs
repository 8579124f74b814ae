using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScreenTime.Host;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>The review page on loopback: nothing of it leaves the machine, and nobody else on the machine gets in without the token in its address.</summary>
public sealed class ReviewServer : IAsyncDisposable
{
    private const int MaximumBody = 1 << 20;

    private readonly WebApplication _application;
    private readonly Pictures? _pictures;

    private ReviewServer(WebApplication application, Pictures? pictures, Uri address) => (_application, _pictures, Address) = (application, pictures, address);

    /// <summary>The address to open, with the token of this run.</summary>
    public Uri Address { get; }

    /// <summary>Opens the result and begins to listen.</summary>
    /// <exception cref="UserException">The result cannot be read, or the port is taken.</exception>
    public static async Task<ReviewServer> StartAsync(ReviewSettings settings, PluginCatalog plugins, TimeProvider clock, CancellationToken cancellationToken)
    {
        var session = new ReviewSession(settings.ResultFolder, settings.Reviewer, clock);
        var (pictures, whyNot) = await OpenPicturesAsync(settings, session, plugins, cancellationToken).ConfigureAwait(false);
        var port = settings.Port == 0 ? FreePort() : settings.Port;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.Configure<JsonOptions>(json => json.SerializerOptions.MaxDepth = 8);
        var application = builder.Build();
        var guard = new RequestGuard(port, token);
        application.Use((HttpContext context, RequestDelegate next) => guard.InvokeAsync(context, next));
        MapPage(application);
        MapReview(application, session, whyNot);
        MapAudit(application, new AuditSession(settings.ResultFolder, session.Result));
        if (pictures is not null)
            MapPictures(application, pictures);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            if (pictures is not null)
                await pictures.DisposeAsync().ConfigureAwait(false);
            throw new UserException(ExitCode.Usage, $"the port {port} cannot be listened on ({exception.Message}): choose another with --port", exception);
        }

        return new ReviewServer(application, pictures, new Uri($"http://127.0.0.1:{port}/?token={token}"));
    }

    /// <summary>Serves until it is cancelled.</summary>
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource();
        using (cancellationToken.Register(ended.SetResult))
            await ended.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        if (_pictures is not null)
            await _pictures.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<(Pictures? Pictures, string? WhyNot)> OpenPicturesAsync(
        ReviewSettings settings, ReviewSession session, PluginCatalog plugins, CancellationToken cancellationToken)
    {
        try
        {
            var result = session.Result;
            var record = await RecordPictures.OpenAsync(settings.ResultFolder, result, settings.MediaRoots, plugins, cancellationToken).ConfigureAwait(false);
            var key = string.Join('\n', result.Media.Select(media => media.Id).Append(result.Provenance.TimelineHash).Append(result.Provenance.Settings.GetValueOrDefault("picture", "")));
            return (new Pictures(record, Locations.CacheFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]), null);
        }
        catch (UserException exception)
        {
            // Who only wants to correct the lanes can do without pictures.
            return (null, exception.Message);
        }
    }

    private static void MapPage(WebApplication application)
    {
        var assembly = typeof(ReviewServer).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/", StringComparison.Ordinal)))
        {
            var name = resource["page/".Length..];
            var type = Path.GetExtension(name) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".json" => "application/json; charset=utf-8",
                _ => "image/svg+xml",
            };
            var bytes = Read(assembly, resource);
            application.MapGet(name == "index.html" ? "/" : "/" + name, () => Results.Bytes(bytes, type));
        }
    }

    private static void MapReview(WebApplication application, ReviewSession session, string? whyNoPictures)
    {
        application.MapGet("/api/programme", () => session.Programme(whyNoPictures));
        application.MapGet("/api/state", (int? since) => session.State(since) is { } state ? Results.Json(state) : Results.NoContent());
        application.MapPost("/api/corrections", (CorrectionMessage message) =>
        {
            try
            {
                var (made, state) = session.Correct(message);
                return made ? Results.Ok(state) : Results.Conflict(state);
            }
            catch (ArgumentException exception)
            {
                return Results.Text(exception.Message, statusCode: StatusCodes.Status400BadRequest);
            }
            catch (UserException exception)
            {
                return Results.Text(exception.Message, statusCode: StatusCodes.Status507InsufficientStorage);
            }
        });
    }

    private static void MapAudit(WebApplication application, AuditSession audit)
    {
        application.MapGet("/api/audit", audit.State);
        application.MapGet("/api/audit/images/{index:int}", (int index) => audit.PictureOf(index) is { } path ? Results.File(path, "image/jpeg") : Results.NotFound());
        application.MapPost("/api/audit/answers", (AuditAnswerMessage message) =>
        {
            try
            {
                return Results.Ok(audit.Answer(message));
            }
            catch (ArgumentException exception)
            {
                return Results.Text(exception.Message, statusCode: StatusCodes.Status400BadRequest);
            }
            catch (UserException exception)
            {
                return Results.Text(exception.Message, statusCode: StatusCodes.Status507InsufficientStorage);
            }
        });
    }

    private static void MapPictures(WebApplication application, Pictures pictures)
    {
        application.MapGet("/api/frames/{frame:long}", async (long frame, int? width, CancellationToken cancellationToken) =>
            await pictures.FrameAsync(frame, width is 160 or 320 or 1280 ? width.Value : 640, cancellationToken).ConfigureAwait(false) is { } jpeg
                ? Results.Bytes(jpeg, "image/jpeg")
                : Results.NotFound());
        application.MapGet("/api/film", () =>
        {
            var (done, total, problem) = pictures.Progress;
            return new { done, total, ready = pictures.Film is not null, problem = problem ?? "" };
        });
        application.MapGet("/film.mp4", () => pictures.Film is { } film ? Results.File(film, "video/mp4", enableRangeProcessing: true) : Results.NotFound());
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
