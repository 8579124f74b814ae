using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ScreenTime.Host.Auditing;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sealing;
using ScreenTime.Host.Teaching;

namespace ScreenTime.Review.Tests;

public sealed class TeachServerTests : IAsyncLifetime
{
    private TaughtFolder _folder = null!;

    public async ValueTask InitializeAsync() => _folder = await TaughtFolder.MakeAsync();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_film_that_nobody_analysed_is_named_taught_learnt_and_then_has_lanes()
    {
        var (_, client) = await _folder.OpenAsync();
        Assert.False((await TeachAsync(client)).GetProperty("hasCast").GetBoolean());
        Assert.Equal("", (await client.GetFromJsonAsync<JsonElement>("/api/programme")).GetProperty("run").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/corrections", new CorrectionMessage(0, "add", [], [new("red", 0, 5)]))).StatusCode);

        await _folder.CreateCastAsync(client);
        await ChooseAsync(client, 3);
        var asked = (await TeachAsync(client)).GetProperty("asked").EnumerateArray().Select(frame => frame.GetProperty("frame").GetInt64()).ToList();
        // One of each colour: no two look alike.
        Assert.Equal([0, 1, 2], asked.Select(frame => frame / 20).Order());
        foreach (var frame in asked)
            await LabelAsync(client, frame, ColourOf(frame));
        Assert.Equal(3, CastFolder.Load(_folder.Cast).Labels.Count);
        Assert.Empty((await TeachAsync(client)).GetProperty("asked").EnumerateArray());

        Assert.Equal("", await LearnAsync(client));

        var taught = await TeachAsync(client);
        Assert.True(taught.GetProperty("trained").GetBoolean());
        Assert.False(taught.GetProperty("stale").GetBoolean());
        Assert.Equal([("red", 2.0), ("green", 2.0), ("blue", 2.0)], Change(taught).Select(item => (item.Id, item.After)));
        Assert.All(Change(taught), item => Assert.Null(item.Before));
        var programme = await client.GetFromJsonAsync<JsonElement>("/api/programme");
        Assert.Equal(ResultFile.Read(_folder.Result).Provenance.RunId, programme.GetProperty("run").GetString());
        Assert.Equal(["red", "green", "blue"], programme.GetProperty("characters").EnumerateArray().Select(character => character.GetProperty("name").GetString()));
        Assert.Equal([20L, 20, 20], (await client.GetFromJsonAsync<JsonElement>("/api/state")).GetProperty("frames").EnumerateArray().Select(frames => frames.GetInt64()));
    }

    [Fact]
    public async Task A_first_answer_comes_from_what_was_looked_at_already_and_is_written_nowhere()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await ChooseAsync(client, 3);
        foreach (var frame in new long[] { 2, 22, 42 })
            await LabelAsync(client, frame, ColourOf(frame));
        var plugins = TaughtFolder.Plugins();
        var settings = new AnalysisSettings(_folder.Film, _folder.Cast, _folder.Result);
        var teaching = new TimelineTeaching(settings, await RecordPictures.OpenAsync(settings, plugins, CancellationToken.None), plugins);
        var before = _folder.Snapshot();

        var first = await teaching.FirstAnswerAsync(CastFolder.Load(_folder.Cast), new Dictionary<(string, string), long>(), new Quiet(), TimeProvider.System, CancellationToken.None);

        // Where the edges are between two frames that were looked at is left open.
        Assert.Equal([("red", 0L, 18L), ("green", 22, 38), ("blue", 42, 60)], first!.Appearances.Select(appearance => (appearance.CharacterId, appearance.Record.Start, appearance.Record.End)));
        Assert.Equal(before, _folder.Snapshot());
        Assert.Empty((await TeachAsync(client)).GetProperty("first").EnumerateArray());
    }

    private sealed class Quiet : IJobProgress
    {
        public void Stage(string name)
        {
        }

        public void Done(long done, long total, TimeLeft? left)
        {
        }

        public void Message(string sentence)
        {
        }
    }

