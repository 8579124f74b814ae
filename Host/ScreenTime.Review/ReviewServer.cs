using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Review;

/// <summary>The review page on loopback: nothing of it leaves the machine, and nobody else on the machine gets in without the token in its address.</summary>
public sealed class ReviewServer : IAsyncDisposable
{
    private const int MaximumBody = 1 << 20;

    private readonly WebApplication _application;
    private readonly Workplace _workplace;

    private ReviewServer(WebApplication application, Workplace workplace, Uri address) => (_application, _workplace, Address) = (application, workplace, address);

    /// <summary>The address to open, with the token of this run.</summary>
    public Uri Address { get; }

    /// <summary>Opens what is to be reviewed and begins to listen.</summary>
    /// <exception cref="UserException">The result or the timeline cannot be read, or the port is taken.</exception>
    public static async Task<ReviewServer> StartAsync(ReviewSettings settings, PluginCatalog plugins, TimeProvider clock, CancellationToken cancellationToken)
    {
        var workplace = await Workplace.OpenAsync(settings, plugins, clock, cancellationToken).ConfigureAwait(false);
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
        ReviewEndpoints.Map(application, workplace);
        TeachEndpoints.Map(application, workplace);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            await workplace.DisposeAsync().ConfigureAwait(false);
            throw new UserException(ExitCode.Usage, $"the port {port} cannot be listened on ({exception.Message}): choose another with --port", exception);
        }

        return new ReviewServer(application, workplace, new Uri($"http://127.0.0.1:{port}/?token={token}"));
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
        await _workplace.DisposeAsync().ConfigureAwait(false);
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
