using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Corrections;
using ScreenTime.Sdk;

namespace ScreenTime.Review.Tests;

public sealed class ReviewServerTests : IAsyncDisposable
{
    private readonly ReviewedFolder _folder = ReviewedFolder.Small();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task The_address_that_was_printed_opens_the_page_and_what_it_asks_for()
    {
        using var client = await OpenAsync();

        Assert.Contains("<title>ScreenTime</title>", await client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains("canvas", await client.GetStringAsync("/lanes.js"), StringComparison.Ordinal);
        Assert.Equal("The cut", (await client.GetFromJsonAsync<JsonElement>("/api/programme")).GetProperty("timeline").GetString());
        Assert.Equal(3, (await client.GetFromJsonAsync<JsonElement>("/api/state")).GetProperty("appearances").GetArrayLength());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?token=")]
    [InlineData("/?token=0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("/api/state")]
    [InlineData("/review.js")]
    [InlineData("/film.mp4")]
    public async Task Without_the_token_nothing_is_told(string path)
    {
        var server = await _folder.ServeAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain("The cut", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example:80")]
    [InlineData("Host", "localhost")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_name_or_another_page_is_refused_even_with_the_token(string header, string value)
    {
        using var client = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/state");
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("/../result.json")]
    [InlineData("/%2e%2e/result.json")]
    [InlineData("/page/index.html")]
    [InlineData("/api/frames/..%2f..%2fresult.json")]
    [InlineData("/api/frames/99999999999999999999")]
    [InlineData("/result.json")]
    public async Task No_path_leads_out_of_the_page(string path)
    {
        using var client = await OpenAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(client.BaseAddress + path.TrimStart('/'), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))).StatusCode);
    }

    [Fact]
    public async Task A_post_that_is_larger_than_any_correction_is_refused()
    {
        using var client = await OpenAsync();
        using var content = new StringContent($"{{\"action\":\"{new string('x', 2 << 20)}\"}}", Encoding.UTF8, "application/json");

        try
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync("/api/corrections", content)).StatusCode);
        }
        catch (HttpRequestException)
        {
            // The server hung up while it was still being sent.
        }

        Assert.False(File.Exists(Path.Combine(_folder.Path, CorrectionLog.Name)));
    }

    [Theory]
    [InlineData("""{"seen":0,"action":"accept","before":[{"character":"spike","start":0,"end":5}]}""")]
    [InlineData("""{"seen":0,"action":"accept","before":[{"character":"c0","start":-1,"end":5}]}""")]
    [InlineData("""{"seen":0,"action":"accept","before":[{"character":"c0","start":5,"end":5}]}""")]
    [InlineData("""{"seen":0,"action":"accept","before":[{"character":"c0","start":5,"end":401}]}""")]
    [InlineData("""{"seen":0,"action":"accept"}""")]
    [InlineData("""{"seen":0,"action":"format c:","before":[{"character":"c0","start":0,"end":5}]}""")]
    [InlineData("""{"seen":0,"action":"undo","undoes":1}""")]
    [InlineData("""{"seen":0,"action":null}""")]
    [InlineData("""{"seen":0,"action":"accept","before":[null]}""")]
    [InlineData("""[[[[[[[[[[[[]]]]]]]]]]]]""")]
    [InlineData("""{"seen":""")]
    public async Task What_makes_no_sense_is_refused_and_leaves_nothing(string json)
    {
        using var client = await OpenAsync();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/api/corrections", content)).StatusCode);
        Assert.Empty(CorrectionLog.Read(_folder.Path).Corrections);
    }

    [Fact]
    public async Task A_form_of_another_page_cannot_post()
    {
        using var client = await OpenAsync();
        using var content = new StringContent("""{"seen":0,"action":"reject","before":[{"character":"c0","start":20,"end":80}]}""", Encoding.UTF8, "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync("/api/corrections", content)).StatusCode);
    }

    [Fact]
    public async Task Names_that_are_markup_are_sent_as_data_that_no_browser_takes_for_a_page()
    {
        await using var folder = ReviewedFolder.With(ReviewedFolder.Result(["<script>alert(1)</script>", "\"; drop"], 400, []));
        using var client = await OpenAsync(folder);

        var response = await client.GetAsync("/api/programme");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_who_decide_about_the_same_is_told_so_and_loses_nothing()
    {
        using var one = await OpenAsync();
        using var other = await OpenAsync();

        var first = await one.PostAsJsonAsync("/api/corrections", new CorrectionMessage(0, "reject", [new("c0", 20, 80)], []));
        var second = await other.PostAsJsonAsync("/api/corrections", new CorrectionMessage(0, "trim", [new("c0", 20, 80)], [new("c0", 30, 80)]));
        var elsewhere = await other.PostAsJsonAsync("/api/corrections", new CorrectionMessage(0, "accept", [new("c1", 60, 160)], [new("c1", 60, 160)]));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(1, (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetInt32());
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        Assert.Equal(["reject", "accept"], CorrectionLog.Read(_folder.Path).Corrections.Select(correction => correction.Action));
        Assert.Equal(HttpStatusCode.NoContent, (await one.GetAsync("/api/state?since=2&run=run")).StatusCode);
        Assert.Equal(2, (await one.GetFromJsonAsync<JsonElement>("/api/state?since=1&run=run")).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Screen_time_follows_what_was_decided()
    {
        using var client = await OpenAsync();

        var response = await client.PostAsJsonAsync("/api/corrections", new CorrectionMessage(0, "trim", [new("c0", 20, 80)], [new("c0", 30, 80)]));

        var state = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal([110L, 100L], state.GetProperty("frames").EnumerateArray().Select(frames => frames.GetInt64()));
        Assert.Equal(110, CorrectedResult.Read(_folder.Path).Result.Totals[0].Frames);
    }

    [Fact]
    public async Task The_audit_takes_answers_in_any_order_and_tells_nothing_of_what_the_machine_said()
    {
        var plan = _folder.DrawAudit(20);
        using var client = await OpenAsync();

        var before = await client.GetStringAsync("/api/audit");
        var answered = await (await client.PostAsJsonAsync("/api/audit/answers", new AuditAnswerMessage(3, [true, false], false))).Content.ReadFromJsonAsync<JsonElement>();
        await client.PostAsJsonAsync("/api/audit/answers", new AuditAnswerMessage(0, null, true));
        await client.PostAsJsonAsync("/api/audit/answers", new AuditAnswerMessage(3, [false, true], false));

        Assert.DoesNotContain("stratum", before, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("recordFrame", before, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("10", answered.GetProperty("answers")[3].GetString());
        Assert.Equal(2, answered.GetProperty("bounds").GetArrayLength());
        var audit = AuditFolder.Read(_folder.Path)!;
        Assert.True(audit.Answers[0].Ambiguous);
        Assert.Equal([false, true], audit.Answers[3].Present);
        Assert.Equal(2, audit.Answers.Count(answer => answer.IsWhole));
        Assert.Equal(plan.Frames[3].Image, await client.GetStringAsync("/api/audit/images/3"));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(20, false)]
    [InlineData(0, true)]
    public async Task An_answer_to_no_frame_or_about_nobody_is_refused(int index, bool nobody)
    {
        _folder.DrawAudit(20);
        using var client = await OpenAsync();

        var response = await client.PostAsJsonAsync("/api/audit/answers", new AuditAnswerMessage(index, nobody ? [true] : [true, false], false));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.All(AuditFolder.Read(_folder.Path)!.Answers, answer => Assert.False(answer.IsWhole));
    }

    [Fact]
    public async Task An_audit_whose_picture_leads_out_of_its_folder_shows_nothing()
    {
        _folder.DrawAudit(20);
        var plan = Path.Combine(AuditFolder.Of(_folder.Path), "audit.json");
        File.WriteAllText(plan, File.ReadAllText(plan).Replace("0001.jpg", "../../result.json", StringComparison.Ordinal));
        using var client = await OpenAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/audit/images/0")).StatusCode);
    }

    [Fact]
    public async Task Without_a_sample_the_audit_names_the_command_that_draws_one()
    {
        using var client = await OpenAsync();

        Assert.Contains("screentime audit", (await client.GetFromJsonAsync<JsonElement>("/api/audit")).GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_result_is_one_sentence()
    {
        File.Delete(Path.Combine(_folder.Path, "result.json"));

        var exception = await Assert.ThrowsAsync<UserException>(() => _folder.ServeAsync());

        Assert.Equal(ExitCode.InputMissing, exception.ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence()
    {
        var first = await _folder.ServeAsync();
        var plugins = Host.Plugins.PluginCatalog.Load([], new HashSet<string>(), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

        var exception = await Assert.ThrowsAsync<UserException>(() => ReviewServer.StartAsync(
            new ReviewSettings(_folder.Path, "Ada", [], first.Address.Port), plugins, TimeProvider.System, CancellationToken.None));

        Assert.Contains("--port", exception.Message, StringComparison.Ordinal);
    }

    private async Task<HttpClient> OpenAsync(ReviewedFolder? folder = null)
    {
        var server = await (folder ?? _folder).ServeAsync();
        var client = new HttpClient { BaseAddress = new Uri(server.Address.GetLeftPart(UriPartial.Authority)) };
        var page = await client.GetAsync(server.Address);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return client;
    }
}