    [Fact]
    public async Task What_another_analysis_changed_is_told_with_what_people_decided_laid_over_both()
    {
        var (_, client) = await TaughtAsync();
        var run = (await client.GetFromJsonAsync<JsonElement>("/api/state")).GetProperty("run").GetString()!;
        (await client.PostAsJsonAsync("/api/corrections", new CorrectionMessage(0, "trim", [new("green", 20, 40)], [new("green", 20, 30)], 0, run))).EnsureSuccessStatusCode();
        (await client.PostAsJsonAsync("/api/teach/characters", new NewCharacterMessage("Mauve", false, null, null))).EnsureSuccessStatusCode();
        Assert.True((await TeachAsync(client)).GetProperty("stale").GetBoolean());

        Assert.Equal("", await LearnAsync(client));

        Assert.Equal(
            [("red", 2.0, 2.0), ("green", 1.0, 1.0), ("blue", 2.0, 2.0), ("mauve", null, 0.0)], Change(await TeachAsync(client)).Select(item => (item.Id, item.Before, item.After)));
        var state = await client.GetFromJsonAsync<JsonElement>($"/api/state?since=1&run={run}");
        Assert.NotEqual(run, state.GetProperty("run").GetString());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("since").ValueKind);
        // Who still looks at the old lanes decides nothing about the new.
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync("/api/corrections", new CorrectionMessage(1, "reject", [new("red", 0, 20)], [], 0, run))).StatusCode);
    }

    [Fact]
    public async Task A_label_is_taken_back_with_its_picture_and_one_that_was_there_before_comes_back()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await LabelAsync(client, 5, "red");
        await LabelAsync(client, 45);
        await LabelAsync(client, 45, "blue", "red");

        await UndoAsync(client, 45);
        var label = CastFolder.Load(_folder.Cast).Labels[1];
        Assert.All(label.Present.Values, Assert.False);
        await UndoAsync(client, 45);
        Assert.Single(CastFolder.Load(_folder.Cast).Labels);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Cast, "images")));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/teach/undo", new FrameMessage(45))).StatusCode);

        Assert.Equal("film", CastFolder.Load(_folder.Cast).Labels[0].Title);
        Assert.Equal([false, false, true], CastFolder.Load(_folder.Cast).Labels[0].Present.Values);
    }

    [Fact]
    public async Task Labels_are_the_casts_own_and_outlive_the_page()
    {
        var (server, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await LabelAsync(client, 5, "red");
        await _folder.EndAsync(server);

        var (_, again) = await _folder.OpenAsync();

        var character = (await TeachAsync(again)).GetProperty("characters")[0];
        Assert.Equal((1, 0), (character.GetProperty("with").GetInt32(), character.GetProperty("without").GetInt32()));
    }

    [Fact]
    public async Task Skips_and_what_can_be_taken_back_outlive_the_page()
    {
        var (server, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await LabelAsync(client, 5, "red");
        await LabelAsync(client, 5, "green");
        // One of the frames that are looked at.
        (await client.PostAsJsonAsync("/api/teach/skip", new FrameMessage(22))).EnsureSuccessStatusCode();
        await _folder.EndAsync(server);

        var (_, again) = await _folder.OpenAsync();
        await ChooseAsync(again, 20);

        // 0 to 19 are labelled and look alike, 20 to 39 were skipped.
        Assert.DoesNotContain((await TeachAsync(again)).GetProperty("asked").EnumerateArray(), asked => asked.GetProperty("frame").GetInt64() / 20 == 1);
        Assert.Equal([22L, 5, 5], (await TeachAsync(again)).GetProperty("taught").EnumerateArray().Select(taught => taught.GetProperty("frame").GetInt64()));
        await UndoAsync(again, 5);
        Assert.True(CastFolder.Load(_folder.Cast).Labels.Single().Present["red"]);
        await UndoAsync(again, 22);
        await UndoAsync(again, 5);
        Assert.Empty(CastFolder.Load(_folder.Cast).Labels);
        Assert.Equal(HttpStatusCode.BadRequest, (await again.PostAsJsonAsync("/api/teach/undo", new FrameMessage(5))).StatusCode);
        await ChooseAsync(again, 20);
        Assert.Contains((await TeachAsync(again)).GetProperty("asked").EnumerateArray(), asked => asked.GetProperty("frame").GetInt64() / 20 == 1);
    }

    [Fact]
    public async Task A_label_that_cannot_be_logged_is_not_made()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        Directory.CreateDirectory(Path.Combine(_folder.Result, "teaching.jsonl"));

        Assert.Equal(HttpStatusCode.InsufficientStorage, (await client.PostAsJsonAsync("/api/teach/labels", new LabelMessage(5, ["red"]))).StatusCode);

        Assert.Empty(CastFolder.Load(_folder.Cast).Labels);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Cast, "images")));
    }

    [Fact]
    public async Task A_label_that_the_cast_no_longer_has_cannot_be_taken_back_and_nobody_forgotten_returns()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await LabelAsync(client, 5, "red");
        await LabelAsync(client, 5, "green");
        await LabelAsync(client, 45, "blue");
        CastFolder.Load(_folder.Cast).Forget("red");
        var image = CastFolder.Load(_folder.Cast).Labels[1];
        CastFolder.Load(_folder.Cast).TakeBack(image.Image, image.Title, null);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/teach/undo", new FrameMessage(45))).StatusCode);
        await UndoAsync(client, 5);

        Assert.Equal(["blue", "green"], CastFolder.Load(_folder.Cast).Labels.Single().Present.Keys);
    }

    [Fact]
    public async Task A_frame_that_is_skipped_is_not_asked_for_again_nor_what_looks_like_it()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await ChooseAsync(client, 1);
        var frame = (await TeachAsync(client)).GetProperty("asked")[0].GetProperty("frame").GetInt64();

        (await client.PostAsJsonAsync("/api/teach/skip", new FrameMessage(frame))).EnsureSuccessStatusCode();
        await ChooseAsync(client, 20);

        Assert.DoesNotContain((await TeachAsync(client)).GetProperty("asked").EnumerateArray(), asked => asked.GetProperty("frame").GetInt64() / 20 == frame / 20);
        Assert.Equal(2, (await TeachAsync(client)).GetProperty("asked").GetArrayLength());
    }

    [Fact]
    public async Task A_frame_of_the_audits_sample_is_neither_asked_for_nor_taught()
    {
        var (_, client) = await TaughtAsync();
        (await client.PostAsJsonAsync("/api/audit/draw", new DrawMessage(30, 5))).EnsureSuccessStatusCode();
        Assert.Equal("", await TaughtFolder.EndAsync(client));
        var sample = AuditFolder.Read(_folder.Result)!.Plan.Frames.Select(frame => frame.RecordFrame).ToHashSet();

        await ChooseAsync(client, 100);

        Assert.DoesNotContain((await TeachAsync(client)).GetProperty("asked").EnumerateArray(), asked => sample.Contains(asked.GetProperty("frame").GetInt64()));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/teach/labels", new LabelMessage(sample.First(), ["red"]))).StatusCode);
    }

    [Fact]
    public async Task Looks_that_recur_are_labelled_as_groups_and_taken_back_frame_by_frame()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        (await client.PostAsJsonAsync("/api/teach/suggest", new { })).EnsureSuccessStatusCode();
        Assert.Equal("", await TaughtFolder.EndAsync(client));
        var groups = (await TeachAsync(client)).GetProperty("groups").EnumerateArray().ToList();
        Assert.NotEmpty(groups);
        Assert.All(groups, group => Assert.True(group.GetProperty("wholeFrames").GetBoolean()));
        Assert.Equal("image/jpeg", (await client.GetAsync("/api/teach/groups/0/0")).Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/teach/groups/0/labels", new LabelMessage(0, ["violet"]))).StatusCode);
        Assert.Empty(CastFolder.Load(_folder.Cast).Labels);

        (await client.PostAsJsonAsync("/api/teach/groups/0/labels", new LabelMessage(0, ["red"]))).EnsureSuccessStatusCode();

        var state = await TeachAsync(client);
        Assert.Equal("red", state.GetProperty("groups")[0].GetProperty("name").GetString());
        var labels = CastFolder.Load(_folder.Cast).Labels;
        Assert.NotEmpty(labels);
        Assert.All(labels, label => Assert.Equal([false, false, true], label.Present.Values));
        foreach (var taught in state.GetProperty("taught").EnumerateArray().ToList())
            await UndoAsync(client, taught.GetProperty("frame").GetInt64());
        Assert.Empty(CastFolder.Load(_folder.Cast).Labels);
    }

    [Fact]
    public async Task One_job_runs_at_a_time_and_can_be_stopped_and_begun_again()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);
        await LabelAsync(client, 5, "red");

        var first = await client.PostAsJsonAsync("/api/teach/learn", new { });
        var second = await client.PostAsJsonAsync("/api/teach/choose", new ChooseMessage(3));
        await client.PostAsJsonAsync("/api/work/stop", new { });
        var problem = await TaughtFolder.EndAsync(client);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        // The first may have ended in the meantime, but never are there two.
        Assert.Contains(second.StatusCode, new[] { HttpStatusCode.Conflict, HttpStatusCode.Accepted });
        Assert.Contains(problem, new[] { "stopped", "" });
        Assert.Equal("", await LearnAsync(client));
        Assert.True(File.Exists(Path.Combine(_folder.Result, ResultFile.Name)));
    }

    [Fact]
    public async Task What_goes_wrong_in_a_job_is_a_sentence_and_the_page_goes_on()
    {
        var (_, client) = await _folder.OpenAsync();
        await _folder.CreateCastAsync(client);

        Assert.Contains("no labels yet", await LearnAsync(client), StringComparison.Ordinal);

        await LabelAsync(client, 5, "red");
        Assert.Equal("", await LearnAsync(client));
    }

    [Fact]
    public async Task People_are_not_enrolled_without_a_basis()
    {
        var (_, client) = await _folder.OpenAsync();

        var without = await client.PostAsJsonAsync("/api/teach/cast", new NewCastMessage(["Ann Lee"], true, null, null));
        var ended = await client.PostAsJsonAsync("/api/teach/cast", new NewCastMessage(["Ann Lee"], true, "contract", "2020-01-01"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ended.StatusCode);
        Assert.False(Directory.Exists(_folder.Cast));
        (await client.PostAsJsonAsync("/api/teach/cast", new NewCastMessage(["Ann Lee", "安"], true, "contract of 2026-03-01", "2099-12-31"))).EnsureSuccessStatusCode();

        var cast = CastFolder.Load(_folder.Cast);
        Assert.Equal([("ann_lee", "Ann Lee"), ("character-1", "安")], cast.Cast.Characters.Select(character => (character.Id, character.Name)));
        Assert.All(cast.Consents.Values, consent => Assert.Equal("contract of 2026-03-01", consent.Basis));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsJsonAsync("/api/teach/characters", new NewCharacterMessage("Ben", true, "", ""))).StatusCode);
    }

    [Fact]
    public async Task Closing_deletes_what_the_job_keeps_of_faces_and_leaves_results_labels_and_corrections()
    {
        var (_, client) = await TaughtAsync();
        var faces = Directory.CreateDirectory(Path.Combine(_folder.Result, "faces", "features")).FullName;
        await File.WriteAllTextAsync(Path.Combine(faces, "a.pack"), "descriptors of strangers");
        Assert.True((await client.GetFromJsonAsync<JsonElement>("/api/finish")).GetProperty("keepsFaces").GetBoolean());

        var closed = await (await client.PostAsJsonAsync("/api/finish/close", new { })).Content.ReadFromJsonAsync<JsonElement>();

        Assert.False(closed.GetProperty("keepsFaces").GetBoolean());
        Assert.False(Directory.Exists(Path.Combine(_folder.Result, "faces")));
        Assert.True(File.Exists(Path.Combine(_folder.Result, ResultFile.Name)));
        Assert.NotEmpty(CastFolder.Load(_folder.Cast).Labels);
        Assert.Empty((await TeachAsync(client)).GetProperty("groups").EnumerateArray());
    }

    [Fact]
    public async Task Faces_that_recur_are_named_with_a_basis_and_signing_leaves_nothing_of_those_that_nobody_named()
    {
        var (_, fingerprint) = SigningKey.Create(_folder.In("key.pem"), null);
        var (_, client) = await _folder.OpenAsync(_folder.In("key.pem"));
        await _folder.CreatePeopleAsync(client);
        (await client.PostAsJsonAsync("/api/teach/suggest", new { })).EnsureSuccessStatusCode();
        Assert.Equal("", await TaughtFolder.EndAsync(client));

        // Red is in the cast; green and blue are strangers.
        var groups = (await TeachAsync(client)).GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal([false, false], groups.Select(group => group.GetProperty("wholeFrames").GetBoolean()));
        Assert.Equal(["00:00:02:02", "00:00:04:02"], groups.Select(group => group.GetProperty("first").GetString()));
        Assert.Equal("image/png", (await client.GetAsync("/api/teach/groups/1/0")).Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsJsonAsync("/api/teach/groups/0", new NewCharacterMessage("Green", true, "", ""))).StatusCode);
        Assert.Single(CastFolder.Load(_folder.Cast).Cast.Characters);
        (await client.PostAsJsonAsync("/api/teach/groups/0", new NewCharacterMessage("Green", true, "contract of 2026-03-01", "2099-12-31"))).EnsureSuccessStatusCode();
        _folder.UseFaces();

        var cast = CastFolder.Load(_folder.Cast);
        Assert.Equal(["red", "green"], cast.Cast.Characters.Select(character => character.Id));
        Assert.Equal("contract of 2026-03-01", cast.Consents["green"].Basis);
        // Pictures of one plain colour are one picture.
        Assert.Equal(["green"], Assert.Single(cast.Labels).Present.Where(pair => pair.Value).Select(pair => pair.Key));
        Assert.Equal("", await LearnAsync(client));
        Assert.Equal(2.0, Change(await TeachAsync(client)).Single(change => change.Id == "green").After);
        var faces = Path.Combine(_folder.Result, "faces");
        Assert.NotEmpty(Directory.GetFiles(faces, "*.png", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(faces, "features"), "*", SearchOption.AllDirectories));

        await ReviewedFolder.WriteReportAsync(_folder.Result, "film", fingerprint);
        var signed = await client.PostAsJsonAsync("/api/finish/sign", new { });

        Assert.True(signed.IsSuccessStatusCode, await signed.Content.ReadAsStringAsync());
        Assert.False(Directory.Exists(faces));
        Assert.False((await client.GetFromJsonAsync<JsonElement>("/api/finish")).GetProperty("keepsFaces").GetBoolean());
        Assert.Empty((await TeachAsync(client)).GetProperty("groups").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/teach/groups/1/0")).StatusCode);
        // Blue, whom nobody named, is in no file of the job or of the cast.
        Assert.DoesNotContain(
            new[] { _folder.Cast, _folder.Result }.SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)), path => path.EndsWith(".pack", StringComparison.Ordinal) || path.Contains("unnamed", StringComparison.Ordinal));
    }

    private async Task<(ReviewServer Server, HttpClient Client)> TaughtAsync()
    {
        var opened = await _folder.OpenAsync();
        await _folder.CreateCastAsync(opened.Client);
        foreach (var frame in new long[] { 5, 25, 45 })
            await LabelAsync(opened.Client, frame, ColourOf(frame));
        Assert.Equal("", await LearnAsync(opened.Client));
        return opened;
    }

    private static string ColourOf(long frame) => (frame / 20) switch { 0 => "red", 1 => "green", _ => "blue" };

    private static Task<JsonElement> TeachAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/teach");

    private static async Task ChooseAsync(HttpClient client, int count)
    {
        (await client.PostAsJsonAsync("/api/teach/choose", new ChooseMessage(count))).EnsureSuccessStatusCode();
        Assert.Equal("", await TaughtFolder.EndAsync(client));
    }

    private static async Task LabelAsync(HttpClient client, long frame, params string[] present) =>
        (await client.PostAsJsonAsync("/api/teach/labels", new LabelMessage(frame, present))).EnsureSuccessStatusCode();

    private static async Task UndoAsync(HttpClient client, long frame) => (await client.PostAsJsonAsync("/api/teach/undo", new FrameMessage(frame))).EnsureSuccessStatusCode();

    private static async Task<string> LearnAsync(HttpClient client)
    {
        (await client.PostAsJsonAsync("/api/teach/learn", new { })).EnsureSuccessStatusCode();
        return await TaughtFolder.EndAsync(client);
    }

    private static IEnumerable<(string Id, double? Before, double After)> Change(JsonElement taught) => taught.GetProperty("change").EnumerateArray().Select(item => (
        item.GetProperty("character").GetString()!, item.GetProperty("before").ValueKind == JsonValueKind.Null ? (double?)null : item.GetProperty("before").GetDouble(), item.GetProperty("after").GetDouble()));
}
