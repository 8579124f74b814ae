using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ScreenTime.Review;

/// <summary>
/// Lets through only the page that this process opened: requests to the loopback address by its own name (so that no other name can be rebound to it), from no other
/// origin, with the token that stands in the address that was printed.
/// </summary>
/// <param name="port">The port that is listened on.</param>
/// <param name="token">The secret of this run.</param>
public sealed class RequestGuard(int port, string token)
{
    private readonly string _cookie = $"screentime-{port}";
    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}"];
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>Refuses with 403 and one sentence, or goes on.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (WhyNot(context) is { } reason)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(reason + "\n").ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }

    private string? WhyNot(HttpContext context)
    {
        var request = context.Request;
        if (!_hosts.Contains(request.Host.Value, StringComparer.OrdinalIgnoreCase))
            return "this address is not ScreenTime's: open the one that 'screentime review' printed";
        if (request.Headers.Origin is [{ } origin] && origin != $"http://{request.Host.Value}")
            return "another page may not ask ScreenTime";
        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none"))
            return "another page may not ask ScreenTime";
        if (Matches(request.Cookies[_cookie]))
            return null;
        if (HttpMethods.IsGet(request.Method) && request.Path == "/" && Matches(request.Query["token"]))
        {
            context.Response.Cookies.Append(_cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
            return null;
        }

        return "the token is missing or wrong: open the address that 'screentime review' printed";
    }

    private bool Matches(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
}
