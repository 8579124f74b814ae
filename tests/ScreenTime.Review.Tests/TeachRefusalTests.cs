using System.Net;
using System.Text;

namespace ScreenTime.Review.Tests;

/// <summary>What the page of teaching refuses, all of it from one page: nothing of it may change what is there.</summary>
public sealed class TeachRefusalTests(TeachRefusalTests.OpenPage page) : IClassFixture<TeachRefusalTests.OpenPage>
{
    public static TheoryData<string> Posts => new(
        "/api/teach/cast", "/api/teach/characters", "/api/teach/choose", "/api/teach/labels", "/api/teach/skip", "/api/teach/undo", "/api/teach/learn", "/api/teach/suggest", "/api/teach/groups/0", "/api/teach/groups/0/labels",
        "/api/work/stop", "/api/audit/draw", "/api/finish/report", "/api/finish/sign", "/api/finish/close");

    [Theory]
    [InlineData("/api/teach/labels", """{"frame":5,"present":["violet"]}""")]
    [InlineData("/api/teach/labels", """{"frame":-1,"present":[]}""")]
    [InlineData("/api/teach/labels", """{"frame":60,"present":[]}""")]
    [InlineData("/api/teach/labels", """{"frame":9223372036854775807,"present":[]}""")]
    [InlineData("/api/teach/labels", """{"frame":5.5,"present":[]}""")]
    [InlineData("/api/teach/labels", """{"frame":5,"present":"red"}""")]
    [InlineData("/api/teach/labels", """{"frame":5,"present":["../../etc/passwd"]}""")]
    [InlineData("/api/teach/undo", """{"frame":5}""")]
    [InlineData("/api/teach/skip", """{"frame":-1}""")]
    [InlineData("/api/teach/skip", """{"frame":60}""")]
    [InlineData("/api/teach/choose", """{"count":0}""")]
    [InlineData("/api/teach/choose", """{"count":101}""")]
    [InlineData("/api/teach/groups/0", """{"name":"x","person":true,"basis":"b","until":"2099-01-01"}""")]
    [InlineData("/api/teach/groups/0/labels", """{"frame":0,"present":["red"]}""")]
    [InlineData("/api/teach/characters", """{"name":"","person":false}""")]
    [InlineData("/api/teach/characters", """{"name":"red","person":true,"basis":"b","until":"2099-01-01x"}""")]
    [InlineData("/api/teach/characters", """{"name":"a\u0000b","person":false}""")]
    [InlineData("/api/teach/cast", """{"names":["second"]}""")]
    [InlineData("/api/teach/cast", """{"names":[]}""")]
    [InlineData("/api/audit/draw", """{"frames":5}""")]
    [InlineData("/api/audit/draw", """{"frames":50,"seed":-1}""")]
    [InlineData("/api/finish/report", """{"language":"../en"}""")]
    [InlineData("/api/finish/sign", "{}")]
    [InlineData("/api/teach/labels", "[[[[[[[[[[]]]]]]]]]]")]
    [InlineData("/api/teach/labels", "null")]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing(string path, string json)
    {
        var before = page.Folder.Snapshot();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        var status = (await page.Client.PostAsync(path, content)).StatusCode;

        Assert.Contains(status, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity, HttpStatusCode.InsufficientStorage });
        Assert.Equal(before, page.Folder.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task Nobody_posts_without_the_token_from_elsewhere_or_as_a_form(string path)
    {
        var before = page.Folder.Snapshot();
        async Task<HttpStatusCode> Post(HttpClient by, string type, string? header = null, string? value = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(page.Server.Address.GetLeftPart(UriPartial.Authority)), path)) { Content = new StringContent("{}", Encoding.UTF8, type) };
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header, value);
            return (await by.SendAsync(request)).StatusCode;
        }

        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.Forbidden, await Post(stranger, "application/json"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(page.Client, "application/json", "Host", "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(page.Client, "application/json", "Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(page.Client, "application/json", "Sec-Fetch-Site", "cross-site"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Post(page.Client, "text/plain"));
        Assert.Equal(before, page.Folder.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task A_post_that_is_too_large_is_refused(string path)
    {
        var before = page.Folder.Snapshot();
        using var content = new StringContent($"{{\"name\":\"{new string('x', 2 << 20)}\"}}", Encoding.UTF8, "application/json");

        try
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await page.Client.PostAsync(path, content)).StatusCode);
        }
        catch (HttpRequestException)
        {
            // The server hung up while it was still being sent.
        }

        Assert.Equal(before, page.Folder.Snapshot());
    }

    [Theory]
    [InlineData("/api/teach")]
    [InlineData("/api/work")]
    [InlineData("/api/finish")]
    [InlineData("/api/finish/report.pdf")]
    [InlineData("/api/teach/groups/0/0")]
    [InlineData("/teach.js")]
    public async Task Without_the_token_nothing_is_told(string path)
    {
        using var stranger = new HttpClient { BaseAddress = new Uri(page.Server.Address.GetLeftPart(UriPartial.Authority)) };

        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("/api/teach/groups/0/0")]
    [InlineData("/api/teach/groups/-1/0")]
    [InlineData("/api/teach/groups/0/..%2f..%2fcast.json")]
    [InlineData("/api/teach/groups/%2e%2e/%2e%2e/cast.json")]
    [InlineData("/api/finish/report.pdf")]
    [InlineData("/api/finish/..%2fresult.json")]
    public async Task No_path_leads_anywhere_else(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await page.Client.GetAsync(new Uri(page.Client.BaseAddress + path.TrimStart('/'), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))).StatusCode);
    }

    /// <summary>A page on a film, with a cast of three.</summary>
    public sealed class OpenPage : IAsyncLifetime
    {
        internal TaughtFolder Folder { get; private set; } = null!;

        internal ReviewServer Server { get; private set; } = null!;

        internal HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Folder = await TaughtFolder.MakeAsync();
            (Server, Client) = await Folder.OpenAsync();
            await Folder.CreateCastAsync(Client);
        }

        public ValueTask DisposeAsync() => Folder.DisposeAsync();
    }
}
